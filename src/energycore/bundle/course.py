"""The course of a year: how the volumes of one bill fell over its days, and another laid along it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from energycore.bundle.measured import Measured
from energycore.bundle.stating import BillInputs, statement_days
from energycore.charges import RunningTotal
from energycore.clocks import DayRange, date_of, day_number

_DAYS_PER_YEAR = 365.25
_NEAR_DAYS = 16
_MARCH = 3


def along_course_of(
    before: BillInputs, after: BillInputs, profiles: Mapping[str, RunningTotal]
) -> BillInputs | None:
    """Return the earlier bill with its volumes divided over time as those of the later one fell.

    Volumes, prices, slices and peaks stay its own; only on which days a register counted them is
    the later bill's, a whole number of years on: its readings and, between these, its load profile.
    `profiles` answer for the days of the later bill whose running total it did not keep. A
    register that counts on one of the bills only keeps its own division. None where the two
    periods are not about the same days of a year.
    """
    years = round((after.period.from_ - before.period.from_) / _DAYS_PER_YEAR)
    moved = DayRange(_move(before.period.from_, years), _move(before.period.until, years))
    apart = abs(moved.from_ - after.period.from_), abs(moved.until - after.period.until)
    if max(apart) > _NEAR_DAYS:
        return None
    shared = [name for name in before.registers if _counts(before, name) and _counts(after, name)]
    whole = tuple(_whole_period(before, name) for name in shared)
    others = tuple(each for each in before.measured if each.register not in shared)
    days = statement_days(before.terms, before.registers, (*others, *whole), before.period)
    shares = {name: dict(before.shares[name]) for name in before.shares if name not in shared}
    for name in shared:
        parts = [each for each in after.measured if each.register == name]
        shares[name] = {
            day: _counted_until(parts, after.shares[name], profiles[name], moved_to)
            for day, moved_to in _onto(after.period, before.period, years, days[name].tolist())
        }
    return replace(before, measured=(*others, *whole), shares=shares)


def _move(day: int, years: int) -> int:
    """The same day of the calendar some years on; a leap day becomes the first of March."""
    known = date_of(day)
    try:
        return day_number(known.replace(year=known.year + years))
    except ValueError:
        return day_number(date(known.year + years, _MARCH, 1))


def _onto(
    after: DayRange, before: DayRange, years: int, days: Sequence[int]
) -> list[tuple[int, int]]:
    """Every day of the earlier period with its day in the later one; first and last stay so."""
    ends = {before.from_: after.from_, before.until: after.until}
    return [
        (day, ends.get(day, min(max(_move(day, years), after.from_), after.until))) for day in days
    ]


def _counts(bill: BillInputs, register: str) -> bool:
    return any(each.volume_wh for each in bill.measured if each.register == register)


def _whole_period(bill: BillInputs, register: str) -> Measured:
    volume_wh = sum(each.volume_wh for each in bill.measured if each.register == register)
    return Measured(register=register, days=bill.period, volume_wh=volume_wh)


def _counted_until(
    parts: Sequence[Measured], kept: Mapping[int, float], profile: RunningTotal, day: int
) -> float:
    """How many Wh a register had counted at the start of a day, by its readings and its profile."""
    total = 0.0
    for each in parts:
        first, until = each.days.from_, each.days.until
        if until <= day:
            total += each.volume_wh
        elif first < day:
            total += each.volume_wh * _share(kept, profile, (first, day, until))
    return total


def _share(kept: Mapping[int, float], profile: RunningTotal, days: tuple[int, int, int]) -> float:
    """Which part of what fell between the first and the last of three days came before the middle."""
    if days[1] in kept:
        low, middle, high = (kept[day] for day in days)
    else:
        low, middle, high = profile.cumulative_at(np.array(days, dtype=np.int64)).tolist()
    if high <= low:
        low, middle, high = days
    return (middle - low) / (high - low)
