"""Personal API tokens: listed for their person, looked up for the API."""

import json
from datetime import datetime

from django.db import connection
from django.db.models import Q

from kwartier.parties.models import ApiToken
from kwartier.parties.queries.members import hash_token
from kwartier.parties.types import TokenInfo


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
    """The person's tokens that still open something, newest first."""
    open_tokens = ApiToken.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now),
        person_id=person_id,
        revoked_at__isnull=True,
    ).order_by("-created_at", "-pk")
    return [as_token(token) for token in open_tokens]


def find_token(raw: str, *, now: datetime) -> TokenInfo | None:
    """The token behind an ``Authorization: Bearer`` header, if it opens something for this brand.

    The API knows nobody yet when it asks, so the database's own function answers; it notes the use
    at most every five minutes. The caller then enters as ``person_id``.
    """
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
