"""Further promises of a case: shares, limits, conditions, prices of every hour, bounds on a formula."""

import tomllib
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

from energycore.bundle import DocumentInvalid, recompute, series_sha256, state, write_bundle
from energycore.clocks import DayRange
from energycore.tariff import CardVat
from rulebooks.cases import read_case
from rulebooks.cases.promises import list_further_terms
from rulebooks.vat import VatRates

CASES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cases"


def case_of(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text())


@pytest.fixture
def discounts():
    return case_of("discounts-and-limits")


@pytest.fixture
def hours():
    return case_of("dynamic-hours")


def lines(case):
    return {(line.code, line.rule): line for line in state(read_case(case)).lines}


def test_a_formula_keeps_within_the_bounds_of_its_card(discounts):
    formula = discounts["cards"][0]["formulas"]["total"]
    assert lines(discounts)["energy_total", "unit"].price == 155_000_000  # 0.1682 without the cap
    assert "at most 0.155 = 0.155 EUR/kWh" in lines(discounts)["energy_total", "unit"].source
    formula |= {"at_most": "0.2", "at_least": "0.19"}
    assert lines(discounts)["energy_total", "unit"].price == 190_000_000
    formula["at_least"] = "0.21"
    with pytest.raises(DocumentInvalid, match=r"formulas\.total: the least that a price may be"):
        read_case(discounts)


def test_the_discount_the_lost_bonus_and_the_maximum_stand_on_the_bill(discounts):
    found = lines(discounts)
    welcome = found["welcome_discount", "percentage"]
    assert welcome.pico_eur == -welcome.quantity // 20
    assert welcome.condition.is_met
    bonus = found["direct_debit_bonus", "fixed"]
    assert (bonus.pico_eur, bonus.condition.reason) == (
        0,
        "the advance of March 2026 was paid by transfer",
    )
    asked = sum(
        line.pico_eur
        for (code, _), line in found.items()
        if code in {"supplier_fee", "energy_total", "welcome_discount"}
    )
    # 3,100 kWh at 0.17 EUR are 527 EUR.
    assert asked + found["price_promise", "at_most"].pico_eur == 527 * 10**12


def test_a_promise_that_follows_nothing_known_is_refused_with_those_that_are(discounts):
    discounts["terms"][0]["of"] = ["energy_totl"]
    with pytest.raises(DocumentInvalid, match=r"terms\.welcome_discount\.of: 'energy_totl' is not"):
        read_case(discounts)


@pytest.mark.parametrize("code", ["", "\n", "two words", "\x1b[31m"])
def test_a_promise_has_a_name_that_a_table_can_show(discounts, code):
    discounts["terms"][1]["code"] = code
    with pytest.raises(DocumentInvalid, match=r"terms\[1\]\.code: .* is no name"):
        read_case(discounts)


def test_a_promise_outside_the_period_is_refused(discounts):
    discounts["terms"][0] |= {"from": date(2024, 1, 1), "until": date(2024, 2, 1)}
    with pytest.raises(DocumentInvalid, match=r"terms\[0\]: it lies outside the period"):
        read_case(discounts)


def test_a_promise_has_the_rate_of_the_unit_prices_whenever_that_changes():
    first, later = DayRange(0, 100).split([50])
    rates = [
        VatRates(days, CardVat(fee_bp=550, unit_bp=bp, injection_bp=0))
        for days, bp in ((first, 2_100), (later, 600))
    ]
    promise = {"kind": "fixed", "code": "bonus", "eur_per_year": "-24"}
    found = list_further_terms([promise], rates, DayRange(0, 100))
    assert [(term.valid, term.vat_bp) for term in found] == [(first, 2_100), (later, 600)]
    only = promise | {"from": "1970-03-01", "until": "1970-04-01", "component": "network"}
    (term,) = list_further_terms([only], rates, DayRange(0, 100))
    assert (term.vat_bp, term.component) == (600, "network")


def test_hours_come_to_what_a_pencil_says_on_a_day_of_twenty_five(hours):
    found = lines(hours)
    series = hours["intervals"][0]
    micro = sum(
        wh * int(price.replace(".", "").replace("-0", "-"))
        for wh, price in zip(series["wh"], series["index_eur_per_kwh"], strict=True)
    )  # four decimals: Wh x a ten-thousandth of a euro per kWh is a tenth of a micro-euro
    assert len(series["wh"]) == 25 + 24
    assert found["energy_total", "dynamic"].quantity == micro * 10**5
    assert found["energy_total", "unit"].quantity == sum(series["wh"])
    assert found["credit_injection", "dynamic"].pico_eur < 0
    inputs = read_case(hours)
    taken = next(each for each in inputs.intervals if each.register == "total")
    assert taken.interval_count == 49
    assert taken.volumes_sha256 == series_sha256(series["wh"])
    assert recompute(write_bundle(inputs, state(inputs))).differences == ()


def test_a_change_of_price_between_two_days_cuts_the_hours_there(hours):
    whole = state(read_case(hours)).total_cents
    price = next(term for term in hours["terms"] if term["code"] == "energy_total")
    price |= {"from": date(2026, 10, 25), "until": date(2026, 10, 26)}
    hours["terms"].append(price | {"from": date(2026, 10, 26), "until": date(2026, 10, 27)})
    inputs = read_case(hours)
    assert [each.interval_count for each in inputs.intervals] == [25, 24, 25, 24]
    assert state(inputs).total_cents == whole


def test_quarter_hours_are_taken_as_well(hours):
    series = hours["intervals"][0]
    whole = lines(hours)["energy_total", "dynamic"].quantity
    series["wh"] = [wh if not part else 0 for wh in series["wh"] for part in range(4)]
    series["index_eur_per_kwh"] = [p for p in series["index_eur_per_kwh"] for _ in range(4)]
    assert lines(hours)["energy_total", "dynamic"].quantity == whole


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("register", "night", r"intervals\[0\]\.register: 'night' is not one of total, injection"),
        ("wh", [1], "49 prices stand beside 1 volumes"),
        ("wh", [-1] * 49, r"intervals\[0\]\.wh: a volume cannot be below zero"),
        ("from", date(2026, 10, 24), "it lies outside the period"),
    ],
)
def test_a_series_that_does_not_fit_is_named(hours, field, value, sentence):
    hours["intervals"][0][field] = value
    hours["intervals"][0].setdefault("until", date(2026, 10, 27))
    hours["intervals"][0].setdefault("from", date(2026, 10, 25))
    with pytest.raises(DocumentInvalid, match=sentence):
        read_case(hours)


def test_a_series_must_have_every_hour_of_its_days(hours):
    case = deepcopy(hours)
    series = case["intervals"][0]
    series["wh"], series["index_eur_per_kwh"] = series["wh"][1:], series["index_eur_per_kwh"][1:]
    with pytest.raises(DocumentInvalid, match="48 values are neither the 196 quarter-hours nor"):
        read_case(case)
