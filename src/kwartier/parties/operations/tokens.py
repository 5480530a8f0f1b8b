"""Personal API tokens: made and revoked by their person."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.functional import lazy

from kwartier.parties._secrets import check_scopes, draw_secret, end_of
from kwartier.parties.called import check_name
from kwartier.parties.models import ApiToken, Person
from kwartier.parties.queries import as_token, list_tokens
from kwartier.parties.refusals import TooManyTokens
from kwartier.parties.types import TokenInfo, TokenScope
from kwartier.platform import audit, mail
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor, BrandInfo
from kwartier.platform.wording import speak_day

MOST_TOKENS = 20
_PREFIX = "kwt_"
# spoken when the mail is written, in the language of who receives it
_speak_lazily = lazy(speak_day, str)


def create_token(
    *,
    brand: BrandInfo,
    name: str,
    scopes: Iterable[str],
    lifetime: timedelta,
    actor: Actor,
    now: datetime,
) -> tuple[str, TokenInfo]:
    """Make a token; its raw text is returned once and kept nowhere.

    ``lifetime`` is cut to a year. The person is told by mail.

    Raises:
        UnknownScope: no scope, or one that does not exist.
        TooManyTokens: the person has as many as we keep.
        NameUnreadable: there is nothing to read in the name.
    """
    name = check_name(name)
    wanted = check_scopes(scopes, TokenScope)
    person = Person.objects.get(pk=actor.person_id or 0)
    if len(list_tokens(person.pk, now=now)) >= MOST_TOKENS:
        raise TooManyTokens(params={"count": MOST_TOKENS})
    secret, expires_at = draw_secret(_PREFIX), end_of(lifetime, now=now)
    token = ApiToken.objects.create(
        brand_id=brand.id,
        person=person,
        name=name,
        token_hash=secret.hashed,
        prefix=secret.shown,
        scopes=wanted,
        created_at=now,
        expires_at=expires_at,
    )
    _record(brand=brand, actor=actor, now=now, action="token.created", token=token)
    mail.queue(
        brand=brand,
        recipient=person.email,
        language=person.language,
        topic="identity/token_created",
        context={
            "person": person,
            "name": name,
            "rights": [TokenScope(scope).label for scope in wanted],
            "expires_on": _speak_lazily(expires_at.date()),
        },
        at=now,
        person_id=person.pk,
    )
    return secret.raw, as_token(token)


def revoke_token(*, brand: BrandInfo, token_id: int, actor: Actor, now: datetime) -> None:
    """Make one of the actor's tokens worthless at once.

    Raises:
        NotFound: the actor has no such token, or it is revoked already.
    """
    token = ApiToken.objects.filter(
        pk=token_id, person_id=actor.person_id or 0, revoked_at__isnull=True
    ).first()
    if token is None:
        raise NotFound
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    _record(brand=brand, actor=actor, now=now, action="token.revoked", token=token)


def _record(*, brand: BrandInfo, actor: Actor, now: datetime, action: str, token: ApiToken) -> None:
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="person",
        subject_id=actor.person_id,
        account_id=None,
        after={"name": token.name, "token": token.prefix},
    )
