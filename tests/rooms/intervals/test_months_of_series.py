"""Sums and peaks of months, of many supply points at once: newest revisions, nothing missing as zero."""

from datetime import date

import pytest

from energycore.clocks import day_number
from house_factory import as_web, make_brand, make_customer
from interval_factory import store_day
from kwartier.intervals.queries import month_peaks, month_sums
from kwartier.intervals.types import Direction
from supply_factory import make_contract, make_home

pytestmark = pytest.mark.django_db

FROM, UNTIL = date(2026, 1, 1), date(2026, 4, 1)
JANUARY, FEBRUARY, MARCH = (day_number(date(2026, month, 1)) for month in (1, 2, 3))


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def home(brand):
    home = make_home(brand)
    store_day(home, date(2026, 1, 10), total_wh=1_000, peak_wh=700)
    store_day(home, date(2026, 1, 11), total_wh=5, peak_wh=900)
    store_day(home, date(2026, 1, 11), revision=2, total_wh=2_000, peak_wh=800, worst_state=2)
    store_day(home, date(2026, 1, 12), total_wh=1, peak_wh=800, missing_count=4, worst_state=6)
    store_day(home, date(2026, 2, 1), total_wh=0, peak_wh=None, missing_count=96, worst_state=6)
    store_day(home, date(2026, 3, 1), total_wh=7, peak_wh=7, step_minutes=60, values_wh=[7] * 24)
    store_day(home, date(2026, 3, 2), total_wh=70, is_official=False)
    store_day(home, date(2026, 3, 2), total_wh=9, direction=1)
    return home


def test_sums_are_of_the_newest_revisions_and_say_what_they_lack(brand, home):
    other = make_home(brand)
    store_day(other, date(2026, 1, 1), total_wh=3)
    sums = month_sums([home.id, other.id], FROM, UNTIL)
    assert sums.supply_point_ids.tolist() == [home.id] * 3 + [other.id]
    assert sums.months.tolist() == [JANUARY, FEBRUARY, MARCH, JANUARY]
    assert sums.totals_wh.tolist() == [3_001, 0, 77, 3]
    assert sums.missing_counts.tolist() == [4, 96, 0, 0]
    assert sums.worst_states.tolist() == [6, 6, 1, 1]
    assert sums.day_counts.tolist() == [3, 1, 2, 1]
    assert len(sums) == 4


def test_sums_of_a_direction_a_period_or_of_what_bills_rest_on(home):
    given = month_sums([home.id], FROM, UNTIL, direction=Direction.INJECTION)
    assert given.totals_wh.tolist() == [9]
    official = month_sums([home.id], FROM, UNTIL, official_only=True)
    assert official.totals_wh.tolist() == [3_001, 0, 7]
    assert month_sums([home.id], date(2026, 1, 12), date(2026, 2, 1)).totals_wh.tolist() == [1]
    assert len(month_sums([], FROM, UNTIL)) == 0


def test_a_peak_is_a_quarter_hour_of_the_newest_revision_and_its_first_day(home):
    peaks = month_peaks([home.id], FROM, UNTIL)
    assert peaks.months.tolist() == [JANUARY, MARCH]
    # 800 Wh in a quarter of an hour are 3.2 kW; February knows none, and an hour is no quarter.
    assert peaks.peaks_w.tolist() == [3_200, 400]
    assert peaks.peak_days.tolist() == [
        day_number(date(2026, 1, 11)),
        day_number(date(2026, 3, 2)),
    ]
    assert peaks.missing_counts.tolist() == [4, 0]
    assert peaks.day_counts.tolist() == [3, 1]
    assert len(month_peaks([home.id], FROM, UNTIL, official_only=True)) == 1


def test_months_hold_no_day_of_somebody_else(brand, home):
    person, account = make_customer(brand)
    make_contract(account, home, brand=brand, starts_on=date(2026, 1, 12))
    stranger, _ = make_customer(brand)
    with as_web(brand, person):
        assert month_sums([home.id], FROM, UNTIL).totals_wh.tolist() == [1, 0, 77]
        assert month_peaks([home.id], FROM, UNTIL).day_counts.tolist() == [1, 1]
    with as_web(brand, stranger):
        assert len(month_sums([home.id], FROM, UNTIL)) == 0
        assert len(month_peaks([home.id], FROM, UNTIL)) == 0
