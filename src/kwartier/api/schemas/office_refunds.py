"""Money on its way back to customers, as agents are told of it."""

from pydantic import Field

from kwartier.api.fields import AccountNumber, ADay, Cents, Told
from kwartier.api.schemas.refunds import Refund, show_refund
from kwartier.payments import types as payments
from kwartier.payments.types import RefundInfo, WhyNoRefund


class PlannedRefund(Told):
    """A credit that is paid out by itself, or the reason why it is not."""

    account: AccountNumber
    document: str = Field(description="The bill whose credit it is.", examples=["S26-0000012"])
    amount_cents: Cents = Field(description="What is paid back.")
    pay_by: ADay | None = Field(
        description="The last day that a rule or a promise gives; null where none does."
    )
    why_not: WhyNoRefund | None = Field(
        description="What keeps it from the next batch; null where nothing does.",
        examples=["cooling_off"],
    )


class CustomersRefund(Refund):
    """A refund with the customer who gets it."""

    account: AccountNumber


def show_planned_refund(row: payments.PlannedRefund, number: str) -> PlannedRefund:
    """A credit as it is told."""
    return PlannedRefund(
        account=number,
        document=row.document,
        amount_cents=row.amount_cents,
        pay_by=row.pay_by,
        why_not=row.why_not,
    )


def show_customers_refund(row: RefundInfo, number: str) -> CustomersRefund:
    """A refund as it is told to an agent."""
    return CustomersRefund(account=number, **dict(show_refund(row)))
