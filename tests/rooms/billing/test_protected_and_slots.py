"""Protected customers, IMPACT slots and exclusive night, from the readings to the settlement."""

from datetime import date

import pytest

from advance_factory import MOVED_IN, PERIOD_FROM, TODAY, make_household
from bill_factory import DAY, NOW, make_year, settle
from energycore.bundle import state
from house_factory import make_brand
from kwartier.billing import queries
from kwartier.billing.models import Bill
from kwartier.metering.types import MeterKind, Region, RegisterKind, RegisterSpec
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import note_protection
from kwartier.supply.refusals import RulesUnclear
from rulebooks.cases import read_case

pytestmark = pytest.mark.django_db

OCTOBER, JANUARY = date(2025, 10, 1), date(2026, 1, 1)
JULY = date(2026, 7, 1)
SLOTS = (RegisterKind.PIC, RegisterKind.MEDIUM, RegisterKind.ECO)


@pytest.fixture
def brand():
    # The social tariff of some quarters has no source at hand, nor have some Walloon figures.
    return make_brand("demo", demo_today=TODAY)


def protect(household, from_, until=None):
    note_protection(
        contract_id=household.contract.id,
        from_=from_,
        until=until,
        document="Attestation of 1 April 2025",
        actor=SYSTEM,
        now=NOW,
    )
    return household


def lines_of(bill):
    """The lines of a bill's bundle, by code."""
    found = {}
    for line in Bill.objects.get(number=bill.number).bundle["statement"]["lines"]:
        found.setdefault(line["code"], []).append(line)
    return found


def test_a_protected_customer_is_billed_at_the_social_tariff_and_nothing_else(brand):
    bill = settle(protect(make_year(brand=brand), MOVED_IN))
    lines = lines_of(bill)
    # What the supplier credits for injection is there, at nothing: this home gives none.
    assert {code for code in lines if not code.startswith("credit_")} == {"social_total", "excise"}
    case = {
        "supply_point": {
            "country": "BE",
            "region": "flanders",
            "operator": "fluvius_antwerpen",
            "energy": "electricity",
            "category": "residential",
            "meter": "digital",
            "protected": True,
            "registers": ["total"],
            "profile": "rlp0n.flanders",
        },
        "period": {"from": MOVED_IN.isoformat(), "until": PERIOD_FROM.isoformat()},
        "volumes": [{"register": "total", "kwh": str(bill.volumes_wh["total"] // 1_000)}],
    }
    assert bill.total_cents == state(read_case(case)).total_cents


def test_protected_for_a_quarter_each_kwh_is_paid_once_at_the_price_of_its_day(brand):
    household = protect(make_year(brand=brand), OCTOBER, JANUARY)
    bill = settle(household)
    lines = lines_of(bill)
    days = [(line["from"], line["until"]) for line in lines["supplier_fee"]]
    assert days == [("2025-04-15", "2025-10-01"), ("2026-01-01", "2026-04-15")]
    (social,) = lines["social_total"]
    assert (social["from"], social["until"]) == ("2025-10-01", "2026-01-01")
    used = social["quantity"] + sum(line["quantity"] for line in lines["energy_total"])
    assert used == bill.volumes_wh["total"]
    assert (
        queries.recompute_bill(account_id=household.account.pk, number=bill.number).differences
        == ()
    )


def test_the_slider_knows_the_social_tariff_too(brand):
    household = make_household(brand)
    before = household.simulate()
    after = protect(household, PERIOD_FROM).simulate()
    assert after.is_known
    assert after.expected_cost_cents != before.expected_cost_cents


def make_impact(brand, **home):
    """Half a year in Wallonia on the three slots, read at both ends."""
    registers = tuple(RegisterSpec(kind) for kind in SLOTS)
    place = {
        "region": Region.WALLONIA,
        "grid_operator": "ores",
        "profile_key": "rlp0n.wallonia",
        "meter": MeterKind.DIGITAL,
        "registers": registers,
        "injection_profile_key": "",
    }
    return make_household(
        brand,
        annual=(700, 1_500, 1_300),
        read_on=(JANUARY, JULY),
        moved_in=JANUARY,
        period=(JANUARY, JULY),
        today=JULY,
        home=place | home,
    )


def test_an_impact_customer_is_billed_by_slot_at_the_prices_of_day_and_night(brand):
    household = make_impact(brand)
    bill = settle(household, period_from=JANUARY, day=JULY)
    assert set(bill.volumes_wh) == {kind.value for kind in SLOTS}
    lines = lines_of(bill)
    for kind in SLOTS:
        (grid,) = lines[f"grid_kwh_{kind.value}"]
        assert grid["quantity"] == bill.volumes_wh[kind.value]
    # The card prices day and night alone: PIC and MEDIUM at the day's price, ECO at the night's.
    (by_day,), (by_night,) = lines["energy_day"], lines["energy_night"]
    assert by_day["quantity"] == bill.volumes_wh["pic"] + bill.volumes_wh["medium"]
    assert by_night["quantity"] == bill.volumes_wh["eco"]
    assert "energy_total" not in lines or not any(x["quantity"] for x in lines["energy_total"])
    again = queries.recompute_bill(account_id=household.account.pk, number=bill.number)
    assert again.differences == ()


def test_a_slot_that_passes_its_last_figure_rolls_over(brand):
    household = make_impact(brand, registers=tuple(RegisterSpec(kind, dials=4) for kind in SLOTS))
    bill = settle(household, period_from=JANUARY, day=JULY)
    assert all(0 < wh < 1_000_000 for wh in bill.volumes_wh.values())


def test_slots_on_a_meter_that_cannot_have_them_are_refused_with_the_reason(brand):
    with pytest.raises(RulesUnclear, match="The IMPACT tariff asks a digital meter"):
        make_impact(brand, meter=MeterKind.ELECTRONIC)


def test_exclusive_night_has_its_own_register_price_and_public_service(brand):
    kinds = (RegisterKind.TOTAL, RegisterKind.EXCLUSIVE_NIGHT)
    home = {"registers": tuple(RegisterSpec(kind) for kind in kinds)}
    bill = settle(make_year(brand=brand, home=home, annual=(2_000, 2_400)), day=DAY)
    lines = lines_of(bill)
    night = bill.volumes_wh["exclusive_night"]
    assert sum(line["quantity"] for line in lines["energy_exclusive_night"]) == night
    assert sum(line["quantity"] for line in lines["public_service_exclusive_night"]) == night
