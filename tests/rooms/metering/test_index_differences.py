"""The grid operator's index beside the customer's: the same day, days near it, and what says nothing."""

from datetime import date, timedelta

import pytest

from house_factory import NOW, make_brand
from kwartier.metering.operations import record_reading, withdraw_reading
from kwartier.metering.queries import list_index_differences
from kwartier.metering.types import Energy, ReadingOrigin
from kwartier.platform.types import SYSTEM
from supply_factory import TODAY, make_home, read, register_of

pytestmark = pytest.mark.django_db

DAY = TODAY - timedelta(days=10)
ACCOUNT = 4711


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def home(brand):
    home = make_home(brand)
    for day, index in ((date(2025, 11, 1), 10_000), (date(2026, 11, 1), 13_650)):
        read(home, day, index)
    return home


def give(home, day, index, *, account=ACCOUNT):
    record_reading(
        supply_point_id=home.id,
        read_on=day,
        indexes={register_of(home).id: index},
        actor=SYSTEM,
        today=TODAY,
        now=NOW,
        account_id=account,
    )


def differences(home, *, account=ACCOUNT):
    return list_index_differences(home.id, account_id=account, country="BE", today=TODAY)


def test_of_one_day_the_difference_is_exact(home):
    give(home, DAY, 13_750)
    assert differences(home) == []
    read(home, DAY, 13_772, closes_period=True, origin=ReadingOrigin.ESTIMATED)
    (found,) = differences(home)
    assert (found.operator_index, found.own_index, found.difference) == (13_772, 13_750, 22)
    assert (found.difference_wh, found.expected, found.is_exact) == (22_000, 0, True)
    assert (found.origin, found.closes_period) == ("estimated", True)
    assert differences(home, account=12) == []


@pytest.mark.parametrize("days", [-3, 3])
def test_of_days_near_it_what_is_to_be_expected_counts(home, days):
    """A home of some ten kWh a day: three days are about thirty kWh, whoever came first."""
    own = 13_760 + 12 * days
    give(home, DAY + timedelta(days=days), own)
    read(home, DAY, 13_772)
    (found,) = differences(home)
    assert (found.read_on, found.own_read_on, found.is_exact) == (
        DAY,
        DAY + timedelta(days=days),
        False,
    )
    assert 28 <= found.expected <= 48
    step = found.expected if days < 0 else -found.expected
    assert found.difference == 13_772 - (own + step)


def test_the_nearest_counts_and_what_is_too_far_does_not(home):
    give(home, TODAY - timedelta(days=9), 13_740)
    read(home, TODAY - timedelta(days=1), 13_830)
    assert differences(home) == []
    give(home, TODAY - timedelta(days=5), 13_790)
    assert [found.own_index for found in differences(home)] == [13_790]
    give(home, TODAY, 13_845)
    assert [found.own_index for found in differences(home)] == [13_845]


def test_what_was_taken_back_says_nothing(home):
    give(home, DAY, 13_750)
    withdraw_reading(
        supply_point_id=home.id, read_on=DAY, actor=SYSTEM, now=NOW, account_id=ACCOUNT
    )
    read(home, DAY, 13_772)
    assert differences(home) == []


def test_without_anything_known_other_days_are_left_out(brand):
    new = make_home(brand)
    give(new, DAY, 5)
    read(new, DAY + timedelta(days=2), 30)
    read(new, DAY, 9)
    found = differences(new)
    assert [(each.read_on, each.difference) for each in found][-1] == (DAY, 4)
    blank = make_home(brand)
    give(blank, TODAY, 5)
    read(blank, TODAY - timedelta(days=2), 9)
    assert differences(blank) == []


def test_gas_is_told_in_its_unit_and_as_energy(brand):
    gas = make_home(brand, energy=Energy.GAS)
    read(gas, date(2026, 11, 1), 900)
    give(gas, DAY, 950)
    read(gas, DAY, 948)
    (found,) = differences(gas)
    assert (found.difference, found.unit, found.difference_wh) == (-2, "m3", -23_100)
