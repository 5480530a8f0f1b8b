"""What is to pay, each with how it stands: for the customer and for an agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kwartier.arrears.invoice_states import InvoiceState, InvoiceStatus
from kwartier.ledger.types import OpenItem
from kwartier.ui.bills.states import say_state


@dataclass(frozen=True, slots=True)
class Debt:
    """Something that is to pay, how it stands, and that in words."""

    item: OpenItem
    state: InvoiceState
    words: str

    @property
    def is_planned(self) -> bool:
        """Whether a payment plan says when it is paid."""
        return self.state.status == InvoiceStatus.IN_PLAN


def join_items(items: Sequence[OpenItem]) -> list[OpenItem]:
    """Open items with those of one document as one: it is paid with one reference, at once."""
    joined: dict[str, OpenItem] = {}
    for item in items:
        known = joined.get(item.document)
        joined[item.document] = (
            item
            if known is None
            else replace(
                known,
                cost="",
                amount_cents=known.amount_cents + item.amount_cents,
                open_cents=known.open_cents + item.open_cents,
            )
        )
    return list(joined.values())


def list_debts(
    items: Sequence[OpenItem], states: Mapping[str, InvoiceState], *, today: date, locale: str
) -> list[Debt]:
    """Open items, each with how it stands."""
    return [
        Debt(item, state, say_state(state, today=today, locale=locale))
        for item in items
        if (state := states[item.document])
    ]
