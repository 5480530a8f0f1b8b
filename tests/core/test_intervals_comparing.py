"""Like for like: only what both years know, on days and hours that belong together."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interval_samples import chances, draw_series, measured, over, walk, wall

from energycore.clocks import DayRange, day_number
from energycore.intervals import Alignment, Curve, ValueState, compare_years


def curve(from_, until, step_minutes=60, *, start_hour=0, value=None, chance=None):
    slots = over(DayRange.of_dates(from_, until), step_minutes, start_hour)
    if chance is not None:
        return Curve(slots, *draw_series(chance, slots.count))
    values = np.full(slots.count, value)
    return Curve(slots, values, measured(values))


def label(series, shift):
    """The oracle: {(shifted wall date, time, which time): (value, state)} of the known values."""
    found = {}
    walked = walk(series.slots.days, series.slots.step_minutes, series.slots.start_hour)
    rows = zip(walked, series.values_wh.tolist(), series.states.tolist(), strict=True)
    for (_, at), value, state in rows:
        clock = wall(at)
        on = shift(clock.date())
        if on is not None and value >= 0:
            found[on, clock.time(), clock.fold] = value, state
    return found


def next_year(on):
    return None if (on.month, on.day) == (2, 29) else on.replace(year=on.year + 1)


def next_like(on):
    return date.fromordinal(on.toordinal() + 364)


@pytest.mark.parametrize(
    ("month", "until"),
    [
        (date(2024, 2, 27), date(2024, 3, 3)),
        (date(2025, 3, 29), date(2025, 4, 1)),
        (date(2025, 10, 24), date(2025, 10, 28)),
    ],
    ids=["leap", "spring", "autumn"],
)
@given(alignment=st.sampled_from(Alignment), start_hour=st.sampled_from([0, 6]), chance=chances)
def test_only_what_both_know_is_compared(month, until, alignment, start_hour, chance):
    step_minutes = chance.choice([30, 60])
    before = curve(month, until, step_minutes, start_hour=start_hour, chance=chance)
    now = curve(
        month.replace(year=month.year + 1, day=month.day - 2),
        until.replace(year=until.year + 1),
        step_minutes,
        start_hour=start_hour,
        chance=chance,
    )
    shift = next_year if alignment is Alignment.DATE else next_like
    own, fellows = label(now, lambda on: on), label(before, shift)
    both = sorted(own.keys() & fellows.keys())
    found = compare_years(now, before, alignment=alignment)
    assert found.compared_count == len(both)
    assert found.now_wh == sum(own[key][0] for key in both)
    assert found.before_wh == sum(fellows[key][0] for key in both)
    assert found.difference_wh == found.now_wh - found.before_wh
    assert found.now_state == max((own[key][1] for key in both), default=ValueState.MISSING)
    assert found.before_state == max((fellows[key][1] for key in both), default=ValueState.MISSING)
    assert found.only_now_count == (now.values_wh >= 0).sum() - len(both)
    assert found.only_before_count == (before.values_wh >= 0).sum() - len(both)


def test_the_leap_day_has_no_fellow_by_date_and_one_by_weekday():
    february = curve(date(2024, 2, 1), date(2024, 3, 1), value=10)
    later = curve(date(2025, 2, 1), date(2025, 3, 1), value=12)
    found = compare_years(later, february)
    assert (found.now_wh, found.before_wh) == (12 * 28 * 24, 10 * 28 * 24)
    assert (found.only_now_count, found.only_before_count) == (0, 24)
    # 1 February 2024 was a Thursday: its fellow is Thursday 30 January 2025, outside February.
    found = compare_years(later, february, alignment=Alignment.WEEKDAY)
    assert found.compared_count == 27 * 24
    assert (found.only_now_count, found.only_before_count) == (24, 48)
    assert day_number(date(2025, 1, 30)) - day_number(date(2024, 2, 1)) == 364


def test_the_lost_hour_of_one_year_stands_alone_in_the_other():
    # The clock moved on 31 March 2024 and on 30 March 2025.
    before = curve(date(2024, 3, 1), date(2024, 4, 1), value=1)
    now = curve(date(2025, 3, 1), date(2025, 4, 1), value=1)
    found = compare_years(now, before)
    assert found.compared_count == 31 * 24 - 2
    assert (found.only_now_count, found.only_before_count) == (1, 1)


def test_other_steps_and_nothing():
    hours, quarters = (
        curve(date(2025, 3, 1), date(2025, 3, 2), step, value=1) for step in (60, 15)
    )
    with pytest.raises(ValueError, match="coarsen"):
        compare_years(hours, quarters)
    nothing = curve(date(2024, 3, 1), date(2024, 3, 1), value=1)
    found = compare_years(hours, nothing)
    assert (found.compared_count, found.only_now_count) == (0, 24)
    assert found.before_state == ValueState.MISSING
