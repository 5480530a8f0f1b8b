"""The record of who did what: one function writes it, one reads it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kwartier.platform.inserting import insert_unseen
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import Actor


def record(
    *,
    brand_id: int,
    at: datetime,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: object,
    account_id: int | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one fact to the record, in the caller's transaction."""
    insert_unseen(
        AuditEntry(
            brand_id=brand_id,
            at=at,
            actor_kind=actor.kind.value,
            actor_person_id=actor.person_id,
            actor_name=actor.name,
            action=action,
            subject_kind=subject_kind,
            subject_id=str(subject_id),
            account_id=account_id,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            reason=actor.reason,
        )
    )


def list_entries(
    *, account_id: int, actions: Sequence[str] = (), limit: int = 50
) -> list[AuditEntry]:
    """The account's record, newest first, optionally of some actions only."""
    entries = AuditEntry.objects.filter(account_id=account_id)
    if actions:
        entries = entries.filter(action__in=actions)
    return list(entries.order_by("-at", "-pk")[:limit])
