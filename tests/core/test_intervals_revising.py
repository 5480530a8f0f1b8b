"""Revisions: the newest of each day, and what a later version changed."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interval_samples import SPRING, chances, draw_series, measured, over

from energycore.intervals import (
    changed_days,
    find_change,
    is_same,
    merge_versions,
    newest_rows,
    revising,
)

ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 5)), unique=True, max_size=30
)


def test_examples_give_what_they_say():
    assert doctest.testmod(revising, extraglobs={"np": np}).failed == 0


@given(ROWS)
def test_the_newest_revision_of_each_day_of_each_series_is_found(rows):
    owners, days, revisions = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    newest = {}
    for owner, day, revision in rows:
        newest[owner, day] = max(revision, newest.get((owner, day), 0))
    found = newest_rows(days, revisions, series=owners)
    assert [rows[row] for row in found.tolist()] == [
        (owner, day, revision) for (owner, day), revision in sorted(newest.items())
    ]


def test_a_revision_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="comes twice"):
        newest_rows(np.array([3, 4, 3]), np.array([1, 1, 1]))
    assert newest_rows(np.array([3, 3]), np.array([1, 1]), series=np.array([0, 1])).size == 2


@given(chances)
def test_each_slot_that_differs_is_told(chance):
    slots = over(SPRING, 60)
    before = draw_series(chance, slots.count, highest=3)
    after = draw_series(chance, slots.count, highest=3)
    change = find_change(*before, *after)
    rows = list(zip(*(array.tolist() for array in (*before, *after)), strict=True))
    assert change.is_changed.tolist() == [(a, b) != (c, d) for a, b, c, d in rows]
    assert change.has_appeared.tolist() == [a < 0 <= c for a, _, c, _ in rows]
    assert change.has_vanished.tolist() == [c < 0 <= a for a, _, c, _ in rows]
    assert change.difference_wh == sum(c - a for a, _, c, _ in rows if min(a, c) >= 0)
    assert change.is_none == is_same(*before, *after)
    days = slots.day_numbers[change.is_changed].tolist()
    assert changed_days(slots, *before, *after).tolist() == sorted(set(days))


def test_the_same_is_the_same():
    slots = over(SPRING)
    values = np.arange(slots.count)
    states = measured(values)
    assert is_same(values, states, values.astype(np.int32), states)
    assert find_change(values, states, values, states).is_none
    assert changed_days(slots, values, states, values, states).size == 0
    # Another state is another version: an estimate that was confirmed is news.
    assert not is_same(values, states, values, states * 0)
    assert not is_same(values, states, values[:-1], states[:-1])


def test_a_later_file_without_an_hour_does_not_take_it_away():
    before, after = np.array([5, 6, -1, -1]), np.array([-1, 9, 4, -1])
    values, states = merge_versions(before, measured(before), after, measured(after) * 0 + 5)
    assert values.tolist() == [5, 9, 4, -1]
    assert states.tolist() == [1, 5, 5, 5]


@pytest.mark.parametrize("verb", [find_change, merge_versions])
def test_a_day_of_another_step_is_no_version_of_it(verb):
    hours, halves = np.zeros(24, dtype=np.int64), np.zeros(48, dtype=np.int64)
    with pytest.raises(ValueError, match="other lengths"):
        verb(hours, measured(hours), halves, measured(halves))
