"""Days, months and the two odd Sundays."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_samples import ZONE, number

from energycore.clocks import (
    DayRange,
    InvertedRange,
    add_months,
    billing_period_of,
    billing_periods,
    date_of,
    day_number,
    days_in_year,
    gas_day_starts_at,
    local_midnights,
    midnight_at,
    month_start,
    month_starts,
    quarters_in_day,
    split_by_month,
    wall_quarters,
    weekday_of,
    year_of,
)

DAYS = st.integers(-20_000, 40_000)


@given(DAYS)
def test_a_day_number_and_its_date_belong_together(day):
    assert day_number(date_of(day)) == day
    assert weekday_of(day) == date_of(day).weekday()
    assert year_of(day) == date_of(day).year
    assert weekday_of(np.array([day])).tolist() == [weekday_of(day)]
    assert year_of(np.array([day])).tolist() == [year_of(day)]


def test_numpy_counts_days_alike():
    assert number(2026, 7, 1) == np.datetime64("2026-07-01", "D").astype(int)


def test_leap_years():
    assert [days_in_year(year) for year in (2023, 2024, 2100)] == [365, 366, 365]


@pytest.mark.parametrize(
    ("day", "quarters"),
    [((2026, 3, 29), 92), ((2026, 10, 25), 100), ((2026, 7, 1), 96), ((2027, 3, 28), 92)],
)
@pytest.mark.parametrize("zone", ["Europe/Brussels", "Europe/Paris"])
def test_quarters_of_a_market_day(day, quarters, zone):
    assert quarters_in_day(number(*day), zone) == quarters
    assert wall_quarters(number(*day), zone).size == quarters


def test_the_wall_clock_skips_an_hour_in_spring_and_repeats_it_in_autumn():
    spring = wall_quarters(number(2026, 3, 29), ZONE).tolist()
    assert spring == [*range(8), *range(12, 96)]
    autumn = wall_quarters(number(2026, 10, 25), ZONE).tolist()
    assert autumn == [*range(12), *range(8, 96)]


def test_midnights_are_instants():
    assert midnight_at(number(2026, 1, 1), ZONE) == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert midnight_at(number(2026, 7, 1), ZONE) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    starts = local_midnights(number(2026, 3, 28), number(2026, 3, 30), ZONE)
    assert np.diff(starts).tolist() == [86_400, 82_800]


def test_a_gas_day_starts_at_six_and_the_lost_hour_belongs_to_saturday():
    assert gas_day_starts_at(number(2026, 7, 1), ZONE) == datetime(2026, 7, 1, 4, tzinfo=UTC)
    saturday = number(2026, 3, 28)
    starts = local_midnights(saturday, saturday + 2, ZONE, start_hour=6)
    assert np.diff(starts).tolist() == [82_800, 86_400]


def test_a_range_of_midnights_cannot_run_backwards():
    with pytest.raises(InvertedRange):
        local_midnights(10, 9, ZONE)
    with pytest.raises(InvertedRange):
        month_starts(10, 9)
    with pytest.raises(InvertedRange, match="1970-01-11 ends before it starts: 1970-01-10"):
        DayRange(10, 9)


def test_a_day_range():
    period = DayRange.of_dates(date(2026, 1, 1), date(2026, 2, 1))
    assert len(period) == period.days_count == period.days.size == 31
    assert period.from_ in period
    assert period.until not in period
    assert list(period) == period.days.tolist()
    assert bool(period)
    assert not DayRange(5, 5)
    assert DayRange(5, 5).split([5]) == []
    assert DayRange.of_year(2024).days_count == 366
    assert DayRange.of_year(2024).covers(DayRange.of_dates(date(2024, 1, 1), date(2025, 1, 1)))
    assert not period.covers(DayRange(period.from_, period.until + 1))
    assert not period.covers(DayRange(period.from_ - 1, period.until))


def test_ranges_overlap_only_when_they_share_a_day():
    assert DayRange(0, 10).overlap(DayRange(5, 20)) == DayRange(5, 10)
    assert DayRange(0, 10).overlap(DayRange(10, 20)) is None


@given(st.integers(0, 500), st.integers(0, 500), st.lists(st.integers(-50, 1_100)))
def test_the_pieces_of_a_range_are_the_range(start, length, cuts):
    period = DayRange(start, start + length)
    pieces = period.split(cuts)
    assert all(pieces)
    assert [day for piece in pieces for day in piece] == list(period)


@given(DAYS, st.integers(-60, 60))
def test_adding_months_lands_in_the_wanted_month(day, months):
    start, moved = date_of(day), date_of(add_months(day, months))
    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == months
    assert moved.day <= start.day


def test_the_last_of_january_has_no_namesake_in_february():
    assert date_of(add_months(number(2026, 1, 31), 1)) == date(2026, 2, 28)
    assert date_of(add_months(number(2026, 1, 31), 2)) == date(2026, 3, 31)
    assert date_of(add_months(number(2024, 2, 29), -12)) == date(2023, 2, 28)


def test_month_starts_are_half_open():
    starts = month_starts(number(2026, 1, 1), number(2026, 4, 1))
    assert [date_of(day) for day in starts] == [date(2026, month, 1) for month in (1, 2, 3)]
    assert month_starts(number(2026, 1, 2), number(2026, 1, 31)).size == 0
    assert month_start(number(2026, 1, 31)) == number(2026, 1, 1)


def test_a_period_is_split_by_month():
    pieces = split_by_month(DayRange(number(2026, 1, 15), number(2026, 3, 2)))
    assert [piece.days_count for piece in pieces] == [17, 28, 1]


def test_billing_periods_keep_their_day_of_the_month():
    periods = billing_periods(number(2026, 1, 31), number(2026, 5, 15), months=1)
    assert [str(date_of(period.from_)) for period in periods] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]
    assert periods[-1].until == number(2026, 5, 15)
    years = billing_periods(number(2024, 3, 1), number(2026, 3, 1))
    assert [period.days_count for period in years] == [365, 365]


@given(DAYS, DAYS, st.integers(1, 24))
def test_a_day_lies_in_its_billing_period(day, anchor, months):
    period = billing_period_of(day, anchor=anchor, months=months)
    assert day in period


@pytest.mark.parametrize("months", [0, -1])
def test_a_billing_period_lasts_a_month_at_least(months):
    with pytest.raises(ValueError, match="at least one month"):
        billing_periods(0, 100, months=months)
    with pytest.raises(ValueError, match="at least one month"):
        billing_period_of(0, anchor=0, months=months)
