"""What a brand has decided about reminders, dated; and what holds where it has decided nothing.

`reminders.are_sent`: whether reminders are sent at all. False unless a brand says so.
`reminders.reminder_fee_cents`, `reminders.notice_fee_cents`: what a letter costs, where that is less
    than the rules allow. As the rules allow, unless a brand says less.
`reminders.reminder_days_more`: days that the first reminder waits longer than the rules ask. 0.
`reminders.asks_indemnity`, `reminders.asks_interest`: whether they are asked at all. True.
`reminders.waivers_a_year`: how many costs are waived by rule in a calendar year, once paid. 1.
`plans.most_months`, `plans.least_cents`, `plans.first_day_most`: the most months of a payment plan, the
    least amount of a month, and within how many days the first is due. 6, 20 euro, 31 days.
"""

from datetime import date
from typing import Any

from kwartier.arrears.types import PlanBounds
from kwartier.brand_settings.queries import find_parameter
from rulebooks.reminders import HouseTerms, Step

_WHERE_NOTHING_IS_SAID: dict[str, Any] = {
    "are_sent": False,
    "reminder_fee_cents": None,
    "notice_fee_cents": None,
    "reminder_days_more": 0,
    "asks_indemnity": True,
    "asks_interest": True,
    "waivers_a_year": 1,
}


def read_term(name: str, *, brand_id: int, on: date) -> Any:
    """One of the parameters above, without its first word."""
    said = find_parameter(brand_id=brand_id, key=f"reminders.{name}", on=on)
    return _WHERE_NOTHING_IS_SAID[name] if said is None else said


def read_terms(*, brand_id: int, on: date) -> HouseTerms:
    """What a brand asks less and waits longer on a day."""
    told = {
        name: read_term(name, brand_id=brand_id, on=on)
        for name in _WHERE_NOTHING_IS_SAID
        if name not in {"are_sent", "waivers_a_year"}
    }
    fees = {
        Step.REMINDER: told["reminder_fee_cents"],
        Step.NOTICE: told["notice_fee_cents"],
    }
    return HouseTerms(
        fee_cents={step: int(cents) for step, cents in fees.items() if cents is not None},
        extra_days={Step.REMINDER: int(told["reminder_days_more"])},
        asks_indemnity=bool(told["asks_indemnity"]),
        asks_interest=bool(told["asks_interest"]),
    )


_PLANS_WHERE_NOTHING_IS_SAID = {"most_months": 6, "least_cents": 2_000, "first_day_most": 31}


def read_plan_bounds(*, brand_id: int, on: date) -> PlanBounds:
    """What a customer may choose alone: the dated parameters `plans.<name>` of a brand."""
    told = {
        name: find_parameter(brand_id=brand_id, key=f"plans.{name}", on=on)
        for name in _PLANS_WHERE_NOTHING_IS_SAID
    }
    return PlanBounds(
        **{
            name: _PLANS_WHERE_NOTHING_IS_SAID[name] if said is None else int(said)
            for name, said in told.items()
        }
    )
