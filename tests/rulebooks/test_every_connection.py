"""Every connection that the rules know has its prices on every day that they cover, and no other day."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from energycore.clocks import DayRange, day_number
from energycore.tariff import compile_tariff
from rulebooks.be import terms as belgium
from rulebooks.be.connection import IMPACT, OPERATORS
from rulebooks.fr import price_list
from rulebooks.fr import terms as france
from rulebooks.parameters import ExpiredParameter, MissingParameter

END = day_number(date(2027, 1, 1))
REGISTERS = (
    ("total",),
    ("day", "night"),
    ("day", "night", "exclusive_night"),
    ("exclusive_night",),
    ("total", "injection"),
    ("day", "night", "injection_day", "injection_night"),
)
METERS = ("digital", "electronic", "ferraris")
MERGED_IN_2025 = ("halle_vilvoorde", "kempen", "midden_vlaanderen", "zenne_dijle")
PLACES = [(region, operator) for region, names in OPERATORS.items() for operator in names]
NO_GAS = ("aieg", "aiesh", "rew")


def first_day(operator):
    """The first day of an operator's own tariff."""
    year = 2025 if operator.removeprefix("fluvius_") in MERGED_IN_2025 else 2024
    return day_number(date(year, 1, 1))


def compile_belgian(period, kinds, **facts):
    terms = belgium.build_terms(
        register_kinds=kinds,
        mean_peak_w=4_000,
        subscribed_kva=Decimal("9.2"),
        from_day=period.from_,
        until_day=period.until,
        **facts,
    )
    return compile_tariff(terms, kinds, period.from_, period.until)


@pytest.mark.parametrize(("region", "operator"), PLACES)
def test_electricity_has_its_prices_from_the_first_day_to_the_last(region, operator):
    period = DayRange(first_day(operator), END)
    facts = {"region": region, "operator": operator, "energy": "electricity"}
    for kinds, meter, category in product(REGISTERS, METERS, ("residential", "professional")):
        tariff = compile_belgian(period, kinds, meter_kind=meter, category=category, **facts)
        assert tariff.provisional_from is None
        assert {row.component for row in tariff.rows} == {"network", "taxes"}


@pytest.mark.parametrize(("region", "operator"), PLACES)
def test_a_day_before_or_after_is_named(region, operator):
    facts = {
        "region": region,
        "operator": operator,
        "energy": "electricity",
        "meter_kind": "digital",
        "category": "residential",
    }
    first = first_day(operator)
    with pytest.raises(MissingParameter, match=r"first is of 202\d-01-01, in \w+\.toml"):
        compile_belgian(DayRange(first - 1, first + 1), ("total",), **facts)
    with pytest.raises(ExpiredParameter, match=r"until 2026-12-31, not on 2027-01-01"):
        compile_belgian(DayRange(END - 1, END + 1), ("total",), **facts)


@pytest.mark.parametrize(("region", "operator"), PLACES)
def test_gas_has_its_prices_where_there_is_gas(region, operator):
    facts = {
        "region": region,
        "operator": operator,
        "energy": "gas",
        "meter_kind": "gas",
        "category": "residential",
    }
    period = DayRange(first_day(operator), END)
    if operator in NO_GAS:
        with pytest.raises(MissingParameter, match=rf"be\.{operator}\.gas"):
            compile_belgian(period, ("total",), **facts)
        return
    assert compile_belgian(period, ("total",), **facts).rows


@pytest.mark.parametrize("operator", OPERATORS["wallonia"])
def test_impact_slots_have_their_prices_in_2026(operator):
    facts = {"region": "wallonia", "operator": operator, "energy": "electricity"}
    year = DayRange.of_year(2026)
    tariff = compile_belgian(
        year, (*IMPACT, "injection"), meter_kind="digital", category="residential", **facts
    )
    assert {f"grid_kwh_{slot}" for slot in IMPACT} <= {row.code for row in tariff.rows}


@pytest.mark.parametrize("energy", ["electricity", "gas"])
def test_the_social_tariff_has_its_prices_from_the_end_of_2022(energy):
    period = DayRange(day_number(date(2022, 10, 1)), END)
    facts = {"region": "flanders", "operator": "fluvius_west", "category": "residential"}
    meter = "gas" if energy == "gas" else "digital"
    for kinds in REGISTERS[:4] if energy == "electricity" else REGISTERS[:1]:
        tariff = compile_belgian(
            period, kinds, energy=energy, meter_kind=meter, is_protected=True, **facts
        )
        assert {row.component for row in tariff.rows} == {"energy", "taxes"}


@pytest.mark.parametrize("formula", list(france.REGISTERS))
def test_french_formulas_have_their_prices_for_three_years(formula):
    period = DayRange(day_number(date(2024, 2, 1)), day_number(date(2026, 8, 1)))
    terms = france.build_terms(
        formula=formula,
        subscribed_kva=Decimal(9),
        from_day=period.from_,
        until_day=period.until,
    )
    tariff = compile_tariff(terms, france.REGISTERS[formula], period.from_, period.until)
    assert {row.component for row in tariff.rows} == {"network", "taxes"}


@pytest.mark.parametrize("option", list(price_list.REGISTERS))
def test_the_price_list_has_its_prices_until_the_end_of_2026(option):
    period = DayRange(day_number(date(2026, 8, 1)), END)
    terms = price_list.price_list_terms(
        option=option,
        subscribed_kva=Decimal(36),
        from_day=period.from_,
        until_day=period.until,
    )
    tariff = compile_tariff(terms, price_list.REGISTERS[option], period.from_, period.until)
    assert {row.component for row in tariff.rows} == {"energy"}
