"""Statements: lines make the charges, blocks and VAT make the total."""

from fractions import Fraction

import numpy as np
import pytest
from random_tariffs import FIRST, LAST, REGISTERS, random_terms, random_weighted

from energycore.charges import Peaks, charge, split_volumes
from energycore.clocks import DayRange
from energycore.statement import make_statement, reverse_statement, split_total
from energycore.tariff import (
    FixedTerm,
    Slice,
    SliceTerm,
    Term,
    Tier,
    TierTerm,
    UnitTerm,
    compile_tariff,
)

YEAR = DayRange.of_year(2026)
MIDDLE = YEAR.from_ + 200


@pytest.mark.parametrize("number", range(40))
def test_random_statements_add_up(number):
    rng = np.random.default_rng(number)
    terms = random_terms(rng)
    tariff = compile_tariff(terms, REGISTERS, FIRST, LAST)
    start = int(rng.integers(FIRST, LAST - 500))
    period = DayRange(start, start + int(rng.integers(1, 500)))
    days = np.clip(tariff.boundaries, period.from_, period.until).astype(float)
    volumes = split_volumes(rng.integers(0, 20_000_000, len(REGISTERS)), days[None, :])
    peaks = Peaks.over(period, 4_000)
    ends = np.array([[period.from_, period.until]])
    weighted = random_weighted(rng, tariff.boundaries, ends)
    statement = make_statement(
        tariff,
        volumes,
        period=period,
        annual_wh=12_000_000,
        peaks=peaks,
        weighted_pico=weighted[0],
    )
    charges = charge(
        tariff,
        volumes[None],
        annual_wh=np.array([12_000_000]),
        from_days=np.array([period.from_]),
        until_days=np.array([period.until]),
        peaks_w=np.array([4_000]),
        weighted_pico=weighted,
    )
    assert statement.total_cents == charges.total_cents()[0]
    assert statement.total_cents == sum(v.base_cents + v.vat_cents for v in statement.vat)
    assert statement.total_cents == sum(statement.component_cents.values())
    taken_back = reverse_statement(statement)
    assert taken_back.total_cents == -statement.total_cents
    assert sum(taken_back.component_cents.values()) == -statement.total_cents
    for note, line in zip(taken_back.lines, statement.lines, strict=True):
        assert (note.quantity, note.net_cents) == (-line.quantity, -line.net_cents)
        assert (note.gross_cents, note.price) == (-line.gross_cents, line.price)
    assert reverse_statement(taken_back) == statement
    for row, pico_eur in zip(tariff.rows, charges.pico_eur[0].tolist(), strict=True):
        key = (row.code, row.vat_bp, row.included_vat_bp)
        of_row = [
            line.pico_eur
            for line in statement.lines
            if (line.code, line.vat_bp, line.included_vat_bp) == key
        ]
        assert sum(of_row) == pico_eur
    of_a_limit = {"at_least", "at_most"}
    for line in (line for line in statement.lines if line.rule not in of_a_limit):
        if line.quantity_unit == "Wh":
            assert line.pico_eur == line.quantity * line.price
        if line.quantity_unit == "days" and line.period.until < LAST:
            assert (
                abs(line.pico_eur - line.price * 10**6 * line.quantity / 365) < line.price * 6_000
            )


def card(**about):
    return {"component": "taxes", "vat_bp": 600, "source": "law", "parameters": ("a.b",)} | about


def statement_of(*terms, volumes, annual_wh, peaks=None, registers=("total",)):
    tariff = compile_tariff(terms, registers, YEAR.from_, YEAR.until)
    return make_statement(tariff, np.array(volumes), period=YEAR, annual_wh=annual_wh, peaks=peaks)


def test_a_line_tells_its_quantity_price_period_rule_and_parameters():
    before = UnitTerm(
        code="levy",
        valid=DayRange(YEAR.from_, MIDDLE),
        nano_eur_per_kwh=2_000_000,
        **card(),
    )
    after = UnitTerm(
        code="levy",
        valid=DayRange(MIDDLE, YEAR.until),
        nano_eur_per_kwh=3_000_000,
        **card(provisional=True),
    )
    lines = statement_of(before, after, volumes=[[1_000_000, 500_000]], annual_wh=1).lines
    assert [(x.rule, x.quantity, x.price, x.pico_eur) for x in lines] == [
        ("unit", 1_000_000, 2_000_000, 2 * 10**12),
        ("unit", 500_000, 3_000_000, 15 * 10**11),
    ]
    assert lines[0].period == DayRange(YEAR.from_, MIDDLE)
    assert (lines[0].parameters, lines[0].source) == (("a.b",), "law")
    assert [x.provisional for x in lines] == [False, True]


