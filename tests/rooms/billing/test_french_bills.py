"""French bills through the same doors as Belgian ones: the slider, a run, the bridge, a refusal."""

from datetime import date
from decimal import Decimal

import pytest

from advance_factory import make_household
from house_factory import make_brand
from kwartier.billing import operations, queries
from kwartier.billing.models import Bill
from kwartier.metering.types import Energy, MeterKind, RegisterKind, RegisterSpec
from kwartier.platform.types import SYSTEM
from kwartier.pricing.operations import offer_product, publish_card
from kwartier.pricing.schema import prices_from_euro
from kwartier.pricing.types import Energy as ProductEnergy
from kwartier.pricing.types import PriceKind
from kwartier.supply.refusals import RulesUnclear
from run_factory import NOW, Run

pytestmark = pytest.mark.django_db

# No price changes in between: the grid's of 1 August 2025 and the taxes' of 1 February 2026.
FIRST, UNTIL, DAY = date(2025, 8, 1), date(2026, 2, 1), date(2026, 2, 10)
HP_HC = (RegisterSpec(RegisterKind.PEAK_HOURS), RegisterSpec(RegisterKind.OFF_PEAK_HOURS))


@pytest.fixture
def brand():
    return make_brand("plein-midi")


def make_card(brand):
    product = offer_product(
        brand_id=brand.id,
        key="clair",
        name="Clair",
        energy=ProductEnergy.ELECTRICITY,
        price_kind=PriceKind.FIXED,
        actor=SYSTEM,
        now=NOW,
    )
    prices = prices_from_euro(
        fixed_fee="49.80", offtake={"peak_hours": "0.0970", "off_peak_hours": "0.0657"}
    )
    return publish_card(
        product_id=product.id,
        version="2025-01",
        valid_from=date(2025, 1, 1),
        prices=prices,
        actor=SYSTEM,
        now=NOW,
    )


def make_half_year(brand, card=None, *, kva="9", **more):
    """A household that moved in on 1 August 2025 and out half a year later, read at both ends."""
    return make_household(
        brand,
        energy=Energy.ELECTRICITY,
        annual=(4_000, 2_600),
        read_on=(FIRST, UNTIL),
        moved_in=FIRST,
        ends_on=UNTIL,
        period=(FIRST, date(2026, 8, 1)),
        today=UNTIL,
        card=card or make_card(brand),
        home={"meter": MeterKind.LINKY, "registers": HP_HC, "injection_profile_key": ""},
        terms={"subscribed_kva": Decimal(kva)},
        **more,
    )


def test_the_slider_said_what_the_french_bill_says(brand):
    household = make_half_year(brand)
    simulation = household.simulate(today=UNTIL)
    bill = operations.issue_settlement(
        contract_id=household.contract.id, period_from=FIRST, today=DAY, now=NOW
    )
    assert bill.total_cents == simulation.expected_cost_cents
    assert {each.vat_bp for each in bill.vat} == {2_000}


def test_a_run_of_a_french_brand_makes_the_bills_that_one_by_one_are(brand):
    card = make_card(brand)
    first, second = make_half_year(brand, card), make_half_year(brand, card)
    alone = operations.issue_settlement(
        contract_id=first.contract.id, period_from=FIRST, today=DAY, now=NOW
    )
    run = Run(brand, day=DAY).finish()
    assert run.report.state_counts == {"told": 1}
    bill = Bill.objects.get(contract_id=second.contract.id)
    assert (bill.total_cents, bill.kind) == (alone.total_cents, alone.kind)
    assert queries.recompute_bill(bill.number).differences == ()
    assert bill.bundle["facts"]["profile"] == "fr.days"


def test_a_power_that_is_not_sold_is_refused_with_those_that_are(brand):
    with pytest.raises(RulesUnclear) as refused:
        make_half_year(brand, kva="9.5")
    told = refused.value.say()
    assert "9.5 kVA" in told
    assert "3, 6, 9, 12, 15, 18, 24, 30, 36" in told
