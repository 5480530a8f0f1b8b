"""What is to pay, each with how it stands: for the customer and for an agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kwartier.arrears.invoice_states import InvoiceState
from kwartier.ledger.types import OpenItem
from kwartier.ui.bills.states import say_state


@dataclass(frozen=True, slots=True)
class Debt:
    """Something that is to pay, how it stands, and that in words."""

    item: OpenItem
    state: InvoiceState
    words: str


def list_debts(
    items: Sequence[OpenItem], states: Mapping[str, InvoiceState], *, today: date, locale: str
) -> list[Debt]:
    """Open items, each with how it stands."""
    return [
        Debt(item, state, say_state(state, today=today, locale=locale))
        for item in items
        if (state := states[item.document])
    ]
