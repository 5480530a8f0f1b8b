"""Belgian bills against figures worked by hand, and against published totals."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from energycore.charges import Peaks, split_volumes
from energycore.clocks import DayRange, day_number
from energycore.statement import make_statement
from energycore.tariff import FixedTerm, UnitTerm, compile_tariff
from rulebooks.be.connection import OPERATORS, ConnectionUnclear
from rulebooks.be.terms import build_terms
from rulebooks.dated_pieces import NANO_PER_KWH, Scope, exact_integer, scaled
from rulebooks.dated_terms import tier_terms
from rulebooks.parameters import (
    ExpiredParameter,
    MissingParameter,
    get_parameter,
    parse_parameters,
)

REFORM = day_number(date(2026, 8, 1))
YEAR_2026 = DayRange.of_year(2026)
HOME = {
    "region": "flanders",
    "operator": "fluvius_antwerpen",
    "energy": "electricity",
    "category": "residential",
    "meter_kind": "digital",
    "register_kinds": ("total",),
}
GAS = HOME | {"energy": "gas", "meter_kind": "gas"}


def terms_of(period=YEAR_2026, **facts):
    return build_terms(**(HOME | facts), from_day=period.from_, until_day=period.until)


def statement_of(volumes, *, period=YEAR_2026, card=(), peak_w=None, **facts):
    """Network and levies of a year, volumes spread by days."""
    kinds = facts.get("register_kinds", ("total",))
    tariff = compile_tariff([*terms_of(period, **facts), *card], kinds, period.from_, period.until)
    spread = split_volumes(np.array(volumes), tariff.boundaries.astype(float)[None, :])
    peaks = None if peak_w is None else Peaks.over(period, peak_w)
    return make_statement(tariff, spread, period=period, annual_wh=sum(volumes), peaks=peaks)


def euros(statement, code):
    """Net euro of a code, to the ten-thousandth of a cent."""
    pico = sum(line.pico_eur for line in statement.lines if line.code == code)
    return float(round(Decimal(pico) / 10**12, 6))


BEFORE_REFORM = DayRange(day_number(date(2025, 8, 1)), REFORM)
AFTER_REFORM = DayRange(REFORM, day_number(date(2026, 12, 31)))


def test_excise_and_contribution_of_a_household_before_the_reform():
    found = statement_of([3_500_000], period=BEFORE_REFORM, peak_w=4_000)
    assert euros(found, "excise") == 166.18
    assert euros(found, "energy_contribution") == pytest.approx(6.74, abs=0.005)
    assert euros(statement_of([25_000_000], period=BEFORE_REFORM, peak_w=4_000), "excise") == 1176.9


def test_excise_of_a_household_after_the_reform():
    found = statement_of([3_500_000], period=AFTER_REFORM, peak_w=4_000)
    assert euros(found, "excise") == 161.0
    assert euros(found, "energy_contribution") == 0.0


def test_excise_on_gas_before_and_after():
    first_quarter = DayRange(YEAR_2026.from_, day_number(date(2026, 4, 1)))
    before = statement_of([17_000_000], period=first_quarter, **GAS)
    assert euros(before, "excise") == pytest.approx(144.15, abs=0.005)
    assert euros(statement_of([17_000_000], period=AFTER_REFORM, **GAS), "excise") == 179.52


def test_the_antwerp_price_per_kwh_is_the_published_one():
    kwh = [
        term.nano_eur_per_kwh
        for term in terms_of(DayRange(YEAR_2026.from_, REFORM))
        if isinstance(term, UnitTerm) and term.component == "network"
    ]
    assert round(sum(kwh) * 106 / 10**9, 5) == 5.35329  # cents per kWh with 6 %


def test_the_whole_bill_of_a_flemish_household():
    card = (
        FixedTerm(
            code="fee",
            component="energy",
            vat_bp=600,
            valid=YEAR_2026,
            micro_eur_per_year=60_000_000,
        ),
        UnitTerm(
            code="energy",
            component="energy",
            vat_bp=600,
            valid=YEAR_2026,
            nano_eur_per_kwh=120_000_000,
        ),
    )
    found = statement_of([3_650_000], card=card, peak_w=4_000)
    # 3,650 kWh are 10 a day: 2,120 before 1 August, 1,530 from then on.
    assert euros(found, "fee") == 60.0
    assert euros(found, "energy") == 438.0
    assert euros(found, "capacity") == pytest.approx(4 * 49.4036563, abs=1e-6)
    assert euros(found, "grid_kwh") == pytest.approx(3.65 * 23.4492, abs=1e-6)
    assert euros(found, "public_service") == pytest.approx(3.65 * 25.4845, abs=1e-6)
    assert euros(found, "grid_surcharges") == pytest.approx(3.65 * 1.5690, abs=1e-6)
    assert euros(found, "data_management") == 17.85
    assert euros(found, "energy_fund") == 0.0
    assert euros(found, "excise") == pytest.approx(2.12 * 47.48 + 1.53 * 46, abs=1e-6)
    assert euros(found, "energy_contribution") == pytest.approx(2.12 * 1.9261, abs=1e-6)
    # 1,072.920412 net makes 1,072.92, and 64.38 of VAT at 6 %.
    assert [(v.rate_bp, v.base_cents, v.vat_cents) for v in found.vat] == [
        (0, 0, 0),
        (600, 107_292, 6_438),
    ]
    assert found.total_cents == 113_730
    assert found.component_cents == {"energy": 52_788, "network": 42_379, "taxes": 18_563}


def test_the_whole_bill_of_a_walloon_household():
    found = statement_of(
        [2_190_000, 1_460_000],
        region="wallonia",
        operator="ores",
        meter_kind="electronic",
        register_kinds=("day", "night"),
        prosumer_kva=Decimal("5.5"),
    )
    # With 6 % inside: 2,190 x 0.1327 + 1,460 x 0.0739 + 14.10 + 3,650 x 0.0274 + 5.5 x 85.84.
    network = 290.613 + 107.894 + 14.10 + 100.01 + 472.12
    assert sum(
        euros(found, code)
        for code in ("grid_kwh_day", "grid_kwh_night", "grid_fixed", "transport", "prosumer")
    ) == pytest.approx(network, abs=1e-5)
    # The fee is outside VAT: 0.075 for the first 100 kWh, 3,550 x 0.00075 beyond.
    assert (euros(found, "connection_fee_lump"), euros(found, "connection_fee")) == (0.075, 2.6625)
    levies = (2.12 * 47.48 + 1.53 * 46 + 2.12 * 1.9261) * 1.06
    assert found.total_cents / 100 == pytest.approx(network + 2.7375 + levies, abs=0.011)
    assert found.component_cents["network"] == round(network * 100)


def test_the_published_connection_fee_of_3500_kwh():
    found = statement_of([3_500_000], region="wallonia", operator="resa")
    assert euros(found, "connection_fee_lump") + euros(found, "connection_fee") == 2.625


def test_the_whole_bill_of_a_brussels_household():
    found = statement_of(
        [3_650_000],
        region="brussels",
        operator="sibelga",
        meter_kind="electronic",
        subscribed_kva=Decimal("9.2"),
    )
    # With 6 % inside: 3,650 x (0.0996 + 0.0227) + 14.73 + 50.07, and 21.37 below 9.6 kVA.
    network = 446.395 + 14.73 + 50.07
    levies = (2.12 * 47.48 + 1.53 * 46 + 2.12 * 1.9261) * 1.06 + 21.37
    assert euros(found, "public_service") == 21.37
    assert found.total_cents / 100 == pytest.approx(network + levies, abs=0.011)
    assert found.component_cents["network"] == pytest.approx(network * 100, abs=1)
    assert sum(found.component_cents.values()) == found.total_cents


def test_a_professional_pays_its_own_vat_on_prices_published_with_six_percent():
    home, office = (
        statement_of(
            [3_650_000],
            region="brussels",
            operator="sibelga",
            meter_kind="electronic",
            subscribed_kva=Decimal(20),
            category=category,
        )
        for category in ("residential", "professional")
    )
    assert euros(home, "grid_fixed") == euros(office, "grid_fixed") == 100.15
    ratio = office.component_cents["network"] / home.component_cents["network"]
    assert ratio == pytest.approx(1.21 / 1.06, abs=1e-4)
    assert [v.rate_bp for v in office.vat] == [2100]


def test_a_classic_meter_pays_the_smallest_capacity_whatever_peak_is_given():
    found = statement_of([3_650_000], meter_kind="ferraris", prosumer_kva=Decimal(5), peak_w=9_000)
    assert euros(found, "capacity") == pytest.approx(2.5 * 49.4036563, abs=1e-6)
    assert euros(found, "prosumer") == 273.15
    assert euros(found, "grid_kwh") == pytest.approx(3.65 * 49.2427, abs=1e-6)
    classic = get_parameter("be.fluvius_west.electricity.kwh_classic", YEAR_2026.from_)
    assert classic.is_demonstration
    plain = statement_of([3_650_000], meter_kind="electronic")
    assert euros(plain, "prosumer") == 0


def test_the_maximum_tariff_caps_a_peak_on_a_small_volume():
    found = statement_of([1_000_000], peak_w=10_000)
    others = 23.4492 + 25.4845 + 1.5690
    assert euros(found, "capacity") == pytest.approx(327.6168 - others, abs=1e-6)


def test_the_energy_fund_asks_who_lives_there():
    for facts in ({"domicile": False}, {"category": "professional"}):
        found = statement_of([3_650_000], peak_w=4_000, **facts)
        assert euros(found, "energy_fund") == 120.84
        assert next(v for v in found.vat if v.rate_bp == 0).vat_cents == 0


def test_exclusive_night_has_its_own_public_service_price():
    found = statement_of(
        [2_000_000, 1_000_000], register_kinds=("total", "exclusive_night"), peak_w=4_000
    )
    assert euros(found, "public_service") == 50.969
    assert euros(found, "public_service_exclusive_night") == 20.3876


def test_a_flemish_gas_bill():
    found = statement_of([17_000_000], **GAS)
    assert euros(found, "gas_distribution") == pytest.approx(78.51 + 17 * 7.7903, abs=1e-6)
    assert euros(found, "gas_public_service") == pytest.approx(17 * 0.3667, abs=1e-6)
    assert euros(found, "gas_pensions") == pytest.approx(17 * 0.3405, abs=1e-6)
    assert euros(found, "gas_surcharges") == pytest.approx(17 * 0.0467, abs=1e-6)
    assert euros(found, "gas_transport") == pytest.approx(17 * 1.56, abs=1e-6)


@pytest.mark.parametrize(("region", "operator"), [("wallonia", "resa"), ("brussels", "sibelga")])
def test_gas_elsewhere_is_a_demonstration(region, operator):
    found = statement_of([17_000_000], **(GAS | {"region": region, "operator": operator}))
    assert euros(found, "gas_distribution") > 0
    assert (euros(found, "connection_fee") > 0) == (region == "wallonia")
    assert get_parameter(f"be.{operator}.gas.tier_kwh", YEAR_2026.from_).is_demonstration


@pytest.mark.parametrize("region", list(OPERATORS))
def test_every_operator_has_its_prices(region):
    for operator in OPERATORS[region]:
        assert terms_of(
            region=region,
            operator=operator,
            subscribed_kva=Decimal(9),
            register_kinds=("total", "exclusive_night"),
        )


@pytest.mark.parametrize(
    "facts",
    [
        {"operator": "ores"},
        {"region": "atlantis"},
        {"register_kinds": ()},
        {"register_kinds": ("peak_hours",)},
        {"register_kinds": ("total", "injection"), "prosumer_kva": Decimal(5)},
        {"region": "brussels", "operator": "sibelga"},
    ],
)
def test_facts_that_do_not_fit_are_refused(facts):
    with pytest.raises(ConnectionUnclear):
        terms_of(**facts)


def test_an_operator_without_gas_has_no_gas_price():
    with pytest.raises(MissingParameter, match=r"be\.aieg\.gas"):
        terms_of(**(GAS | {"region": "wallonia", "operator": "aieg"}))


def test_only_a_forecast_goes_past_the_last_known_price():
    period = DayRange(REFORM, day_number(date(2027, 8, 1)))
    with pytest.raises(ExpiredParameter):
        terms_of(period)
    terms = build_terms(**HOME, from_day=period.from_, until_day=period.until, carry_forward=True)
    tariff = compile_tariff(terms, ("total",), period.from_, period.until)
    assert tariff.provisional_from == YEAR_2026.until


@pytest.mark.parametrize("meter_kind", ["digital", "electronic"])
def test_a_forecast_may_begin_after_the_last_known_price(meter_kind):
    period = DayRange(day_number(date(2027, 2, 1)), day_number(date(2028, 2, 1)))
    facts = HOME | {"meter_kind": meter_kind}
    terms = build_terms(**facts, from_day=period.from_, until_day=period.until, carry_forward=True)
    assert all(term.provisional for term in terms)
    with pytest.raises(ExpiredParameter):
        terms_of(period, meter_kind=meter_kind)


def test_a_mean_peak_of_the_connection_is_used_when_charging():
    found = statement_of([3_650_000], mean_peak_w=5_000)
    assert euros(found, "capacity") == pytest.approx(5 * 49.4036563, abs=1e-6)


def test_every_amount_names_its_parameters():
    for line in statement_of([3_650_000], peak_w=4_000).lines:
        assert line.parameters[0].startswith("be.")
        assert line.source
        if line.code != "energy_fund":
            assert line.parameters[-1] == "be.vat.electricity.residential"


def test_a_unit_out_of_place_or_a_lost_decimal_is_an_error():
    value = get_parameter("be.flanders.electricity.data_management", YEAR_2026.from_)
    with pytest.raises(ValueError, match="is in EUR/year"):
        scaled(value, value.number(), NANO_PER_KWH)
    with pytest.raises(ValueError, match="more decimals"):
        exact_integer(Decimal("0.5"))


def test_tiers_whose_scales_differ_are_refused(monkeypatch):
    text = """
