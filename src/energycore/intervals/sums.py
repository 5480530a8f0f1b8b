"""Sums by day, month, year or any boundaries; each says what it lacks, and in which state it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from energycore.charges.dynamic import BLOCK_VALUES
from energycore.clocks import month_starts, year_of, year_start
from energycore.intervals.slots import STEPS, DaySlots, slots_of
from energycore.intervals.states import MISSING_WH, IntervalValues, ValueState
from energycore.units import BoolArray, ByteArray, IntArray

MAX_SUM_WH: Final = 2**62
"""Beyond it a sum could leave int64; no meter of the world comes near."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What B stretches come to, for one supply point or for many: arrays [B], or [N, B].

    sums_wh          int64, the known values added; MISSING_WH where not one is known
    known_counts     int64, how many values were added
    missing_counts   int64, how many should be there and are not
    not_yet_counts   int64, how many are still to come
    states           uint8, the worst state of the values that were added; MISSING of none
    """

    sums_wh: IntArray
    known_counts: IntArray
    missing_counts: IntArray
    not_yet_counts: IntArray
    states: ByteArray

    @property
    def is_whole(self) -> BoolArray:
        """Where not one value lacks, and there is one at all."""
        lacking = self.missing_counts + self.not_yet_counts
        return np.asarray((lacking == 0) & (self.known_counts > 0))


def sum_between(values_wh: IntervalValues, states: ByteArray, bounds: IntArray) -> Sums:
    """Return the sums of the values between slot numbers: stretch b is [bounds[b], bounds[b + 1]).

    `values_wh` int[S] or int[N, S] of any whole-number type, `states` uint8 in the same shape, or
    [N, 1] (or [1]) where a row has one state throughout; `bounds` int64[B + 1] never falling,
    within the slots. Raises ValueError for shapes or bounds that do not fit, a value below
    MISSING_WH, and values so large that a sum could leave int64.

    >>> wh, states = np.array([250, -1, 300, 50]), np.array([0, 6, 4, 0], dtype=np.uint8)
    >>> sums = sum_between(wh, states, np.array([0, 2, 4]))
    >>> sums.sums_wh.tolist(), sums.missing_counts.tolist(), sums.states.tolist()
    ([250, 350], [1, 0], [0, 4])
    """
    _check(values_wh, states, bounds)
    rows, own_states = np.atleast_2d(values_wh), np.atleast_2d(states)
    stretches = len(bounds) - 1
    shape = (len(rows), stretches)
    found = Sums(
        sums_wh=np.full(shape, MISSING_WH, dtype=np.int64),
        known_counts=np.zeros(shape, dtype=np.int64),
        missing_counts=np.zeros(shape, dtype=np.int64),
        not_yet_counts=np.zeros(shape, dtype=np.int64),
        states=np.full(shape, ValueState.MISSING, dtype=np.uint8),
    )
    held = np.flatnonzero(np.diff(bounds) > 0)
    if held.size:
        own = slice(int(bounds[0]), int(bounds[-1]))
        starts = bounds[held] - own.start
        columns = own if own_states.shape[1] == rows.shape[1] else slice(None)
        for block in row_blocks(*rows.shape):
            _fill(found, (block, held), rows[block, own], own_states[block, columns], starts)
    if values_wh.ndim > 1:
        return found
    return Sums(*(getattr(found, name)[0] for name in Sums.__slots__))


def row_blocks(rows_count: int, length: int) -> Iterator[slice]:
    """Yield slices of rows so that each block of `length` columns stays in a core's cache."""
    step = max(BLOCK_VALUES // max(length, 1), 1)
    for start in range(0, rows_count, step):
        yield slice(start, start + step)


def _check(values_wh: IntervalValues, states: ByteArray, bounds: IntArray) -> None:
    count = values_wh.shape[-1]
    if states.shape not in {values_wh.shape, (*values_wh.shape[:-1], 1)}:
        raise ValueError("each value needs its state, or each row one for all")
    if (np.diff(bounds) < 0).any() or bounds[0] < 0 or bounds[-1] > count:
        raise ValueError("boundaries must rise within the intervals")
    if values_wh.min(initial=0) < MISSING_WH:
        raise ValueError("a value lies below zero")
    if int(values_wh.max(initial=0)) * count > MAX_SUM_WH:
        raise ValueError("values are so large that a sum could leave int64")


def _fill(
    found: Sums,
    place: tuple[slice, IntArray],
    rows: IntervalValues,
    states: ByteArray,
    starts: IntArray,
) -> None:
    """Write a block of rows into `found` at `place`: its stretches begin at `starts`, none empty."""
    sums = np.add.reduceat(rows, starts, axis=1, dtype=np.int64)
    silent = awaited = np.zeros_like(sums)
    lacking = rows < 0
    if lacking.any():
        silent = np.add.reduceat(lacking, starts, axis=1, dtype=np.int64)
        is_awaited = lacking & (states == ValueState.NOT_YET)
        awaited = np.add.reduceat(is_awaited, starts, axis=1, dtype=np.int64)
        # Silent values say nothing about the known ones; a row's one state is that of the known.
        states = states if states.shape[1] == 1 else states * ~lacking
    worst = states if states.shape[1] == 1 else np.maximum.reduceat(states, starts, axis=1)
    known = np.diff(np.append(starts, rows.shape[1])) - silent
    # A missing value stands in the series as -1: what it took away is given back.
    found.sums_wh[place] = np.where(known > 0, sums + silent, MISSING_WH)
    found.known_counts[place] = known
    found.missing_counts[place] = silent - awaited
    found.not_yet_counts[place] = awaited
    found.states[place] = np.where(known > 0, worst, np.uint8(ValueState.MISSING))


def sum_over(slots: DaySlots, values_wh: IntervalValues, states: ByteArray, days: IntArray) -> Sums:
    """Return the sums between days: stretch b is [days[b], days[b + 1]), int64[B + 1] day numbers.

    Billing periods, months, any days that follow each other. Arrays as in `sum_between`, over the
    slots. Raises ValueError for days that fall, or that lie outside the slots.
    """
    if values_wh.shape[-1] != slots.count:
        raise ValueError(f"{values_wh.shape[-1]} values do not fit {slots.count} slots")
    places = days - slots.days.from_
    if places.min() < 0 or places.max() > slots.days.days_count:
        raise ValueError("the days lie outside those of the intervals")
    return sum_between(values_wh, states, slots.positions[places])


def sum_days(slots: DaySlots, values_wh: IntervalValues, states: ByteArray) -> Sums:
    """Return the sum of each day of the slots."""
    return sum_over(slots, values_wh, states, day_boundaries(slots))


def sum_months(slots: DaySlots, values_wh: IntervalValues, states: ByteArray) -> Sums:
    """Return the sum of each calendar month, as far as the slots reach (see `month_boundaries`)."""
    return sum_over(slots, values_wh, states, month_boundaries(slots))


def sum_years(slots: DaySlots, values_wh: IntervalValues, states: ByteArray) -> Sums:
    """Return the sum of each calendar year, as far as the slots reach (see `year_boundaries`)."""
    return sum_over(slots, values_wh, states, year_boundaries(slots))


def day_boundaries(slots: DaySlots) -> IntArray:
    """Return int64[D + 1] day numbers: where the days of the slots start and the last ends."""
    return np.arange(slots.days.from_, slots.days.until + 1, dtype=np.int64)


def month_boundaries(slots: DaySlots) -> IntArray:
    """Return int64[M + 1] day numbers: where the slots start, each first of a month, where they end.

    The first and the last month are cut where the slots are. A sum that must know what lacks of a
    whole month is asked of slots that cover the month.
    """
    days = slots.days
    return np.union1d(month_starts(days.from_, days.until), [days.from_, days.until])


def year_boundaries(slots: DaySlots) -> IntArray:
    """Return int64[Y + 1] day numbers: as `month_boundaries`, with each 1 January."""
    days = slots.days
    firsts = [
        year_start(year) for year in range(year_of(days.from_) + 1, year_of(days.until - 1) + 1)
    ]
    return np.union1d(np.array(firsts, dtype=np.int64), [days.from_, days.until])


def coarsen(
    slots: DaySlots, values_wh: IntervalValues, states: ByteArray, *, step_minutes: int
) -> tuple[DaySlots, IntArray, ByteArray]:
    """Return the same days in longer intervals: hours from quarter-hours, days from hours.

    A longer interval is known only where all its parts are; its state is their worst. Raises
    ValueError for a step that is none of STEPS, or that is no multiple of the present one.
    """
    if step_minutes not in STEPS or step_minutes % slots.step_minutes:
        raise ValueError(f"{slots.step_minutes} minutes do not add up to {step_minutes}")
    coarse = slots_of(
        slots.days,
        step_minutes=step_minutes,
        timezone=slots.timezone,
        start_hour=slots.start_hour,
    )
    bounds = np.append(slots.numbers_of(coarse.starts), slots.count)
    sums = sum_between(values_wh, states, bounds)
    unknown = np.where(sums.missing_counts > 0, ValueState.MISSING, ValueState.NOT_YET)
    return (
        coarse,
        np.where(sums.is_whole, sums.sums_wh, MISSING_WH),
        np.where(sums.is_whole, sums.states, unknown).astype(np.uint8),
    )
