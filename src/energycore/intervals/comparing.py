"""Like for like: a period beside the same one a year before, over what both of them know."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from energycore.clocks import date_of, day_number
from energycore.intervals.slots import DaySlots
from energycore.intervals.states import IntervalValues, ValueState, worst_state
from energycore.units import ByteArray, IntArray

_DAY_SECONDS = 86_400
_NO_DAY = -1
_SAME_WEEKDAY_DAYS = 364


class Alignment(Enum):
    """Which day of the year before a day is compared with.

    DATE      that of the same date, which falls on another weekday: for whole months and years.
              29 February has no other, and is left out.
    WEEKDAY   that of 52 weeks before, 364 days: for days and weeks, where a Saturday must be
              compared with a Saturday.
    """

    DATE = "date"
    WEEKDAY = "weekday"


@dataclass(frozen=True, slots=True)
class LikeForLike:
    """Two periods over the intervals that both know.

    now_wh, before_wh        what they come to, over `compared_count` intervals each
    compared_count           intervals that both know
    only_now_count           known now, and not, or not there, a year before
    only_before_count        the other way round
    now_state, before_state  the worst state among those compared; MISSING of none
    """

    now_wh: int
    before_wh: int
    compared_count: int
    only_now_count: int
    only_before_count: int
    now_state: ValueState
    before_state: ValueState

    @property
    def difference_wh(self) -> int:
        """How much more was used than a year before; less is negative."""
        return self.now_wh - self.before_wh


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A series on its slots: `values_wh` int[S] and `states` uint8[S]."""

    slots: DaySlots
    values_wh: IntervalValues
    states: ByteArray


def compare_years(
    now: Curve, before: Curve, *, alignment: Alignment = Alignment.DATE
) -> LikeForLike:
    """Compare a period with the same period a year before, interval by interval.

    Intervals belong together when their wall clocks agree, on days that belong together: the lost
    and the won hour of the two Sundays stand alone and are left out, unless both years have them
    on days that belong together. Days of `before` that have no fellow in `now` are left out.
    Raises ValueError when the two have other steps: `coarsen` the shorter first.
    """
    if now.slots.step_minutes != before.slots.step_minutes:
        raise ValueError("intervals of other lengths cannot be compared: coarsen the shorter ones")
    _, own, fellows = np.intersect1d(
        _keys(now.slots, None), _keys(before.slots, alignment), return_indices=True
    )
    is_known = (now.values_wh[own] >= 0) & (before.values_wh[fellows] >= 0)
    own, fellows = own[is_known], fellows[is_known]
    return LikeForLike(
        now_wh=int(now.values_wh[own].sum(dtype=np.int64)),
        before_wh=int(before.values_wh[fellows].sum(dtype=np.int64)),
        compared_count=len(own),
        only_now_count=int((now.values_wh >= 0).sum()) - len(own),
        only_before_count=int((before.values_wh >= 0).sum()) - len(fellows),
        now_state=worst_state(now.states[own]),
        before_state=worst_state(before.states[fellows]),
    )


def _keys(slots: DaySlots, shift: Alignment | None) -> IntArray:
    """Return a number for each slot that is the same where two slots belong together.

    Twice the second of the wall clock, and one more where it comes for the second time. Those of
    a day without a fellow are below zero, and each is alone.
    """
    wall = slots.wall_seconds()
    order = np.argsort(wall, kind="stable")
    is_second = np.zeros(len(wall), dtype=np.int64)
    is_second[order[1:]] = np.diff(wall[order]) == 0
    days, seconds = np.divmod(wall, _DAY_SECONDS)
    if shift is Alignment.WEEKDAY:
        days = days + _SAME_WEEKDAY_DAYS
    elif shift is Alignment.DATE:
        dates, places = np.unique(days, return_inverse=True)
        fellows = np.array([_next_year(day) for day in dates.tolist()], dtype=np.int64)
        days = fellows[places]
    keys = 2 * (days * _DAY_SECONDS + seconds) + is_second
    return np.where(days == _NO_DAY, -1 - np.arange(len(keys)), keys)


def _next_year(day: int) -> int:
    """Return the day of the same date a year later; 29 February has none."""
    on = date_of(day)
    is_leap_day = (on.month, on.day) == (2, 29)
    return _NO_DAY if is_leap_day else day_number(on.replace(year=on.year + 1))
