"""What a second factor is checked with is kept sealed: a copy of the database signs nobody in.

The keys are settings (``KWARTIER_FACTOR_KEYS``): the first seals, each of them opens. To change the
key, put a new one before the old, run ``kwartier manage seal_factors``, then drop the old one.
"""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

# Every sealed text begins so; secrets of the sign-in library (base 32 or hexadecimal) never do.
_SEALED = "gAAAA"
# By kind of factor: where the secret lies. A passkey has none, only a public key.
_SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def seal(text: str) -> str:
    """The text, sealed with the first key."""
    return _keys(tuple(settings.KWARTIER_FACTOR_KEYS)).encrypt(text.encode()).decode()


def unseal(kept: str) -> str:
    """The text of what was sealed; what was kept before anything was sealed, as it stands.

    Raises:
        ImproperlyConfigured: none of the keys opens it.
    """
    if not kept.startswith(_SEALED):
        return kept
    try:
        return _keys(tuple(settings.KWARTIER_FACTOR_KEYS)).decrypt(kept.encode()).decode()
    except InvalidToken as cause:
        raise ImproperlyConfigured(
            "None of the KWARTIER_FACTOR_KEYS opens a second factor that was sealed with another key."
        ) from cause


@transaction.atomic
def seal_all() -> int:
    """Seal every second factor anew, with the first key; returns how many there were.

    Raises:
        ImproperlyConfigured: one of them is sealed with a key that is not there; nothing is changed.
    """
    sealed_count = 0
    for factor in Authenticator.objects.select_for_update().filter(type__in=_SECRETS).iterator():
        content: dict[str, Any] = factor.data
        name = _SECRETS[Authenticator.Type(factor.type)]
        content[name] = seal(unseal(content[name]))
        factor.save(update_fields=["data"])
        sealed_count += 1
    return sealed_count


@lru_cache(maxsize=4)
def _keys(named: tuple[str, ...]) -> MultiFernet:
    if not named:
        digest = hashlib.sha256(f"second factors:{settings.SECRET_KEY}".encode()).digest()
        named = (base64.urlsafe_b64encode(digest).decode(),)
    try:
        return MultiFernet([Fernet(key) for key in named])
    except ValueError as cause:
        raise ImproperlyConfigured(
            "Each of the KWARTIER_FACTOR_KEYS is 32 random bytes in base 64, with - and _."
        ) from cause
