"""What is owed and what was paid."""

from datetime import date
from typing import Annotated

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Told
from kwartier.api.schemas.invoice_states import InvoiceState, show_state
from kwartier.arrears.invoice_states import InvoiceState as State
from kwartier.documents.queries import write_payment_code
from kwartier.documents.types import PaymentFacts
from kwartier.ledger.types import JournalKind
from kwartier.ledger.types import Movement as MovementRow
from kwartier.ledger.types import OpenItem as OpenItemRow


class Balance(Told):
    """What the account owes; negative when the customer is ahead."""

    balance_cents: Cents = Field(description="Everything owed less everything paid.")
    overdue_cents: Cents = Field(
        description="What of it is past its due date: not what a payment plan pays, what we are about "
        "to collect, or what is disputed as a whole."
    )
    as_of: ADay = Field(description="The day.")


CostOfReminder = Annotated[
    str,
    Field(
        description="Which part of a reminder's cost it is: `fee`, `indemnity` or `interest`; empty for everything else.",
        examples=[""],
    ),
]


class Transfer(Told):
    """How a document is paid by bank transfer."""

    amount_cents: Cents = Field(description="What is left of the whole document.")
    beneficiary: str = Field(description="To whom.", examples=["Merel Energie BV"])
    iban: str = Field(description="To which account.", examples=["BE68539007547034"])
    bic: str = Field(description="The code of its bank; may be empty.", examples=["GKCCBEBB"])
    reference: str = Field(
        description="What the payer writes, as it is printed.", examples=["+++090/9337/55493+++"]
    )
    code: str = Field(
        description="What the QR code for banking apps says (EPC069-12).",
        examples=["BCD\n002\n1\nSCT\nGKCCBEBB\nMerel Energie BV\nBE68539007547034\nEUR118.00"],
    )


class OpenItem(Told):
    """Something owed that is not, or not wholly, paid."""

    document: str = Field(description="The number of the document.", examples=["A-26-000001"])
    kind: JournalKind
    cost: CostOfReminder
    booked_on: ADay = Field(description="The day of booking.")
    due_on: ADay = Field(description="The day by which it is to be paid.")
    amount_cents: Cents = Field(description="The whole amount.")
    open_cents: Cents = Field(description="What is left to pay.")
    is_overdue: bool = Field(description="Whether its day has passed.", examples=[False])
    state: InvoiceState
    transfer: Transfer | None = Field(
        description="How it is paid; null where nobody has to, or no transfer can name it."
    )


class Movement(Told):
    """One line of the statement: positive is owed, negative was paid or credited."""

    kind: JournalKind
    cost: CostOfReminder
    document: str = Field(
        description="The number of the document; may be empty.", examples=["A-26-000001"]
    )
    booked_on: ADay = Field(description="The day of booking.")
    due_on: ADay | None = Field(description="The day by which it is to be paid.")
    amount_cents: Cents = Field(description="The amount.")
    open_cents: Cents = Field(description="What of it is not yet paid or used.")


def show_open_item(
    item: OpenItemRow, state: State, way: PaymentFacts | None, *, today: date
) -> OpenItem:
    """Something owed."""
    return OpenItem(
        document=item.document,
        kind=JournalKind(item.kind),
        cost=item.cost,
        booked_on=item.booked_on,
        due_on=item.due_on,
        amount_cents=item.amount_cents,
        open_cents=item.open_cents,
        is_overdue=item.due_on < today,
        state=show_state(state),
        transfer=None if way is None or state.is_collected_by_us else _show_transfer(way),
    )


def _show_transfer(way: PaymentFacts) -> Transfer:
    return Transfer(
        amount_cents=way.amount_cents,
        beneficiary=way.beneficiary,
        iban=way.iban,
        bic=way.bic,
        reference=way.reference,
        code=write_payment_code(way),
    )


def show_movement(movement: MovementRow) -> Movement:
    """A line of the statement."""
    return Movement.model_validate(movement)
