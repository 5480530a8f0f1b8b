"""Belgian rules of few: the social tariff, IMPACT slots, the energy fund by voltage, energy sharing."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from energycore.charges import split_volumes
from energycore.clocks import DayRange, day_number
from energycore.statement import make_statement
from energycore.tariff import OFFTAKE_KINDS, FixedTerm, UnitTerm, compile_tariff
from rulebooks.be.connection import ConnectionUnclear
from rulebooks.be.federal import sharing_terms
from rulebooks.be.flanders import energy_fund
from rulebooks.be.impact import price_impact_slots
from rulebooks.be.terms import build_terms
from rulebooks.dated_pieces import Scope
from rulebooks.parameters import ExpiredParameter, MissingParameter, list_demonstrations

IMPACT = ("pic", "medium", "eco")
YEAR = DayRange.of_year(2026)
WALLOON = {
    "region": "wallonia",
    "operator": "ores",
    "energy": "electricity",
    "category": "residential",
    "meter_kind": "digital",
}


def days(first, until):
    return DayRange(day_number(date(*first)), day_number(date(*until)))


LAST_QUARTER = days((2026, 10, 1), (2027, 1, 1))


def charge(period, kinds, volumes, **facts):
    terms = build_terms(
        **(WALLOON | {"register_kinds": kinds} | facts),
        from_day=period.from_,
        until_day=period.until,
    )
    tariff = compile_tariff(terms, kinds, period.from_, period.until)
    spread = split_volumes(np.array(volumes), tariff.boundaries.astype(float)[None, :])
    return make_statement(tariff, spread, period=period, annual_wh=sum(volumes))


def euros(statement, code):
    pico = sum(line.pico_eur for line in statement.lines if line.code == code)
    return float(round(Decimal(pico) / 10**12, 6))


def test_a_protected_customer_pays_one_price_the_excise_and_the_walloon_fee():
    found = charge(LAST_QUARTER, ("total",), [1_000_000], is_protected=True)
    assert {line.code for line in found.lines if line.pico_eur} == {
        "social_total",
        "excise",
        "connection_fee",
        "connection_fee_lump",
    }
    assert euros(found, "social_total") == 268.51  # with VAT, as published
    assert euros(found, "excise") == 1.0
    # 268.51 and 1.06 with VAT, and the fee without: 0.675, and 92 days of 0.075.
    assert found.total_cents == 26_851 + 106 + 69


@pytest.mark.parametrize(
    ("kinds", "price"),
    [
        (("day",), 268.51),
        (("night",), 256.6),
        (("exclusive_night",), 222.14),
    ],
)
def test_the_published_social_prices_of_the_last_quarter_of_2026(kinds, price):
    found = charge(LAST_QUARTER, kinds, [1_000_000], is_protected=True)
    assert euros(found, f"social_{kinds[0]}") == price
    assert found.component_cents["network"] == 0


def test_the_social_tariff_is_the_same_in_every_region_but_for_the_walloon_fee():
    flemish = {"region": "flanders", "operator": "fluvius_west"}
    brussels = {"region": "brussels", "operator": "sibelga"}
    totals = [
        charge(LAST_QUARTER, ("total",), [1_000_000], is_protected=True, **facts).total_cents
        for facts in (flemish, brussels)
    ]
    assert totals == [26_957, 26_957]


def test_a_protected_gas_customer_before_and_after_the_reform():
    gas = {"energy": "gas", "meter_kind": "gas", "is_protected": True}
    found = charge(days((2024, 1, 1), (2024, 4, 1)), ("total",), [1_000_000], **gas)
    assert (euros(found, "social_total"), euros(found, "excise")) == (53.71, 2.77)
    found = charge(days((2026, 8, 1), (2026, 9, 1)), ("total",), [1_000_000], **gas)
    assert euros(found, "excise") == 3.09


def test_impact_slots_of_a_protected_customer_have_the_day_and_night_prices():
    found = charge(LAST_QUARTER, IMPACT, [500_000, 500_000, 1_000_000], is_protected=True)
    assert (euros(found, "social_day"), euros(found, "social_night")) == (268.51, 256.6)


def test_before_the_first_quarter_there_is_no_social_tariff():
    with pytest.raises(MissingParameter, match=r"be\.social.*first is of 2022-10-01"):
        charge(days((2022, 9, 1), (2022, 11, 1)), ("total",), [1], is_protected=True)
    with pytest.raises(ExpiredParameter, match=r"review social_tariff\.toml"):
        charge(days((2026, 12, 1), (2027, 1, 2)), ("total",), [1], is_protected=True)


def test_a_quarter_without_a_source_is_listed():
    (value,) = list_demonstrations(
        ["be.social.electricity.total"], days((2025, 1, 1), (2025, 7, 1))
    )
    assert value.note.startswith("price of an earlier quarter")


def test_only_a_household_is_a_protected_customer():
    with pytest.raises(ConnectionUnclear, match="household"):
        charge(LAST_QUARTER, ("total",), [1], is_protected=True, category="professional")


def test_the_grid_charges_impact_by_slot_and_no_fixed_term():
    found = charge(YEAR, IMPACT, [730_000, 1_460_000, 1_460_000])
    # With 6 % inside, as published: 16.57, 10.83 and 5.09 cents.
    assert euros(found, "grid_kwh_pic") == pytest.approx(0.73 * 165.7, abs=1e-6)
    assert euros(found, "grid_kwh_medium") == pytest.approx(1.46 * 108.3, abs=1e-6)
    assert euros(found, "grid_kwh_eco") == pytest.approx(1.46 * 50.9, abs=1e-6)
    assert euros(found, "grid_fixed") == 0
    assert euros(charge(YEAR, ("total",), [3_650_000]), "grid_fixed") == 14.1


def test_impact_is_a_digital_meter_with_all_three_slots_in_wallonia():
    sentence = "the IMPACT tariff asks a digital meter in Wallonia"
    for kinds, facts in (
        (("pic", "eco"), {}),
        (("pic", "medium", "eco", "exclusive_night"), {}),
        (IMPACT, {"meter_kind": "electronic"}),
        (IMPACT, {"region": "brussels", "operator": "sibelga"}),
    ):
        with pytest.raises(ConnectionUnclear, match=sentence):
            charge(YEAR, kinds, [1] * len(kinds), **facts)


def test_impact_did_not_exist_before_2026():
    with pytest.raises(MissingParameter, match="first is of 2026-01-01"):
        charge(days((2025, 12, 1), (2026, 2, 1)), IMPACT, [1, 1, 1])


def card(**prices):
    """Unit prices of a supplier's card, by code."""
    return [
        UnitTerm(
            code=code,
            component="energy",
            vat_bp=600,
            valid=YEAR,
            nano_eur_per_kwh=price,
            registers=registers,
        )
        for code, (price, registers) in prices.items()
    ]


