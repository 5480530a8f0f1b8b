"""Lines that follow other amounts, an index or a condition, as the page and the paper say them."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import translation

from energycore.bundle import BillInputs, IntervalTotal, Measured, state
from energycore.clocks import DayRange
from energycore.tariff import (
    Condition,
    DynamicTerm,
    FixedTerm,
    LimitTerm,
    PercentageTerm,
    UnitTerm,
)
from kwartier.api.schemas.bills import _show_line
from kwartier.billing.queries import list_components
from kwartier.documents.formats.pdf.lines import promise_notes, say_price, say_quantity
from kwartier.ui.bills.lines import list_blocks

# What is shown is worked out from the page itself, not from what a scribe keeps of its bill.
NO_BILL = SimpleNamespace(bill=None)
YEAR = DayRange.of_dates(date(2025, 1, 1), date(2026, 1, 1))
ABOUT = {"component": "energy", "vat_bp": 600, "valid": YEAR}
MET = Condition(name="first_year", is_met=True, reason="the contract began in January.")
UNMET = Condition(name="direct_debit", is_met=False, reason="March was paid by transfer")
TERMS = (
    FixedTerm(code="supplier_fee", micro_eur_per_year=60_000_000, **ABOUT),
    UnitTerm(code="energy_total", nano_eur_per_kwh=120_000_000, **ABOUT),
    PercentageTerm(
        code="welcome", of=("energy_total",), share_ppm=-125_000, condition=MET, **ABOUT
    ),
    FixedTerm(
        code="bonus", micro_eur_per_year=-24_000_000, required=False, condition=UNMET, **ABOUT
    ),
    LimitTerm(
        code="least", of=("supplier_fee",), side="at_least", micro_eur_per_year=90_000_000, **ABOUT
    ),
    DynamicTerm(
        code="dynamic",
        index="day-ahead",
        factor_nano=1_019_000_000,
        addend_nano_eur_per_kwh=0,
        registers=("total",),
        **ABOUT,
    ),
)


@pytest.fixture(scope="module")
def page():
    inputs = BillInputs(
        period=YEAR,
        registers=("total",),
        terms=TERMS,
        measured=(Measured(register="total", days=YEAR, volume_wh=1_000_000),),
        shares={"total": {YEAR.from_: 0.0, YEAR.until: 1.0}},
        annual_wh=1_000_000,
        intervals=(
            IntervalTotal(
                register="total",
                days=YEAR,
                index="day-ahead",
                weighted_pico=80 * 10**12,
                interval_count=35_040,
                index_sha256="0" * 64,
                volumes_sha256="1" * 64,
            ),
        ),
    )
    return SimpleNamespace(statement=state(inputs), terms=TERMS, measured=inputs.measured)


@pytest.fixture
def by_code(page):
    with translation.override("en"):
        (block,) = list_blocks(page, with_vat=False, supplier="Merel", locale="en")
        return {line.code: line for line in block.lines}


def test_a_share_says_of_what_and_why(by_code):
    welcome = by_code["welcome"]
    assert welcome.summary == "€120.00 × \N{MINUS SIGN}12.5%"
    assert welcome.cents == -1_500
    assert "It is worked out on: Energy, total." in welcome.rules
    assert "Its condition is met: the contract began in January." in welcome.rules


def test_what_was_promised_and_not_granted_is_told_with_its_reason(by_code):
    bonus = by_code["bonus"]
    assert (bonus.cents, bonus.summary) == (0, "")
    assert bonus.rules[-1].startswith("Its condition is not met, so it counts for nothing: March")


def test_a_limit_says_its_days_and_a_dynamic_price_its_kwh(by_code):
    assert by_code["least"].cents == 3_000
    assert by_code["least"].summary == "365 days"
    assert "1,000\N{NO-BREAK SPACE}kWh" in by_code["dynamic"].summary
    rows = [row[1:3] for row in by_code["dynamic"].table.rows]
    assert rows[0] == ("€80.00", "1.019")


def test_with_vat_the_amount_that_a_share_is_taken_of_has_it_too(page):
    with translation.override("en"):
        (block,) = list_blocks(page, with_vat=True, supplier="Merel", locale="en")
    (welcome,) = (line for line in block.lines if line.code == "welcome")
    assert welcome.summary == "€127.20 × \N{MINUS SIGN}12.5%"


def test_paper_says_the_same(page):
    scribe = SimpleNamespace(
        facts=NO_BILL, locale="en", with_vat=False, money=lambda cents: f"{cents / 100:.2f} EUR"
    )
    told = {
        line.rule: (say_quantity(line, scribe), say_price(line, scribe))
        for line in page.statement.lines
    }
    assert told["percentage"] == ("120.00 EUR", "\N{MINUS SIGN}12.5%")
    assert told["dynamic"] == ("80.00 EUR", "1.019")
    with translation.override("en"):
        (notes,) = promise_notes(page, scribe)
    told = dict(notes["rows"])
    assert told["Welcome"] == (
        "It is worked out on: Energy, total. Its condition is met: the contract began in January."
    )
    said = "Its condition is not met, so it counts for nothing: March was paid by transfer."
    assert told["Bonus"] == said


def test_a_discount_that_began_to_count_says_from_when():
    spring = YEAR.from_ + 59
    card = {"code": "discount_direct_debit", "of": ("energy_total", "energy_night")}
    terms = tuple(
        PercentageTerm(
            **card, share_ppm=-50_000, component="energy", vat_bp=0, valid=days,
            condition=Condition(name="direct_debit", is_met=is_met, reason=state_word),
        )
        for days, is_met, state_word in (
            (DayRange(YEAR.from_, spring), False, "unmet"),
            (DayRange(spring, YEAR.until), True, "met"),
        )
    )  # fmt: skip
    price = UnitTerm(code="energy_total", nano_eur_per_kwh=10**8, **(ABOUT | {"vat_bp": 0}))
    inputs = BillInputs(
        period=YEAR,
        registers=("total",),
        terms=(price, *terms),
        measured=(Measured(register="total", days=YEAR, volume_wh=1_000_000),),
        shares={"total": {YEAR.from_: 0.0, spring: 0.2, YEAR.until: 1.0}},
        annual_wh=1_000_000,
    )
    page = SimpleNamespace(statement=state(inputs), terms=inputs.terms, measured=inputs.measured)
    scribe = SimpleNamespace(locale="en", with_vat=False, money=str, short_day=str, facts=NO_BILL)
    with translation.override("en"):
        (block,) = list_blocks(page, with_vat=False, supplier="Merel", locale="en")
        (notes,) = promise_notes(page, scribe)
    (rules,) = (line.rules for line in block.lines if line.code == "discount_direct_debit")
    assert rules[1:] == (
        "It is worked out on: Energy, total.",
        "From Jan 1, 2025: It does not count: you do not pay by direct debit.",
        "From Mar 1, 2025: It counts: you pay by direct debit.",
    )
    assert "From 2025-03-01: It counts" in notes["rows"][0][1]


def test_the_api_tells_money_to_the_micro_euro(page):
    (component,) = list_components(page.statement, with_vat=True)
    shown = {
        each.line.rule: _show_line(each) for promise in component.promises for each in promise.lines
    }
    share = shown["percentage"]
    assert (share.quantity, share.quantity_unit) == (120_000_000, "micro_eur")
    assert (share.follows, share.condition.is_met) == (["energy_total"], True)
    assert (shown["unit"].condition, shown["unit"].quantity_unit) == (None, "Wh")
