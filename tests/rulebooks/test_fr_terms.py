"""French network prices and levies against figures worked by hand."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from energycore.charges import split_volumes
from energycore.clocks import DayRange, day_number
from energycore.statement import make_statement
from energycore.tariff import compile_tariff
from rulebooks.fr.terms import (
    QUADRANTS,
    REGISTERS,
    SupplyUnclear,
    build_supply_terms,
    build_terms,
)
from rulebooks.parameters import ExpiredParameter, get_parameter

AUGUST_2025 = day_number(date(2025, 8, 1))
AUGUST_2026 = day_number(date(2026, 8, 1))


def statement_of(formula, volumes, period, **more):
    terms = build_terms(
        formula=formula,
        subscribed_kva=Decimal(6),
        from_day=period.from_,
        until_day=period.until,
        **more,
    )
    tariff = compile_tariff(terms, REGISTERS[formula], period.from_, period.until)
    spread = split_volumes(np.array(volumes), tariff.boundaries.astype(float)[None, :])
    return tariff, make_statement(tariff, spread, period=period, annual_wh=sum(volumes))


def euros(statement, *codes):
    return sum(line.pico_eur for line in statement.lines if line.code in codes) / 10**12


def test_a_year_of_the_short_formula_at_six_kva():
    year = DayRange(AUGUST_2025, AUGUST_2026)
    _, found = statement_of("cust", [3_650_000], year)
    assert euros(found, "turpe_management", "turpe_metering", "turpe_power") == pytest.approx(
        105.22, abs=1e-6
    )
    assert euros(found, "turpe_kwh_base") == pytest.approx(3.65 * 48.4, abs=1e-6)
    # 184 days at 21.93 %, then 181 at 15 %, of 105.22.
    assert euros(found, "cta") == pytest.approx(105.22 * (0.2193 * 184 + 0.15 * 181) / 365)
    assert euros(found, "electricity_excise") == pytest.approx(
        1.84 * 29.98 + 1.81 * 30.85, abs=1e-6
    )
    assert [v.rate_bp for v in found.vat] == [2000]


def test_the_reduced_rate_ended_on_1_august_2025():
    half = DayRange(AUGUST_2025 - 100, AUGUST_2025 + 100)
    _, found = statement_of("mudt", [1_000_000, 500_000], half)
    assert [v.rate_bp for v in found.vat] == [550, 2000]


def test_past_the_last_known_grid_only_a_forecast_goes_on():
    late = DayRange(AUGUST_2026 - 10, AUGUST_2026 + 10)
    with pytest.raises(ExpiredParameter, match=r"review turpe\.toml"):
        statement_of("cust", [1], late)
    tariff, _ = statement_of("cust", [1], late, carry_forward=True)
    assert tariff.provisional_from == AUGUST_2026


def test_an_unknown_formula_or_power_is_answered_with_the_known_ones():
    with pytest.raises(SupplyUnclear, match="no formula tempo, only cust, lu, mudt, cu4, mu4"):
        build_terms(formula="tempo", subscribed_kva=Decimal(6), from_day=20_000, until_day=20_001)
    for power in ("0", "9.5", "42"):
        told = f"{power} kVA is not one of 3, 6, 9, 12, 15, 18, 24, 30, 36"
        with pytest.raises(SupplyUnclear, match=told):
            build_terms(
                formula="cust", subscribed_kva=Decimal(power), from_day=20_000, until_day=20_001
            )


@pytest.mark.parametrize(
    ("registers", "formula"),
    [
        (("base",), "cust"),
        (("base", "injection"), "cust"),
        (("peak_hours", "off_peak_hours"), "mudt"),
        (QUADRANTS, "cu4"),
    ],
)
def test_the_formula_follows_the_registers(registers, formula):
    supply = {"subscribed_kva": Decimal("6.00"), "from_day": 20_400, "until_day": 20_401}
    found = build_supply_terms(
        energy="electricity", registers=registers, is_protected=False, **supply
    )
    assert found == build_terms(formula=formula, **supply)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"energy": "gas"}, "no rules are known for gas"),
        ({"is_protected": True}, "the energy voucher is a payment"),
        ({"subscribed_kva": None}, "the subscribed power .* is missing"),
        ({"subscribed_kva": Decimal(7)}, "7 kVA is not one of 3, 6"),
        ({"registers": ("injection",)}, "the registers are none, and have to be base; peak_hours"),
        ({"registers": ("base", "peak_hours")}, "the registers are base, peak_hours, and have"),
    ],
)
def test_a_supply_point_that_the_rules_do_not_fit_is_refused(change, told):
    facts = {
        "energy": "electricity",
        "registers": ("base",),
        "subscribed_kva": Decimal(6),
        "is_protected": False,
        "from_day": 20_400,
        "until_day": 20_401,
    }
    with pytest.raises(SupplyUnclear, match=told):
        build_supply_terms(**(facts | change))


@pytest.mark.parametrize(
    ("formula", "power", "cents"),
    [
        ("lu", "93.13", (1.25,)),
        ("cu4", "10.11", (7.49, 3.97, 1.66, 1.16)),
        ("mu4", "12.12", (7.00, 3.73, 1.61, 1.11)),
    ],
)
def test_long_use_and_the_four_quadrants_of_turpe_7(formula, power, cents):
    year = DayRange(AUGUST_2025, AUGUST_2026)
    kinds = REGISTERS[formula]
    _, found = statement_of(formula, [1_000_000] * len(kinds), year)
    assert euros(found, "turpe_power") == pytest.approx(6 * float(power), abs=1e-6)
    for kind, price in zip(kinds, cents, strict=True):
        assert euros(found, f"turpe_kwh_{kind}") == pytest.approx(10 * price, abs=1e-6)


def test_the_excise_of_august_2026_is_known_until_the_end_of_january():
    key = "fr.excise.household"
    assert get_parameter(key, AUGUST_2026).number() == Decimal("30.62")
    assert get_parameter(key, AUGUST_2026 - 1).number() == Decimal("30.85")
    with pytest.raises(ExpiredParameter, match=r"until 2027-01-31.*review taxes\.toml"):
        get_parameter(key, day_number(date(2027, 2, 1)))


def test_the_contribution_was_higher_before_august_2021():
    key = "fr.cta.distribution"
    assert get_parameter(key, day_number(date(2021, 7, 31))).number() == Decimal("27.04")
