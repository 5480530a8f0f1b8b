"""Revisions: the newest word on each day, and what a later word changed in an earlier one."""

from dataclasses import dataclass

import numpy as np

from energycore.intervals.slots import DaySlots
from energycore.intervals.states import IntervalValues
from energycore.units import BoolArray, ByteArray, IntArray


def newest_rows(days: IntArray, revisions: IntArray, *, series: IntArray | None = None) -> IntArray:
    """Return which rows hold the newest revision of their day: int64[K] positions, days rising.

    `days` and `revisions` int64[R] in any order. `series` int64[R] numbers several supply points or
    directions; each then has its own newest, series by series. Raises ValueError when a revision
    comes twice.

    >>> newest_rows(np.array([7, 5, 5]), np.array([0, 1, 0])).tolist()
    [1, 0]
    """
    owners = np.zeros_like(days) if series is None else series
    order = np.lexsort((revisions, days, owners))
    owner, day, revision = owners[order], days[order], revisions[order]
    is_next = (np.diff(owner) != 0) | (np.diff(day) != 0)
    if np.any(~is_next & (np.diff(revision) == 0)):
        raise ValueError("a revision of a day comes twice")
    is_last = np.concatenate([is_next, np.ones(min(len(order), 1), dtype=np.bool_)])
    return np.asarray(order[is_last], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What a later version of some intervals says otherwise; bool arrays in their shape.

    is_changed     another value or another state
    has_appeared   a value where none was known
    has_vanished   no value where one was known
    difference_wh  how much more the intervals come to that both versions know
    """

    is_changed: BoolArray
    has_appeared: BoolArray
    has_vanished: BoolArray
    difference_wh: int

    @property
    def is_none(self) -> bool:
        """Whether both versions say the same."""
        return not self.is_changed.any()


def find_change(
    before_wh: IntervalValues,
    before_states: ByteArray,
    after_wh: IntervalValues,
    after_states: ByteArray,
) -> Change:
    """Return what changed from one version to another, both of the same slots.

    Values int[S], states uint8[S]. Raises ValueError when the two have other shapes: a day whose
    step changed is another day, not a correction.

    >>> states = np.ones(2, dtype=np.uint8)
    >>> find_change(np.array([5, 6]), states, np.array([5, 9]), states).difference_wh
    3
    """
    _check_shapes(before_wh, after_wh)
    was_known, is_known = before_wh >= 0, after_wh >= 0
    both = was_known & is_known
    return Change(
        is_changed=(before_wh != after_wh) | (before_states != after_states),
        has_appeared=is_known & ~was_known,
        has_vanished=was_known & ~is_known,
        difference_wh=int(after_wh[both].sum(dtype=np.int64) - before_wh[both].sum(dtype=np.int64)),
    )


def is_same(
    before_wh: IntervalValues,
    before_states: ByteArray,
    after_wh: IntervalValues,
    after_states: ByteArray,
) -> bool:
    """Return whether two versions say the same, values and states; other shapes never do."""
    return np.array_equal(before_wh, after_wh) and np.array_equal(before_states, after_states)


def changed_days(
    slots: DaySlots,
    before_wh: IntervalValues,
    before_states: ByteArray,
    after_wh: IntervalValues,
    after_states: ByteArray,
) -> IntArray:
    """Return the days, int64[K] day numbers, of which two versions over the same slots differ.

    These are the days that need a new revision. Raises ValueError for arrays of other shapes.
    """
    _check_shapes(before_wh, after_wh)
    differs = np.flatnonzero((before_wh != after_wh) | (before_states != after_states))
    places = np.searchsorted(slots.positions, differs, "right") - 1
    return slots.days.from_ + np.unique(places)


def merge_versions(
    before_wh: IntervalValues,
    before_states: ByteArray,
    after_wh: IntervalValues,
    after_states: ByteArray,
) -> tuple[IntervalValues, ByteArray]:
    """Return values and states where the later version speaks for what it knows, the earlier else.

    A file that has no value for an hour says nothing about it: what was known stays. Raises
    ValueError for arrays of other shapes.
    """
    _check_shapes(before_wh, after_wh)
    keeps = (after_wh < 0) & (before_wh >= 0)
    return (
        np.where(keeps, before_wh, after_wh),
        np.where(keeps, before_states, after_states),
    )


def _check_shapes(before_wh: IntervalValues, after_wh: IntervalValues) -> None:
    if before_wh.shape != after_wh.shape:
        raise ValueError("two versions of other lengths cannot be compared")
