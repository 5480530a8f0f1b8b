"""Tokens of people, a customer's and an agent's own: listed for their person, looked up for the API."""

import json
from datetime import datetime

from django.db import connection
from django.db.models import Q

from kwartier.parties.models import ApiToken
from kwartier.parties.queries.members import hash_token
from kwartier.parties.types import TokenInfo

# How each kind begins: neither opens the door of the other.
OF_CUSTOMERS, OF_AGENTS = "kwt_", "kwa_"


def as_token(token: ApiToken) -> TokenInfo:
    """Copy a token into a frozen value; its secret is not there to copy."""
    return TokenInfo(
        id=token.pk,
        person_id=token.person_id,
        name=token.name,
        prefix=token.prefix,
        scopes=tuple(token.scopes),
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
    )


def list_tokens(person_id: int, *, now: datetime) -> list[TokenInfo]:
    """The person's tokens as a customer that still open something, newest first."""
    return _list_open(person_id, OF_CUSTOMERS, now=now)


def list_agent_tokens(person_id: int, *, now: datetime) -> list[TokenInfo]:
    """The agent's own tokens that still open the office, newest first."""
    return _list_open(person_id, OF_AGENTS, now=now)


def _list_open(person_id: int, kind: str, *, now: datetime) -> list[TokenInfo]:
    open_tokens = ApiToken.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now),
        person_id=person_id,
        prefix__startswith=kind,
        revoked_at__isnull=True,
    ).order_by("-created_at", "-pk")
    return [as_token(token) for token in open_tokens]


def find_token(raw: str, *, now: datetime) -> TokenInfo | None:
    """The customer's token behind an ``Authorization: Bearer`` header, if it opens something here.

    The API knows nobody yet when it asks, so the database's own function answers; it notes the use
    at most every five minutes. The caller then enters as ``person_id``.
    """
    return _find(raw, now=now) if raw.startswith(OF_CUSTOMERS) else None


def find_agent_token(raw: str, *, now: datetime) -> TokenInfo | None:
    """As `find_token`, an agent's own; whether they are an agent still is another question."""
    return _find(raw, now=now) if raw.startswith(OF_AGENTS) else None


def _find(raw: str, *, now: datetime) -> TokenInfo | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, person_id, name, prefix, scopes::text, created_at, expires_at, last_used_at"
            " FROM parties_find_token(%s, %s)",
            [hash_token(raw), now],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, person_id, name, prefix, scopes, created_at, expires_at, last_used_at = row
    return TokenInfo(
        id=token_id,
        person_id=person_id,
        name=name,
        prefix=prefix,
        scopes=tuple(json.loads(scopes)),
        created_at=created_at,
        expires_at=expires_at,
        last_used_at=last_used_at,
    )
