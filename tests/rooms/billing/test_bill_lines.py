"""The lines of a bill share out its cents: nothing is lost, with VAT or without."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from energycore.clocks import DayRange
from energycore.statement import Statement, StatementLine, VatLine, split_total
from energycore.tariff import COMPONENTS
from kwartier.billing.queries import list_components

PERIOD = DayRange(20_000, 20_365)
PICO_PER_CENT = 10**10


def make_line(code: str, component: str, pico_eur: int, vat_bp: int, quantity: int = 1_000):
    return StatementLine(
        code=code,
        component=component,
        rule="unit",
        period=PERIOD,
        quantity=quantity,
        quantity_unit="Wh",
        price=0,
        price_unit="nano_eur_per_kwh",
        pico_eur=pico_eur,
        vat_bp=vat_bp,
        included_vat_bp=0,
        parameters=(),
        source="",
        provisional=False,
    )


def state_lines(lines) -> Statement:
    """A statement as the kernel rounds it: once per rate for the base, once for its VAT."""
    vat = []
    for rate in sorted({line.vat_bp for line in lines}):
        base = round(Fraction(sum(x.pico_eur for x in lines if x.vat_bp == rate), PICO_PER_CENT))
        vat.append(
            VatLine(rate_bp=rate, base_cents=base, vat_cents=round(Fraction(base * rate, 10_000)))
        )
    total = sum(each.base_cents + each.vat_cents for each in vat)
    exact = dict.fromkeys(COMPONENTS, Fraction(0))
    for line in lines:
        exact[line.component] += Fraction(
            line.pico_eur * (10_000 + line.vat_bp), PICO_PER_CENT * 10_000
        )
    return Statement(
        period=PERIOD,
        lines=tuple(lines),
        vat=tuple(vat),
        total_cents=total,
        component_cents=split_total(exact, total),
    )


lines_of_a_bill = st.lists(
    st.builds(
        make_line,
        code=st.sampled_from(["fee", "grid", "excise", "credit"]),
        component=st.sampled_from(COMPONENTS),
        pico_eur=st.integers(-(10**14), 10**14),
        vat_bp=st.sampled_from([0, 600, 2_100]),
    ),
    min_size=1,
    max_size=12,
)


@given(lines_of_a_bill)
def test_every_cent_has_its_line(lines):
    statement = state_lines(lines)
    for with_vat, whole in (
        (True, statement.total_cents),
        (False, sum(each.base_cents for each in statement.vat)),
    ):
        shown = list_components(statement, with_vat=with_vat)
        assert sum(each.cents for each in shown) == whole
        for each in shown:
            assert sum(promise.cents for promise in each.promises) == each.cents
            for promise in each.promises:
                assert sum(line.cents for line in promise.lines) == promise.cents
        percents = [each.percent for each in shown]
        assert None in percents or sum(percents) == 100


@given(lines_of_a_bill)
def test_a_promise_is_within_three_cents_of_what_it_costs(lines):
    shown = list_components(state_lines(lines), with_vat=False)
    for promise in (promise for each in shown for promise in each.promises):
        exact = Fraction(sum(each.line.pico_eur for each in promise.lines), PICO_PER_CENT)
        assert abs(promise.cents - exact) < 3


@given(lines_of_a_bill)
@example(
    [
        make_line("fee", "energy", 4 * 10**9, 600),
        make_line("credit", "energy", 4 * 10**9, 2_100),
        make_line("excise", "taxes", 4 * 10**9, 2_100),
    ]
)
def test_without_vat_the_lines_of_a_rate_make_its_base(lines):
    statement = state_lines(lines)
    shown = list_components(statement, with_vat=False)
    told = [line for each in shown for promise in each.promises for line in promise.lines]
    for each in statement.vat:
        of_rate = [line.cents for line in told if line.line.vat_bp == each.rate_bp]
        assert sum(of_rate) == each.base_cents
    for line in told:
        assert abs(line.cents - line.line.net_cents) < 2


def test_with_vat_the_blocks_are_those_of_the_bill():
    lines = [make_line("a", "energy", 333 * 10**8, 600), make_line("b", "taxes", 777 * 10**8, 600)]
    statement = state_lines(lines)
    shown = {each.component: each.cents for each in list_components(statement, with_vat=True)}
    assert shown == {
        name: cents for name, cents in statement.component_cents.items() if name in shown
    }


@pytest.mark.parametrize("with_vat", [True, False])
def test_the_same_line_twice_is_counted_twice(with_vat):
    twice = [make_line("a", "energy", 10**12, 600)] * 2
    (block,) = list_components(state_lines(twice), with_vat=with_vat)
    assert (
        [line.cents for line in block.promises[0].lines] == [106, 106] if with_vat else [100, 100]
    )


def test_a_register_that_counted_nothing_is_left_out():
    lines = [make_line("a", "energy", 10**12, 600), make_line("b", "energy", 0, 600, quantity=0)]
    (block,) = list_components(state_lines(lines), with_vat=True)
    assert [promise.code for promise in block.promises] == ["a"]


def test_where_a_block_gives_money_back_there_are_no_shares():
    lines = [make_line("a", "energy", -(10**12), 0), make_line("b", "taxes", 10**13, 0)]
    assert {each.percent for each in list_components(state_lines(lines), with_vat=True)} == {None}
