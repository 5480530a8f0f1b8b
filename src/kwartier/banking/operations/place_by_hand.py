"""What an agent does with a payment: place it, say that it is no customer's, say what money that left took back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from kwartier.banking._by_hand import find_collection, find_waiting, move, require_reason
from kwartier.banking._placing import ledger_key_of
from kwartier.banking._taking_back import Taking, find_taking, list_left
from kwartier.banking.models import DetailPlacing
from kwartier.banking.refusals import (
    CustomerUnknown,
    DocumentUnknown,
    MoneyLeft,
    PaymentUnknown,
)
from kwartier.banking.types import PlacingState
from kwartier.ledger.operations import (
    clear_entries,
    place_payments,
    return_part,
    return_payments,
)
from kwartier.ledger.queries import list_owed_documents
from kwartier.ledger.types import (
    Book,
    Clearing,
    PartReturn,
    PaymentReturn,
    Placing,
)
from kwartier.parties.queries import list_accounts_by_number
from kwartier.payments.operations import (
    note_collections_paid,
    record_returns,
)
from kwartier.payments.types import ReturnDraft
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor

# What of the bank's entries may be no customer's.
OF_NOBODY = (Book.BANK_COSTS, Book.OUTSIDE)


@transaction.atomic
def place_by_hand(
    *,
    brand_id: int,
    detail_id: int,
    customer: str,
    documents: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> None:
    """Place a payment on the account of a customer; the documents are paid first, in this order.

    Raises:
        NotFound: there is no such payment.
        AlreadyPlaced: somebody placed it meanwhile.
        MoneyLeft: it is no payment, but money that left the account.
        CustomerUnknown: no customer has this number, in capitals or not.
        DocumentUnknown: one of the documents is not the customer's.
    """
    customer = customer.strip().upper()
    placing = find_waiting(brand_id, detail_id)
    detail = placing.detail
    if detail.amount_cents <= 0:
        raise MoneyLeft
    account_id = list_accounts_by_number(brand_id, [customer]).get(customer)
    if account_id is None:
        raise CustomerUnknown(field="customer", params={"customer": customer})
    _require_documents(brand_id, account_id, documents, customer=customer)
    place_payments(
        [
            Placing(
                brand_id=brand_id,
                account_id=account_id,
                entry_key=detail.ledger_key,
                amount_cents=detail.amount_cents,
                paid_on=detail.entry.booked_on,
                unique_key=ledger_key_of(detail.pk, placing.round),
                documents=tuple(documents),
            )
        ],
        now=now,
    )
    if (collection := find_collection(placing)) is not None:
        note_collections_paid(
            brand_id=brand_id,
            end_to_end_ids=[collection],
            on=detail.entry.booked_on,
            now=now,
            actor=actor,
        )
    move(
        placing,
        PlacingState.PLACED,
        actor=actor,
        now=now,
        action="bank.payment_placed",
        account_id=account_id,
        documents=documents,
    )


def _require_documents(
    brand_id: int, account_id: int, documents: Sequence[str], *, customer: str
) -> None:
    """Each is in the books of the account: money for another customer's would pay something else."""
    owed = list_owed_documents(brand_id=brand_id, numbers=documents)
    for each in documents:
        if each not in owed or owed[each].account_id != account_id:
            params = {"customer": customer, "document": each}
            raise DocumentUnknown(field="documents", params=params)


@transaction.atomic
def clear_by_hand(*, brand_id: int, detail_id: int, book: str, actor: Actor, now: datetime) -> None:
    """Say that money is no customer's: costs of the bank, or another affair of the supplier's.

    What is sent back to its payer at the bank is one, too: it leaves by a debit that is the other.

    Raises:
        ReasonMissing: the agent does not say why.
        NotFound: there is no such payment, or no such book.
        AlreadyPlaced: somebody placed it meanwhile.
    """
    require_reason(actor)
    if book not in OF_NOBODY:
        raise NotFound
    placing = find_waiting(brand_id, detail_id)
    detail = placing.detail
    clear_entries(
        [
            Clearing(
                brand_id=brand_id,
                entry_key=detail.ledger_key,
                amount_cents=detail.amount_cents,
                booked_on=detail.entry.booked_on,
                book=book,
                unique_key=ledger_key_of(detail.pk, placing.round),
            )
        ],
        now=now,
    )
    move(placing, PlacingState.CLEARED, actor=actor, now=now, action="bank.payment_cleared")


