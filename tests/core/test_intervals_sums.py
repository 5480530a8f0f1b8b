"""Sums of intervals: whichever way they are asked, and what lacks is never zero."""

import doctest
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interval_samples import (
    AUTUMN,
    SPRING,
    chances,
    draw_series,
    measured,
    over,
    periods,
    walk,
    wall,
)
from profile_samples import number

from energycore.clocks import DayRange, billing_periods, date_of
from energycore.intervals import (
    STEPS,
    ValueState,
    coarsen,
    day_boundaries,
    label_slots,
    month_boundaries,
    registers,
    sum_between,
    sum_days,
    sum_months,
    sum_over,
    sum_registers,
    sum_years,
    sums,
    year_boundaries,
)
from energycore.profiles import weekly_windows

NIGHT = weekly_windows(from_hour=22, until_hour=7, weekend=True)


@pytest.mark.parametrize("module", [sums, registers], ids=lambda module: module.__name__)
def test_examples_give_what_they_say(module):
    assert doctest.testmod(module, extraglobs={"np": np}).failed == 0


def add_up(rows):
    """The oracle: sum, known, missing, not yet, worst state of (value, state) pairs."""
    known = [(value, state) for value, state in rows if value >= 0]
    silent = [state for value, state in rows if value < 0]
    return (
        sum(value for value, _ in known) if known else -1,
        len(known),
        sum(state != ValueState.NOT_YET for state in silent),
        sum(state == ValueState.NOT_YET for state in silent),
        max((state for _, state in known), default=ValueState.MISSING),
    )


def read(found):
    """Sums in the shape of the oracle's, one stretch after the other."""
    return list(zip(*(getattr(found, name).tolist() for name in sums.Sums.__slots__), strict=True))


@given(
    days=periods,
    step_minutes=st.sampled_from(STEPS),
    start_hour=st.sampled_from([0, 6]),
    chance=chances,
)
def test_sums_are_those_of_a_pencil(days, step_minutes, start_hour, chance):
    slots = over(days, step_minutes, start_hour)
    values, states = draw_series(chance, slots.count, lacking=chance.random())
    rows = list(zip(values.tolist(), states.tolist(), strict=True))
    own = [day for day, _ in walk(days, step_minutes, start_hour)]
    for asked, key in (
        (sum_days, lambda day: day),
        (sum_months, lambda day: (date_of(day).year, date_of(day).month)),
        (sum_years, lambda day: date_of(day).year),
    ):
        groups = {}
        for day, row in zip(own, rows, strict=True):
            groups.setdefault(key(day), []).append(row)
        assert read(asked(slots, values, states)) == [add_up(group) for group in groups.values()]


@pytest.mark.parametrize("step_minutes", STEPS)
@pytest.mark.parametrize("seed", range(3))
def test_day_month_and_year_agree_whichever_way_they_are_asked(step_minutes, seed):
    days = DayRange(number(2024, 11, 3), number(2024, 11, 3) + 800)
    slots = over(days, step_minutes)
    many = np.random.default_rng(seed)
    values = many.integers(-1, 900, size=slots.count)
    states = measured(values)
    by_day = sum_days(slots, values, states)
    cuts = many.integers(1, 800, size=6).tolist()
    added = np.maximum(by_day.sums_wh, 0)
    for boundaries in (
        month_boundaries(slots),
        year_boundaries(slots),
        np.unique([days.from_, days.until, *(days.from_ + cut for cut in cuts)]),
    ):
        found = sum_over(slots, values, states, boundaries)
        for place, (start, end) in enumerate(pairwise(boundaries - days.from_)):
            part = slice(start, end)
            assert max(int(found.sums_wh[place]), 0) == added[part].sum()
            assert found.known_counts[place] == by_day.known_counts[part].sum()
            assert found.missing_counts[place] == by_day.missing_counts[part].sum()


