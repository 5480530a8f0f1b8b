"""Figures of a load curve against a pencil: base load, heat map, duration, a solar home."""

import doctest
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interval_samples import (
    AUTUMN,
    NEW_YEAR,
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

from energycore.clocks import DayRange, date_of
from energycore.intervals import (
    UNKNOWN_W,
    base_load,
    figures,
    find_self_consumption,
    load_duration,
    make_heat_map,
    nights_of,
    self_consumption,
)

MARCH = DayRange(number(2026, 3, 1), number(2026, 4, 1))


def half_up(value):
    return int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize("module", [figures, self_consumption], ids=lambda module: module.__name__)
def test_examples_give_what_they_say(module):
    assert doctest.testmod(module, extraglobs={"np": np}).failed == 0


@pytest.mark.parametrize("days", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("step_minutes", [15, 60])
@pytest.mark.parametrize("start_hour", [0, 6])
def test_nights_are_those_of_the_wall_clock(days, step_minutes, start_hour):
    found = nights_of(over(days, step_minutes, start_hour), from_hour=1, until_hour=5)
    walked = walk(days, step_minutes, start_hour)
    at_night = [
        (place, wall(at).date()) for place, (_, at) in enumerate(walked) if 1 <= wall(at).hour < 5
    ]
    assert found.columns.tolist() == [place for place, _ in at_night]
    dates = [str(on) for _, on in at_night]
    assert [str(date_of(day)) for day in found.days.tolist()] == sorted(set(dates))
    assert found.starts.tolist() == [dates.index(on) for on in sorted(set(dates))]
    assert len(at_night) * step_minutes != 3 * 240


@pytest.mark.parametrize(("from_hour", "until_hour"), [(-1, 5), (5, 5), (22, 5), (1, 25)])
def test_nights_that_are_none_are_refused(from_hour, until_hour):
    with pytest.raises(ValueError, match=f"not {from_hour} to {until_hour}"):
        nights_of(over(MARCH), from_hour=from_hour, until_hour=until_hour)


def test_days_tell_nothing_of_their_nights():
    with pytest.raises(ValueError, match="nothing of their nights"):
        nights_of(over(MARCH, 1440))


@given(percent=st.integers(1, 100), chance=chances)
def test_the_base_load_is_the_nightly_value_of_its_rank(percent, chance):
    days = chance.choice([SPRING, AUTUMN, NEW_YEAR])
    slots = over(days, chance.choice([15, 30, 60]))
    values, _ = draw_series(chance, slots.count, lacking=0.01, highest=chance.choice([3, 900]))
    nights = {}
    for (_, at), value in zip(walk(days, slots.step_minutes), values.tolist(), strict=True):
        if 1 <= wall(at).hour < 5:
            nights.setdefault(wall(at).date(), []).append(value)
    whole = [night for night in nights.values() if min(night) >= 0]
    ordered = sorted(value for night in whole for value in night)
    found = base_load(slots, values, percent=percent, least_nights=1)
    assert found.night_counts == len(whole)
    if whole:
        # The smallest value that so many in a hundred lie at or under.
        rank = next(n for n in range(1, len(ordered) + 1) if 100 * n >= percent * len(ordered))
        watts = half_up(Decimal(ordered[rank - 1] * 60) / slots.step_minutes)
        assert (found.watts, found.wh_per_year) == (watts, watts * 8_760)
    else:
        assert (found.watts, found.wh_per_year) == (UNKNOWN_W, UNKNOWN_W)


def test_a_standing_meter_or_a_charging_car_move_no_base_load():
    slots = over(MARCH)
    values = np.full((4, slots.count), 300, dtype=np.int32)
    night = nights_of(slots)
    values[:, night.columns] = 20
    values[1, night.columns[:16]] = 0  # one night at zero, of 31
    values[2, night.columns[: 15 * 16]] = 2_500  # a car in every second night
    values[3, night.columns[::16]] = -1  # each night lacks a quarter-hour
    found = base_load(slots, values)
    assert found.watts.tolist() == [80, 80, 80, UNKNOWN_W]
    # 80 W x 8,760 hours: 701 kWh a year.
    assert found.wh_per_year.tolist() == [700_800] * 3 + [UNKNOWN_W]
    assert found.night_counts.tolist() == [31, 31, 31, 0]
    assert base_load(slots, values, least_nights=32).watts.tolist() == [UNKNOWN_W] * 4


def test_no_nights_are_no_base_load():
    slots = over(DayRange(9, 9))
    found = base_load(slots, np.zeros((2, 0), dtype=np.int64), least_nights=0)
    assert found.watts.tolist() == [UNKNOWN_W] * 2


@pytest.mark.parametrize("percent", [0, 101])
def test_what_makes_no_base_load_is_refused(percent):
    slots = over(MARCH)
    with pytest.raises(ValueError, match=f"not {percent}"):
        base_load(slots, np.zeros(slots.count, dtype=np.int64), percent=percent)
    with pytest.raises(ValueError, match="do not fit"):
        base_load(slots, np.zeros(7, dtype=np.int64))


@given(
    days=periods,
    step_minutes=st.sampled_from([5, 10, 15, 30, 60]),
    start_hour=st.sampled_from([0, 6]),
    chance=chances,
)
def test_the_heat_map_is_the_mean_of_whole_hours(days, step_minutes, start_hour, chance):
    slots = over(days, step_minutes, start_hour)
    values, states = draw_series(chance, slots.count, lacking=0.1)
    hours = {}
    rows = zip(walk(days, step_minutes, start_hour), values.tolist(), states.tolist(), strict=True)
    for (day, at), value, state in rows:
        hours.setdefault((at // 3_600, day), []).append((value, state))
    cells = {}
    for (hour, day), own in hours.items():
        month = (date_of(day).year, date_of(day).month)
        cells.setdefault((month, wall(hour * 3_600).hour), []).append(own)
    found = make_heat_map(slots, values, states)
    months = sorted({month for month, _ in cells})
    assert found.mean_wh.shape == (len(months), 24)
    for row, month in enumerate(months):
        for hour in range(24):
            own = cells.get((month, hour), [])
            known = [each for each in own if min(value for value, _ in each) >= 0]
            total = sum(value for each in known for value, _ in each)
            assert found.hour_counts[row, hour] == len(own)
            assert found.known_counts[row, hour] == len(known)
            mean = half_up(Decimal(total) / len(known)) if known else -1
            assert found.mean_wh[row, hour] == mean
            worst = max((state for each in known for _, state in each), default=6)
            assert found.states[row, hour] == worst


def test_days_make_no_heat_map():
    slots = over(MARCH, 1440)
    values = np.zeros(slots.count, dtype=np.int64)
    with pytest.raises(ValueError, match="do not add up to 60"):
        make_heat_map(slots, values, measured(values))


@given(st.lists(st.integers(-1, 3_000), max_size=60), st.integers(2, 12))
def test_the_duration_curve_holds_each_known_load_in_order(values, points):
    known = sorted((4 * value for value in values if value >= 0), reverse=True)
    given_wh = np.array(values, dtype=np.int64)
    assert load_duration(given_wh, step_minutes=15).tolist() == known
    drawn = load_duration(given_wh, step_minutes=15, points=points).tolist()
    assert len(drawn) == min(points, len(known))
    assert set(drawn) <= set(known)
    assert drawn[:1] + drawn[-1:] == known[:1] + known[-1:]


def test_one_point_is_no_curve():
    with pytest.raises(ValueError, match="two points"):
        load_duration(np.array([1, 2]), step_minutes=15, points=1)


@given(
    st.lists(st.tuples(*[st.integers(-1, 900)] * 3), min_size=1, max_size=40),
)
def test_a_solar_home_uses_what_it_took_and_did_not_give(rows):
    offtake, injection, production = np.array(rows, dtype=np.int64).T
    found = find_self_consumption(offtake, injection, production)
    known = [row for row in rows if min(row) >= 0]
    taken, given_wh, made = (sum(row[n] for row in known) for n in range(3))
    assert (found.offtake_wh, found.injection_wh, found.production_wh) == (taken, given_wh, made)
    assert found.compared_count == len(known)
    assert found.lacking_count == len(rows) - len(known)
    if made < given_wh:
        assert found.self_consumed_wh is found.usage_wh is found.self_consumed_share is None
    else:
        assert found.self_consumed_wh == made - given_wh
        assert found.usage_wh == taken + made - given_wh
        share = Fraction(made - given_wh, made) if made else None
        assert found.self_consumed_share == (None if share is None else float(share))
        if found.usage_wh:
            assert found.self_supplied_share == (made - given_wh) / found.usage_wh


def test_without_a_series_of_the_panels_nobody_knows_what_they_gave():
    found = find_self_consumption(np.array([500, 100, -1]), np.array([0, 300, 50]))
    assert (found.offtake_wh, found.injection_wh, found.lacking_count) == (600, 300, 1)
    assert found.production_wh is found.self_consumed_wh is found.self_supplied_share is None
    with pytest.raises(ValueError, match="other lengths"):
        find_self_consumption(np.array([1]), np.array([1, 2]))
