"""A customer's consumption: parts that add up, states that are true, and the euro of the bill."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from advance_factory import (
    MOVED_IN,
    PERIOD_FROM,
    READ_ON,
    TODAY,
    index_on,
    make_household,
    read_along,
)
from bill_factory import make_year, settle
from consumption_factory import ask, offtake_of, read_index
from energycore.intervals import ValueState
from kwartier.billing.queries import charging
from kwartier.billing.refusals import PriceNeedsQuarterHours
from kwartier.consumption import _money
from kwartier.consumption.queries import get_consumption
from kwartier.consumption.refusals import PeriodUnknown, PricesNotKnown
from kwartier.metering.operations import exchange_meter, load_month_peaks, load_operator_readings
from kwartier.metering.types import (
    DeliveredPeak,
    MeterKind,
    MeterSpec,
    OperatorReading,
    ReadingOrigin,
    RegisterKind,
    RegisterSpec,
)
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM
from month_factory import load_peaks, make_monthly, months_until
from rulebooks.parameters import MissingParameter
from supply_factory import NOW, registers_of

pytestmark = pytest.mark.django_db

SOLAR = (RegisterSpec(RegisterKind.TOTAL), RegisterSpec(RegisterKind.INJECTION))


@pytest.fixture
def monthly():
    return make_monthly(read_until=date(2026, 11, 1))


def test_months_add_up_to_the_difference_of_the_indexes():
    home = make_household()
    year = ask(home, "billing", "2025-06")
    assert (year.period.from_, year.period.until) == (date(2026, 4, 15), date(2027, 4, 15))
    told = ask(home, "year", "2025")
    first = ask(home, "year", "2026")
    assert sum(filter(None, offtake_of(told) + offtake_of(first))) == told_by_readings(home)


def told_by_readings(home):
    ends = [index_on(home.home, day, annual=3_500) for day in (MOVED_IN, READ_ON)]
    return (ends[1] - ends[0]) * 1_000


def test_days_months_and_the_year_agree_whichever_way_they_are_asked(monthly):
    year = ask(monthly, "year", "2026")
    for part in year.parts[:10]:
        month = ask(monthly, "month", part.from_.isoformat())
        assert month.offtake.wh == part.offtake.wh
    days = [ask(monthly, "day", f"2026-03-{day:02}").offtake.wh for day in range(1, 32)]
    assert days == offtake_of(ask(monthly, "month", "2026-03"))
    weeks = ask(monthly, "week", "2026-03-05")
    assert (weeks.period.from_, len(weeks.parts)) == (date(2026, 3, 2), 7)
    assert offtake_of(weeks) == days[1:8]


def test_a_month_read_at_both_ends_is_validated_and_a_cut_one_estimated(monthly):
    year = ask(monthly, "year", "2026")
    assert {part.offtake.state for part in year.parts[:10]} == {ValueState.VALIDATED}
    assert {part.offtake.state for part in ask(monthly, "month", "2026-03").parts} == {
        ValueState.ESTIMATED
    }
    assert year.parts[10].offtake.state == ValueState.NOT_YET
    assert year.parts[10].offtake.wh is None
    assert year.parts[10].cents is None


def test_days_that_lack_a_reading_are_counted_and_never_zero():
    home = make_household()
    november = ask(home, "year", "2026").parts[10].offtake
    assert (november.known_days, november.day_count) == (19, 30)
    assert not november.is_whole
    assert november.wh > 0
    april = ask(home, "year", "2025").parts
    assert april[2].offtake.state == ValueState.MISSING
    assert april[2].offtake.wh is None
    assert (april[3].offtake.known_days, april[3].offtake.day_count) == (16, 30)


def test_a_period_is_compared_part_by_part_with_a_year_before(monthly):
    year = ask(monthly, "year", "2026")
    assert [now.from_.month for now, _then in year.comparable] == list(range(2, 11))
    assert year.before[0].from_ == date(2025, 1, 1)
    week = ask(monthly, "week", "2026-03-05")
    assert week.before[0].from_ == date(2025, 3, 3)
    assert ask(monthly, "year", "2025").before == ()


def test_what_a_customer_gave_and_what_was_estimated_is_said():
    home = make_household(read_on=(MOVED_IN,))
    register = registers_of(home.home)[0]
    for day, origin in (
        (date(2025, 5, 1), ReadingOrigin.CUSTOMER),
        (date(2025, 6, 1), ReadingOrigin.OPERATOR),
        (date(2025, 7, 1), ReadingOrigin.ESTIMATED),
        (date(2025, 8, 1), ReadingOrigin.OPERATOR),
        (date(2025, 9, 1), ReadingOrigin.OPERATOR),
    ):
        value = index_on(home.home, day, annual=3_500)
        read_index(home, day, value, origin=origin)
    assert register.kind == "total"
    states = [part.offtake.state for part in ask(home, "year", "2025").parts[4:8]]
    assert states[1:] == [ValueState.ESTIMATED, ValueState.ESTIMATED, ValueState.VALIDATED]


def test_a_corrected_reading_makes_its_months_corrected(monthly):
    day = date(2026, 5, 1)
    value = index_on(monthly.home, day, annual=3_500) + 7
    read_index(monthly, day, value, corrects=True)
    parts = ask(monthly, "year", "2026").parts
    assert parts[3].offtake.state == ValueState.CORRECTED
    assert parts[4].offtake.state == ValueState.CORRECTED
    assert parts[5].offtake.state == ValueState.VALIDATED


def test_a_year_costs_what_its_bill_says():
    home = make_year()
    bill = settle(home)
    told = ask(home, "billing", "2025-06-01", today=PERIOD_FROM + timedelta(days=5))
    assert (told.period.from_, told.period.until) == (bill.period_from, bill.period_until)
    assert told.no_euro is None
    assert told.cents == bill.component_cents
    assert sum(part.total_cents for part in told.parts) == bill.total_cents


def test_a_month_costs_its_share_of_the_days(monthly):
    march = ask(monthly, "month", "2026-03")
    year = ask(monthly, "year", "2026")
    assert march.cents == year.parts[2].cents
    assert all(part.total_cents > 0 for part in march.parts)


def test_a_solar_home_shows_what_it_gave_apart():
    home = make_household(annual=(3_500, 1_200), home={"registers": SOLAR})
    told = ask(home, "year", "2026")
    assert told.has_injection
    assert told.injection.wh > 0
    assert dict(told.parts[5].register_wh).keys() == {"total", "injection"}
    assert told.parts[5].offtake.wh == dict(told.parts[5].register_wh)["total"]
    assert ask(make_household()).injection is None


def test_a_disc_that_panels_turn_back_tells_no_offtake():
    home = make_household(
        annual=(1_800,),
        home={
            "meter": MeterKind.FERRARIS,
            "registers": (RegisterSpec(RegisterKind.TOTAL, dials=5),),
            "has_production": True,
        },
    )
    told = ask(home)
    assert told.turns_back
    assert told.offtake.wh is None
    assert told.cents is None
    assert told.known_until is None


def test_an_estimate_that_said_too_much_is_taken_off_the_days_it_was_said_of():
    home = make_household(read_on=(MOVED_IN,))
    start = date(2026, 1, 1)
    read_index(home, start, 2_000)
    read_index(home, date(2026, 3, 1), 2_900, origin=ReadingOrigin.ESTIMATED)
    read_index(home, date(2026, 4, 1), 2_600)
    told = ask(home, "year", "2026")
    assert sum(filter(None, offtake_of(told))) == 600_000
    assert {part.offtake.state for part in told.parts[:3]} == {ValueState.ESTIMATED}


def test_who_moved_in_never_sees_what_was_used_before():
    home = make_household(moved_in=date(2026, 4, 15), read_on=(date(2026, 1, 1), READ_ON))
    told = ask(home, "year", "2026")
    assert offtake_of(told)[:3] == [None] * 3
    assert told.known_from == date(2026, 4, 15)
    assert told.parts[3].offtake.known_days == 16


def test_who_moved_out_sees_nothing_of_what_came_after():
    home = make_household(ends_on=date(2026, 9, 10), issue=False, paid=False)
    told = ask(home, "year", "2026")
    assert told.parts[8].offtake.known_days == 9
    assert told.parts[9].offtake.wh is None
    assert told.parts[9].offtake.state == ValueState.MISSING
    assert told.known_until == date(2026, 9, 10)


def test_peaks_say_what_the_last_one_costs():
    home = make_monthly(read_until=date(2026, 11, 1))
    load_peaks(home, [3_000] * 21 + [6_000, 1_000])
    peaks = ask(home, "year", "2026").peaks
    assert len(peaks) == 12
    assert peaks[-1].month == date(2026, 11, 1)
    assert (peaks[-1].peak_w, peaks[-1].counted_w) == (1_000, 2_500)
    assert peaks[-2].mean_w == (11 * 3_000 + 6_000) // 12
    assert peaks[-2].year_cents == pytest.approx(2 * peaks[-3].year_cents, abs=1)
    assert 300 < peaks[-3].year_cents < 3_000


def test_peaks_of_who_lived_there_before_count_and_are_not_told():
    """The capacity tariff follows the connection, so that the mean knows them; whose they are does not."""
    home = make_monthly(read_until=date(2026, 11, 1))
    load_peaks(home, [9_000] * 3 + [3_000] * 8, first=date(2024, 12, 1))
    peaks = ask(home, "year", "2025").peaks
    # The contract began on 15 January 2025: that month's peak may be of either.
    assert [each.month for each in peaks] == months_until(date(2025, 10, 1), first=date(2025, 2, 1))
    assert peaks[0].mean_w == (2 * 9_000 + 9_000 + 9 * 2_500) // 12


def test_peaks_of_a_classic_meter_are_not_asked_for():
    home = make_household(home={"meter": MeterKind.ELECTRONIC})
    peak = DeliveredPeak(home.home.id, date(2026, 10, 1), 4_000)
    load_month_peaks([peak], brand_id=home.brand.id, now=NOW)
    assert ask(home).peaks == ()


@pytest.mark.parametrize(
    ("view", "from_"),
    [("decade", ""), ("month", "2026-13"), ("day", "31/12/2026"), ("year", "1066"), ("day", "x")],
)
def test_a_period_that_is_none_is_refused(view, from_):
    home = make_household()
    with pytest.raises(PeriodUnknown):
        ask(home, view, from_)


def test_a_supply_point_of_somebody_else_is_not_found():
    mine, theirs = make_household(), make_household()
    with pytest.raises(NotFound):
        get_consumption(
            account_id=mine.account.id,
            code=theirs.home.code,
            view="year",
            from_="",
            today=TODAY,
        )


def test_periods_follow_each_other_as_far_as_there_are_any():
    home = make_household()
    month = ask(home, "month", "2026-10")
    assert month.earlier.from_ == date(2026, 9, 1)
    assert month.later.from_ == date(2026, 11, 1)
    assert ask(home, "month").later is None
    billing = ask(home, "billing")
    assert (billing.earlier, billing.later) == (None, None)
    assert billing.billing_periods == ((PERIOD_FROM, date(2027, 4, 15)),)
    assert billing.period.last_day == date(2027, 4, 14)
    assert ask(home, "day", "2026-10-05").parts[0].from_ == date(2026, 10, 5)


def test_a_price_that_cannot_be_said_leaves_the_kwh(monkeypatch):
    home = make_household()

    def by_quarter_hour(*_args, **_more):
        raise PriceNeedsQuarterHours

    def unknown(*_args, **_more):
        raise MissingParameter("be.flanders.nothing", None)

    monkeypatch.setattr(_money, "charge_days", by_quarter_hour)
    told = ask(home)
    assert isinstance(told.no_euro, PriceNeedsQuarterHours)
    assert told.offtake.wh > 0
    assert told.cents is None
    monkeypatch.setattr(_money, "charge_days", unknown)
    assert isinstance(ask(home).no_euro, PricesNotKnown)


def test_without_a_reading_nothing_is_known():
    home = make_household(read_on=())
    told = ask(home)
    assert told.known_from is None
    assert told.offtake.wh is None
    assert told.before == ()
    assert told.no_euro is None
    assert {part.offtake.state for part in told.parts} == {ValueState.NOT_YET}


def test_the_questions_do_not_grow_with_the_readings(django_assert_max_num_queries, monthly):
    read_along(monthly.home, [date(2026, 11, 10)], 3_500)
    with django_assert_max_num_queries(11):
        ask(monthly, "month", "2026-10")


def test_a_meter_that_was_exchanged_is_charged_on_both_sides():
    home = make_household(annual=(3_500,), read_on=(MOVED_IN, PERIOD_FROM))
    day = date(2026, 7, 1)
    (old,) = registers_of(home.home)
    kinds = (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT))
    exchange_meter(
        supply_point_id=home.home.id,
        removed_serial=old.meter_serial,
        installed=MeterSpec("NEW", MeterKind.DIGITAL, day, kinds),
        actor=SYSTEM,
        now=NOW,
    )
    read_index(home, day, index_on(home.home, day, annual=3_500))
    pair = [each for each in registers_of(home.home, READ_ON) if each.kind != "total"]
    for at, value in ((day, 0), (READ_ON, 400)):
        report = load_operator_readings(
            [OperatorReading(each.id, at, value) for each in pair],
            brand_id=home.brand.id,
            now=NOW,
        )
        assert report.loaded_count == 2
    parts = ask(home, "year", "2026").parts
    assert dict(parts[5].register_wh).keys() == {"total"}
    assert dict(parts[7].register_wh).keys() == {"day", "night"}
    assert sum(part.offtake.wh or 0 for part in parts[6:]) == 800_000
    assert all(part.total_cents for part in parts[:11])


def test_a_price_by_the_quarter_hour_is_not_guessed(monkeypatch):
    home = make_household()
    by_index = SimpleNamespace(dynamic_plans=("an index",))
    monkeypatch.setattr(charging, "get_tariff", lambda *_args, **_more: by_index)
    told = ask(home)
    assert isinstance(told.no_euro, PriceNeedsQuarterHours)
    assert told.offtake.wh > 0
