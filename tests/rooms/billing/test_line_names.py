"""Every promise that the rulebooks make has a name on the bill."""

from decimal import Decimal
from itertools import product

import pytest

from energycore.clocks import DayRange
from kwartier.billing.naming import COMPONENT_WORDS, has_name, name_component, name_line
from rulebooks.be.connection import IMPACT, OPERATORS
from rulebooks.be.terms import build_terms as build_belgian_terms
from rulebooks.fr.price_list import price_list_terms
from rulebooks.fr.terms import REGISTERS
from rulebooks.fr.terms import build_terms as build_french_terms

YEAR = DayRange.of_year(2026)
AUTUMN = DayRange(YEAR.from_ + 212, YEAR.until)
PLACES = [(region, operator) for region, names in OPERATORS.items() for operator in names]
KINDS = (("total", "injection"), ("day", "night", "exclusive_night"), IMPACT)


def list_unnamed(terms) -> set[str]:
    """The promises that would be called after their codes."""
    return {term.code for term in terms if not has_name(term.code)}


@pytest.mark.parametrize(("region", "operator"), PLACES)
def test_every_line_of_a_belgian_bill_is_named(region, operator):
    common = {"region": region, "operator": operator, "from_day": YEAR.from_}
    common |= {"until_day": YEAR.until, "subscribed_kva": Decimal("9.2")}
    for kinds, category in product(KINDS, ("residential", "professional")):
        if kinds == IMPACT and region != "wallonia":
            continue
        terms = build_belgian_terms(
            energy="electricity",
            register_kinds=kinds,
            meter_kind="digital",
            category=category,
            mean_peak_w=4_000,
            **common,
        )
        assert list_unnamed(terms) == set()


@pytest.mark.parametrize("energy", ["electricity", "gas"])
def test_every_line_of_the_social_tariff_is_named(energy):
    terms = build_belgian_terms(
        region="brussels",
        operator="sibelga",
        energy=energy,
        register_kinds=("total",) if energy == "gas" else ("day", "night", "exclusive_night"),
        meter_kind="gas" if energy == "gas" else "digital",
        category="residential",
        subscribed_kva=Decimal("9.2"),
        is_protected=True,
        from_day=YEAR.from_,
        until_day=YEAR.from_ + 90,
    )
    assert any(term.code.startswith("social_") for term in terms)
    assert list_unnamed(terms) == set()


@pytest.mark.parametrize("option", ["base", "hphc"])
def test_every_line_of_a_french_bill_is_named(option):
    days = {"from_day": AUTUMN.from_, "until_day": AUTUMN.until, "subscribed_kva": Decimal(6)}
    assert list_unnamed(price_list_terms(option=option, **days)) == set()


@pytest.mark.parametrize("formula", list(REGISTERS))
def test_every_line_of_the_french_grid_is_named(formula):
    days = {"from_day": YEAR.from_, "until_day": AUTUMN.from_, "subscribed_kva": Decimal(6)}
    assert list_unnamed(build_french_terms(formula=formula, **days)) == set()


def test_lines_of_registers_say_which():
    assert name_line("grid_kwh_day") == "Use of the grid, day"
    assert name_line("grid_kwh_eco") == "Use of the grid, ECO, night and afternoon"
    assert name_line("energy_total") == "Energy, total"
    assert name_line("credit_injection") == "Credit for what you gave to the grid, injection"
    assert name_line("grid_kwh") == "Use of the grid, per kWh"
    assert name_line("something_new") == "Something new"
    assert [name_component(each) for each in COMPONENT_WORDS] == [
        str(words) for words in COMPONENT_WORDS.values()
    ]
