"""Every interval of some days as it is kept: stretches, states, gaps, peaks, and whose they are."""

from datetime import date, timedelta

import pytest

from advance_factory import TODAY, make_household
from consumption_factory import fill_days
from energycore.intervals import ValueState
from interval_factory import store_consent, store_day
from kwartier.consumption.queries import MOST_DAYS, explore_intervals
from kwartier.consumption.refusals import DaysUnknown
from kwartier.metering.types import RegisterKind, RegisterSpec
from kwartier.platform.errors import NotFound
from month_factory import make_monthly

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
SOLAR = (RegisterSpec(RegisterKind.TOTAL), RegisterSpec(RegisterKind.INJECTION))


@pytest.fixture
def home():
    home = make_monthly(read_until=NOVEMBER)
    store_consent(home.account, home.home)
    return home


def explore(home, from_=None, until=None, **more):
    asked = {"account_id": home.account.id, "code": home.home.code, "today": TODAY} | more
    return explore_intervals(from_=from_, until=until, **asked)


@pytest.mark.parametrize(
    ("day", "count"), [("2026-03-29", 92), ("2026-10-24", 96), ("2026-10-25", 100)]
)
def test_a_day_is_one_stretch_as_long_as_the_clock_makes_it(home, day, count):
    first = date.fromisoformat(day)
    fill_days(home.home, first, first + timedelta(days=1), wh=30)
    found = explore(home, first, first + timedelta(days=1))
    (stretch,) = found.taken
    assert (stretch.step_minutes, len(stretch.wh)) == (15, count)
    assert found.total.taken_wh == 30 * count
    assert found.given == ()


def test_what_is_missing_is_a_gap_and_in_no_sum(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 3), wh=50, lacking={OCTOBER: 4})
    found = explore(home, OCTOBER, date(2026, 10, 4))
    (stretch,) = found.taken
    assert stretch.wh[:5] == [None, None, None, None, 50]
    assert stretch.state_runs == [(ValueState.MISSING, 4), (ValueState.MEASURED, 188)]
    assert (found.total.taken_wh, found.total.lacking_count) == (50 * 188, 4)
    assert (found.total.state, found.total.given_wh) == (ValueState.MISSING, None)
    assert [day.from_ for day in found.days] == [OCTOBER, date(2026, 10, 2)]


def test_days_that_are_not_kept_part_two_stretches(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 3))
    fill_days(home.home, date(2026, 10, 5), date(2026, 10, 6), state=ValueState.CORRECTED)
    found = explore(home, OCTOBER, date(2026, 10, 7))
    first, second = found.taken
    assert (len(first.wh), len(second.wh)) == (192, 96)
    assert second.start - first.start == 4 * 86_400
    assert second.state_runs == [(ValueState.CORRECTED, 96)]


def test_each_stretch_has_its_own_step_and_power_is_its_mean(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=100)
    fill_days(home.home, date(2026, 10, 2), date(2026, 10, 3), wh=900, step_minutes=60)
    found = explore(home, OCTOBER, date(2026, 10, 3))
    assert [each.step_minutes for each in found.taken] == [15, 60]
    assert [day.peak_w for day in found.days] == [400, 900]
    assert (found.total.peak_w, found.total.peak_minutes) == (900, 60)
    assert found.total.peak_at.isoformat() == "2026-10-02T00:00:00+02:00"


def test_both_directions_are_told_apart_and_a_day_may_have_one():
    home = make_household(annual=(3_500, 1_200), home={"registers": SOLAR})
    store_consent(home.account, home.home)
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=100)
    fill_days(home.home, OCTOBER, date(2026, 10, 3), wh=40, step_minutes=30, direction=1)
    found = explore(home, OCTOBER, date(2026, 10, 3))
    assert [day.given_wh for day in found.days] == [40 * 48, 40 * 48]
    assert [day.taken_wh for day in found.days] == [9_600, None]
    assert (found.days[1].peak_w, found.days[1].peak_at) == (None, None)
    assert [each.step_minutes for each in found.given] == [30]


def test_a_day_of_nothing_but_gaps_has_no_sum_and_no_peak(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 2), lacking={OCTOBER: 96})
    found = explore(home, OCTOBER, date(2026, 10, 2))
    assert (found.total.taken_wh, found.total.peak_w, found.total.lacking_count) == (None, None, 96)


def test_months_add_up_to_the_whole(home):
    fill_days(home.home, date(2026, 9, 20), date(2026, 10, 11), wh=10)
    found = explore(home, date(2026, 9, 1), NOVEMBER)
    assert [each.from_ for each in found.months] == [date(2026, 9, 20), OCTOBER]
    assert sum(each.taken_wh for each in found.months) == found.total.taken_wh == 21 * 960


def test_without_days_the_last_four_weeks_that_are_known_are_shown(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 5))
    found = explore(home)
    assert (found.from_, found.until) == (date(2026, 9, 7), date(2026, 10, 5))


def test_where_nothing_is_known_the_last_four_weeks_are_empty(home):
    found = explore(home)
    assert (found.until, found.taken, found.days, found.total) == (
        TODAY,
        (),
        (),
        None,
    )
    assert (found.until - found.from_).days == 28


def test_without_a_consent_there_is_nothing():
    home = make_monthly(read_until=NOVEMBER)
    store_day(home.home, OCTOBER)
    found = explore(home, OCTOBER, date(2026, 10, 2))
    assert (found.consents, found.taken, found.days) == (False, (), ())


def test_a_day_told_as_a_total_is_none_of_these(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=7_000, step_minutes=1440)
    assert explore(home, OCTOBER, date(2026, 10, 2)).days == ()


@pytest.mark.parametrize(
    ("from_", "until"),
    [
        (OCTOBER, None),
        (None, OCTOBER),
        (OCTOBER, OCTOBER),
        (NOVEMBER, OCTOBER),
        (OCTOBER, OCTOBER + timedelta(days=MOST_DAYS + 1)),
    ],
)
def test_days_out_of_order_or_too_many_are_refused(home, from_, until):
    with pytest.raises(DaysUnknown):
        explore(home, from_, until)


def test_a_supply_point_of_somebody_else_is_not_there(home):
    other = make_monthly(read_until=NOVEMBER)
    with pytest.raises(NotFound):
        explore(home, code=other.home.code)


def test_the_document_and_the_series_say_the_same(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=50, lacking={OCTOBER: 1})
    found = explore(home, OCTOBER, date(2026, 10, 2), contracts=None)
    document = found.as_document()
    (told,) = document["offtake"]
    assert (document["consents"], document["injection"]) == (True, [])
    assert told["values_wh"][:2] == [None, 50]
    assert told["states"] == [["missing", 1], ["measured", 95]]
    (series,) = found.list_series()
    assert series.starts[0] == told["start"]
    assert series.values_wh.tolist()[:2] == [-1, 50]


def test_after_somebody_left_their_last_weeks_are_shown_and_nothing_of_who_came():
    home = make_household(ends_on=OCTOBER)
    store_consent(home.account, home.home)
    fill_days(home.home, date(2026, 9, 1), NOVEMBER, wh=30)
    found = explore(home)
    assert (found.from_, found.until) == (date(2026, 9, 3), OCTOBER)
    later = explore(home, date(2026, 9, 29), date(2026, 10, 5))
    assert [day.from_.day for day in later.days] == [29, 30]
