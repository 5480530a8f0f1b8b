"""The factory of whole customers gives what its situations say."""

import pytest

from advance_factory import TODAY
from customer_factory import SITUATIONS, add_supply, make_customer, make_day_brand, make_request
from kwartier.billing.queries import list_obstacles
from kwartier.metering.queries import list_readings
from kwartier.supply.queries import list_contracts

pytestmark = pytest.mark.django_db

OBSTACLES = {
    "unpaid": "advance.something_unpaid",
    "already_changed": "advance.already_changed",
    "next_is_settlement": "advance.next_is_settlement",
    "ends_soon": "advance.contract_ends_soon",
    "too_short": "advance.consumption_too_short",
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_situation_meets_its_own_obstacle_and_no_other(situation):
    home = make_customer(situation=situation)
    obstacles = list_obstacles(contract_id=home.contract.id, today=TODAY)
    assert [obstacle.code for obstacle in obstacles] == [
        code for name, code in OBSTACLES.items() if name == situation
    ]
    assert home.simulate().is_known == (situation != "too_short")


def test_a_second_supply_belongs_to_the_same_customer():
    home = make_customer()
    gas = add_supply(home)
    contracts = list_contracts(home.account.pk)
    assert {contract.id for contract in contracts} == {home.contract.id, gas.contract.id}
    assert {contract.energy for contract in contracts} == {"electricity", "gas"}
    assert make_request(home).startswith("R-26-")


def test_a_french_customer_has_a_contract_and_readings():
    home = make_customer(make_day_brand("plein-midi"))
    assert [row.id for row in list_contracts(home.account.pk)] == [home.contract.id]
    assert len(list_readings(home.home.id)) == 2
