"""Money on its way back to a customer, as it is told."""

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Told
from kwartier.api.schemas.people import Instant
from kwartier.payments.types import RefundInfo, RefundReason, RefundState


class Refund(Told):
    """A refund: `waiting` and `batched` ones wait for us, `sent` ones are at the bank."""

    state: RefundState
    reason: RefundReason
    amount_cents: Cents = Field(description="What is paid back.")
    document: str = Field(
        description="The bill whose credit it is; empty where it was asked for.",
        examples=["S26-0000012"],
    )
    iban: str = Field(
        description="To which account, masked: enough to recognize it.",
        examples=["BE71 **** **** 6769"],
    )
    reference: str = Field(
        description="How the bank tells it on its statement; empty while it waits.",
        examples=["RT26-0000001"],
    )
    asked_at: Instant
    pay_by: ADay | None = Field(description="The last day that a rule or a promise gives.")
    paid_on: ADay | None = Field(description="The day on which the bank paid it.")


def show_refund(row: RefundInfo) -> Refund:
    """A refund as it is told."""
    return Refund(
        state=row.state,
        reason=row.reason,
        amount_cents=row.amount_cents,
        document=row.document,
        iban=row.masked_iban,
        reference=row.end_to_end_id,
        asked_at=row.asked_at,
        pay_by=row.pay_by,
        paid_on=row.paid_on,
    )
