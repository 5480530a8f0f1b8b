"""Figures of a load curve: the base load under everything, and how long each load lasts."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from energycore.intervals.nights import NIGHT_FROM_HOUR, NIGHT_UNTIL_HOUR, nights_of
from energycore.intervals.slots import DaySlots
from energycore.intervals.states import IntervalValues
from energycore.units import IntArray, divide_half_away

BASE_LOAD_PERCENT: Final = 10
LEAST_NIGHTS: Final = 14
HOURS_IN_YEAR: Final = 8_760
"""What a load that never stops runs in a year of 365 days."""

UNKNOWN_W: Final = -1
"""Stands where too little is known to name a load."""

_HOUR_MINUTES = 60


@dataclass(frozen=True, slots=True, eq=False)
class BaseLoad:
    """What is always on, for one supply point [] or for many [N].

    watts         int64, or UNKNOWN_W where too few nights are known
    wh_per_year   int64, `watts` over 8,760 hours, or UNKNOWN_W
    night_counts  int64, how many whole nights it rests on
    """

    watts: IntArray
    wh_per_year: IntArray
    night_counts: IntArray


def base_load(
    slots: DaySlots,
    values_wh: IntervalValues,
    *,
    percent: int = BASE_LOAD_PERCENT,
    least_nights: int = LEAST_NIGHTS,
    from_hour: int = NIGHT_FROM_HOUR,
    until_hour: int = NIGHT_UNTIL_HOUR,
) -> BaseLoad:
    """Return the base load: what `percent` in a hundred nightly intervals lie at or under.

    Of the nights of which every value is known, from 01:00 to 05:00 by the wall clock unless told
    otherwise, the intervals are put in order and the one of that rank is taken (the nearest rank,
    so it is a value that occurred). One in ten, not the lowest: a meter that stood still for an
    hour or a holiday moves nothing, and neither does a car that charges at night. It is what is
    drawn from the grid: a battery that feeds the house at night hides it. Values int[S] or
    int[N, S]; watts are rounded half away from zero. Raises ValueError for values that do not fit,
    a percentage outside 1 to 100, and for nights (see `nights_of`).
    """
    if values_wh.shape[-1] != slots.count:
        raise ValueError(f"{values_wh.shape[-1]} values do not fit {slots.count} slots")
    if percent not in range(1, 101):
        raise ValueError(f"one to a hundred in a hundred, not {percent}")
    nights = nights_of(slots, from_hour=from_hour, until_hour=until_hour)
    is_whole = nights.lacking_counts(values_wh) == 0
    lengths = np.diff(np.append(nights.starts, len(nights.columns)))
    counted = np.repeat(is_whole, lengths, axis=-1)
    beyond = np.int64(2**62)  # after every known value
    ordered = np.sort(np.where(counted, values_wh[..., nights.columns], beyond), axis=-1)
    counts = counted.sum(axis=-1)
    ranks = np.maximum(-(-counts * percent // 100) - 1, 0)
    night_counts = is_whole.sum(axis=-1)
    enough = night_counts >= max(least_nights, 1)
    if not ordered.shape[-1]:
        found = np.zeros(values_wh.shape[:-1], dtype=np.int64)
    else:
        found = np.take_along_axis(ordered, ranks[..., None], axis=-1)[..., 0]
    watts = watts_of(np.where(enough, found, 0), step_minutes=slots.step_minutes)
    return BaseLoad(
        watts=np.where(enough, watts, UNKNOWN_W),
        wh_per_year=np.where(enough, watts * HOURS_IN_YEAR, UNKNOWN_W),
        night_counts=night_counts,
    )


def watts_of(values_wh: IntArray, *, step_minutes: int) -> IntArray:
    """Return the mean watts of intervals, rounded half away from zero; they are all known.

    >>> watts_of(np.array([250, 20]), step_minutes=15).tolist()
    [1000, 80]
    """
    return divide_half_away(values_wh * _HOUR_MINUTES, step_minutes)


def load_duration(
    values_wh: IntervalValues, *, step_minutes: int, points: int | None = None
) -> IntArray:
    """Return the load duration curve: the known intervals as watts, highest first, int64[K].

    The value at position k was reached or passed in k + 1 of K intervals. With `points` only so
    many are returned, evenly spread from the highest to the lowest, as a chart needs them. Raises
    ValueError for fewer than two points.

    >>> load_duration(np.array([10, -1, 30, 20]), step_minutes=60).tolist()
    [30, 20, 10]
    """
    known = np.sort(values_wh[values_wh >= 0].astype(np.int64))[::-1]
    if points is not None:
        if points < len(("highest", "lowest")):
            raise ValueError("a curve needs two points")
        if len(known) > points:
            known = known[np.arange(points) * (len(known) - 1) // (points - 1)]
    return watts_of(known, step_minutes=step_minutes)
