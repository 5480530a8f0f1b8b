"""What intervals tell beyond days: curves, hours, peaks, what is always on, and where meters disagree."""

from datetime import date, timedelta

import pytest

from advance_factory import make_household
from consumption_factory import ask, fill_days, read_index
from energycore.intervals import ValueState
from interval_factory import store_consent
from kwartier.billing.refusals import PriceNeedsQuarterHours
from kwartier.consumption import _base_load
from kwartier.metering.types import Energy, RegisterKind, RegisterSpec
from month_factory import make_monthly
from supply_factory import make_contract

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
PAIR = (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT))
SOLAR = (RegisterSpec(RegisterKind.TOTAL), RegisterSpec(RegisterKind.INJECTION))


@pytest.fixture
def home():
    home = make_monthly(read_until=NOVEMBER)
    store_consent(home.account, home.home)
    return home


@pytest.mark.parametrize(
    ("day", "count", "hours"),
    [("2026-03-29", 92, 23), ("2026-10-24", 96, 24), ("2026-10-25", 100, 25)],
)
def test_a_day_is_told_by_hour_and_by_quarter_hour_whatever_the_clock_does(home, day, count, hours):
    first = date.fromisoformat(day)
    fill_days(home.home, first, first + timedelta(days=1), wh=30)
    by_hour = ask(home, "day", day).detail.curve
    fine = ask(home, "day", day, step_minutes=15).detail.curve
    assert (by_hour.step_minutes, fine.step_minutes, by_hour.finest_minutes) == (60, 15, 15)
    assert (len(by_hour.slots), len(fine.slots)) == (hours, count)
    assert {slot.wh for slot in by_hour.slots} == {120}
    total = ask(home, "day", day).offtake.wh
    assert sum(slot.wh for slot in by_hour.slots) == sum(slot.wh for slot in fine.slots) == total
    doubled = [slot.start.hour for slot in by_hour.slots if slot.is_second]
    assert doubled == ([2] if hours == 25 else [])


def test_a_quarter_hour_that_lacks_leaves_its_hour_unknown(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 2), lacking={OCTOBER: 2})
    by_hour = ask(home, "day", "2026-10-01").detail.curve
    assert (by_hour.slots[0].wh, by_hour.slots[0].state) == (None, ValueState.MISSING)
    assert (by_hour.slots[1].wh, by_hour.slots[1].state) == (400, ValueState.MEASURED)
    fine = ask(home, "day", "2026-10-01", step_minutes=15).detail.curve
    assert [slot.wh for slot in fine.slots[:3]] == [None, None, 100]


def test_a_day_is_compared_with_the_same_weekday_a_year_before(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=30)
    fill_days(home.home, date(2025, 10, 2), date(2025, 10, 3), wh=20)
    slots = ask(home, "day", "2026-10-01").detail.curve.slots
    assert {slot.before_wh for slot in slots} == {80}


def test_an_hour_that_comes_twice_is_compared_once(home):
    fill_days(home.home, date(2026, 10, 25), date(2026, 10, 26), wh=30)
    fill_days(home.home, date(2025, 10, 26), date(2025, 10, 27), wh=20)
    slots = ask(home, "day", "2026-10-25").detail.curve.slots
    assert [slot.before_wh for slot in slots] == [80] * 25
    fill_days(home.home, date(2025, 10, 25), date(2025, 10, 26), wh=20)
    fill_days(home.home, date(2026, 10, 24), date(2026, 10, 25), wh=20)
    assert len(ask(home, "day", "2026-10-24").detail.curve.slots) == 24


def test_what_was_given_stands_in_the_curve_in_the_longer_of_both_steps():
    home = make_household(annual=(3_500, 1_200), home={"registers": SOLAR})
    store_consent(home.account, home.home)
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=100)
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=40, step_minutes=30, direction=1)
    curve = ask(home, "day", "2026-10-01", step_minutes=15).detail.curve
    assert (curve.step_minutes, curve.finest_minutes, len(curve.slots)) == (30, 30, 48)
    assert (curve.slots[0].wh, curve.slots[0].given_wh) == (200, 40)
    assert curve.slots[0].given_state == ValueState.MEASURED