@transaction.atomic
def take_back_by_hand(
    *, brand_id: int, detail_id: int, payment_id: int, actor: Actor, now: datetime
) -> None:
    """Say that money that left took back a payment: what that paid is open again.

    A collection that was taken back so has come back as if the bank had named it: an agent looks at
    it before it is collected once more. Where the bank names it and took more than it came to, the
    rest is a cost of the bank (interest for its customer, charges of the other bank); where it took
    less, what is left of it stays paid.

    Raises:
        ReasonMissing: the agent does not say why.
        NotFound: there is no such entry.
        AlreadyPlaced: somebody placed it meanwhile.
        PaymentUnknown: the other is no payment of the same amount that is placed and was not taken
            back, nor one that the entry names and of which so much is left.
    """
    require_reason(actor)
    placing = find_waiting(brand_id, detail_id)
    paid = (
        DetailPlacing.objects.select_for_update()
        .filter(brand_id=brand_id, detail_id=payment_id, state=PlacingState.PLACED)
        .select_related("detail")
        .first()
    )
    if paid is None or not _take(paid, by=placing, now=now):
        raise PaymentUnknown(field="payment")
    _tell_collection(placing, paid, actor=actor, now=now)
    move(
        placing,
        PlacingState.RETURNED,
        actor=actor,
        now=now,
        action="bank.payment_taken_back",
        account_id=paid.account_id,
        documents=paid.documents,
    )


def _take(paid: DetailPlacing, *, by: DetailPlacing, now: datetime) -> bool:
    """Take a payment back in the books, or the part of it that an entry took; whether it may have."""
    left_cents = list_left(by.brand_id, [paid])[paid.detail_id]
    taking = find_taking(paid.detail, left_cents, by=by.detail)
    said: dict[str, Any] = {
        "brand_id": by.brand_id,
        "payment": ledger_key_of(paid.detail_id, paid.round),
        "entry_key": by.detail.ledger_key,
        "returned_on": by.detail.entry.booked_on,
        "reason_code": by.detail.return_reason,
    }
    if taking is Taking.PART:
        return_part(PartReturn(amount_cents=-by.detail.amount_cents, **said), now=now)
    elif taking is not None:
        return_payments([PaymentReturn(**said)], now=now)
        _clear_rest(by, by.detail.amount_cents + paid.detail.amount_cents, now=now)
    return taking is not None


def _clear_rest(placing: DetailPlacing, rest_cents: int, *, now: datetime) -> None:
    """What the bank took beyond the payment is the supplier's cost, and never the customer's debt."""
    if not rest_cents:
        return
    clearing = Clearing(
        brand_id=placing.brand_id,
        entry_key=placing.detail.ledger_key,
        amount_cents=rest_cents,
        booked_on=placing.detail.entry.booked_on,
        book=Book.BANK_COSTS,
        unique_key=f"{ledger_key_of(placing.detail_id, placing.round)}:rest",
    )
    clear_entries([clearing], now=now)


def _tell_collection(
    placing: DetailPlacing, paid: DetailPlacing, *, actor: Actor, now: datetime
) -> None:
    """Say that a collection came back by an entry that does not name it; nothing of other payments."""
    brand_id, name = placing.brand_id, find_collection(paid)
    if name is None:
        return
    told = ReturnDraft(
        end_to_end_id=name,
        code=placing.detail.return_reason,
        amount_cents=min(paid.detail.amount_cents, -placing.detail.amount_cents),
        happened_on=placing.detail.entry.booked_on,
        unique_key=ledger_key_of(placing.detail_id, placing.round),
        text=actor.reason,
        is_settled=True,
        is_part=True,
    )
    today = get_brand_by_id(brand_id).day_of(now)
    record_returns(brand_id=brand_id, returns=[told], today=today, now=now, actor=actor)