[defaults]
source = "a law made for this test"
review_by = 2027-12-31
edge_unit = "MWh/year"
["be.t.kwh"]
unit = "EUR/MWh"
values = [{ from = 2025-01-01, bands = [["5", "1"], ["", "2"]] }]
["be.t.fixed"]
unit = "EUR/year"
values = [{ from = 2025-01-01, bands = [["6", "1"], ["", "2"]] }]
["be.t.vat"]
unit = "percent"
values = [{ from = 2025-01-01, value = "6" }]
"""
    found = parse_parameters(text, "t.toml")
    monkeypatch.setattr("rulebooks.parameters.load_parameters", lambda _: found)
    with pytest.raises(ValueError, match="do not share their edges"):
        tier_terms(
            Scope(period=YEAR_2026, vat_key="be.t.vat"),
            "gas",
            "network",
            kwh_key="be.t.kwh",
            fixed_key="be.t.fixed",
        )


PUBLISHED_2026 = [
    # Keyed in a second time from printed tariff cards: capacity, kWh, public service, the same for
    # exclusive night, surcharges; prosumer with VAT.
    ("antwerpen", "49.4036563 23.4492 25.4845 20.3876 1.5690 54.63"),
    ("halle_vilvoorde", "56.0428955 27.0335 24.4354 19.5483 1.7081 62.66"),
    ("imewo", "54.2009816 25.9311 24.9198 19.9358 1.4355 60.12"),
    ("kempen", "56.2069857 26.3561 31.9098 25.5279 1.5179 67.79"),
    ("limburg", "49.0469384 23.2082 26.6707 21.3365 4.3906 62.38"),
    ("midden_vlaanderen", "50.1239818 24.8638 23.6385 18.9108 1.3038 59.23"),
    ("west", "57.0995726 28.0823 33.2887 26.6310 1.8227 69.59"),
    ("zenne_dijle", "56.1228635 27.1123 26.2323 20.9858 2.0475 65.51"),
]


@pytest.mark.parametrize(("area", "figures"), PUBLISHED_2026)
def test_flemish_figures_agree_with_printed_cards(area, figures):
    names = (
        "capacity",
        "kwh",
        "public_service",
        "public_service_exclusive_night",
        "surcharges",
        "prosumer",
    )
    for name, figure in zip(names, figures.split(), strict=True):
        key = f"be.fluvius_{area}.electricity.{name}"
        assert get_parameter(key, YEAR_2026.from_).number() == Decimal(figure)


def test_a_meter_of_another_kind_is_refused():
    with pytest.raises(ConnectionUnclear, match="no meter smart, only digital"):
        terms_of(YEAR_2026, meter_kind="smart")
