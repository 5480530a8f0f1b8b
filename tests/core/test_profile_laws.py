"""Load profiles: the laws that every fraction of a year keeps."""

import time

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from profile_samples import number, wavy_profile

from energycore.clocks import InvertedRange, year_start
from energycore.profiles import (
    LoadProfile,
    NoShare,
    OutsidePeriod,
    OutsideProfile,
    as_shares,
    year_totals,
)

PROFILE = wavy_profile()
FIRST, UNTIL = PROFILE.first_day, PROFILE.until_day
DAYS = st.integers(FIRST, UNTIL)
INDEXES = st.integers(0, 10**9)


def flat_profile(shares):
    return LoadProfile(key="flat", first_day=0, cumulative=np.cumsum([0.0, *shares]))


@given(st.integers(2022, 2026))
def test_a_calendar_year_is_one(year):
    assert PROFILE.fraction(year_start(year), year_start(year + 1)) == pytest.approx(1, abs=1e-12)


@given(st.lists(DAYS, min_size=2, max_size=40))
def test_fractions_add_over_any_split(days):
    days.sort()
    pieces = PROFILE.fraction(np.array(days[:-1]), np.array(days[1:]))
    assert float(pieces.sum()) == pytest.approx(PROFILE.fraction(days[0], days[-1]), abs=1e-12)


@given(DAYS, DAYS, st.floats(1, 1e9))
def test_annualise_then_expected_gives_the_volume_back(one, other, volume):
    assume(one != other)
    from_, until = sorted((one, other))
    annual = PROFILE.annualise(volume, from_, until)
    assert PROFILE.expected(annual, from_, until) == pytest.approx(volume, rel=1e-12)


@given(DAYS, DAYS, INDEXES, INDEXES)
def test_an_interpolated_index_is_monotone_and_exact_at_both_ends(one, other, index0, index1):
    assume(one != other)
    from_, until = sorted((one, other))
    at = np.arange(from_, until + 1)
    indexes = PROFILE.interpolate_index(index0, index1, from_, until, at)
    steps = np.diff(indexes)
    assert (steps >= 0).all() if index1 >= index0 else (steps <= 0).all()
    assert (indexes[0], indexes[-1]) == (index0, index1)


@given(st.integers(2**53, 2**60), st.integers(2**53, 2**60))
def test_indexes_that_a_float_cannot_hold_stay_exact_at_both_ends(index0, index1):
    at = np.arange(FIRST, FIRST + 366)
    indexes = PROFILE.interpolate_index(index0, index1, FIRST, FIRST + 365, at)
    assert (indexes[0], indexes[-1]) == (index0, index1)
    assert indexes.min() >= min(index0, index1)
    assert indexes.max() <= max(index0, index1)


def test_one_and_a_million_are_the_same_function():
    rng = np.random.default_rng(3)
    from_ = rng.integers(FIRST, FIRST + 900, 200)
    until = from_ + rng.integers(1, 900, 200)
    volumes = rng.uniform(1, 1e7, 200)
    annual = PROFILE.annualise(volumes, from_, until)
    expected = PROFILE.expected(annual, from_, until)
    at = (from_ + until) // 2
    indexes = PROFILE.interpolate_index(1_000, 9_000, from_, until, at)
    for place in range(200):
        start, end = int(from_[place]), int(until[place])
        one = PROFILE.annualise(float(volumes[place]), start, end)
        assert one == annual[place]
        assert PROFILE.expected(one, start, end) == expected[place]
        index = PROFILE.interpolate_index(1_000, 9_000, start, end, int(at[place]))
        assert isinstance(index, int)
        assert index == indexes[place]


def test_scalars_stay_plain_and_arrays_broadcast():
    assert isinstance(PROFILE.cumulative_at(FIRST), float)
    assert isinstance(PROFILE.cumulative_at(np.int64(FIRST)), float)
    assert isinstance(PROFILE.fraction(FIRST, FIRST + 1), float)
    assert isinstance(PROFILE.expected(1_000, FIRST, FIRST + 1), float)
    months = np.arange(FIRST, FIRST + 300, 30)
    assert PROFILE.fraction(FIRST, months[:, np.newaxis]).shape == (10, 1)
    assert PROFILE.expected(1_000, FIRST, months).shape == (10,)
    assert PROFILE.expected(np.array([1, 2]), FIRST, FIRST + 30).dtype == np.float64
    assert PROFILE.cumulative_at(months.astype(np.int32)).shape == (10,)
    assert PROFILE.cumulative_at(months[:0]).shape == (0,)


