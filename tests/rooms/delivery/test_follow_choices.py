"""A discount for bills by e-mail counts for who chose them, from the day on which they did."""

from datetime import date, timedelta

import pytest
from delivering import choose

from advance_factory import MOVED_IN, make_priced_card
from bill_factory import NOW, make_year
from house_factory import make_brand
from kwartier.delivery.models import Choice
from kwartier.delivery.operations import follow_choices
from kwartier.delivery.types import DeliveryChannel
from kwartier.metering.types import Energy
from kwartier.platform.types import SYSTEM
from kwartier.pricing.promises import read_promise
from kwartier.supply.operations import end_arrangement, end_contract, note_arrangement
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ArrangementKind, EndReason

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
PROMISE = {
    "kind": "percentage",
    "code": "discount_e_billing",
    "of": ["energy"],
    "percent": "-2",
    "condition": {"name": "e_billing"},
}
STREET = {"street": "Lindelaan", "house_number": "4"}


@pytest.fixture
def home():
    """A household whose card promises a discount for bills by e-mail."""
    brand = make_brand()
    card = make_priced_card(brand, Energy.ELECTRICITY, promises=[read_promise(PROMISE, "here")])
    return make_year(brand=brand, card=card, home=STREET)


def follow(home, today=TODAY):
    return follow_choices(brand_id=home.brand.id, today=today, now=NOW)


def days_of(home):
    return [(each.from_, each.until) for each in get_contract(home.contract.id).arrangements]


def chosen_on(day):
    Choice.objects.update(changed_at=NOW + (day - TODAY))


def test_it_is_noted_and_ended_as_the_account_chooses(home):
    assert follow(home) == 0  # Nobody chose.
    choose(home)
    assert (follow(home), follow(home)) == (1, 0)
    assert days_of(home) == [(TODAY, None)]
    (noted,) = get_contract(home.contract.id).arrangements
    assert "2026" in noted.document
    choose(home, DeliveryChannel.POST)
    chosen_on(TODAY + timedelta(days=30))
    assert (follow(home), follow(home)) == (1, 0)
    assert days_of(home) == [(TODAY, TODAY + timedelta(days=30))]


def test_it_begins_with_the_contract_and_the_later_word_stands(home):
    choose(home)
    chosen_on(date(2020, 1, 1))
    assert follow(home) == 1
    assert days_of(home) == [(MOVED_IN, None)]
    end = {"contract_id": home.contract.id, "kind": ArrangementKind.E_BILLING, "from_": MOVED_IN}
    end_arrangement(**end, until=TODAY, actor=SYSTEM, now=NOW)
    assert follow(home) == 0
    choose(home, DeliveryChannel.POST)
    chosen_on(date(2020, 1, 2))
    note_arrangement(**end | {"from_": TODAY}, until=None, document="asked", actor=SYSTEM, now=NOW)
    assert follow(home) == 0
    assert days_of(home) == [(MOVED_IN, TODAY), (TODAY, None)]


def test_a_card_that_asks_nothing_and_a_contract_that_is_over_are_left_alone(home):
    plain = make_year(brand=home.brand, home=STREET)
    choose(plain)
    assert follow(home) == 0
    choose(home)
    end_contract(
        contract_id=home.contract.id, ends_on=TODAY, reason=EndReason.MOVE, actor=SYSTEM, now=NOW
    )
    assert follow(home, TODAY + timedelta(days=1)) == 0
