"""What an agent did with a payment was a mistake: it waits again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kwartier.banking._by_hand import find_collection, find_placing, move, require_reason
from kwartier.banking._placing import ledger_key_of
from kwartier.banking._taking_back import find_taken
from kwartier.banking.models import DetailPlacing
from kwartier.banking.refusals import NotPlaced, TakingStays
from kwartier.banking.types import Method, PlacingState, Reason
from kwartier.ledger.operations import (
    place_payments,
    reverse_clearing,
    reverse_journals,
    undo_return,
)
from kwartier.ledger.types import PaymentMethod, Placing, ReturnUndoing, Reversal
from kwartier.payments.operations import note_collections_unplaced, withdraw_return
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import Actor


@transaction.atomic
def undo_placing(*, brand_id: int, detail_id: int, actor: Actor, now: datetime) -> None:
    """Take a placing back: what it paid is open again, and the payment waits for an agent's hand.

    So does what was said to be no customer's, by hand or by a rule. No rule places it once more: it
    would only repeat what was wrong. A collection whose money it is counts as not collected until then.
    Where an agent had said that a debit took a payment back, whole, the payment pays again what it had
    paid, and the debit waits.

    Raises:
        ReasonMissing: the agent does not say why.
        NotPlaced: it waits already, or it is nothing.
        AlreadyTakenBack: the bank took the payment back meanwhile.
        TakingStays: a debit took back a part of a payment, or the bank itself had named the payment.
        ReturnFollowed: a step was taken since a collection had come back.
    """
    require_reason(actor)
    placing = find_placing(brand_id, detail_id)
    if placing.state == PlacingState.RETURNED:
        _undo_taking(placing, actor=actor, now=now)
        return
    is_cleared = placing.state == PlacingState.CLEARED and placing.detail.amount_cents != 0
    if placing.state != PlacingState.PLACED and not is_cleared:
        raise NotPlaced
    reversal = Reversal(
        brand_id=brand_id,
        journal=ledger_key_of(placing.detail_id, placing.round),
        booked_on=get_brand_by_id(brand_id).day_of(now),
        reason=actor.reason,
    )
    if is_cleared:
        reverse_clearing(reversal, now=now, actor=actor)
    else:
        reverse_journals([reversal], now=now, actor=actor)
    if (collection := find_collection(placing)) is not None:
        note_collections_unplaced(brand_id=brand_id, end_to_end_ids=[collection])
    placing.round += 1
    move(
        placing,
        PlacingState.WAITING,
        actor=actor,
        now=now,
        action="bank.placing_undone",
        reason=Reason.UNDONE,
    )


def _undo_taking(placing: DetailPlacing, *, actor: Actor, now: datetime) -> None:
    paid = find_taken(placing)
    if paid is None:
        raise TakingStays
    _put_back(placing, paid, actor=actor, now=now)
    if find_collection(paid) is not None:
        key = ledger_key_of(placing.detail_id, placing.round)
        withdraw_return(brand_id=placing.brand_id, unique_key=key, now=now, actor=actor)
    placing.round += 1
    move(
        placing,
        PlacingState.WAITING,
        actor=actor,
        now=now,
        action="bank.taking_undone",
        reason=Reason.UNDONE,
    )


def _put_back(placing: DetailPlacing, paid: DetailPlacing, *, actor: Actor, now: datetime) -> None:
    """In the books: the debit waits again, and the payment is placed as it was, in a round of its own."""
    brand_id, today = placing.brand_id, get_brand_by_id(placing.brand_id).day_of(now)
    said: dict[str, Any] = {"brand_id": brand_id, "booked_on": today, "reason": actor.reason}
    undoing = ReturnUndoing(
        payment=ledger_key_of(paid.detail_id, paid.round),
        entry_key=placing.detail.ledger_key,
        **said,
    )
    undo_return(undoing, now=now, actor=actor)
    if placing.detail.amount_cents + paid.detail.amount_cents:
        rest = f"{ledger_key_of(placing.detail_id, placing.round)}:rest"
        reverse_clearing(Reversal(journal=rest, **said), now=now, actor=actor)
    paid.round += 1
    paid.save(update_fields=["round"])
    is_collection = paid.method in (Method.END_TO_END, Method.MANDATE)
    again = Placing(
        brand_id=brand_id,
        account_id=paid.account_id or 0,
        entry_key=paid.detail.ledger_key,
        amount_cents=paid.detail.amount_cents,
        paid_on=paid.detail.entry.booked_on,
        unique_key=ledger_key_of(paid.detail_id, paid.round),
        documents=tuple(paid.documents),
        method=PaymentMethod.COLLECTION if is_collection else PaymentMethod.TRANSFER,
    )
    place_payments([again], now=now)
