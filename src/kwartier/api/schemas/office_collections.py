"""What is collected from customers and what came back, as agents are told of it."""

from typing import Annotated, Literal

from pydantic import Field

from kwartier.api.fields import AccountNumber, ADay, Cents, Count, RowId, Sent, Told
from kwartier.api.schemas.people import Instant
from kwartier.payments import types as payments
from kwartier.payments.types import (
    CollectionInfo,
    CollectionState,
    MandateInfo,
    NextStep,
    ReturnInfo,
    ReturnState,
    WhyOpen,
)

_Document = Annotated[
    str, Field(description="The document that is collected.", examples=["A26-0009001"])
]
_Mandate = Annotated[str, Field(description="Its reference.", examples=["MD26-0000007"])]
_Iban = Annotated[
    str,
    Field(
        description="From which account, masked: enough to recognize it.",
        examples=["BE71 **** **** 6769"],
    ),
]


class PlannedCollection(Told):
    """An open item that a mandate lets us collect."""

    account: AccountNumber
    document: _Document
    amount_cents: Cents = Field(description="What is collected.")
    mandate: _Mandate
    iban: _Iban
    due_on: ADay = Field(description="When the customer owes it.")
    collect_on: ADay = Field(description="When the bank collects it.")
    submit_by: ADay = Field(description="When the bank has to have the file at the latest.")
    is_due: bool = Field(description="Whether it belongs to the next batch.", examples=[True])
    attempt: Count = Field(description="2 where it came back once.")


class CustomersCollection(Told):
    """A collection of a batch."""

    account: AccountNumber
    document: _Document
    amount_cents: Cents = Field(description="What is collected.")
    mandate: _Mandate
    iban: _Iban
    reference: str = Field(description="How the bank tells it.", examples=["DD26-0000001"])
    state: CollectionState
    collect_on: ADay = Field(description="When the bank collects it.")
    return_code: str = Field(
        description="Why it came back, as the bank says; empty where it did not.", examples=["AM04"]
    )


class Return(Told):
    """A collection or a refund that came back."""

    id: RowId
    account: AccountNumber | None = Field(description="Null where nobody knows whose it is.")
    document: str = Field(description="Empty where it is unknown.", examples=["A26-0009001"])
    reference: str = Field(description="How the bank tells it.", examples=["DD26-0000001"])
    code: str = Field(description="The bank's reason.", examples=["AM04"])
    code_said: str = Field(
        description="The same as a sentence.", examples=["There was not enough money."]
    )
    amount_cents: Cents = Field(description="What came back.")
    happened_on: ADay = Field(description="When.")
    next_step: NextStep
    state: ReturnState
    why_open: WhyOpen | None = Field(
        description="Why a person looks at it; null where nobody has to.", examples=["unknown"]
    )
    decided_by: str = Field(description="Empty before somebody did.", examples=["Jo Maes"])
    note: str = Field(description="What they found; empty before.", examples=["Paid by hand."])


class SuspendedMandate(Told):
    """A mandate that collects nothing until somebody looked."""

    account: AccountNumber
    mandate: _Mandate
    iban: _Iban
    suspended_at: Instant | None = Field(description="Since when.")


class ReturnDecision(Sent):
    """What was found, and what follows."""

    note: Annotated[
        str,
        Field(
            min_length=1,
            max_length=500,
            pattern=r"^[^\u0000]*$",
            description="What you found and decided, in a few words.",
            examples=["The customer pays by transfer."],
        ),
    ]
    step: Literal["ask", "retry", "suspend", "end"] | None = Field(
        None,
        description="What follows for the collection; left out: nothing more.",
        examples=["ask"],
    )


def show_planned_collection(row: payments.PlannedCollection, number: str) -> PlannedCollection:
    """An open item as it is told."""
    return PlannedCollection(
        account=number,
        document=row.document,
        amount_cents=row.amount_cents,
        mandate=row.mandate_reference,
        iban=row.masked_iban,
        due_on=row.due_on,
        collect_on=row.collect_on,
        submit_by=row.submit_by,
        is_due=row.is_due,
        attempt=row.attempt,
    )


def show_customers_collection(row: CollectionInfo, number: str) -> CustomersCollection:
    """A collection as it is told to an agent."""
    return CustomersCollection(
        account=number,
        document=row.document,
        amount_cents=row.amount_cents,
        mandate=row.mandate_reference,
        iban=row.masked_iban,
        reference=row.end_to_end_id,
        state=row.state,
        collect_on=row.collect_on,
        return_code=row.return_code,
    )


def show_return(row: ReturnInfo, number: str | None) -> Return:
    """A return as it is told."""
    return Return(
        id=row.id,
        account=number,
        document=row.document,
        reference=row.end_to_end_id,
        code=row.code,
        code_said=row.says,
        amount_cents=row.amount_cents,
        happened_on=row.happened_on,
        next_step=row.next_step,
        state=row.state,
        why_open=row.why_open,
        decided_by=row.decided_by_name,
        note=row.note,
    )


def show_suspended(row: MandateInfo, number: str) -> SuspendedMandate:
    """A mandate that waits, as it is told."""
    return SuspendedMandate(
        account=number,
        mandate=row.reference,
        iban=row.masked_iban,
        suspended_at=row.suspended_at,
    )
