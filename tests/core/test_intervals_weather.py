"""Weather: the split of a use along the cold, against a slow least squares in fractions."""

import doctest
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from energycore.intervals import (
    NotDrivenByWeather,
    TooFewDays,
    compare_weather,
    degree_days,
    split_by_weather,
    weather,
)

DAYS = st.lists(st.tuples(st.integers(-1, 200), st.integers(0, 20)), min_size=1, max_size=40)


def test_examples_give_what_they_say():
    assert doctest.testmod(weather, extraglobs={"np": np}).failed == 0


def least_squares(rows):
    """The oracle: (base, slope, explained) of (use, cold) pairs, or none without a spread."""
    count = len(rows)
    mean_wh = Fraction(sum(wh for wh, _ in rows), count)
    mean = Fraction(sum(cold for _, cold in rows), count)
    spread = sum((cold - mean) ** 2 for _, cold in rows)
    spread_wh = sum((wh - mean_wh) ** 2 for wh, _ in rows)
    shared = sum((cold - mean) * (wh - mean_wh) for wh, cold in rows)
    if not spread or not spread_wh:
        return None
    slope = shared / spread
    return mean_wh - slope * mean, slope, shared**2 / (spread * spread_wh)


@given(DAYS)
def test_the_split_is_least_squares(rows):
    known = [row for row in rows if row[0] >= 0]
    usage, cold = np.array(rows, dtype=np.int64).T
    expected = least_squares(known) if len(known) > 2 else None
    # On the very edge a float may fall on either side.
    assume(expected is None or abs(expected[2] - Fraction(1, 10)) > Fraction(1, 10**9))

    def split():
        return split_by_weather(usage, cold.astype(float), least_days=3, least_explained=0.1)

    if len(known) < 3:
        with pytest.raises(TooFewDays, match=f"{len(known)} days are known"):
            split()
    elif expected is None or expected[1] <= 0 or expected[2] < Fraction(1, 10):
        with pytest.raises(NotDrivenByWeather):
            split()
    else:
        base, slope, explained = expected
        found = split()
        assert found.base_wh_per_day == pytest.approx(float(base), abs=1e-6)
        assert found.wh_per_degree_day == pytest.approx(float(slope))
        assert found.explained == pytest.approx(float(explained))
        assert found.days_count == len(known)
        assert found.usage_wh == sum(wh for wh, _ in known)
        assert found.degree_days == sum(degrees for _, degrees in known)


def test_a_colder_winter_is_taken_out():
    """Base 5 kWh a day; 2 kWh a degree-day, then 1.5 after the roof was insulated."""
    mild, harsh = (np.arange(100) % 9 + offset for offset in (1.0, 5.0))
    before = split_by_weather((5_000 + 2_000 * mild).astype(np.int64), mild)
    now = split_by_weather((5_000 + 1_500 * harsh).astype(np.int64), harsh)
    assert now.usage_wh > before.usage_wh
    found = compare_weather(before, now)
    cold = (mild.sum() + harsh.sum()) / 200
    assert found.degree_days_per_day == pytest.approx(cold)
    assert found.before_wh == round(100 * (5_000 + 2_000 * cold))
    assert found.now_wh == round(100 * (5_000 + 1_500 * cold))
    assert found.per_day_before_wh == round(5_000 + 2_000 * cold)
    assert found.per_day_now_wh == round(5_000 + 1_500 * cold)
    normal = compare_weather(before, now, degree_days_per_day=10)
    assert (normal.before_wh, normal.now_wh) == (2_500_000, 2_000_000)


def test_a_period_as_cold_as_the_reference_stays_as_it_was():
    cold = np.arange(80) % 11 + 0.0
    usage = (4_000 + 1_000 * cold + 300 * (np.arange(80) % 3)).astype(np.int64)
    found = split_by_weather(usage, cold)
    assert found.usage_at(float(cold.mean())) == usage.sum()


def test_days_without_a_temperature_do_not_count():
    cold = degree_days(np.linspace(-5, 25, 90), base_celsius=16.5)
    cold[:40] = np.nan
    with pytest.raises(TooFewDays, match="50 days are known, and the weather needs 60"):
        split_by_weather(np.full(90, 5_000), cold)
    with pytest.raises(TooFewDays):
        split_by_weather(np.zeros(0, dtype=np.int64), np.zeros(0), least_days=0)


@pytest.mark.parametrize("sign", [0, -1])
def test_a_use_that_does_not_rise_with_the_cold_is_not_normalized(sign):
    cold = np.arange(90) % 12 + 0.0
    usage = (30_000 + sign * 1_000 * cold).astype(np.int64)
    with pytest.raises(NotDrivenByWeather, match="% of the differences"):
        split_by_weather(usage, cold)


def test_noise_is_not_normalized():
    many = np.random.default_rng(2)
    cold = many.uniform(0, 12, 200)
    usage = (10_000 + 50 * cold + many.uniform(0, 8_000, 200)).astype(np.int64)
    with pytest.raises(NotDrivenByWeather):
        split_by_weather(usage, cold)


def test_each_day_needs_both():
    with pytest.raises(ValueError, match="its use and its degree-days"):
        split_by_weather(np.zeros(3, dtype=np.int64), np.zeros(4))


def test_a_month_has_the_slope_of_its_year():
    cold = np.tile(np.arange(10.0), 30)
    daily = (1_000 + 50 * cold).astype(np.int64)
    year = split_by_weather(daily, cold)
    month = year.of_days(daily[:31], cold[:31])
    assert (month.wh_per_degree_day, month.base_wh_per_day) == (
        year.wh_per_degree_day,
        year.base_wh_per_day,
    )
    assert (month.days_count, month.usage_wh) == (31, int(daily[:31].sum()))
    assert month.usage_at(float(cold[:31].mean())) == month.usage_wh
    # A degree-day more on each of 31 days, at 50 Wh each.
    assert month.usage_at(float(cold[:31].mean()) + 1) == month.usage_wh + 31 * 50
    lacking = daily[:31].copy()
    lacking[0] = -1
    assert year.of_days(lacking, cold[:31]).days_count == 30
    with pytest.raises(TooFewDays):
        year.of_days(np.full(3, -1), cold[:3])
