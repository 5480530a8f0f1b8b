"""Service tokens: listed for agents of operations, looked up for the API."""

import json
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from django.db import connection

from kwartier.parties.models import ServiceToken
from kwartier.parties.queries.members import hash_token
from kwartier.parties.types import ServiceTokenInfo, ServiceUse
from kwartier.platform.errors import NotFound
from kwartier.platform.models import AuditEntry


def as_service_token(row: ServiceToken) -> ServiceTokenInfo:
    """Copy a token into a frozen value; its secret is not there to copy."""
    return ServiceTokenInfo(
        id=row.pk,
        name=row.name,
        prefix=row.prefix,
        scopes=tuple(row.scopes),
        networks=tuple(row.networks),
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )


def list_service_tokens(brand_id: int) -> list[ServiceTokenInfo]:
    """Every token of a brand, also those that opened something once; the newest first."""
    rows = ServiceToken.objects.filter(brand_id=brand_id).order_by("-created_at", "-pk")
    return [as_service_token(row) for row in rows]


def get_service_token(brand_id: int, *, token_id: int) -> ServiceTokenInfo:
    """One token of a brand.

    Raises:
        NotFound: the brand has none of this id, or it is not shown to who asks.
    """
    row = ServiceToken.objects.filter(brand_id=brand_id, pk=token_id).first()
    if row is None:
        raise NotFound
    return as_service_token(row)


def list_service_uses(token_id: int, *, limit: int = 50) -> list[ServiceUse]:
    """The last calls with a token, the newest first."""
    rows = AuditEntry.objects.filter(
        subject_kind="service_token", subject_id=str(token_id), action="service_token.used"
    )
    return [
        ServiceUse(at=row.at, call=row.after["call"], status=row.after["status"])
        for row in rows.order_by("-pk")[:limit]
        if row.after
    ]


def find_service_token(
    raw: str, *, address: str, now: datetime
) -> tuple[ServiceTokenInfo, bool] | None:
    """The token behind an ``Authorization: Bearer`` header, and whether it works from ``address``.

    None where it opens nothing for this brand. Nobody is known yet when the API asks, so the
    database's own function answers; it notes the use at most every five minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, prefix, scopes::text, networks::text, created_at, created_by,"
            " expires_at, last_used_at, is_near FROM parties_find_service_token(%s, %s, %s)",
            [hash_token(raw), now, _plain(address)],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, name, prefix, scopes, networks, created_at, created_by, expires_at, used, near = row
    token = ServiceTokenInfo(
        id=token_id,
        name=name,
        prefix=prefix,
        scopes=tuple(json.loads(scopes)),
        networks=tuple(json.loads(networks)),
        created_at=created_at,
        created_by=created_by,
        expires_at=expires_at,
        last_used_at=used,
    )
    return token, bool(near)


def is_service_open() -> bool:
    """Whether the token with which this transaction was entered still opens something."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kwartier_service_may('{}')")
        return bool(cursor.fetchone()[0])


def _plain(address: str) -> str:
    """An address as networks are written: IPv4 that comes in IPv6's clothes is IPv4; empty: none."""
    try:
        read = ip_address(address)
    except ValueError:
        return ""
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or read).partition("%")[0]
    return str(read)
