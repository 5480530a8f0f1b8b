"""Rules that watch a series: unusual use, a leak at night, a peak above a limit."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from energycore.intervals.figures import watts_of
from energycore.intervals.nights import NIGHT_FROM_HOUR, NIGHT_UNTIL_HOUR, nights_of
from energycore.intervals.peaks import MonthPeaks
from energycore.intervals.placing import list_runs
from energycore.intervals.slots import DaySlots
from energycore.intervals.states import IntervalValues
from energycore.units import BoolArray, IntArray

WEEKDAYS: Final = 7
_MINUTES_PER_HOUR = 60


class Use(IntEnum):
    """How a day's use compares with its like. `label` is the word used in the API."""

    USUAL = 0
    HIGH = 1
    LOW = 2
    UNKNOWN = 3

    @property
    def label(self) -> str:
        """The finding in small letters: usual, high, low, unknown."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Unusual:
    """When a day is unusual: the house's own choice, which no rule fixes.

    weeks         how many weeks before count as history
    least_weeks   how many of them must be known
    spread_times  how many times the typical deviation a day may lie from the middle
    percent       and at least that part of the middle, so that a very regular house is not
                  questioned over a kettle
    slack_wh      and at least that much, so that an empty one is not either
    """

    weeks: int = 8
    least_weeks: int = 4
    spread_times: int = 4
    percent: int = 50
    slack_wh: int = 1_000

    def __post_init__(self) -> None:
        """Raise ValueError for a history that cannot be had, or bounds below zero."""
        bounds = (self.spread_times, self.percent, self.slack_wh)
        if not 1 <= self.least_weeks <= self.weeks or min(bounds) < 0:
            raise ValueError("unusual needs 1 <= least_weeks <= weeks, and no bound below zero")


@dataclass(frozen=True, slots=True, eq=False)
class UnusualUse:
    """Each day beside its like, arrays [D].

    uses       int64, see `Use`
    usual_wh   int64, the middle of the like days before; -1 where too few are known
    margin_wh  int64, how far from it a day may lie; -1 likewise
    """

    uses: IntArray
    usual_wh: IntArray
    margin_wh: IntArray


_DEFAULT = Unusual()


def find_unusual_use(daily_wh: IntervalValues, rule: Unusual = _DEFAULT) -> UnusualUse:
    """Judge each of D consecutive days against the same weekday in the weeks before it.

    `daily_wh` int[D] with MISSING_WH where a day is not wholly known. The usual is the median of
    the known like days, its spread the median distance from it: one strange week changes neither.
    Public holidays are days like others here.
    """
    own = daily_wh.astype(np.int64)
    before = np.full((len(own), rule.weeks), -1, dtype=np.int64)
    for week in range(1, rule.weeks + 1):
        before[WEEKDAYS * week :, week - 1] = own[: -WEEKDAYS * week]
    is_known = before >= 0
    counts = is_known.sum(axis=1)
    usual = _medians(before, is_known, counts)
    spread = _medians(np.abs(before - usual[:, None]), is_known, counts)
    margin = np.maximum(rule.spread_times * spread, usual * rule.percent // 100)
    margin = np.maximum(margin, rule.slack_wh)
    can_judge = (counts >= rule.least_weeks) & (own >= 0)
    uses = np.select(
        [~can_judge, own > usual + margin, own < usual - margin],
        [Use.UNKNOWN, Use.HIGH, Use.LOW],
        default=Use.USUAL,
    )
    return UnusualUse(
        uses=uses.astype(np.int64),
        usual_wh=np.where(counts >= rule.least_weeks, usual, -1),
        margin_wh=np.where(counts >= rule.least_weeks, margin, -1),
    )


def find_high_spell(found: UnusualUse) -> tuple[int, int] | None:
    """Return the last run of days of high use, as places [from, until); None where there is none.

    A day that is usual, or of which too little is known, ends a run.
    """
    runs = list_runs(found.uses == Use.HIGH)
    return (int(runs[-1, 0]), int(runs[-1, 1])) if len(runs) else None


def _medians(rows: IntArray, is_known: BoolArray, counts: IntArray) -> IntArray:
    """Return the median of the known values of each row, rounded down; 0 of none."""
    ordered = np.sort(np.where(is_known, rows, np.iinfo(np.int64).max), axis=1)
    lower, upper = np.maximum(counts - 1, 0) // 2, np.minimum(counts // 2, rows.shape[1] - 1)
    places = np.arange(len(rows))
    middle = np.where(counts > 0, ordered[places, lower], 0)
    above = np.where(counts > 0, ordered[places, upper], 0)
    return np.asarray(middle + (above - middle) // 2, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Leak:
    """Whether something never stopped in the last nights.

    is_leak         True, False, or None where too little is known to say
    lowest_w        the lowest nightly interval that is known, -1 of none
    nights_count    how many nights were looked at
    missing_count   how many of their intervals are not known
    """

    is_leak: bool | None
    lowest_w: int
    nights_count: int
    missing_count: int


def find_leak(
    slots: DaySlots,
    values_wh: IntervalValues,
    *,
    never_below_w: int,
    nights: int,
    from_hour: int = NIGHT_FROM_HOUR,
    until_hour: int = NIGHT_UNTIL_HOUR,
) -> Leak:
    """Return whether use never fell below some watts in the last so many nights of the slots.

    One known interval below is enough to say no; to say yes, each interval of each night must be
    known. Values int[S]. Raises ValueError for watts or nights that are not positive, values that
    do not fit, and for hours (see `nights_of`).
    """
    if values_wh.shape != (slots.count,):
        raise ValueError(f"{values_wh.shape[-1]} values do not fit {slots.count} slots")
    if never_below_w <= 0 or nights <= 0:
        raise ValueError("a leak is above zero watts, in one night at least")
    found = nights_of(slots, from_hour=from_hour, until_hour=until_hour)
    starts = found.starts[-nights:]
    own = values_wh[found.columns[starts[0] :]] if starts.size else values_wh[:0]
    known = own[own >= 0].astype(np.int64)
    missing = len(own) - len(known)
    is_leak: bool | None = None
    # Compared without a division: Wh x 60 against W x minutes.
    if (known * _MINUTES_PER_HOUR < never_below_w * slots.step_minutes).any():
        is_leak = False
    elif len(starts) == nights and not missing:
        is_leak = True
    lowest = (
        watts_of(known.min(keepdims=True), step_minutes=slots.step_minutes) if known.size else [-1]
    )
    return Leak(is_leak, int(lowest[0]), len(starts), missing)


def restless_since(
    slots: DaySlots,
    values_wh: IntervalValues,
    *,
    never_below_w: int,
    from_hour: int = NIGHT_FROM_HOUR,
    until_hour: int = NIGHT_UNTIL_HOUR,
) -> int | None:
    """Return the first of the nights, up to the last of the slots, without an interval below.

    A day number; None where the last night is not wholly known, or rested. A night that is not
    wholly known ends the way back. Raises ValueError for hours (see `nights_of`).
    """
    found = nights_of(slots, from_hour=from_hour, until_hour=until_hour)
    if not found.starts.size:
        return None
    own = values_wh[found.columns].astype(np.int64)
    rests = (own < 0) | (own * _MINUTES_PER_HOUR < never_below_w * slots.step_minutes)
    runs = list_runs(~np.logical_or.reduceat(rests, found.starts))
    if not len(runs) or int(runs[-1, 1]) < len(found.starts):
        return None
    return int(found.days[runs[-1, 0]])


def peaks_above(peaks: MonthPeaks, *, limit_w: int) -> BoolArray:
    """Return the months whose peak lies above a limit, in the shape of `peaks.peaks_w`.

    A month that lacks values can still be above: what is known of it is enough to say so.
    """
    return np.asarray(peaks.peaks_w > limit_w)