def test_many_supply_points_are_summed_as_each_alone():
    slots = over(DayRange(number(2026, 1, 15), number(2026, 3, 2)))
    many = np.random.default_rng(7)
    values = many.integers(-1, 900, size=(120, slots.count), dtype=np.int32)
    values[5] = -1
    values[6:40] = 3
    states = measured(values)
    together = sum_months(slots, values, states)
    assert together.sums_wh.shape == (120, 3)
    for row in range(120):
        alone = sum_months(slots, values[row], states[row])
        for name in sums.Sums.__slots__:
            assert getattr(together, name)[row].tolist() == getattr(alone, name).tolist()
    assert together.sums_wh[5].tolist() == [-1, -1, -1]
    assert together.is_whole.sum(axis=1)[[5, 6]].tolist() == [0, 3]


def test_one_state_serves_a_row():
    slots = over(SPRING)
    values = np.full((2, slots.count), 10)
    values[1] = -1
    rows = np.array([[ValueState.ESTIMATED], [ValueState.NOT_YET]], dtype=np.uint8)
    found = sum_years(slots, values, rows)
    assert found.sums_wh.tolist() == [[2_840], [-1]]
    assert found.not_yet_counts.tolist() == [[0], [284]]
    assert found.states.tolist() == [[ValueState.ESTIMATED], [ValueState.MISSING]]
    # Asked from the second day on, the row's state still serves.
    assert sum_between(values, rows, np.array([96, 188])).sums_wh.tolist() == [[920], [-1]]
    assert sum_between(values[0], rows[0], np.array([0, 4])).states.tolist() == [4]


def test_no_rows_no_days_and_no_slots_come_to_nothing():
    slots = over(SPRING)
    assert sum_days(slots, np.zeros((0, 284), np.int64), np.zeros((0, 1), np.uint8)).sums_wh.shape
    nothing = over(DayRange(9, 9))
    empty = np.zeros(0, dtype=np.int64)
    for asked in (sum_days, sum_months, sum_years):
        assert asked(nothing, empty, measured(empty)).sums_wh.size == 0
    stretch = sum_between(np.array([4]), measured([4]), np.array([0, 0, 1, 1]))
    assert read(stretch) == [(-1, 0, 0, 0, 6), (4, 1, 0, 0, 1), (-1, 0, 0, 0, 6)]
    assert stretch.is_whole.tolist() == [False, True, False]


def test_billing_periods_are_boundaries_like_others():
    slots = over(DayRange(number(2025, 1, 1), number(2026, 1, 1)), 60)
    values = np.ones(slots.count, dtype=np.int64)
    bills = billing_periods(number(2025, 1, 31), number(2025, 4, 30), months=1)
    days = np.array([bills[0].from_, *(bill.until for bill in bills)])
    found = sum_over(slots, values, measured(values), days)
    # 28 days, 31 days less an hour, 30 days.
    assert found.sums_wh.tolist() == [28 * 24, 31 * 24 - 1, 30 * 24]
    assert day_boundaries(slots).size == 366


@pytest.mark.parametrize(
    ("values", "states", "bounds", "message"),
    [
        ([1, 2], [1, 1, 1], [0, 2], "its state"),
        ([1, 2], [1, 1], [0, 3], "boundaries"),
        ([1, 2], [1, 1], [-1, 2], "boundaries"),
        ([1, 2], [1, 1], [2, 0], "boundaries"),
        ([1, -2], [1, 1], [0, 2], "below zero"),
        ([2**61 + 1, 1], [1, 1], [0, 2], "leave int64"),
    ],
)
def test_what_does_not_fit_is_refused(values, states, bounds, message):
    with pytest.raises(ValueError, match=message):
        sum_between(np.array(values), np.array(states, dtype=np.uint8), np.array(bounds))


def test_days_outside_the_slots_are_refused():
    slots = over(SPRING)
    values = np.zeros(slots.count, dtype=np.int64)
    for days in ([SPRING.from_ - 1, SPRING.until], [SPRING.from_, SPRING.until + 1]):
        with pytest.raises(ValueError, match="outside"):
            sum_over(slots, values, measured(values), np.array(days))
    with pytest.raises(ValueError, match="do not fit"):
        sum_days(slots, values[1:], measured(values[1:]))