def test_steps_that_do_not_add_up_are_told_by_the_hour(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=10, step_minutes=10)
    curve = ask(home, "day", "2026-10-01", step_minutes=15).detail.curve
    assert (curve.step_minutes, curve.slots[0].wh) == (60, 60)
    assert ask(home, "month", "2026-10").detail.peaks == ()


def test_a_day_told_as_a_total_has_no_curve(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=7_000, step_minutes=1440)
    told = ask(home, "day", "2026-10-01")
    assert (told.offtake.wh, told.detail.curve) == (7_000, None)
    year = ask(home, "year", "2026").detail
    assert (year.hours, year.base_load, year.peaks) == ((), None, ())


def test_hours_of_months_are_means_of_what_is_known_whatever_its_step(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 11), wh=25)
    fill_days(home.home, date(2026, 10, 11), date(2026, 10, 16), wh=400, step_minutes=60)
    year = ask(home, "year", "2026").detail
    assert [each.month.month for each in year.hours] == list(range(1, 13))
    assert year.hours[9].mean_wh == (200,) * 24
    assert set(year.hours[8].mean_wh) == {None}
    assert set(year.hours[8].states) == {ValueState.MISSING}
    assert ask(home, "week", "2026-10-05").detail.hours == ()


def test_a_peak_says_when_it_was_and_what_lacks(home):
    fill_days(home.home, OCTOBER, NOVEMBER, wh=100)
    fill_days(home.home, date(2026, 10, 7), date(2026, 10, 8), wh=650, revision=2)
    (peak,) = ask(home, "month", "2026-10").detail.peaks
    assert (peak.month, peak.peak_w, peak.lacking_count) == (OCTOBER, 2_600, 0)
    assert peak.at.isoformat() == "2026-10-07T00:00:00+02:00"
    year = ask(home, "year", "2026").detail.peaks
    assert [each.month for each in year] == [OCTOBER]


def test_half_hours_tell_no_peak(home):
    fill_days(home.home, OCTOBER, NOVEMBER, wh=100, step_minutes=30)
    detail = ask(home, "month", "2026-10").detail
    assert detail.peaks == ()
    assert detail.base_load.watts == 200


def test_what_is_always_on_is_named_with_its_yearly_cost(home):
    fill_days(home.home, OCTOBER, NOVEMBER, wh=20)
    load = ask(home, "month", "2026-10").detail.base_load
    assert (load.watts, load.wh_per_year, load.night_count) == (80, 700_800, 31)
    # 700.8 kWh at 20 to 45 cents a kWh, and no fixed fee in it.
    assert 14_000 < load.year_cents < 31_500


def test_of_too_few_nights_nothing_is_always_on(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 11), wh=20)
    assert ask(home, "month", "2026-10").detail.base_load is None


def test_without_a_price_the_cost_of_what_is_always_on_is_not_said(home, monkeypatch):
    def refuse(*_args, **_more):
        raise PriceNeedsQuarterHours

    monkeypatch.setattr(_base_load, "charge_days", refuse)
    fill_days(home.home, OCTOBER, NOVEMBER, wh=20)
    load = ask(home, "month", "2026-10").detail.base_load
    assert (load.watts, load.year_cents) == (80, None)


@pytest.mark.parametrize(
    "read_on",
    [(), (OCTOBER, date(2026, 10, 11)), (date(2026, 3, 1), date(2026, 4, 1))],
    ids=["never", "ten days", "one month"],
)
def test_a_price_of_few_days_says_nothing_of_a_year(read_on):
    home = make_household(read_on=read_on)
    store_consent(home.account, home.home)
    fill_days(home.home, OCTOBER, NOVEMBER, wh=20)
    cents = ask(home, "month", "2026-10").detail.base_load.year_cents
    assert (cents is not None) == (read_on == (date(2026, 3, 1), date(2026, 4, 1)))


def test_the_contract_that_was_read_last_says_what_a_year_costs():
    home = make_household(read_on=(date(2025, 5, 1), OCTOBER), ends_on=date(2026, 11, 15))
    store_consent(home.account, home.home)
    make_contract(home.account, home.home, brand=home.brand, starts_on=date(2026, 11, 15))
    fill_days(home.home, OCTOBER, NOVEMBER, wh=20)
    assert ask(home, "month", "2026-10").detail.base_load.year_cents > 14_000


