"""The record of who did what: one function writes it, one reads it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kwartier.platform.inserting import insert_rows, insert_unseen
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
    """Add one fact to the record, in the caller's transaction.

    ``action`` names what it is about and what happened to it: ``reading.recorded``.
    """
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One of many facts of the same kind: about what, on whose account, with what after it."""

    subject_id: object
    account_id: int | None
    after: Mapping[str, Any] | None = None


def record_many(
    *,
    brand_id: int,
    at: datetime,
    actor: Actor,
    action: str,
    subject_kind: str,
    acts: Sequence[Act],
) -> None:
    """Add many facts of one kind to the record, in the caller's transaction: as `record`, at once."""
    names = ("brand_id", "at", "actor_kind", "actor_person_id", "actor_name", "action")
    shared = (brand_id, at, actor.kind.value, actor.person_id, actor.name, action)
    insert_rows(
        AuditEntry,
        (*names, "subject_kind", "reason", "subject_id", "account_id", "after"),
        [
            (
                *shared,
                subject_kind,
                actor.reason,
                str(act.subject_id),
                act.account_id,
                None if act.after is None else json.dumps(dict(act.after)),
            )
            for act in acts
        ],
    )


_NOTE_AND_LIST = """
WITH noted AS (
  INSERT INTO platform_auditentry (brand_id, at, actor_kind, actor_person_id, actor_name,
                                   action, subject_kind, subject_id, account_id, reason)
  SELECT %(brand)s, %(at)s, %(kind)s, %(person)s, %(name)s, %(action)s, %(subject_kind)s,
         %(subject)s, %(account)s, %(reason)s
  WHERE NOT EXISTS (
    SELECT FROM platform_auditentry known WHERE known.account_id = %(account)s
      AND known.at > %(since)s AND known.action = %(action)s AND known.actor_person_id = %(person)s)
)
SELECT * FROM platform_auditentry WHERE account_id = %(account)s
ORDER BY at DESC, id DESC LIMIT %(limit)s
"""


def note_and_list(
    *,
    brand_id: int,
    at: datetime,
    since: datetime,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: object,
    account_id: int,
    limit: int,
) -> list[AuditEntry]:
    """Add a fact unless the same person's same fact about the account is there since an instant.

    Answers with the account's record as it was just before, newest first: one statement, for what
    happens often and says little, such as looking at a page.
    """
    asked = {
        "brand": brand_id,
        "at": at,
        "since": since,
        "kind": actor.kind.value,
        "person": actor.person_id,
        "name": actor.name,
        "action": action,
        "subject_kind": subject_kind,
        "subject": str(subject_id),
        "account": account_id,
        "reason": actor.reason,
        "limit": limit,
    }
    return list(AuditEntry.objects.raw(_NOTE_AND_LIST, asked))


def list_entries(
    *,
    account_id: int,
    actions: Sequence[str] = (),
    subjects: Sequence[str] = (),
    limit: int = 50,
) -> list[AuditEntry]:
    """The account's record, newest first, optionally of some actions or subjects only."""
    entries = AuditEntry.objects.filter(account_id=account_id)
    if actions:
        entries = entries.filter(action__in=actions)
    if subjects:
        entries = entries.filter(subject_id__in=subjects)
    return list(entries.order_by("-at", "-pk")[:limit])
