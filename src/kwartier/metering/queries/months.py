"""What was taken from the grid in each month: readings where they fall on its ends, else the profile."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from energycore.clocks import add_months, date_of, day_number, month_start
from energycore.profiles import LoadProfile
from energycore.units import BoolArray, IntArray
from kwartier.metering._expectation import profile_until_year
from kwartier.metering.queries.history import get_register_history
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS, RegisterHistory, SupplyPointRow

_MONTHS_OF_A_YEAR = 12
_MONTH_COUNT = 2 * _MONTHS_OF_A_YEAR


@dataclass(frozen=True, slots=True)
class MonthVolume:
    """A month's offtake in Wh: None where no two readings enclose the month.

    ``is_read`` says that meters were read at both ends of it; else it is a share of a longer
    period along the load profile.
    """

    month: date
    volume_wh: int | None
    is_read: bool


def months_read_from(today: date, *, month_count: int = _MONTH_COUNT) -> date:
    """The day from which readings are needed to tell the months."""
    this_month = month_start(day_number(today))
    return date_of(add_months(this_month, -month_count - _MONTHS_OF_A_YEAR))


def list_month_volumes(
    supply_point: SupplyPointRow,
    *,
    today: date,
    month_count: int = _MONTH_COUNT,
    history: RegisterHistory | None = None,
) -> list[MonthVolume]:
    """The whole months before the last reading, the oldest first; one query.

    None where the caller has the ``history`` since `months_read_from` already. Empty without two
    readings, and where a meter runs back under solar panels: what it shows is not what was taken,
    and the profile of a load says nothing about it.
    """
    this_month = month_start(day_number(today))
    if history is None:
        since = months_read_from(today, month_count=month_count)
        history = get_register_history([supply_point.id], since, today)
    gives = np.isin(history.kinds, [REGISTER_KINDS.index(kind) for kind in INJECTION_KINDS])
    if supply_point.has_production and not gives.any():
        return []
    taken = history.where(~gives)
    if not len(taken):
        return []
    last = min(month_start(int(taken.until_days.max())), this_month)
    bounds = np.array([add_months(last, step) for step in range(-month_count, 1)], dtype=np.int64)
    profile = profile_until_year(supply_point.profile_key, today.year)
    usable = taken.where(taken.from_days >= profile.first_day)
    return _volumes_between(bounds, usable, profile) if len(usable) else []


def _volumes_between(
    bounds: IntArray, history: RegisterHistory, profile: LoadProfile
) -> list[MonthVolume]:
    """The volume between each two bounds; months are rows, intervals columns."""
    starts = np.maximum(history.from_days, bounds[:-1, None])
    ends = np.maximum(np.minimum(history.until_days, bounds[1:, None]), starts)
    touches = starts < ends
    is_whole = (starts == history.from_days) & (ends == history.until_days)
    inside = profile.cumulative_at(ends) - profile.cumulative_at(starts)
    between = profile.cumulative_at(history.until_days) - profile.cumulative_at(history.from_days)
    shares = inside / np.where(between > 0, between, 1.0)
    volumes = np.where(touches, history.volumes_wh * np.where(is_whole, 1.0, shares), 0.0)
    is_shared = (touches & (~is_whole | history.until_estimated)).any(axis=1)
    told = zip(
        bounds[:-1].tolist(),
        np.rint(volumes.sum(axis=1)).astype(np.int64).tolist(),
        _are_covered(bounds, history).tolist(),
        is_shared.tolist(),
        strict=True,
    )
    return [
        MonthVolume(date_of(first), volume, is_read=not shared)
        if covered
        else MonthVolume(date_of(first), None, is_read=False)
        for first, volume, covered, shared in told
    ]


def _are_covered(bounds: IntArray, history: RegisterHistory) -> BoolArray:
    """Whether every day between two bounds lies in one of the intervals."""
    first, last = bounds[0], bounds[-1]
    changes = np.zeros(last - first + 1, dtype=np.int64)
    np.add.at(changes, np.clip(history.from_days, first, last) - first, 1)
    np.add.at(changes, np.clip(history.until_days, first, last) - first, -1)
    is_inside = changes.cumsum()[:-1] > 0
    return np.asarray(np.logical_and.reduceat(is_inside, bounds[:-1] - first), dtype=np.bool_)
