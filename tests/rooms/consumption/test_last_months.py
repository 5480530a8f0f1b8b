"""The last twelve months: the sums and states of the page of consumption, and those of a bill's paper."""

from datetime import date

import pytest

from advance_factory import TODAY, index_on, make_household
from consumption_factory import ask, fill_days, read_index
from energycore.intervals import ValueState
from house_factory import make_brand
from interval_factory import store_consent
from kwartier.consumption.queries import list_billed_months, list_months
from kwartier.metering.operations import exchange_meter
from kwartier.metering.types import MeterKind, MeterSpec, RegisterKind, RegisterSpec
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM
from month_factory import make_monthly
from supply_factory import NOW, registers_of

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)


def months_of(home, today=TODAY):
    return list_months(account_id=home.account.id, code=home.home.code, today=today)


def billed_of(home, until):
    return list_billed_months(account_id=home.account.id, code=home.home.code, until=until)


def told(months):
    return [(each.month, each.offtake) for each in months]


def test_months_are_those_of_the_page(django_assert_max_num_queries):
    home = make_monthly(read_until=NOVEMBER)
    store_consent(home.account, home.home)
    fill_days(home.home, date(2026, 9, 1), date(2026, 11, 15), wh=70)
    with django_assert_max_num_queries(5):
        months = months_of(home)
    years = [part for year in ("2025", "2026") for part in ask(home, "year", year).parts]
    shown = {part.from_: part.offtake for part in years}
    assert told(months) == [(each.month, shown[each.month]) for each in months]
    assert [each.month for each in months][::11] == [date(2025, 11, 1), date(2026, 10, 1)]
    assert [each.offtake.state for each in months[-3:]] == [
        ValueState.VALIDATED,
        ValueState.MEASURED,
        ValueState.MEASURED,
    ]
    # The customer came in the middle of January a year before.
    assert (months[2].before.is_whole, months[2].before.known_days) == (False, 17)
    assert months[0].before.wh is None


def test_a_year_between_two_readings_is_shared_out_and_says_so():
    home = make_household()
    months = months_of(home)
    assert {each.offtake.state for each in months} == {ValueState.ESTIMATED}
    assert all(each.offtake.is_whole for each in months)


def test_a_bill_tells_readings_alone():
    home = make_monthly(read_until=NOVEMBER)
    before = told(billed_of(home, NOVEMBER))
    store_consent(home.account, home.home)
    fill_days(home.home, date(2026, 9, 1), NOVEMBER, wh=70)
    assert told(billed_of(home, NOVEMBER)) == before
    assert before[-1][1].wh == ask(home, "month", "2026-10").billed.wh
    # A reading that came in later is not part of it.
    june = billed_of(home, date(2026, 6, 1))
    assert (june[-1].month, june[-1].offtake.is_whole) == (date(2026, 5, 1), True)


def test_a_meter_that_hangs_there_since_takes_nothing_off_an_earlier_bill():
    home = make_monthly(read_until=date(2026, 6, 1))
    before = told(billed_of(home, date(2026, 6, 1)))
    day = date(2026, 7, 1)
    (old,) = registers_of(home.home)
    read_index(home, day, index_on(home.home, day, annual=3_500))
    exchange_meter(
        supply_point_id=home.home.id,
        removed_serial=old.meter_serial,
        installed=MeterSpec(
            "NEW",
            MeterKind.DIGITAL,
            day,
            (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT)),
        ),
        actor=SYSTEM,
        now=NOW,
    )
    assert told(billed_of(home, date(2026, 6, 1))) == before
    assert all(amount.is_whole for _month, amount in before)


def test_nothing_is_told_of_what_is_not_known():
    assert months_of(make_household(read_on=())) == ()
    turning = make_household(
        home={
            "meter": MeterKind.FERRARIS,
            "registers": (RegisterSpec(RegisterKind.TOTAL, dials=5),),
            "has_production": True,
        }
    )
    assert months_of(turning) == ()


def test_another_account_finds_no_supply_point():
    brand = make_brand()
    home, other = make_household(brand), make_household(brand)
    with pytest.raises(NotFound):
        list_months(account_id=other.account.id, code=home.home.code, today=TODAY)
    with pytest.raises(NotFound):
        list_billed_months(account_id=other.account.id, code=home.home.code, until=TODAY)
