"""Price cards: a card's prices as terms, and the price that an index makes."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from energycore.clocks import DayRange
from energycore.tariff import (
    CardPrices,
    CardVat,
    FixedTerm,
    InjectionTerm,
    RegisterUnpriced,
    UnitTerm,
    card_terms,
    compile_tariff,
    indexed_price,
)

YEAR = DayRange.of_year(2026)
CARD = CardPrices(
    fixed_fee_micro_eur=65_000_000,
    offtake={"day": 139_160_000, "night": 114_630_000},
    injection={"injection": 40_000_000},
    contributions={"green": 11_700_000, "cogeneration": 3_900_000},
)


def terms():
    vat = CardVat(fee_bp=550, unit_bp=2_000, injection_bp=0, unit_key="vat.unit")
    return card_terms(CARD, YEAR, vat=vat, source="Card 7")


def test_every_price_of_a_card_becomes_a_term():
    assert [(term.code, type(term)) for term in terms()] == [
        ("supplier_fee", FixedTerm),
        ("energy_day", UnitTerm),
        ("energy_night", UnitTerm),
        ("contribution_green", UnitTerm),
        ("contribution_cogeneration", UnitTerm),
        ("credit_injection", InjectionTerm),
    ]
    assert {(term.source, term.component, term.valid) for term in terms()} == {
        ("Card 7", "energy", YEAR)
    }


def test_fee_energy_and_credit_have_their_own_rate_of_vat():
    rates = {term.code: term.vat_bp for term in terms()}
    assert rates["supplier_fee"] == 550
    assert rates["energy_night"] == rates["contribution_green"] == 2_000
    assert rates["credit_injection"] == 0
    keys = {term.code: term.parameters for term in terms()}
    assert keys["energy_day"] == keys["contribution_green"] == ("vat.unit",)
    assert keys["supplier_fee"] == keys["credit_injection"] == ()


def test_a_card_prices_every_register_that_it_names():
    tariff = compile_tariff(terms(), ("day", "night", "injection"), YEAR.from_, YEAR.until)
    priced = {(tariff.rows[plan.row].code, plan.column) for plan in tariff.unit_plans}
    assert ("energy_day", 0) in priced
    assert ("contribution_green", 1) in priced
    assert ("credit_injection", 2) in priced
    assert ("contribution_green", 2) not in priced


def test_a_register_with_a_contribution_alone_has_no_price():
    with pytest.raises(RegisterUnpriced, match="exclusive_night"):
        compile_tariff(terms(), ("day", "exclusive_night"), YEAR.from_, YEAR.until)


@pytest.mark.parametrize("seed", range(200))
def test_an_indexed_price_is_what_a_calculator_says(seed):
    rng = np.random.default_rng(seed)
    factor = Decimal(int(rng.integers(-20_000, 20_000))) / 10_000
    index = Decimal(int(rng.integers(-60_000, 90_000))) / 100_000
    addend = Decimal(int(rng.integers(-60_000, 60_000))) / 1_000_000
    exact = factor * index + addend
    scaled = [int(value.scaleb(9)) for value in (factor, index, addend)]
    product = (factor * index).scaleb(9)
    rounded = product.copy_abs().quantize(Decimal(1), ROUND_HALF_UP).copy_sign(product)
    assert indexed_price(*scaled) == int(rounded) + scaled[2]
    assert abs(Decimal(indexed_price(*scaled)).scaleb(-9) - exact) <= Decimal("0.5e-9")


def test_half_a_nano_euro_goes_away_from_zero():
    assert indexed_price(500_000_000, 3, 10) == 12
    assert indexed_price(-500_000_000, 3, 10) == 8
