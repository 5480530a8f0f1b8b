"""What the steps of collection and refund batches begin and end with."""

from datetime import datetime

from django.db.models import QuerySet

from kwartier.payments._collection_types import BatchState
from kwartier.payments.models import CollectionBatch, RefundBatch
from kwartier.payments.refusals import BatchNotReady
from kwartier.platform import audit, locks
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind


def check_agent(actor: Actor) -> int:
    """The agent who acts.

    Raises:
        NotAllowed: somebody else, or the system.
    """
    if actor.kind is not ActorKind.AGENT or actor.person_id is None:
        raise NotAllowed
    return actor.person_id


def check_house(actor: Actor) -> int | None:
    """Let an agent act, or the system by itself; the person, where it is one. Raises NotAllowed."""
    return None if actor.kind is ActorKind.SYSTEM else check_agent(actor)


def lock_brand(brand_id: int, what: str) -> None:
    """One planner of a brand at a time, until the transaction ends: the second sees the first's."""
    locks.hold(f"payments.{what}", brand_id)


def lock_made[Batch: (CollectionBatch, RefundBatch)](
    rows: QuerySet[Batch], *, brand_id: int, number: str
) -> Batch:
    """A batch that was made and not taken further, locked until the transaction ends.

    Raises:
        NotFound: there is none of this number.
        BatchNotReady: somebody took it further, or undid it.
    """
    locked = rows.select_for_update(of=("self",), no_key=True).select_related("creditor")
    batch = locked.filter(brand_id=brand_id, number=number).first()
    if batch is None:
        raise NotFound
    if batch.state != BatchState.MADE:
        raise BatchNotReady(params={"number": number, "state": batch.get_state_display()})
    return batch


def end_batch(batch: CollectionBatch | RefundBatch, *, actor: Actor, now: datetime) -> None:
    """Note that a batch is undone: nothing of it goes to the bank any more."""
    batch.state = BatchState.UNDONE
    batch.save(update_fields=["state"])
    record_batch(batch, "undone", actor=actor, now=now)


def record_batch(
    batch: CollectionBatch | RefundBatch, happened: str, *, actor: Actor, now: datetime
) -> None:
    """Put a step of a batch on the record, with its count and its sum."""
    kind = "collection_batch" if isinstance(batch, CollectionBatch) else "refund_batch"
    audit.record(
        brand_id=batch.brand_id,
        at=now,
        actor=actor,
        action=f"{kind}.{happened}",
        subject_kind=kind,
        subject_id=batch.number,
        account_id=None,
        after={"count": batch.count, "total_cents": batch.total_cents},
    )
