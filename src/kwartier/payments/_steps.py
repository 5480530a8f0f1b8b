"""What the steps of collection and refund batches begin and end with."""

from datetime import datetime

from kwartier.payments.models import CollectionBatch, RefundBatch
from kwartier.platform import audit, locks
from kwartier.platform.errors import NotAllowed
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
