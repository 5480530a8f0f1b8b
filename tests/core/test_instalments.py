"""An amount in parts: nothing is lost, and the days follow the months."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from energycore.clocks import DayRange, date_of, day_number
from energycore.instalments import (
    has_drifted,
    list_due_days,
    list_monthly_days,
    split_evenly,
    spread,
)


@given(st.integers(0, 10**12), st.integers(1, 60))
def test_parts_sum_to_the_amount_and_only_the_last_differs(total, count):
    parts = split_evenly(total, count)
    assert parts.sum() == total
    assert len(set(parts[:-1].tolist())) <= 1
    assert parts.min() >= 0
    assert parts[-1] - parts[0] < count


def test_many_amounts_are_as_each_alone():
    totals = np.array([10_001, 7, 0])
    found = split_evenly(totals, 3)
    assert found.tolist() == [[3333, 3333, 3335], [2, 2, 3], [0, 0, 0]]
    assert found.tolist() == [split_evenly(int(total), 3).tolist() for total in totals]


def test_days_keep_to_the_end_of_short_months():
    days = list_due_days(day_number(date(2027, 12, 31)), 4)
    assert [date_of(day).isoformat() for day in days] == [
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
    ]


@pytest.mark.parametrize(("total", "count"), [(-1, 3), (100, 0)])
def test_what_makes_no_parts_is_refused(total, count):
    with pytest.raises(ValueError, match="at least one part"):
        split_evenly(total, count)


YEAR = DayRange.of_dates(date(2027, 11, 10), date(2028, 11, 10))


@given(
    start=st.integers(15_000, 40_000),
    length=st.integers(1, 800),
    due_day=st.integers(1, 31),
    count=st.integers(1, 12),
    notice=st.integers(0, 40),
)
def test_monthly_days_are_on_their_day_or_the_last_of_a_shorter_month(
    start, length, due_day, count, notice
):
    period = DayRange(start, start + length)
    days = list_monthly_days(period, due_day=due_day, count=count, notice_days=notice)
    assert days == sorted(set(days))
    assert len(days) <= count
    for day in days:
        assert start + notice <= day < period.until
        is_last_of_month = date_of(day + 1).day == 1
        assert date_of(day).day == due_day or (date_of(day).day < due_day and is_last_of_month)
    months = [date_of(day).year * 12 + date_of(day).month for day in days]
    assert months == list(range(months[0], months[0] + len(months))) if months else True


@pytest.mark.parametrize("count", [10, 11, 12])
def test_a_year_has_as_many_days_as_it_is_to_have(count):
    days = [date_of(day) for day in list_monthly_days(YEAR, due_day=30, count=count)]
    assert len(days) == count
    assert days[:4] == [
        date(2027, 11, 30),
        date(2027, 12, 30),
        date(2028, 1, 30),
        date(2028, 2, 29),
    ]


@pytest.mark.parametrize(("due_day", "count"), [(0, 10), (32, 10), (5, 0)])
def test_no_other_day_of_a_month_is_one(due_day, count):
    with pytest.raises(ValueError, match="a day of the month"):
        list_monthly_days(YEAR, due_day=due_day, count=count)


@given(
    rests=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=5),
    count=st.integers(0, 12),
    least=st.integers(1, 5_000),
)
def test_what_is_left_is_spread_to_the_cent_and_never_below_the_least(rests, count, least):
    most = 400_000
    counts = np.full(len(rests), count)
    parts, lasts = spread(np.array(rests), counts, least_cents=least, most_cents=most)
    for rest, part, last in zip(rests, parts.tolist(), lasts.tolist(), strict=True):
        assert least <= part <= most
        if count and least * count <= rest < most * count:
            assert part * (count - 1) + last == rest
            assert 0 <= last - part < count
        elif not count or rest < least * count:
            assert part == last == least


def test_a_part_drifts_by_percent_and_by_cents():
    now = np.array([10_000, 10_000, 1_000, 10_000])
    then = np.array([11_000, 10_999, 1_400, 8_900])
    assert has_drifted(now, then, percent=10, least_cents=500).tolist() == [
        True,
        False,
        False,
        True,
    ]
