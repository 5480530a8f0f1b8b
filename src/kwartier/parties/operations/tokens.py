"""Tokens of people: made and revoked by their person, as a customer or as an agent."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.functional import lazy

from kwartier.parties._secrets import check_scopes, draw_secret, end_of
from kwartier.parties.called import check_name
from kwartier.parties.models import ApiToken, Person
from kwartier.parties.queries import (
    OF_AGENTS,
    OF_CUSTOMERS,
    as_token,
    check_office_entry,
    list_agent_tokens,
    list_tokens,
)
from kwartier.parties.refusals import TooManyTokens
from kwartier.parties.types import AgentScope, OfficeEntry, TokenInfo, TokenScope
from kwartier.platform import audit, mail
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, BrandInfo
from kwartier.platform.wording import speak_day

MOST_TOKENS = 20
# A token shows no second factor again: it lives no longer than the day on which its agent showed one.
LONGEST_SHIFT = timedelta(hours=12)
# spoken when the mail is written, in the language of who receives it
_speak_lazily = lazy(speak_day, str)
_SCOPES: dict[str, type[TextChoices]] = {OF_CUSTOMERS: TokenScope, OF_AGENTS: AgentScope}


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
    return _make(
        OF_CUSTOMERS,
        brand=brand,
        name=name,
        wanted=check_scopes(scopes, TokenScope),
        kept=len(list_tokens(actor.person_id or 0, now=now)),
        lifetime=lifetime,
        actor=actor,
        now=now,
    )


def create_agent_token(
    *,
    brand: BrandInfo,
    name: str,
    scopes: Iterable[str],
    lifetime: timedelta,
    actor: Actor,
    now: datetime,
) -> tuple[str, TokenInfo]:
    """Make an agent's own token for the office; its raw text is returned once and kept nowhere.

    The door asks for a fresh second factor before. ``lifetime`` is cut to `LONGEST_SHIFT`. The agent
    is told by mail.

    Raises:
        NotAllowed: the office is not open to this person.
        UnknownScope: no scope, or one that does not exist.
        TooManyTokens: the person has as many as we keep.
        NameUnreadable: there is nothing to read in the name.
    """
    entry = check_office_entry(actor.person_id or 0, shown_second_factor=True)
    if entry is not OfficeEntry.OPEN:
        raise NotAllowed
    return _make(
        OF_AGENTS,
        brand=brand,
        name=name,
        wanted=check_scopes(scopes, AgentScope),
        kept=len(list_agent_tokens(actor.person_id or 0, now=now)),
        lifetime=min(lifetime, LONGEST_SHIFT),
        actor=actor,
        now=now,
    )


def _make(
    kind: str,
    *,
    brand: BrandInfo,
    name: str,
    wanted: list[str],
    kept: int,
    lifetime: timedelta,
    actor: Actor,
    now: datetime,
) -> tuple[str, TokenInfo]:
    name = check_name(name)
    person = Person.objects.get(pk=actor.person_id or 0)
    if kept >= MOST_TOKENS:
        raise TooManyTokens(params={"count": MOST_TOKENS})
    secret, expires_at = draw_secret(kind), end_of(lifetime, now=now)
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
            "rights": [_SCOPES[kind](scope).label for scope in wanted],
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
