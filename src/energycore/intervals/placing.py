"""From instants to local days: each value on its slot, and what is wrong as arrays of findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from energycore.clocks import DayRange, local_midnights
from energycore.intervals.slots import OFF_GRID, OUTSIDE, DaySlots, slots_of
from energycore.intervals.states import (
    MISSING_WH,
    IntervalValues,
    ValueState,
    check_values,
    unpack_states,
)
from energycore.units import BoolArray, ByteArray, IntArray

MAX_DAYS: Final = 7_320
"""Twenty years: what one series may span. More is a wrong year in one of its rows."""

_DAY_SECONDS = 86_400
# 1970 to 2200: other instants are mistakes, and far outside what a calendar can count.
_EARLIEST, _LATEST = 2 * _DAY_SECONDS, 84_000 * _DAY_SECONDS


class SpanTooLong(ValueError):
    """A series that claims to span more days than any does; `days` are these."""

    def __init__(self, days: DayRange) -> None:
        self.days = days
        super().__init__(f"{days.days_count} days lie between the first value and the last")


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A series on the slots of its days, and what did not fit. Rows are positions in the input.

    slots        the days and their slots
    values_wh    int64[slots.count], MISSING_WH where nothing is known
    states       uint8[slots.count], see `ValueState`
    repeated     int64[] rows that say once more what a row before them said
    conflicting  int64[] rows of slots that were told two values; such a slot is left missing
    off_grid     int64[] rows at an instant where no interval starts; not placed
    overlapping  int64[] rows that start before the row before them, in time, has ended
    outside      int64[] rows outside the days that were asked for; not placed
    gaps         int64[G, 2]: runs of slots [from, until) of which no row speaks
    """

    slots: DaySlots
    values_wh: IntArray
    states: ByteArray
    repeated: IntArray
    conflicting: IntArray
    off_grid: IntArray
    overlapping: IntArray
    outside: IntArray
    gaps: IntArray

    @property
    def fits(self) -> bool:
        """Whether every row was placed and none contradicts another; gaps are no contradiction."""
        wrong = (self.conflicting, self.off_grid, self.overlapping, self.outside)
        return not any(len(rows) for rows in wrong)


