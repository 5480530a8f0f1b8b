"""Rules that watch: unusual days against their like, leaks at night, peaks above a limit."""

from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interval_samples import over
from profile_samples import number

from energycore.clocks import DayRange
from energycore.intervals import (
    Unusual,
    Use,
    find_high_spell,
    find_leak,
    find_unusual_use,
    month_peaks,
    nights_of,
    peaks_above,
    restless_since,
)

RULE = Unusual(weeks=5, least_weeks=2, spread_times=3, percent=20, slack_wh=7)
MARCH = DayRange(number(2026, 3, 1), number(2026, 4, 1))


@given(st.lists(st.integers(-1, 60) | st.integers(0, 4_000), max_size=80))
def test_each_day_is_judged_by_the_median_of_its_weekday(daily):
    found = find_unusual_use(np.array(daily, dtype=np.int64), RULE)
    for day, wh in enumerate(daily):
        like = [daily[at] for at in range(day - 7, max(day - 36, -1), -7) if daily[at] >= 0]
        if len(like) < 2:
            assert (found.uses[day], found.usual_wh[day], found.margin_wh[day]) == (3, -1, -1)
            continue
        usual = int(median(like))
        spread = int(median(abs(each - usual) for each in like))
        margin = max(3 * spread, usual // 5, 7)
        assert (found.usual_wh[day], found.margin_wh[day]) == (usual, margin)
        if wh < 0:
            expected = Use.UNKNOWN
        else:
            expected = Use.HIGH if wh > usual + margin else Use.USUAL
            expected = Use.LOW if wh < usual - margin else expected
        assert found.uses[day] == expected


@pytest.mark.parametrize("weeks", range(3, 7))
def test_the_middle_of_an_even_history_lies_between_two_days(weeks):
    daily = np.random.default_rng(weeks).integers(0, 9_000, size=7 * weeks).tolist()
    found = find_unusual_use(np.array(daily), RULE)
    for day in range(7 * (weeks - 1), 7 * weeks):
        like = [daily[at] for at in range(day - 7, max(day - 36, -1), -7)]
        assert found.usual_wh[day] == int(median(like))


def test_one_strange_week_changes_neither_the_usual_nor_its_spread():
    daily = np.tile([8_000, 8_200, 7_900, 8_100, 8_000, 12_000, 13_000], 9)
    daily[14:21] = 60_000
    daily[-1] = 24_000
    found = find_unusual_use(daily)
    assert found.usual_wh[-7:].tolist() == daily[:7].tolist()
    assert [Use(each).label for each in found.uses[-2:].tolist()] == ["usual", "high"]
    assert Use(found.uses[14]).label == "unknown"


@pytest.mark.parametrize(
    "wrong", [{"least_weeks": 0}, {"least_weeks": 9}, {"percent": -1}, {"slack_wh": -1}]
)
def test_rules_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="least_weeks"):
        Unusual(**wrong)


def march(value=50):
    slots = over(MARCH)
    return slots, np.full(slots.count, value), nights_of(slots).columns


def test_what_never_stops_at_night_is_a_leak():
    slots, values, _ = march()
    found = find_leak(slots, values, never_below_w=200, nights=5)
    assert (found.is_leak, found.lowest_w, found.nights_count, found.missing_count) == (
        True,
        200,
        5,
        0,
    )
    assert find_leak(slots, values, never_below_w=201, nights=5).is_leak is False


def test_one_quiet_quarter_is_enough_to_say_no():
    slots, values, columns = march()
    values[columns[-3]] = 0
    values[columns[-20:-10]] = -1
    found = find_leak(slots, values, never_below_w=100, nights=2)
    assert (found.is_leak, found.lowest_w, found.missing_count) == (False, 0, 10)
    # Before the last nights nobody asks.
    values[columns[-3]] = 50
    values[columns[0]] = 0
    assert find_leak(slots, values, never_below_w=100, nights=2).is_leak is None
    assert find_leak(slots, values, never_below_w=100, nights=31).is_leak is False


def test_too_little_is_known_to_say_yes():
    slots, values, columns = march()
    assert find_leak(slots, values, never_below_w=100, nights=32).is_leak is None
    values[columns] = -1
    found = find_leak(slots, values, never_below_w=100, nights=1)
    assert (found.is_leak, found.lowest_w, found.missing_count) == (None, -1, 16)
    nothing = over(DayRange(9, 9))
    found = find_leak(nothing, np.zeros(0, dtype=np.int64), never_below_w=100, nights=1)
    assert (found.is_leak, found.nights_count) == (None, 0)


def test_a_leak_needs_watts_and_nights():
    slots, values, _ = march()
    for wrong in ({"never_below_w": 0, "nights": 1}, {"never_below_w": 1, "nights": 0}):
        with pytest.raises(ValueError, match="above zero"):
            find_leak(slots, values, **wrong)
    with pytest.raises(ValueError, match="do not fit"):
        find_leak(slots, values[1:], never_below_w=1, nights=1)


def test_a_peak_at_the_limit_is_not_above_it():
    slots = over(DayRange(MARCH.from_, MARCH.until + 30))
    values = np.full((2, slots.count), 500)
    values[1, 7] = 1_250
    values[0, -1] = -1
    peaks = month_peaks(slots, values)
    assert peaks_above(peaks, limit_w=2_000).tolist() == [[False, False], [True, False]]
    assert peaks_above(peaks, limit_w=1_999).all()


def test_the_last_spell_of_high_days_ends_where_a_day_is_usual_or_not_known():
    daily = np.tile(np.full(7, 8_000), 9)
    assert find_high_spell(find_unusual_use(daily)) is None
    daily[-6:-4], daily[-3:] = 40_000, 50_000
    assert find_high_spell(find_unusual_use(daily)) == (60, 63)
    daily[-2] = -1
    assert find_high_spell(find_unusual_use(daily)) == (62, 63)
    daily[-2:] = 8_000
    assert find_high_spell(find_unusual_use(daily)) == (60, 61)
    assert find_high_spell(find_unusual_use(daily[:0])) is None


def test_a_leak_is_told_since_its_first_night():
    slots, values, columns = march()
    assert restless_since(slots, values, never_below_w=200) == MARCH.from_
    assert restless_since(slots, values, never_below_w=201) is None
    per_night = 16
    values[columns[10 * per_night + 3]] = 49
    assert restless_since(slots, values, never_below_w=200) == MARCH.from_ + 11
    # What is not known of a night is no night without rest.
    values[columns[20 * per_night]] = -1
    assert restless_since(slots, values, never_below_w=200) == MARCH.from_ + 21
    values[columns[-1]] = -1
    assert restless_since(slots, values, never_below_w=200) is None
    assert restless_since(over(DayRange(9, 9)), values[:0], never_below_w=200) is None
