"""When a credit is paid out by itself: dated figures of the brand's country, with their source."""

from dataclasses import dataclass
from datetime import date, timedelta

from energycore.clocks import day_number
from rulebooks.parameters import get_parameter

_CENTS_PER_EUR = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRule:
    """From ``least_cents`` on a credit is paid out, within ``days`` of the bill or of being asked."""

    least_cents: int
    days: timedelta


def get_refund_rule(country: str, *, is_household: bool, on: date) -> RefundRule:
    """The rule of a country ("BE", "FR") on a day.

    Raises MissingParameter or ExpiredParameter where no figure is known for that day.
    """
    prefix, day = f"{country.lower()}.bill", day_number(on)
    customer = "residential" if is_household else "professional"
    least = get_parameter(f"{prefix}.carried_credit.{customer}", day).number()
    days = get_parameter(f"{prefix}.refund_within", day).number()
    return RefundRule(least_cents=int(least * _CENTS_PER_EUR), days=timedelta(days=int(days)))
