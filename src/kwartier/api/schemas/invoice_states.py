"""How an invoice stands, as a machine reads it."""

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Told
from kwartier.arrears.invoice_states import InvoiceState as State
from kwartier.arrears.invoice_states import InvoiceStatus


class InvoiceState(Told):
    """How an invoice stands today: a word that stays, and its days."""

    status: InvoiceStatus
    on: ADay | None = Field(
        description="The day of the status: that by which to pay, of the collection to come, of the "
        "refusal by the bank, of the payment or collection; null where it has none."
    )
    again_on: ADay | None = Field(
        description="When what the bank refused is collected once more; null where it is not."
    )
    reason_code: str = Field(
        description="Why the bank refused it (ISO 20022), empty otherwise.", examples=["AM04"]
    )
    open_cents: Cents = Field(description="What is left to pay; below zero: to give back.")
    disputed_cents: Cents = Field(description="What of it is disputed.")


def show_state(state: State) -> InvoiceState:
    """How an invoice stands."""
    return InvoiceState(
        status=state.status,
        on=state.on,
        again_on=state.again_on,
        reason_code=state.reason_code,
        open_cents=state.open_cents,
        disputed_cents=state.disputed_cents,
    )
