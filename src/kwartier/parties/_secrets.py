"""What tokens of every kind are made of: a secret that is shown once, scopes that exist, an end."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

from kwartier.parties.queries import hash_token
from kwartier.parties.refusals import UnknownScope

LONGEST_LIFE = timedelta(days=366)
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Secret:
    """A token as its owner gets it, what is shown of it afterwards, and what is kept."""

    raw: str
    shown: str
    hashed: str


def draw_secret(prefix: str) -> Secret:
    """A fresh secret of 256 random bits behind ``prefix``, which tells the kinds of token apart."""
    raw = prefix + secrets.token_urlsafe(32)
    return Secret(raw=raw, shown=raw[:_SHOWN], hashed=hash_token(raw))


def check_scopes(scopes: Iterable[str], known: type[TextChoices]) -> list[str]:
    """The scopes once each, in order.

    Raises:
        UnknownScope: there is none, or one that does not exist.
    """
    wanted = sorted(set(scopes))
    if not wanted or any(scope not in known.values for scope in wanted):
        raise UnknownScope(field="scopes")
    return wanted


def end_of(lifetime: timedelta, *, now: datetime) -> datetime:
    """When a token stops that is made now: after a year at the latest."""
    return now + min(lifetime, LONGEST_LIFE)
