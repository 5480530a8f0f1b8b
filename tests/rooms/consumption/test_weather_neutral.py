"""This year and the last as if both had been as cold, and where nothing is said of it."""

from copy import deepcopy
from datetime import date

import numpy as np
import pytest

from advance_factory import TODAY
from consumption_factory import ask, fill_days
from energycore.clocks import DayRange
from energycore.intervals import ValueState
from house_factory import NOW
from interval_factory import store_consent
from kept_world import check_constraints, keep_world
from kwartier.consumption import _weather
from kwartier.consumption.types import NoComparison
from kwartier.intervals.queries import list_measured_days
from kwartier.intervals.types import Direction
from kwartier.metering.models import SupplyPoint
from kwartier.platform.types import SYSTEM
from kwartier.weather.operations import keep_station
from month_factory import make_monthly
from rulebooks.parameters import MissingParameter
from weather_factory import (
    BASE_WH,
    FIRST,
    LAST,
    SLOPE_WH,
    list_days,
    load_days,
    mean_of,
    measure,
    use_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_home(django_db_setup, django_db_blocker):
    """Two years of temperatures, and of use by the day from when the customer moved in."""
    with keep_world(django_db_blocker):
        made = make_monthly(read_until=date(2026, 2, 1))
        load_days(made, list_days())
        measure(made, list_days())
        check_constraints()
        yield made


@pytest.fixture
def known(kept_home, db):
    return deepcopy(kept_home)


def forget(home, first, last):
    """What was measured on some days is known in part only."""
    measure(home, list_days(first, last), missing=1, revision=2)


def test_a_month_is_compared_with_the_slope_of_its_year(known):
    found = ask(known, "month", "2026-03").weather
    assert (found.reason, found.lacking, found.least_days) == (None, "", None)
    told = found.compared
    assert (told.station_name, told.source, told.base_celsius) == ("Uccle", "Royal institute", 16.5)
    days = list_days(date(2026, 3, 1), date(2026, 3, 31))
    cold = sum(16.5 - mean_of(day) for day in days)
    assert told.days_count == 31
    assert told.degree_days == pytest.approx(cold)
    assert told.degree_days_before == pytest.approx(cold - 31)
    assert told.colder == pytest.approx(cold / (cold - 31) - 1)
    assert told.used_wh == sum(use_of(day) for day in days)
    # A degree less on each of 31 days, at 720 Wh each: by hand.
    assert told.neutral_wh == pytest.approx(told.used_wh - 31 * 720, abs=5)
    heated = SLOPE_WH * (cold - 31)
    expected = (31 * BASE_WH + 0.9 * heated) / (31 * BASE_WH + heated) - 1
    assert told.change == pytest.approx(expected, abs=1e-4)
    assert told.change < 0
    assert told.explained == 1


def test_a_year_so_far_and_a_billing_period_are_compared(known):
    year = ask(known, "year", "2026", today=TODAY).weather.compared
    assert year.days_count == (LAST - date(2026, 1, 15)).days + 1
    month = ask(known, "billing", "2026-01-01", today=TODAY)
    assert month.weather.reason == NoComparison.FEW_IN_BOTH
    assert month.weather.least_days == 20
    leap = ask(known, "month", "2026-04").weather.compared
    assert leap.days_count == 30


def test_a_leap_day_has_no_day_to_be_compared_with():
    assert _weather._back(date(2024, 2, 29)) == date(2023, 2, 28)
    daily, cold = np.full(800, 5), np.ones(800)
    origin = DayRange.of_dates(date(2023, 1, 1), date(2023, 1, 2)).from_
    here, there = _weather._pair(daily, cold, origin, date(2024, 2, 1), date(2024, 3, 2))
    assert len(here) == len(there) == 29
    assert set((here - there).tolist()) == {365, 366}


def test_a_day_and_a_week_and_what_lies_ahead_are_not_compared(known):
    for view, from_ in (("day", "2026-03-05"), ("week", "2026-03-05"), ("month", "2026-12")):
        assert ask(known, view, from_).weather is None


def test_without_values_of_days_nothing_is_said(known):
    assert ask(make_monthly(), "month", "2026-03").weather is None


def reason_of(home, view="month", from_="2026-03"):
    found = ask(home, view, from_).weather
    assert found.compared is None
    return found.reason


def test_without_temperatures_that_is_why(known):
    said = {"source": "Nobody", "actor": SYSTEM, "now": NOW, "brand": known.brand}
    keep_station(code="near", name="Near", serves=[known.home.postal_code], **said)
    assert reason_of(known) == NoComparison.NO_TEMPERATURES
    for code, elsewhere in (("near", "98"), ("uccle", "99")):
        keep_station(code=code, name=code, serves=[elsewhere], **said)
    assert reason_of(known) == NoComparison.NO_TEMPERATURES


def test_behind_panels_the_sun_counts_as_much(known):
    SupplyPoint.objects.filter(pk=known.home.id).update(has_production=True)
    # A disc that panels turn back tells nothing at all; registers that count both ways do.
    assert ask(known, "month", "2026-03").weather is None
    SupplyPoint.objects.filter(pk=known.home.id).update(has_production=False)
    fill_days(known.home, date(2026, 3, 5), date(2026, 3, 6), direction=1)
    store_consent(known.account, known.home)
    assert reason_of(known) == NoComparison.PANELS


def test_too_few_days_prove_nothing(known):
    # Both Marches, and nothing else of the year before: a slope needs sixty days.
    forget(known, date(2025, 1, 15), date(2025, 2, 28))
    found = ask(known, "month", "2026-03").weather
    assert (found.reason, found.least_days) == (NoComparison.TOO_FEW_DAYS, 60)
    forget(known, date(2025, 3, 1), date(2025, 3, 20))
    assert reason_of(known) == NoComparison.FEW_IN_BOTH


def test_estimated_days_are_no_witnesses(known):
    days = list_days(date(2026, 3, 1), date(2026, 3, 31))
    measure(known, days, state=ValueState.ESTIMATED, revision=2)
    assert reason_of(known) == NoComparison.FEW_IN_BOTH
    measure(known, days, state=ValueState.CORRECTED, revision=3)
    assert ask(known, "month", "2026-03").weather.compared is not None


def test_a_customers_own_file_is_no_witness_either(known):
    """What it calls measured is what the customer gave; beside the operator's days it changes nothing."""
    days = list_days(date(2026, 3, 1), date(2026, 3, 31))
    told = ask(known, "month", "2026-03").weather.compared
    measure(known, days, lambda _day: 1, revision=2, is_official=False)
    assert ask(known, "month", "2026-03").weather.compared == told
    ahead = list_days(date(2026, 12, 1), date(2026, 12, 5))
    measure(known, ahead, is_official=False)
    asked = {"direction": Direction.OFFTAKE, "finer": True}
    assert not list_measured_days(known.home.id, ahead[0], ahead[-1], **asked)[0].size


def test_a_use_that_does_not_follow_the_cold_is_left_alone(known):
    days = list_days(date(2025, 4, 1), date(2026, 3, 31))
    measure(known, days, use=lambda day: 5_000 + 100 * (day.toordinal() % 7), revision=2)
    assert reason_of(known) == NoComparison.NOT_DRIVEN


def test_an_empty_home_is_left_alone(known):
    measure(known, list_days(date(2025, 3, 1), date(2025, 3, 31)), use=lambda _day: 0, revision=2)
    measure(
        known,
        list_days(date(2025, 1, 15), date(2025, 2, 28)),
        use=lambda day: use_of(day) * (use_of(day) > 14_000),
        revision=2,
    )
    assert reason_of(known) == NoComparison.NOT_DRIVEN


def test_nobody_heats_in_summer(known):
    assert reason_of(known, "month", "2026-07") == NoComparison.MILD


def test_a_missing_figure_is_named(known, monkeypatch):
    def missing(**_asked):
        raise MissingParameter("be.weather.degree_day_base", None)

    monkeypatch.setattr(_weather, "get_weather_rules", missing)
    found = ask(known, "month", "2026-03").weather
    assert (found.reason, found.lacking) == (
        NoComparison.NO_FIGURES,
        "be.weather.degree_day_base",
    )


def test_days_of_the_one_before_are_not_compared(known, django_assert_max_num_queries):
    """The customer moved in on 15 January 2025: what was used before is another's."""
    assert known.contract.from_ > FIRST
    with django_assert_max_num_queries(9):
        assert reason_of(known, "month", "2025-12") == NoComparison.FEW_IN_BOTH


def test_without_consent_finer_values_are_not_used(known):
    days = date(2026, 3, 1), date(2026, 4, 1)
    measured = ask(known, "month", "2026-03").weather.compared.used_wh
    fill_days(known.home, *days, wh=200, revision=2)
    assert ask(known, "month", "2026-03").weather.compared.used_wh == measured
    store_consent(known.account, known.home)
    quarters = 31 * 96 - 4  # the last Sunday has an hour less
    assert ask(known, "month", "2026-03").weather.compared.used_wh == quarters * 200
