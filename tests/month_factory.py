"""Homes that pay each month what they used, for tests; goes with ``advance_factory``.

A household made here moved in on 15 January 2025, has a digital meter that is read on the first of
every month, and uses 3,500 kWh a year along its load profile.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from advance_factory import Household, make_household, read_along
from kwartier.billing.operations import issue_due_settlements, open_due_plans
from kwartier.billing.types import Rhythm
from kwartier.metering.operations import load_month_peaks
from kwartier.metering.types import DeliveredPeak

MOVED_IN = date(2025, 1, 15)
FIRST_END = date(2025, 2, 1)


def months_until(until: date, *, first: date = FIRST_END) -> list[date]:
    """The first day of each month from one up to and with another."""
    days = []
    while first <= until:
        days.append(first)
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return days


def make_monthly(
    *,
    read_until: date = date(2026, 2, 1),
    left_out: Sequence[date] = (),
    peaks: Sequence[int] = (),
    **more: Any,
) -> Household:
    """A household billed each month, read on each first day of a month that is not left out.

    ``peaks`` are the monthly peaks from January 2025 on.
    """
    days = [MOVED_IN, *(day for day in months_until(read_until) if day not in left_out)]
    household = make_household(
        **{
            "period": (MOVED_IN, FIRST_END),
            "moved_in": MOVED_IN,
            "read_on": days,
            "issue": False,
            "paid": False,
            "terms": {"billing_rhythm": "monthly"} | more.pop("terms", {}),
            "plan": {"rhythm": Rhythm.ACTUAL},
        }
        | more
    )
    load_peaks(household, peaks)
    return household


def load_peaks(
    household: Household, peaks: Sequence[int], *, first: date = date(2025, 1, 1)
) -> None:
    """What the operator says of the peaks of months that follow each other."""
    months = months_until(date(2027, 1, 1), first=first)
    load_month_peaks(
        [
            DeliveredPeak(household.home.id, month, peak_w)
            for month, peak_w in zip(months, peaks, strict=False)
        ],
        brand_id=household.brand.id,
        now=at(first),
    )


def read_late(household: Household, *days: date, annual: int = 3_500) -> None:
    """Readings that come in after the others."""
    read_along(household.home, days, annual)


def pass_month(household: Household, today: date) -> int:
    """What is due on a day: months are opened and billed; returns how many bills that made."""
    open_due_plans(brand_id=household.brand.id, today=today, now=at(today))
    return issue_due_settlements(brand_id=household.brand.id, today=today, now=at(today))


def at(day: date) -> datetime:
    """A moment of a day."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


__all__ = [
    "FIRST_END",
    "MOVED_IN",
    "at",
    "load_peaks",
    "make_monthly",
    "months_until",
    "pass_month",
    "read_late",
]
