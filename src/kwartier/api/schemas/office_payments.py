"""Payments on the bank's statements as agents are told of them, and what they do with them."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from kwartier.api.fields import AccountNumber, ADay, BillNumber, Cents, RowId, Sent, Told, text
from kwartier.banking.types import DetailRow, Method, PlacingState, Reason

_LONGEST_REASON, _MOST_DOCUMENTS = 300, 20
Why = Annotated[
    str,
    text(
        most=_LONGEST_REASON,
        least=1,
        description="Why; it stays on the record.",
        example="The payer called.",
    ),
]


class BankPayment(Told):
    """A payment of a statement: whose it is and how that was known, or why it waits."""

    id: RowId
    statement_id: RowId
    booked_on: ADay = Field(description="When the bank booked it.")
    amount_cents: Cents = Field(description="Positive where it came in.")
    reference: str = Field(description="As the payer gave it.", examples=["090933755493"])
    text: str = Field(description="What the payer wrote.", examples=["advance november"])
    end_to_end_id: str = Field(description="As the bank tells it.", examples=["DD26-0000001"])
    counterpart_name: str = Field(description="Who paid.", examples=["Jan Peeters"])
    counterpart_iban: str = Field(description="From where.", examples=["BE71096123456769"])
    state: PlacingState
    reason: Reason | None = Field(
        description="Why it waits, or what is to be known; null without.", examples=["unknown"]
    )
    method: Method | None = Field(
        description="How it was known whose it is; null before.", examples=["reference"]
    )
    account: AccountNumber | None = Field(
        description="Whose it is, or is proposed to be; null without."
    )
    documents: list[BillNumber] = Field(description="What it pays, or is proposed to.")
    note: str = Field(description="What an agent noted; may be empty.", examples=[""])


class Takeable(Told):
    """A payment that money which left may have taken back."""

    id: RowId
    booked_on: ADay = Field(description="When it came in.")
    amount_cents: Cents = Field(description="What came in.")
    counterpart_name: str = Field(description="Who paid.", examples=["Jan Peeters"])
    documents: list[BillNumber] = Field(description="What it paid.")


class OpenedPayment(BankPayment):
    """A payment with what can be said of it where money left."""

    takeable: list[Takeable] = Field(description="The payments that it may have taken back.")


class Placing(Sent):
    """On whose account a payment is placed, and which documents it pays first."""

    customer: AccountNumber
    documents: list[BillNumber] = Field(
        default=[],
        max_length=_MOST_DOCUMENTS,
        description="What it pays first, in this order; without any, what has been due longest.",
        examples=[["A26-0009001"]],
    )


class Clearing(Sent):
    """Money of no customer: which kind, and why."""

    book: Literal["bank_costs", "outside"] = Field(description="What it is.", examples=["outside"])
    reason: Why


class TakingBack(Sent):
    """Which payment the bank took back, and why you say so."""

    payment_id: RowId
    reason: Why


class Undoing(Sent):
    """Why something is undone, let in or put aside."""

    reason: Why


def show_payment(row: DetailRow, number: str | None) -> BankPayment:
    """A payment as it is told."""
    return BankPayment(
        id=row.id,
        statement_id=row.statement_id,
        booked_on=row.booked_on,
        amount_cents=row.amount_cents,
        reference=row.structured,
        text=row.free_text,
        end_to_end_id=row.end_to_end_id,
        counterpart_name=row.counterpart_name,
        counterpart_iban=row.counterpart_iban,
        state=row.state,
        reason=Reason(row.reason) if row.reason else None,
        method=Method(row.method) if row.method else None,
        account=number,
        documents=list(row.documents),
        note=row.note,
    )


def show_opened(row: DetailRow, number: str | None, takeable: Iterable[DetailRow]) -> OpenedPayment:
    """A payment that is looked at alone."""
    return OpenedPayment(
        **dict(show_payment(row, number)),
        takeable=[
            Takeable(
                id=each.id,
                booked_on=each.booked_on,
                amount_cents=each.amount_cents,
                counterpart_name=each.counterpart_name,
                documents=list(each.documents),
            )
            for each in takeable
        ],
    )
