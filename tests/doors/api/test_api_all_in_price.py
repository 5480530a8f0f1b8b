"""What the contract page says of a kWh all in, and of the night register, the API says too."""

import pytest
from api_door import Door, read

from advance_factory import TODAY
from customer_factory import make_customer
from kwartier.billing.queries import list_expected_costs

pytestmark = pytest.mark.django_db


def test_the_price_is_the_one_of_the_page_and_its_blocks_add_up(brand, as_web_role):
    door = Door(make_customer(brand, "day_and_night"))
    contract = door.household.contract.id
    cost = list_expected_costs([contract], today=TODAY)[contract]
    as_web_role()
    shown = read(door.get(door.contract))
    price = shown["all_in_price"]
    assert price["micro_eur_per_kwh"] == cost.micro_eur_per_kwh
    assert price["cost_cents"] == cost.cost_cents
    blocks = [price[f"{name}_cents"] for name in ("energy", "network", "taxes")]
    assert sum(blocks) == cost.cost_cents
    assert (price["period_from"], price["offtake_wh"]) == ("2026-04-15", cost.offtake_wh)
    assert {"days": "weekday", "from_hour": 22, "until_hour": 7} in shown["night_hours"]


def test_there_is_none_where_too_little_is_known_and_no_night_without_its_register(brand):
    door = Door(make_customer(brand, "too_short", read_on=()))
    shown = read(door.get(door.contract))
    assert (shown["all_in_price"], shown["night_hours"]) == (None, [])