@pytest.mark.parametrize("day", [FIRST - 1, UNTIL + 1])
def test_a_day_outside_is_named(day):
    for ask in (day, np.array([FIRST, day])):
        with pytest.raises(OutsideProfile, match=f"wavy.*2022-01-01.*2027-01-01.*{day}") as found:
            PROFILE.cumulative_at(ask)
        assert (found.value.key, found.value.day) == ("wavy", day)
        assert (found.value.first_day, found.value.last_day) == (FIRST, UNTIL)


def test_a_period_cannot_run_backwards():
    with pytest.raises(InvertedRange):
        PROFILE.fraction(FIRST + 2, FIRST + 1)
    with pytest.raises(InvertedRange) as found:
        PROFILE.fraction(np.array([FIRST, FIRST + 2]), FIRST + 1)
    assert (found.value.from_, found.value.until) == (FIRST + 2, FIRST + 1)


def test_a_period_without_share_cannot_be_scaled():
    with pytest.raises(NoShare, match="wavy"):
        PROFILE.annualise(100.0, FIRST, FIRST)
    dark = flat_profile([0.0, 1.0])
    with pytest.raises(NoShare):
        dark.interpolate_index(10, 20, 0, 1, 1)
    assert dark.interpolate_index(10, 10, 0, 1, 1) == 10
    assert PROFILE.interpolate_index(10, 10, FIRST, FIRST, FIRST) == 10


@pytest.mark.parametrize("at", [FIRST - 1, FIRST + 31])
def test_an_index_is_interpolated_between_its_readings_only(at):
    with pytest.raises(OutsidePeriod, match="wavy"):
        PROFILE.interpolate_index(1, 2, FIRST, FIRST + 30, at)


@pytest.mark.parametrize(
    "cumulative",
    [
        np.array([0.0]),
        np.array([0, 1]),
        np.array([[0.0, 1.0]]),
        np.array([0.0, 1.0, 0.5]),
        np.array([0.0, np.nan]),
    ],
)
def test_a_running_total_must_be_one(cumulative):
    with pytest.raises(ValueError, match="broken"):
        LoadProfile(key="broken", first_day=0, cumulative=cumulative)


def test_a_profile_is_read_only():
    with pytest.raises(ValueError, match="read-only"):
        PROFILE.cumulative[0] = 1.0


def test_year_totals_are_of_complete_years():
    part = LoadProfile(
        key="part",
        first_day=number(2023, 6, 1),
        cumulative=PROFILE.cumulative[number(2023, 6, 1) - FIRST : number(2025, 3, 1) - FIRST],
    )
    assert list(year_totals(part)) == [2024]


def test_as_shares_makes_each_year_one_and_keeps_its_shape():
    sun = LoadProfile(
        key="sun", first_day=FIRST, cumulative=PROFILE.cumulative * 1_024, unit="kwh_per_kwp"
    )
    shares = as_shares(sun, key="sun.share")
    assert (shares.key, shares.unit) == ("sun.share", "years")
    assert np.abs(shares.cumulative - PROFILE.cumulative).max() < 1e-12
    assert set(year_totals(shares).values()) == {1.0}


def test_as_shares_scales_a_part_of_a_year_like_the_nearest_whole_one():
    kept = number(2025, 7, 1) - FIRST
    sun = LoadProfile(key="sun", first_day=FIRST, cumulative=PROFILE.cumulative[: kept + 1] * 9)
    shares = as_shares(sun, key="share")
    assert shares.cumulative[-1] == pytest.approx(PROFILE.cumulative[kept], abs=1e-12)
    short = LoadProfile(key="short", first_day=FIRST, cumulative=PROFILE.cumulative[:100])
    with pytest.raises(ValueError, match="no complete calendar year"):
        as_shares(short, key="share")


def test_lookups_are_fast():
    days = np.random.default_rng(1).integers(FIRST, UNTIL, 1_000_000)
    fastest = min(_seconds(PROFILE.cumulative_at, days) for _ in range(5))
    # The aim is 20 million a second; a shared test machine gets a tenth of it as a wall.
    assert 1_000_000 / fastest > 2_000_000


def _seconds(ask, days):
    """Of the processor: what others use meanwhile is not counted."""
    start = time.process_time()
    ask(days)
    return time.process_time() - start
