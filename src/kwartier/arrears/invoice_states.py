"""How an invoice stands: one rule, asked by pages, lists, files and the API alike.

A word for machines with its day; people read `kwartier.ui.bills.states`. What a customer has to know
first comes first: a dispute or a plan before a collection, a collection before a due day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from kwartier.ledger.types import JournalKind, OpenItem, PaymentMethod, Settling
from kwartier.payments.types import CollectionOutlook

Standing = Literal["open", "due", "owed_back", "done"]


class InvoiceStatus(StrEnum):
    """How an invoice stands."""

    DUE = "due"
    OVERDUE = "overdue"
    TO_BE_COLLECTED = "to_be_collected"
    REFUSED = "refused"
    IN_PLAN = "in_plan"
    DISPUTED = "disputed"
    PAID = "paid"
    COLLECTED = "collected"
    SET_OFF = "set_off"
    MOVED = "moved"
    WAIVED = "waived"
    CREDITED = "credited"
    NOTHING_TO_PAY = "nothing_to_pay"
    TO_BE_REFUNDED = "to_be_refunded"
    CARRIED = "carried"
    BEING_REFUNDED = "being_refunded"
    REFUNDED = "refunded"


_OVER = frozenset(
    {
        *(InvoiceStatus.PAID, InvoiceStatus.COLLECTED, InvoiceStatus.SET_OFF),
        *(InvoiceStatus.MOVED, InvoiceStatus.WAIVED, InvoiceStatus.CREDITED),
        *(InvoiceStatus.NOTHING_TO_PAY, InvoiceStatus.REFUNDED),
    }
)
_OWED_BACK = frozenset(
    {InvoiceStatus.TO_BE_REFUNDED, InvoiceStatus.CARRIED, InvoiceStatus.BEING_REFUNDED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """An invoice as the books have it; ``open_cents`` is negative while money is to come back."""

    account_id: int
    number: str
    kind: str
    amount_cents: int
    open_cents: int
    issued_on: date
    due_on: date | None
    is_taken_back: bool = False


def bill_item(item: OpenItem) -> Billed:
    """An open item as the rule of states reads it."""
    return Billed(
        account_id=item.account_id,
        number=item.document,
        kind=item.kind,
        amount_cents=item.amount_cents,
        open_cents=item.open_cents,
        issued_on=item.booked_on,
        due_on=item.due_on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceState:
    """How an invoice stands.

    ``on`` is the day of its status: that by which to pay, of the collection to come, of the refusal,
    of the payment; None where there is none. ``again_on`` is when a refused one is collected once
    more, ``reason_code`` why the bank sent it back, ``outlook`` how it stands with direct debit, and
    ``disputed_cents`` what of it is disputed.
    """

    status: InvoiceStatus
    on: date | None = None
    open_cents: int = 0
    again_on: date | None = None
    reason_code: str = ""
    disputed_cents: int = 0
    is_late: bool = False
    outlook: CollectionOutlook | None = None

    @property
    def standing(self) -> Standing:
        """The same in four words: past its day, to come, owed back, or done."""
        if self.status in _OVER:
            return "done"
        if self.status in _OWED_BACK:
            return "owed_back"
        return "open" if self.is_late else "due"

    @property
    def is_collected_by_us(self) -> bool:
        """Whether we collect what is open of it: nobody has to pay it."""
        return self.again_on is not None or self.status == InvoiceStatus.TO_BE_COLLECTED


def pick_late(
    items: Iterable[OpenItem], states: Mapping[str, InvoiceState], *, today: date
) -> list[OpenItem]:
    """Those of open items that are past their due date, of a document that is late by its state.

    What is disputed of a document is taken off them: it waits for our answer, not for the customer.
    """
    disputed = {document: state.disputed_cents for document, state in states.items()}
    late = []
    for item in items:
        if item.due_on >= today or not states[item.document].is_late:
            continue
        aside = min(disputed[item.document], item.open_cents)
        disputed[item.document] -= aside
        if aside < item.open_cents:
            late.append(replace(item, open_cents=item.open_cents - aside))
    return late


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known of an invoice besides the books' amounts."""

    outlook: CollectionOutlook | None = None
    disputed_cents: int = 0
    is_planned: bool = False
    is_refund_on_its_way: bool = False
    is_carried: bool = False
    settlings: Sequence[Settling] = ()


def state_of(billed: Billed, around: Around, *, today: date) -> InvoiceState:
    """How an invoice stands on a day."""
    if billed.open_cents > 0:
        return _owed(billed, around, today=today)
    if billed.open_cents < 0:
        return _owed_back(billed, around)
    if billed.is_taken_back:
        return InvoiceState(status=InvoiceStatus.CREDITED)
    if not billed.amount_cents:
        return InvoiceState(status=InvoiceStatus.NOTHING_TO_PAY)
    return _settled(billed, around.settlings)


def _owed(billed: Billed, around: Around, *, today: date) -> InvoiceState:
    outlook, due_on = around.outlook, billed.due_on
    collect_on = outlook.collect_on if outlook else None
    is_late = due_on is not None and due_on < today
    state = InvoiceState(
        status=InvoiceStatus.OVERDUE if is_late else InvoiceStatus.DUE,
        on=due_on,
        open_cents=billed.open_cents,
        is_late=is_late,
        outlook=outlook,
    )
    if around.disputed_cents:
        cents = min(around.disputed_cents, billed.open_cents)
        # What is disputed as a whole waits for our answer, not for the customer.
        is_owed = cents < billed.open_cents
        disputed = replace(state, status=InvoiceStatus.DISPUTED, disputed_cents=cents)
        return replace(disputed, is_late=is_late and is_owed)
    if around.is_planned:
        return replace(state, status=InvoiceStatus.IN_PLAN, is_late=False)
    if outlook is not None and outlook.returned_on is not None:
        return replace(
            state,
            status=InvoiceStatus.REFUSED,
            on=outlook.returned_on,
            again_on=collect_on,
            reason_code=outlook.return_code,
            is_late=is_late and collect_on is None,
        )
    if collect_on is not None:
        return replace(state, status=InvoiceStatus.TO_BE_COLLECTED, on=collect_on, is_late=False)
    return state


def _owed_back(billed: Billed, around: Around) -> InvoiceState:
    status = InvoiceStatus.TO_BE_REFUNDED
    if around.is_refund_on_its_way:
        status = InvoiceStatus.BEING_REFUNDED
    elif around.is_carried:
        status = InvoiceStatus.CARRIED
    return InvoiceState(status=status, open_cents=billed.open_cents)


_SETTLED_BY = {
    JournalKind.PAYMENT: InvoiceStatus.PAID,
    JournalKind.WAIVER: InvoiceStatus.WAIVED,
    JournalKind.WRITE_OFF: InvoiceStatus.WAIVED,
    JournalKind.REFUND: InvoiceStatus.REFUNDED,
    "folded": InvoiceStatus.MOVED,
}


def _settled(billed: Billed, settlings: Sequence[Settling]) -> InvoiceState:
    """What settled it last; a payment before anything else of the same day."""
    last = max(
        settlings,
        key=lambda each: (each.settled_on, each.kind == JournalKind.PAYMENT),
        default=None,
    )
    if last is None:
        return InvoiceState(
            status=InvoiceStatus.PAID if billed.amount_cents > 0 else InvoiceStatus.SET_OFF
        )
    status = _SETTLED_BY.get(last.kind, InvoiceStatus.SET_OFF)
    if status == InvoiceStatus.PAID and last.method == PaymentMethod.COLLECTION:
        status = InvoiceStatus.COLLECTED
    return InvoiceState(status=status, on=last.settled_on)