def test_what_is_always_on_is_taken_from_the_registers_by_their_hours(monkeypatch):
    home = make_household(home={"registers": PAIR}, read_on=())
    store_consent(home.account, home.home)
    for day, value in ((date(2025, 11, 1), 0), (NOVEMBER, 2_000)):
        read_index(home, day, value, kind="day")
        read_index(home, day, value, kind="night")
    fill_days(home.home, OCTOBER, NOVEMBER, wh=20)
    shares = _base_load._shares
    seen = []

    def watch(billed):
        seen.append(shares(billed))
        return seen[-1]

    monkeypatch.setattr(_base_load, "_shares", watch)
    load = ask(home, "month", "2026-10").detail.base_load
    assert load.year_cents > 0
    assert seen[0].tolist() == pytest.approx([300 / 672, 372 / 672])


def test_registers_without_known_hours_share_what_is_always_on_by_their_volumes():
    home = make_household(
        home={"registers": (*PAIR, RegisterSpec(RegisterKind.EXCLUSIVE_NIGHT))}, read_on=()
    )
    store_consent(home.account, home.home)
    for kind, value in (("day", 2_000), ("night", 1_000), ("exclusive_night", 1_000)):
        read_index(home, date(2025, 11, 1), 0, kind=kind)
        read_index(home, NOVEMBER, value, kind=kind)
    fill_days(home.home, OCTOBER, NOVEMBER, wh=20)
    assert ask(home, "month", "2026-10").detail.base_load.year_cents > 0


def test_readings_that_follow_each_other_are_told_apart_as_one(home):
    fill_days(home.home, date(2026, 8, 1), NOVEMBER, wh=100)
    months = [ask(home, "month", f"2026-{month:02}").detail.apart for month in (8, 9, 10)]
    (apart,) = ask(home, "year", "2026").detail.apart
    assert (apart.from_, apart.until) == (date(2026, 8, 1), NOVEMBER)
    assert apart.intervals_wh == sum(each.intervals_wh for (each,) in months)
    assert apart.registers_wh == sum(each.registers_wh for (each,) in months)


def test_intervals_that_come_to_another_sum_than_the_register_are_told_apart(home):
    fill_days(home.home, OCTOBER, NOVEMBER, wh=100)
    (apart,) = ask(home, "month", "2026-10").detail.apart
    assert (apart.from_, apart.until, apart.gives) == (OCTOBER, NOVEMBER, False)
    assert apart.intervals_wh == 31 * 9_600 + 400
    assert apart.registers_wh == ask(home, "month", "2026-10").billed.wh
    assert ask(home, "day", "2026-10-05").detail.apart == (apart,)
    assert ask(home, "month", "2026-09").detail.apart == ()


def test_within_what_the_dials_hide_they_agree():
    home = make_household(read_on=())
    store_consent(home.account, home.home)
    read_index(home, OCTOBER, 0)
    read_index(home, NOVEMBER, 298)
    fill_days(home.home, OCTOBER, NOVEMBER, wh=100)  # 298.0 kWh
    assert ask(home, "month", "2026-10").detail.apart == ()
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=110, revision=2)  # 298.96 kWh
    assert ask(home, "month", "2026-10").detail.apart == ()
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=111, revision=3)  # 299.056 kWh
    assert len(ask(home, "month", "2026-10").detail.apart) == 1


def test_days_that_lack_leave_it_open_and_an_estimate_is_no_witness():
    home = make_household(read_on=())
    store_consent(home.account, home.home)
    read_index(home, OCTOBER, 0)
    read_index(home, NOVEMBER, 600)
    fill_days(home.home, OCTOBER, date(2026, 10, 31), wh=100)
    assert ask(home, "month", "2026-10").detail.apart == ()


def test_gas_is_told_from_six_to_six_and_not_held_against_its_readings():
    home = make_household(energy=Energy.GAS, read_on=())
    store_consent(home.account, home.home)
    fill_days(home.home, OCTOBER, NOVEMBER, wh=300, step_minutes=60)
    told = ask(home, "day", "2026-10-05")
    assert told.detail.curve.slots[0].start.hour == 6
    assert told.offtake.wh == 24 * 300
    month = ask(home, "month", "2026-10")
    assert (month.detail.apart, month.detail.base_load, month.detail.peaks) == ((), None, ())
    # The night in which the clock moves is another day of gas: a day as long as the calendar's is not placed.
    assert ask(home, "day", "2026-10-25").offtake.wh is None
