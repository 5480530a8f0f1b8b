"""What was taken from the grid in each month: readings where they fall on its ends, else the profile."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from energycore.clocks import DayRange, add_months, date_of, day_number, month_start
from energycore.profiles import LoadProfile
from energycore.units import FloatArray, IntArray
from kwartier.metering._expectation import profile_until_year
from kwartier.metering.queries.history import get_register_history
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS, RegisterHistory, SupplyPointRow

_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class MonthVolume:
    """A month's offtake in Wh: None where no two readings enclose the month.

    ``is_read`` says that meters were read at both ends of it; else it is a share of a longer
    period along the load profile.
    """

    month: date
    volume_wh: int | None
    is_read: bool


def list_month_volumes(
    supply_point: SupplyPointRow, *, today: date, month_count: int = 2 * _MONTHS_OF_A_YEAR
) -> list[MonthVolume]:
    """The whole months before the last reading, the oldest first; one query.

    Empty without two readings, and where a meter runs back under solar panels: what it shows is
    not what was taken, and the profile of a load says nothing about it.
    """
    this_month = month_start(day_number(today))
    since = add_months(this_month, -month_count - _MONTHS_OF_A_YEAR)
    history = get_register_history([supply_point.id], date_of(since), today)
    gives = np.isin(history.kinds, [REGISTER_KINDS.index(kind) for kind in INJECTION_KINDS])
    if supply_point.has_production and not gives.any():
        return []
    taken = history.where(~gives)
    if not len(taken):
        return []
    last = min(month_start(int(taken.until_days.max())), this_month)
    firsts = [add_months(last, step) for step in range(-month_count, 0)]
    profile = profile_until_year(supply_point.profile_key, today.year)
    usable = taken.where(taken.from_days >= profile.first_day)
    return [_month_of(usable, profile, DayRange(first, add_months(first, 1))) for first in firsts]


def _month_of(history: RegisterHistory, profile: LoadProfile, month: DayRange) -> MonthVolume:
    touching = history.where((history.from_days < month.until) & (history.until_days > month.from_))
    starts = np.maximum(touching.from_days, month.from_)
    ends = np.minimum(touching.until_days, month.until)
    named = date_of(month.from_)
    if not _covers(starts, ends, month):
        return MonthVolume(named, None, is_read=False)
    shares = _fraction(profile, starts, ends) / _fraction(
        profile, touching.from_days, touching.until_days
    )
    is_whole = (starts == touching.from_days) & (ends == touching.until_days)
    volume = int(np.rint((touching.volumes_wh * np.where(is_whole, 1.0, shares)).sum()))
    is_read = bool(is_whole.all()) and not touching.until_estimated.any()
    return MonthVolume(named, volume, is_read=is_read)


def _fraction(profile: LoadProfile, from_days: IntArray, until_days: IntArray) -> FloatArray:
    fraction: FloatArray = profile.cumulative_at(until_days) - profile.cumulative_at(from_days)
    return fraction


def _covers(starts: IntArray, ends: IntArray, month: DayRange) -> bool:
    """Whether every day of the month lies in one of the intervals."""
    days = np.arange(month.from_, month.until)
    inside = (days[:, None] >= starts[None, :]) & (days[:, None] < ends[None, :])
    return bool(inside.any(axis=1).all())