def days_spanned(starts: IntArray, *, timezone: str, start_hour: int = 0) -> DayRange:
    """Return the local days from the first instant to the last; for none, the empty range at 0.

    `starts` int64[N] Unix seconds in any order. Raises SpanTooLong beyond MAX_DAYS.
    """
    if not len(starts):
        return DayRange(0, 0)
    first, last = int(starts.min()), int(starts.max())
    # No zone lies more than a day from UTC: the local days are among these.
    around = DayRange(first // _DAY_SECONDS - 2, last // _DAY_SECONDS + 2)
    if around.days_count > MAX_DAYS:
        raise SpanTooLong(around)
    midnights = local_midnights(around.from_, around.until, timezone, start_hour=start_hour)
    places = np.searchsorted(midnights, [first, last], "right").tolist()
    return DayRange(around.from_ + places[0] - 1, around.from_ + places[1])


def place(
    starts: IntArray,
    values_wh: IntArray,
    states: ByteArray,
    *,
    step_minutes: int,
    timezone: str,
    start_hour: int = 0,
    days: DayRange | None = None,
) -> Placed:
    """Put the rows of a series on the slots of local days.

    `starts` int64[N] Unix seconds at which each interval starts, in any order; `values_wh`
    int64[N] with MISSING_WH where none; `states` uint8[N]. The days are those that the instants
    span, or `days`. A row without a value beside one that has one, for the same slot, is no
    contradiction: that is how two registers share the hours. Two equal values are one, in the
    worse of their states. Raises ValueError for shapes, values or states that do not fit (see
    `check_values`) and for steps (see `slots_of`), SpanTooLong beyond twenty years.
    """
    if not starts.shape == values_wh.shape == states.shape == (len(starts),):
        raise ValueError("each value needs its instant and its state")
    check_values(values_wh, states)
    is_sound = (starts >= _EARLIEST) & (starts < _LATEST)
    if days is None:
        sound = starts if is_sound.all() else starts[is_sound]
        days = days_spanned(sound, timezone=timezone, start_hour=start_hour)
    slots = slots_of(days, step_minutes=step_minutes, timezone=timezone, start_hour=start_hour)
    numbers = np.full(starts.shape, OUTSIDE, dtype=np.int64)
    numbers[is_sound] = slots.numbers_of(starts[is_sound])
    on_grid = np.flatnonzero(numbers >= 0)
    placed = np.full(slots.count, MISSING_WH, dtype=np.int64)
    kept = np.full(slots.count, ValueState.MISSING, dtype=np.uint8)
    repeated = conflicting = np.zeros(0, dtype=np.int64)
    mine = numbers[on_grid]
    if (np.diff(mine) > 0).all():
        placed[mine], kept[mine] = values_wh[on_grid], states[on_grid]
    else:
        on_grid = on_grid[np.lexsort((values_wh[on_grid] < 0, mine))]
        rows = (numbers[on_grid], values_wh[on_grid], states[on_grid])
        says_again, is_differing = _merge(*rows, placed=placed, kept=kept)
        repeated, conflicting = on_grid[says_again], on_grid[is_differing]
    is_told = np.zeros(slots.count, dtype=np.bool_)
    is_told[mine] = True
    return Placed(
        slots=slots,
        values_wh=placed,
        states=kept,
        repeated=np.sort(repeated),
        conflicting=np.sort(conflicting),
        off_grid=np.flatnonzero(numbers == OFF_GRID),
        overlapping=_list_overlapping(starts, numbers, slots.shortest_seconds),
        outside=np.flatnonzero(numbers == OUTSIDE),
        gaps=list_runs(~is_told),
    )


def _merge(
    numbers: IntArray,
    values: IntArray,
    states: ByteArray,
    *,
    placed: IntArray,
    kept: ByteArray,
) -> tuple[BoolArray, BoolArray]:
    """Fill `placed` and `kept` from rows in the order of slots, known values first in each.

    Returns which rows repeat one before them, and which contradict another.
    """
    is_first = np.concatenate([[True], np.diff(numbers) > 0])
    firsts = np.flatnonzero(is_first)
    is_silent = values < 0
    highest = np.maximum.reduceat(values, firsts)
    lowest = np.minimum.reduceat(np.where(is_silent, np.int64(2**62), values), firsts)
    # Where a value is known, the rows that know none say nothing about its state.
    speaking = np.where(is_silent, np.uint8(0), states)
    worst = np.maximum.reduceat(states, firsts)
    worst_speaking = np.maximum.reduceat(speaking, firsts)
    differ = (highest >= 0) & (lowest < highest)
    placed[numbers[firsts]] = np.where(differ, MISSING_WH, highest)
    kept[numbers[firsts]] = np.where(
        differ, np.uint8(ValueState.MISSING), np.where(highest >= 0, worst_speaking, worst)
    )
    is_differing = np.repeat(differ, np.diff(np.append(firsts, len(numbers))))
    says_again = np.concatenate([[False], ~is_first[1:] & (is_silent[1:] == is_silent[:-1])])
    return says_again & ~is_differing, is_differing & ~is_silent


def _list_overlapping(starts: IntArray, numbers: IntArray, seconds: int) -> IntArray:
    """Return the rows that start while another interval lasts, without starting with it.

    On their slots intervals cannot overlap, so without a row off the grid there is nothing to sort.
    """
    if not (numbers == OFF_GRID).any():
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(starts, kind="stable")
    distance = np.diff(starts[order])
    is_over = (distance > 0) & (distance < seconds)
    return np.sort(order[1:][is_over])


def list_runs(mask: BoolArray) -> IntArray:
    """Return int64[G, 2]: the runs [from, until) of True in bool[S], in order.

    >>> list_runs(np.array([True, False, True, True])).tolist()
    [[0, 1], [2, 4]]
    """
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return edges.reshape(-1, 2)


def join_days(
    slots: DaySlots,
    days: Sequence[int],
    values_wh: Sequence[Sequence[int] | IntervalValues],
    packed_states: Sequence[bytes],
) -> tuple[IntArray, ByteArray]:
    """Return int64[S] values and uint8[S] states of stored days, laid on `slots`.

    One row per day, in any order: its number, its values and its packed states. Slots of days
    without a row are missing. Raises ValueError for a day that is none of the slots', comes twice,
    or has another number of values than it has slots.
    """
    joined = np.full(slots.count, MISSING_WH, dtype=np.int64)
    states = np.full(slots.count, ValueState.MISSING, dtype=np.uint8)
    if len(set(days)) != len(days):
        raise ValueError("a day comes twice: take its newest revision first")
    for day, values, packed in zip(days, values_wh, packed_states, strict=True):
        place = slots.slots_on(day)
        count = place.stop - place.start
        if len(values) != count:
            raise ValueError(f"{len(values)} values do not fit the {count} slots of day {day}")
        joined[place] = values
        states[place] = unpack_states(packed, count)
    return joined, states
