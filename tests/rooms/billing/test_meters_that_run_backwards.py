"""A turning disc under panels: half a year of it follows the sun, and says little about the year."""

from datetime import date

import pytest

from advance_factory import MOVED_IN, PERIOD_FROM, PERIOD_UNTIL, READ_ON, make_household
from energycore.clocks import day_number
from kwartier.metering.types import MeterKind
from rulebooks.profiles import get_profile
from supply_factory import read

pytestmark = pytest.mark.django_db

USED, GIVEN = 4_000, 2_600
START = 20_000
LAST_YEAR = date(2024, 4, 15)


def net(until: date) -> int:
    """What the disc shows: what was used along its profile, less what the sun gave."""
    days = day_number(LAST_YEAR), day_number(until)
    used = USED * get_profile("rlp0n.flanders").fraction(*days)
    given = GIVEN * get_profile("spp.flanders.share").fraction(*days)
    return START + round(used - given)


def make_solar_household(*read_on: date, moved_in: date = MOVED_IN, panels: bool = True):
    household = make_household(
        read_on=[],
        moved_in=moved_in,
        home={"meter": MeterKind.FERRARIS, "has_production": panels},
        terms={"prosumer_kva": 4},
    )
    for day in read_on:
        read(household.home, day, net(day))
    return household


def test_a_reading_after_the_summer_does_not_give_the_winter_away():
    summer = net(READ_ON) - net(PERIOD_FROM)
    assert summer < (USED - GIVEN) // 4, "or this says nothing"
    basis = make_solar_household(MOVED_IN, PERIOD_FROM, READ_ON).simulate().basis
    assert basis.expected_wh["total"] == pytest.approx(1_000 * (USED - GIVEN), rel=0.03)
    assert basis.prior_year
    assert basis.known_until == PERIOD_FROM


def test_without_panels_the_same_reading_counts():
    basis = make_solar_household(MOVED_IN, PERIOD_FROM, READ_ON, panels=False).simulate().basis
    assert basis.expected_wh["total"] < 900 * (USED - GIVEN)


def test_without_a_year_before_nothing_is_promised():
    household = make_solar_household(PERIOD_FROM, READ_ON, moved_in=PERIOD_FROM)
    simulation = household.simulate()
    assert not simulation.is_known
    assert simulation.recommendation.amount_cents == simulation.current_cents


def test_half_a_year_before_is_no_year():
    household = make_solar_household(date(2025, 7, 1), PERIOD_FROM, moved_in=date(2025, 7, 1))
    assert not household.simulate().is_known


def test_a_period_that_was_read_to_its_end_is_what_was_read():
    household = make_solar_household(MOVED_IN, PERIOD_FROM)
    read(household.home, PERIOD_UNTIL, net(PERIOD_FROM) + 77)
    simulation = household.simulate(today=PERIOD_UNTIL)
    assert simulation.basis.expected_wh["total"] == 77_000
    assert simulation.low_cost_cents == simulation.expected_cost_cents


def test_a_whole_period_below_zero_has_used_nothing():
    household = make_solar_household(MOVED_IN, PERIOD_FROM)
    read(household.home, PERIOD_UNTIL, net(PERIOD_FROM) - 800)
    assert household.simulate(today=PERIOD_UNTIL).basis.expected_wh["total"] == 0