def test_each_slice_that_holds_volume_has_its_line():
    excise = SliceTerm(
        code="excise",
        valid=YEAR,
        slices=(
            Slice(up_to_wh=3_000_000, nano_eur_per_kwh=40),
            Slice(up_to_wh=5_000_000, nano_eur_per_kwh=30),
            Slice(up_to_wh=None, nano_eur_per_kwh=20),
        ),
        **card(),
    )
    lines = statement_of(excise, volumes=[[6_000_000]], annual_wh=6_000_000).lines
    assert [(x.quantity, x.price) for x in lines] == [
        (3_000_000, 40),
        (2_000_000, 30),
        (1_000_000, 20),
    ]
    assert [x.quantity for x in statement_of(excise, volumes=[[0]], annual_wh=0).lines] == [0]


def test_a_tier_shows_its_fixed_part_when_it_has_one():
    tiers = (
        Tier(up_to_wh=5_000_000, nano_eur_per_kwh=20, micro_eur_per_year=15_000_000),
        Tier(up_to_wh=None, nano_eur_per_kwh=8, micro_eur_per_year=80_000_000),
    )
    gas = TierTerm(code="gas", valid=YEAR, tiers=tiers, **card())
    lines = statement_of(gas, volumes=[[9_000_000]], annual_wh=9_000_000).lines
    assert [(x.rule, x.quantity, x.price) for x in lines] == [
        ("tier", 9_000_000, 8),
        ("fixed", 365, 80_000_000),
    ]
    assert lines[1].pico_eur == 80 * 10**12
    plain = tuple(Tier(up_to_wh=t.up_to_wh, nano_eur_per_kwh=5) for t in tiers)
    lines = statement_of(
        TierTerm(code="gas", valid=YEAR, tiers=plain, **card()), volumes=[[9]], annual_wh=9
    ).lines
    assert [x.rule for x in lines] == ["tier"]


def test_terms_outside_the_customers_period_make_no_line():
    early = FixedTerm(
        code="fee", valid=DayRange(YEAR.from_, MIDDLE), micro_eur_per_year=1, **card()
    )
    late = FixedTerm(code="fee", valid=DayRange(MIDDLE, YEAR.until), micro_eur_per_year=2, **card())
    tariff = compile_tariff((early, late), ("total",), YEAR.from_, YEAR.until)
    statement = make_statement(
        tariff, np.array([[0]]), period=DayRange(YEAR.from_, MIDDLE), annual_wh=0
    )
    assert [line.price for line in statement.lines] == [1]


def test_a_period_outside_the_tariff_is_refused():
    fee = FixedTerm(code="fee", valid=YEAR, micro_eur_per_year=1, **card())
    tariff = compile_tariff((fee,), ("total",), YEAR.from_, YEAR.until)
    for period in (DayRange(YEAR.from_ - 1, MIDDLE), DayRange(MIDDLE, YEAR.until + 1)):
        with pytest.raises(ValueError, match="outside the days"):
            make_statement(tariff, np.array([[0]]), period=period, annual_wh=0)


def test_a_term_of_an_unknown_kind_is_refused():
    strange = Term(code="odd", valid=YEAR, **card())
    with pytest.raises(TypeError, match="no term of the kind Term"):
        statement_of(strange, volumes=[[0]], annual_wh=0)


def test_missing_cents_go_to_the_largest_remainders():
    exact = {"energy": Fraction(105, 10), "network": Fraction(207, 10), "taxes": Fraction(308, 10)}
    assert split_total(exact, 62) == {"energy": 10, "network": 21, "taxes": 31}
    assert split_total(exact, 59) == {"energy": 9, "network": 20, "taxes": 30}
    assert split_total(exact, 60) == {"energy": 10, "network": 20, "taxes": 30}
    assert split_total(exact, 64) == {"energy": 11, "network": 21, "taxes": 32}
