"""What a bill charges by an estimate, and what it takes off of the bill before."""

from typing import Any

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Told
from kwartier.billing.types import BillView


class ProvisionalPart(Told):
    """What a bill charges by an estimate for the days since its reading."""

    period_from: ADay = Field(description="The first day: that of the reading.")
    period_until: ADay = Field(description="The first day after it.")
    amount_cents: Cents = Field(description="With VAT.")


class ReplacedPart(Told):
    """The provisional part of the bill before, taken off again to the cent."""

    number: str = Field(description="The bill that charged it.", examples=["S26-0000001"])
    amount_cents: Cents = Field(description="With VAT.")


def show_parts(bill: BillView) -> dict[str, Any]:
    """Both parts of a bill, by the names of their fields; null for what it does not have."""
    part, replaced = bill.provisional_part, bill.replaced_part
    return {
        "provisional_part": part
        and ProvisionalPart(
            period_from=part.period_from, period_until=part.period_until, amount_cents=part.cents
        ),
        "replaced_part": replaced
        and ReplacedPart(number=replaced.number, amount_cents=replaced.cents),
    }