def registers_of(terms):
    return {term.code: set(term.registers) & set(IMPACT) for term in terms}


def test_a_card_without_impact_prices_uses_day_and_night():
    found = price_impact_slots(
        [
            *card(single=(1, ("total",)), day=(2, ("day",)), night=(3, ("night",))),
            *card(night_only=(4, ("exclusive_night",)), green=(5, OFFTAKE_KINDS)),
            FixedTerm(
                code="fee", component="energy", vat_bp=600, valid=YEAR, micro_eur_per_year=60
            ),
        ]
    )
    assert registers_of(found[:5]) == {
        "single": set(),
        "day": {"pic", "medium"},
        "night": {"eco"},
        "night_only": set(),
        "green": set(IMPACT),
    }
    assert found[5].code == "fee"


def test_a_card_with_a_single_price_uses_it_in_every_slot():
    assert registers_of(price_impact_slots(card(single=(1, ("total",))))) == {"single": set(IMPACT)}


def test_a_slot_with_a_price_of_its_own_keeps_it():
    found = price_impact_slots(
        card(pic=(9, ("pic",)), day=(2, ("day",)), night=(3, ("night", "exclusive_night")))
    )
    assert registers_of(found) == {"pic": {"pic"}, "day": {"medium"}, "night": {"eco"}}


def fund(year, **facts):
    scope = Scope(period=DayRange.of_year(year), vat_key="be.vat.electricity.professional")
    (term,) = energy_fund(scope, **facts)
    return term


def test_the_energy_fund_by_voltage_and_domicile():
    assert fund(2026, voltage="low", is_home=True).micro_eur_per_year == 0
    assert fund(2026, voltage="low", is_home=False).micro_eur_per_year == 120_840_000
    assert fund(2026, voltage="medium", is_home=False).micro_eur_per_year == 12 * 192_110_000
    high = fund(2026, voltage="high", is_home=False)
    assert (high.micro_eur_per_year, high.vat_bp) == (12 * 1_120_660_000, 0)


def test_a_year_of_the_fund_that_is_not_at_hand_stops_a_bill():
    with pytest.raises(MissingParameter, match=r"on 2024-01-01; the next is of 2026-01-01"):
        fund(2024, voltage="medium", is_home=False)


def test_the_fee_of_energy_sharing_has_the_standard_rate():
    (term,) = sharing_terms(Scope(period=YEAR, vat_key="be.vat.electricity.residential"), 24_000)
    assert (term.vat_bp, term.micro_eur_per_year) == (2100, 24_000)
    assert term.parameters == ("be.vat.energy_sharing",)


@pytest.mark.parametrize("region", ["flanders", "wallonia", "brussels"])
def test_an_unknown_operator_is_answered_with_the_known_ones(region):
    known = {"flanders": "fluvius_kempen", "wallonia": "aieg", "brussels": "sibelga"}[region]
    with pytest.raises(
        ConnectionUnclear, match=rf"no operator gaselwest in {region}, only .*{known}"
    ):
        charge(YEAR, ("total",), [1], region=region, operator="gaselwest")
    with pytest.raises(ConnectionUnclear, match="no region atlantis, only flanders, wallonia"):
        charge(YEAR, ("total",), [1], region="atlantis")


def test_a_meter_for_exclusive_night_alone_reaches_its_own_maximum():
    flemish = {"region": "flanders", "operator": "fluvius_antwerpen", "mean_peak_w": 10_000}
    found = charge(YEAR, ("exclusive_night",), [1_000_000], **flemish)
    network = sum(
        euros(found, code)
        for code in ("capacity", "grid_kwh", "public_service_exclusive_night", "grid_surcharges")
    )
    assert network == pytest.approx(327.6168, abs=1e-6)