@given(
    days=periods,
    steps=st.sampled_from(
        [(15, 60), (5, 15), (10, 30), (30, 60), (15, 30), (60, 1440), (15, 1440), (60, 60)]
    ),
    start_hour=st.sampled_from([0, 6]),
    chance=chances,
)
def test_an_hour_is_known_where_each_of_its_quarters_is(days, steps, start_hour, chance):
    slots = over(days, steps[0], start_hour)
    values, states = draw_series(chance, slots.count, lacking=0.05)
    coarse, found, worst = coarsen(slots, values, states, step_minutes=steps[1])
    starts = [at for _, at in walk(days, steps[1], start_hour)]
    assert coarse.starts.tolist() == starts
    groups = {start: [] for start in starts}
    for (_, at), *row in zip(
        walk(days, steps[0], start_hour), values.tolist(), states.tolist(), strict=True
    ):
        groups[max(start for start in starts if start <= at)].append(row)
    for place, rows in enumerate(groups.values()):
        is_known = all(value >= 0 for value, _ in rows)
        assert found[place] == (sum(value for value, _ in rows) if is_known else -1)
        assert worst[place] == max(state for _, state in rows)


@pytest.mark.parametrize("step_minutes", [10, 20, 5, 120])
def test_steps_that_do_not_add_up_are_refused(step_minutes):
    slots = over(SPRING)
    values = np.zeros(slots.count, dtype=np.int64)
    with pytest.raises(ValueError, match="do not add up"):
        coarsen(slots, values, measured(values), step_minutes=step_minutes)


@pytest.mark.parametrize("step_minutes", [5, 10, 15, 30, 60])
@pytest.mark.parametrize("days", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("start_hour", [0, 6])
def test_the_night_register_counts_by_the_wall_clock(days, step_minutes, start_hour):
    slots = over(days, step_minutes, start_hour)
    mine = label_slots(slots, {"night": NIGHT}, rest="day")
    assert mine.names == ("night", "day")
    clocks = [wall(at) for _, at in walk(days, step_minutes, start_hour)]
    assert mine.labels.tolist() == [
        0 if at.weekday() > 4 or at.hour < 7 or at.hour >= 22 else 1 for at in clocks
    ]


def test_registers_come_to_the_whole():
    slots = over(DayRange(number(2026, 3, 1), number(2026, 5, 1)))
    many = np.random.default_rng(3)
    values = many.integers(-1, 900, size=(3, slots.count))
    mine = label_slots(slots, {"night": NIGHT}, rest="day")
    bounds = slots.positions[month_boundaries(slots) - slots.days.from_]
    for states in (measured(values), np.full((3, 1), 1, dtype=np.uint8)):
        parts = sum_registers(values, states, mine, bounds)
        whole = sum_between(values, states, bounds)
        assert (parts["day"].sums_wh + parts["night"].sums_wh == whole.sums_wh).all()
        counts = parts["day"].missing_counts + parts["night"].missing_counts
        assert (counts == whole.missing_counts).all()
        assert (parts["night"].sums_wh > 0).all()
    # A weekend has no day hours: nothing is known of them, and nothing lacks.
    saturday = number(2026, 3, 7) - slots.days.from_
    weekend = slots.positions[[saturday, saturday + 2]]
    assert read(sum_registers(values[0], measured(values[0]), mine, weekend)["day"]) == [
        (-1, 0, 0, 0, 6)
    ]


def test_a_register_that_cuts_an_interval_is_refused():
    late = weekly_windows(from_hour=22.25, until_hour=6)
    label_slots(over(SPRING, 15), {"night": late}, rest="day")
    for step_minutes in (10, 30, 60, 1440):
        with pytest.raises(ValueError, match="inside an interval"):
            label_slots(over(SPRING, step_minutes), {"night": late}, rest="day")
    with pytest.raises(ValueError, match="same quarter"):
        label_slots(over(SPRING), {"night": late, "late": NIGHT}, rest="day")
    assert label_slots(over(DayRange(9, 9), 60), {"night": late}, rest="day").labels.size == 0
    alone = label_slots(over(SPRING, 1440), {}, rest="total")
    assert (alone.names, alone.labels.tolist()) == (("total",), [0, 0, 0])


def test_a_leap_year_is_one_year():
    slots = over(DayRange.of_dates(date(2024, 1, 1), date(2026, 1, 1)), 60)
    values = np.ones(slots.count, dtype=np.int64)
    assert sum_years(slots, values, measured(values)).sums_wh.tolist() == [8_784, 8_760]
