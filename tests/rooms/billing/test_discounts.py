"""Discounts of a price card on a bill: from facts of the contract to cents, bundle and forecast."""

from datetime import date

import pytest

from advance_factory import MOVED_IN, PERIOD_FROM, make_household, make_priced_card
from bill_factory import NOW, make_year, settle
from energycore.clocks import DayRange, day_number
from house_factory import make_brand
from kwartier.billing import queries
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._bills.deciding import DuePeriod, decide
from kwartier.billing._bills.parts import SharedParts
from kwartier.metering.types import Energy
from kwartier.platform.types import SYSTEM
from kwartier.pricing.promises import read_promise
from kwartier.supply.operations import end_arrangement, note_arrangement
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ArrangementKind

pytestmark = pytest.mark.django_db
OCTOBER = date(2025, 10, 1)
BY_DEBIT = {
    "kind": "percentage",
    "code": "discount_direct_debit",
    "of": ["energy"],
    "percent": "-5",
    "condition": {"name": "direct_debit"},
}
LOYAL = BY_DEBIT | {
    "code": "discount_loyalty",
    "percent": "-2",
    "condition": {"name": "loyal", "months": 24},
}
CAP = {
    "kind": "limit",
    "code": "price_cap",
    "side": "at_most",
    "of": ["energy", "discount_direct_debit"],
    "eur_per_kwh": "0.1",
}


@pytest.fixture
def brand():
    return make_brand()


def card_of(brand, *written):
    promises = [read_promise(each, "here") for each in written]
    return make_priced_card(brand, Energy.ELECTRICITY, promises=promises)


def arrange(household, *, from_=MOVED_IN, kind=ArrangementKind.DIRECT_DEBIT):
    note_arrangement(
        contract_id=household.contract.id, kind=kind, from_=from_, until=None,
        document="mandate of the test", actor=SYSTEM, now=NOW,
    )  # fmt: skip


def lines_of(bill, code):
    return [
        line for line in queries.get_bill_page(bill.number).statement.lines if line.code == code
    ]


def test_a_discount_counts_on_the_days_of_its_mandate(brand):
    household = make_year(brand=brand, card=card_of(brand, BY_DEBIT, LOYAL))
    arrange(household, from_=OCTOBER)
    bill = settle(household)
    unmet, met = lines_of(bill, "discount_direct_debit")
    energy = sum(line.pico_eur for line in lines_of(bill, "energy_total"))
    assert (unmet.pico_eur, unmet.condition.is_met, unmet.period.until) == (
        0,
        False,
        day_number(OCTOBER),
    )
    assert met.condition.reason == "met"
    assert 0 < met.quantity < energy
    assert 0 <= met.quantity + 20 * met.pico_eur + 20 < 40
    (loyal,) = lines_of(bill, "discount_loyalty")
    assert (loyal.condition.name, loyal.condition.is_met) == ("loyal_24_months", False)
    bundle = queries.get_bundle(bill.number)
    assert bundle["facts"]["conditions"] == {
        "direct_debit": {"days": [{"from": "2025-10-01", "until": "2026-04-15"}]},
        "loyal_24_months": {"customer_from": "2025-04-15"},
    }
    assert queries.recompute_bill(bill.number).differences == ()


def test_a_cap_holds_after_the_discount_and_a_fee_by_month_counts(brand):
    care = {"kind": "fixed", "code": "care", "eur_per_month": "1.5"}
    household = make_year(brand=brand, card=card_of(brand, BY_DEBIT, CAP, care))
    arrange(household)
    bill = settle(household)
    (cap,) = lines_of(bill, "price_cap")
    energy = sum(line.pico_eur for line in lines_of(bill, "energy_total"))
    (discount,) = lines_of(bill, "discount_direct_debit")
    kwh = sum(line.quantity for line in lines_of(bill, "energy_total"))
    assert energy + discount.pico_eur + cap.pico_eur == kwh * 100_000_000
    (fee,) = lines_of(bill, "care")
    assert fee.pico_eur == 18 * 10**12


def test_a_scale_prices_the_kwh_where_the_card_has_no_price(brand):
    from kwartier.pricing.operations import offer_product, publish_card
    from kwartier.pricing.schema import prices_from_euro
    from kwartier.pricing.types import Energy as Sold
    from kwartier.pricing.types import PriceKind

    scale = {
        "kind": "slices",
        "code": "energy_scale",
        "slices": [{"up_to_wh": 2_000_000, "eur_per_kwh": "0.1"}, {"eur_per_kwh": "0.2"}],
    }
    promises = [read_promise(scale | {"code": "scale"}, "here")]
    product = offer_product(
        brand_id=brand.id, key="scaled", name="Scaled", energy=Sold.ELECTRICITY,
        price_kind=PriceKind.FIXED, actor=SYSTEM, now=NOW,
    )  # fmt: skip
    card = publish_card(
        product_id=product.id, version="2025-01", valid_from=date(2025, 1, 1),
        prices=prices_from_euro(fixed_fee="60", offtake={}, promises=promises), promises=promises,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    bill = settle(make_year(brand=brand, card=card))
    assert {line.price for line in lines_of(bill, "scale")} == {100_000_000, 200_000_000}


def test_bills_in_one_situation_are_made_together(brand):
    card = card_of(brand, BY_DEBIT, LOYAL)
    paid, also_paid, other = (make_year(brand=brand, card=card) for _ in range(3))
    arrange(paid)
    arrange(also_paid)
    due = [
        DuePeriod.of(
            get_contract(each.contract.id), AdvancePlan.objects.get(contract_id=each.contract.id)
        )
        for each in (paid, also_paid, other)
    ]
    parts = SharedParts.of_brand(brand.id)
    decided = decide(due, brand_id=brand.id, parts=parts)
    tariffs = {id(each.tariff) for key, each in parts._kept.items() if key[0] == "terms"}
    assert len(tariffs) == 2
    alone = [decide([each], brand_id=brand.id)[0] for each in due]
    assert [each.total_cents for each in decided] == [each.total_cents for each in alone]
    assert decided[0].total_cents < decided[2].total_cents


def test_the_forecast_has_the_discount_too(brand):
    card = card_of(brand, BY_DEBIT)
    with_debit = make_household(brand=brand, card=card)
    without = make_household(brand=brand, card=card)
    arrange(with_debit)
    simulated = with_debit.simulate()
    assert simulated.expected_cost_cents < without.simulate().expected_cost_cents
    end_arrangement(
        contract_id=with_debit.contract.id, kind=ArrangementKind.DIRECT_DEBIT, from_=MOVED_IN,
        until=PERIOD_FROM, actor=SYSTEM, now=NOW,
    )  # fmt: skip
    again = with_debit.simulate()
    assert again.expected_cost_cents == without.simulate().expected_cost_cents
    assert again.seen_version != simulated.seen_version  # An older page would be stale.


def test_both_energies_are_those_of_the_account(brand):
    both = BY_DEBIT | {"code": "discount_both", "condition": {"name": "both_energies"}}
    household = make_year(brand=brand, card=card_of(brand, both))
    make_household(
        brand=brand, energy=Energy.GAS, moved_in=OCTOBER, read_on=(),
        period=(OCTOBER, date(2026, 10, 1)), issue=False, paid=False,
        customer=(household.person, household.account), home={"profile_key": "gas.demo"},
    )  # fmt: skip
    bill = settle(household)
    unmet, met = lines_of(bill, "discount_both")
    assert (unmet.condition.is_met, met.condition.is_met) == (False, True)
    assert met.period == DayRange(day_number(OCTOBER), day_number(PERIOD_FROM))
