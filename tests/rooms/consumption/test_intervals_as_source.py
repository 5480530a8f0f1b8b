"""Intervals as the second source: what they tell of days, what is left for readings, and whose they are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advance_factory import TODAY, make_household
from consumption_factory import ask, fill_days, offtake_of, read_index
from energycore.intervals import ValueState
from interval_factory import store_consent
from kwartier.metering.types import MeterKind, RegisterKind, RegisterSpec
from kwartier.ui.consumption.words import say_used
from month_factory import MOVED_IN, make_monthly

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
PAIR = (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT))


@pytest.fixture
def home():
    """A home read on the first of each month until November, whose customer consents."""
    home = make_monthly(read_until=NOVEMBER)
    store_consent(home.account, home.home)
    return home


def test_days_known_from_intervals_are_measured_and_add_up(home):
    fill_days(home.home, OCTOBER, NOVEMBER, wh=100)
    month = ask(home, "month", "2026-10")
    assert offtake_of(month) == [
        9_600 + 400 * (part.from_ == date(2026, 10, 25)) for part in month.parts
    ]
    assert {part.offtake.state for part in month.parts} == {ValueState.MEASURED}
    year = ask(home, "year", "2026")
    assert year.parts[9].offtake.wh == month.offtake.wh == 31 * 9_600 + 400
    assert [ask(home, "day", f"2026-10-{day}").offtake.wh for day in (24, 25)] == [9_600, 10_000]
    assert sum(part.offtake.wh for part in year.parts[:10]) == year.offtake.wh


def test_what_intervals_leave_of_a_reading_is_shared_out_over_the_days_that_lack(home):
    counted = ask(home, "month", "2026-10").offtake.wh
    fill_days(home.home, OCTOBER, date(2026, 10, 20), wh=50)
    month = ask(home, "month", "2026-10")
    assert month.offtake.wh == counted
    assert offtake_of(month)[:19] == [4_800] * 19
    assert all(wh > 4_800 for wh in offtake_of(month)[19:])
    states = [part.offtake.state for part in month.parts]
    assert states == [ValueState.MEASURED] * 19 + [ValueState.ESTIMATED] * 12
    october = ask(home, "year", "2026").parts[9].offtake
    # Both ends were read: what is estimated day by day is none over the whole month.
    assert (october.wh, october.state) == (counted, ValueState.MEASURED)


def test_a_day_that_lacks_quarter_hours_keeps_what_is_known_of_it(home):
    counted = ask(home, "month", "2026-10").offtake.wh
    fill_days(home.home, OCTOBER, NOVEMBER, wh=50, lacking={date(2026, 10, 5): 48})
    month = ask(home, "month", "2026-10")
    assert month.offtake.wh == counted
    assert month.parts[4].offtake.state == ValueState.ESTIMATED
    assert month.parts[4].offtake.wh == counted - 30 * 4_800 - 200


def test_without_a_reading_a_day_that_lacks_quarter_hours_is_not_known(home):
    fill_days(home.home, NOVEMBER, date(2026, 11, 11), wh=100, lacking={date(2026, 11, 5): 1})
    month = ask(home, "month", "2026-11")
    assert month.parts[3].offtake.wh == 9_600
    assert month.parts[4].offtake.wh is None
    assert month.parts[4].offtake.state == ValueState.MISSING
    assert month.known_until == date(2026, 11, 11)
    assert (month.offtake.known_days, month.parts[10].offtake.state) == (9, ValueState.NOT_YET)
    # A hole weighs more than what is still to come; a month that is over lacks nothing.
    year = ask(home, "year", "2026")
    assert [part.offtake.lacks for part in year.parts[9:11]] == [None, ValueState.MISSING]
    assert month.offtake.lacks == ValueState.MISSING


def test_a_month_that_is_not_over_lacks_what_is_to_come(home):
    fill_days(home.home, NOVEMBER, date(2026, 11, 11), wh=100)
    november = ask(home, "year", "2026").parts[10].offtake
    assert (november.lacks, november.known_days) == (ValueState.NOT_YET, 10)
    assert ask(home, "month", "2026-12").offtake.lacks is None


def test_what_is_known_of_a_day_with_a_hole_is_said_and_it_is_not_called_unread(home):
    days = (date(2026, 11, 5), date(2026, 11, 6))
    fill_days(
        home.home,
        NOVEMBER,
        date(2026, 11, 11),
        wh=100,
        lacking=dict(zip(days, (4, 96), strict=True)),
    )

    def say(day):
        return say_used(ask(home, "day", day), "en_IE")

    assert say("2026-11-05") == (
        "5 November 2026: you used 9\N{NO-BREAK SPACE}kWh in the hours that are known."
    )
    assert say("2026-11-06").endswith("nothing is known, your meter did not tell us this.")
    assert "nothing is known yet, your meter was last read on 11" in say("2026-11-12")


def test_a_rest_below_zero_leaves_its_days_unknown_and_never_zero(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 10), wh=200)
    fill_days(home.home, date(2026, 10, 11), NOVEMBER, wh=200)
    month = ask(home, "month", "2026-10")
    assert month.parts[9].offtake.wh is None
    assert month.parts[9].offtake.state == ValueState.MISSING
    assert month.offtake.known_days == 30


def test_euro_stay_those_of_the_readings(home):
    before = ask(home, "month", "2026-10")
    fill_days(home.home, OCTOBER, date(2026, 11, 11), wh=100)
    after = ask(home, "month", "2026-10")
    assert after.offtake.wh != before.offtake.wh
    assert after.cents == before.cents
    assert after.billed == before.offtake
    later = ask(home, "month", "2026-11")
    assert later.parts[0].cents is None
    assert later.offtake.wh == 10 * 9_600
    assert later.billed.wh is None


def test_days_of_the_year_before_are_told_by_intervals_too(home):
    fill_days(home.home, date(2025, 10, 1), date(2025, 11, 1), wh=100)
    month = ask(home, "month", "2026-10")
    assert month.before[0].offtake.wh == 9_600
    assert month.before[0].offtake.state == ValueState.MEASURED
    assert month.parts[0].offtake.state == ValueState.ESTIMATED


def test_a_correction_and_a_file_of_ones_own_are_said(home):
    fill_days(home.home, OCTOBER, date(2026, 10, 3), wh=100)
    fill_days(home.home, OCTOBER, date(2026, 10, 2), wh=90, revision=2, state=ValueState.CORRECTED)
    fill_days(home.home, date(2026, 10, 3), date(2026, 10, 4), wh=80, is_official=False)
    parts = ask(home, "month", "2026-10").parts[:3]
    assert [part.offtake.wh for part in parts] == [8_640, 9_600, 7_680]
    assert [part.offtake.state for part in parts] == [
        ValueState.CORRECTED,
        ValueState.MEASURED,
        ValueState.GIVEN,
    ]


def test_without_a_consent_only_what_was_told_by_the_day_is_shown():
    home = make_monthly(read_until=NOVEMBER)
    fill_days(home.home, OCTOBER, date(2026, 10, 3), wh=100)
    fill_days(home.home, date(2026, 10, 3), date(2026, 10, 4), wh=7_000, step_minutes=1440)
    told = ask(home, "month", "2026-10")
    assert not told.consents
    assert told.parts[0].offtake.state == ValueState.ESTIMATED
    assert told.parts[2].offtake.wh == 7_000
    store_consent(home.account, home.home, purpose="alerts")
    assert not ask(home, "month", "2026-10").consents
    given = TODAY - timedelta(days=30)
    store_consent(home.account, home.home, given_on=given, expires_on=TODAY)
    assert not ask(home, "month", "2026-10").consents


def test_who_moved_in_sees_no_interval_of_who_lived_there_before():
    home = make_household(moved_in=date(2026, 10, 15), read_on=())
    store_consent(home.account, home.home)
    fill_days(home.home, OCTOBER, NOVEMBER, wh=100)
    month = ask(home, "month", "2026-10")
    assert offtake_of(month)[:14] == [None] * 14
    assert offtake_of(month)[14] == 9_600
    assert month.known_from == date(2026, 10, 15)
    assert ask(home, "year", "2026").offtake.wh == 17 * 9_600 + 400


def test_a_day_is_split_over_day_and_night_registers_by_their_hours():
    home = make_household(home={"registers": PAIR}, read_on=())
    store_consent(home.account, home.home)
    fill_days(home.home, OCTOBER, NOVEMBER, wh=100)
    parts = ask(home, "month", "2026-10").parts
    thursday, saturday, clock_change = parts[0], parts[2], parts[24]
    assert dict(thursday.register_wh) == {"day": 60 * 100, "night": 36 * 100}
    assert dict(saturday.register_wh) == {"day": 0, "night": 9_600}
    assert dict(clock_change.register_wh) == {"day": 0, "night": 10_000}


def test_registers_that_count_other_hours_are_told_in_one():
    home = make_household(home={"registers": PAIR}, read_on=())
    store_consent(home.account, home.home)
    for day, value in ((OCTOBER, 0), (NOVEMBER, 20)):
        read_index(home, day, value, kind="day")
        read_index(home, day, 10 * value, kind="night")
    # The day register counted less than the intervals of its hours: these are not its hours.
    fill_days(home.home, OCTOBER, date(2026, 10, 30), wh=50)
    month = ask(home, "month", "2026-10")
    assert month.offtake.wh == 220_000
    assert month.parts[0].register_wh == ()
    assert month.parts[0].offtake.wh == 4_800
    assert ask(home, "year", "2026").parts[8].register_wh == ()


def test_registers_whose_hours_nobody_knows_are_told_in_one_and_read_elsewhere():
    kinds = (*PAIR, RegisterSpec(RegisterKind.EXCLUSIVE_NIGHT))
    home = make_household(home={"registers": kinds}, read_on=())
    store_consent(home.account, home.home)
    told = {"day": (0, 90, 200), "night": (0, 60, 150), "exclusive_night": (0, 5, 5)}
    for kind, values in told.items():
        for day, value in zip((date(2026, 9, 1), OCTOBER, NOVEMBER), values, strict=True):
            read_index(home, day, value, kind=kind)
    fill_days(home.home, OCTOBER, date(2026, 10, 11), wh=25, step_minutes=30)
    year = ask(home, "year", "2026")
    assert dict(year.parts[8].register_wh) == {
        "day": 90_000,
        "night": 60_000,
        "exclusive_night": 5_000,
    }
    assert year.parts[9].register_wh == ()
    assert year.parts[9].offtake.wh == 200_000
    assert ask(home, "day", "2026-10-05").offtake.wh == 1_200


def test_what_was_given_comes_from_intervals_too():
    solar = (RegisterSpec(RegisterKind.TOTAL), RegisterSpec(RegisterKind.INJECTION))
    home = make_household(annual=(3_500, 1_200), home={"registers": solar})
    store_consent(home.account, home.home)
    fill_days(home.home, OCTOBER, date(2026, 10, 3), wh=100)
    fill_days(home.home, OCTOBER, date(2026, 10, 3), wh=30, direction=1)
    part = ask(home, "month", "2026-10").parts[0]
    assert dict(part.register_wh) == {"total": 9_600, "injection": 2_880}
    assert part.injection.wh == 2_880


def test_a_day_told_as_a_total_is_not_split_over_registers():
    home = make_household(home={"registers": PAIR}, read_on=())
    fill_days(home.home, OCTOBER, date(2026, 10, 3), wh=7_000, step_minutes=1440)
    month = ask(home, "month", "2026-10")
    assert offtake_of(month)[:3] == [7_000, 7_000, None]
    assert month.parts[0].register_wh == ()


def test_a_disc_that_panels_turn_back_stays_silent_with_intervals():
    home = make_household(
        annual=(1_800,),
        home={
            "meter": MeterKind.FERRARIS,
            "registers": (RegisterSpec(RegisterKind.TOTAL, dials=5),),
            "has_production": True,
        },
    )
    store_consent(home.account, home.home)
    fill_days(home.home, OCTOBER, NOVEMBER)
    assert ask(home).offtake.wh is None


def test_the_questions_do_not_grow_with_the_days(django_assert_max_num_queries, home):
    fill_days(home.home, OCTOBER, NOVEMBER)
    with django_assert_max_num_queries(11):
        ask(home, "month", "2026-10")


@pytest.mark.parametrize("last", [MOVED_IN + timedelta(days=3), date(2025, 3, 10)])
def test_a_week_says_the_same_as_its_days(home, last):
    fill_days(home.home, MOVED_IN, last, wh=17)
    week = ask(home, "week", last.isoformat())
    days = [ask(home, "day", part.from_.isoformat()).offtake for part in week.parts]
    assert days == [replace(part.offtake) for part in week.parts]
