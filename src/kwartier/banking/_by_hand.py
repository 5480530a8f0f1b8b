"""What every step of an agent's with a payment begins and ends with."""

from collections.abc import Sequence
from datetime import datetime

from kwartier.banking.models import DetailPlacing
from kwartier.banking.refusals import AlreadyPlaced, ReasonMissing
from kwartier.banking.types import Method, PlacingState
from kwartier.payments.queries import find_collections
from kwartier.platform import audit
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor

_LONGEST_NOTE = 300


def find_placing(brand_id: int, detail_id: int) -> DetailPlacing:
    """Where a payment stands, locked until the transaction ends; NotFound where there is none."""
    found = (
        DetailPlacing.objects.select_for_update(of=("self",))
        .filter(brand_id=brand_id, detail_id=detail_id)
        .select_related("detail__entry")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def find_waiting(brand_id: int, detail_id: int) -> DetailPlacing:
    """The same of one that waits; AlreadyPlaced where it does not any more."""
    placing = find_placing(brand_id, detail_id)
    if placing.state != PlacingState.WAITING:
        raise AlreadyPlaced
    return placing


def require_reason(actor: Actor) -> None:
    """Raise ReasonMissing where an agent does not say why."""
    if not actor.reason.strip():
        raise ReasonMissing(field="reason")


def move(
    placing: DetailPlacing,
    state: PlacingState,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    account_id: int | None = None,
    documents: Sequence[str] = (),
    reason: str = "",
) -> None:
    """Write where a payment stands, and put it on the record of the account that it concerns."""
    before = {"state": placing.state, "account": placing.account_id, "documents": placing.documents}
    concerned = account_id or placing.account_id
    is_placed = state != PlacingState.WAITING
    placing.state = state
    placing.reason = reason
    placing.method = Method.HAND if is_placed else ""
    placing.account_id = account_id
    placing.documents = list(documents)
    placing.note = actor.reason[:_LONGEST_NOTE]
    placing.placed_at = now if is_placed else None
    placing.placed_by = actor.name if is_placed else ""
    placing.save()
    audit.record(
        brand_id=placing.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="bank_payment",
        subject_id=placing.detail_id,
        account_id=concerned,
        before=before,
        after={
            "state": state,
            "account": account_id,
            "documents": list(documents),
            "amount_cents": placing.detail.amount_cents,
        },
    )


def find_collection(paid: DetailPlacing) -> str | None:
    """What the collection of ours is called whose money a payment is; None where it is none."""
    name = paid.detail.end_to_end_id
    return name if name and name in find_collections(paid.brand_id, [name]) else None
