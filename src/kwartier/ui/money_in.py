"""What moved on a customer's account besides bills: each payment, and under it what undid it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kwartier.ledger.types import JournalKind, MoneyMovement, PaymentMethod
from kwartier.payments.types import RefundInfo, RefundState

_BY = {
    PaymentMethod.TRANSFER: gettext_lazy("payment by bank transfer"),
    PaymentMethod.COLLECTION: gettext_lazy("payment by direct debit"),
    PaymentMethod.CARD: gettext_lazy("payment by card"),
    PaymentMethod.CASH: gettext_lazy("payment in cash"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """A payment, refund or cost as a list shows it: what, when, how much, and what it was used for.

    ``amount_cents`` is below zero for what was paid or given back to the account; ``unused_cents`` is
    what of a payment nothing has needed yet; ``undone`` are the returns and reversals of it.
    """

    name: str
    on: date | None
    amount_cents: int
    reference: str = ""
    uses: Sequence[tuple[str, int]] = ()
    unused_cents: int = 0
    undone: Sequence["MoneyRow"] = ()
    standing: str = ""

    @property
    def shown_cents(self) -> int:
        """The amount as it is shown: its name says which way it went."""
        return abs(self.amount_cents)


def list_money_rows(
    movements: Sequence[MoneyMovement], refunds: Sequence[RefundInfo]
) -> list[MoneyRow]:
    """Refunds on their way first, then everything that moved, the newest first.

    A return stands under the payment that it undid; one whose payment is not among the movements
    stands alone.
    """
    by_name = {each.end_to_end_id: each for each in refunds}
    known = {each.journal_id for each in movements}
    undone: dict[int, list[MoneyRow]] = {}
    for each in movements:
        if each.takes_back in known:
            undone.setdefault(each.takes_back or 0, []).append(_as_row(each, (), by_name))
    booked = {each.document for each in movements}
    waiting = [_as_waiting(each) for each in refunds if _is_ahead(each, booked)]
    return waiting + [
        _as_row(each, undone.get(each.journal_id, ()), by_name)
        for each in movements
        if each.takes_back not in known
    ]


def _is_ahead(refund: RefundInfo, booked: set[str]) -> bool:
    """Whether a refund was asked for and the books do not show it yet."""
    asked = (RefundState.WAITING, RefundState.BATCHED)
    return refund.state in asked and refund.end_to_end_id not in booked


def _as_waiting(refund: RefundInfo) -> MoneyRow:
    return MoneyRow(
        name=capfirst(str(JournalKind.REFUND.label)),
        on=None,
        amount_cents=refund.amount_cents,
        reference=refund.masked_iban,
        standing=_("being prepared"),
    )


def _as_row(
    movement: MoneyMovement, undone: Sequence[MoneyRow], refunds: Mapping[str, RefundInfo]
) -> MoneyRow:
    refund = refunds.get(movement.document)
    is_payment = movement.kind == JournalKind.PAYMENT
    is_refund = movement.kind == JournalKind.REFUND
    used = sum(cents for document, cents in movement.uses if document)
    name = _BY.get(PaymentMethod(movement.method)) if is_payment and movement.method else None
    return MoneyRow(
        name=capfirst(str(name or JournalKind(movement.kind).label)),
        on=(refund.paid_on if refund and is_refund else None) or movement.booked_on,
        amount_cents=movement.amount_cents,
        reference=refund.masked_iban if refund else movement.document,
        uses=() if undone else _name_uses(movement, refunds),
        unused_cents=max(-movement.amount_cents - used, 0) if is_payment and not undone else 0,
        undone=undone,
        standing=str(refund.state.label) if refund else "",
    )


def _name_uses(
    movement: MoneyMovement, refunds: Mapping[str, RefundInfo]
) -> tuple[tuple[str, int], ...]:
    """For what a payment was used: a refund by that word, for its number says nothing to a customer."""
    refunded = str(JournalKind.REFUND.label)
    return tuple(
        (refunded if document in refunds else document, cents)
        for document, cents in movement.uses
        if document
    )
