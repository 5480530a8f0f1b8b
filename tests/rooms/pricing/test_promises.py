"""Promises of a price card: read and written, decided day by day from facts, turned into terms."""

import pytest

from energycore.bundle import DocumentInvalid
from energycore.clocks import DayRange, add_months, date_of, day_number
from energycore.tariff import CardPrices, CardVat, FixedTerm
from kwartier.pricing.conditions import CardCondition, PromiseFacts, decide, list_stretches
from kwartier.pricing.promises import (
    check_together,
    decide_all,
    explain_all,
    list_promise_terms,
    promise_to_json,
    read_promise,
)

START = 20_089  # 1 January 2025
YEAR = DayRange(START, START + 365)
EVER = DayRange(0, 10**6)
FACTS = PromiseFacts(
    contract_from=START,
    customer_from=START - 730,
    arranged={"direct_debit": (DayRange(START + 100, 10**6),)},
    other_energy=(DayRange(START - 10, START + 50),),
)
VAT = CardVat(fee_bp=550, unit_bp=2_000, injection_bp=0, fee_key="fee", unit_key="unit")
PRICES = CardPrices(
    fixed_fee_micro_eur=60_000_000,
    offtake={"total": 130_000_000},
    injection={},
    contributions={"green": 11_000_000},
)
DISCOUNT = {"kind": "percentage", "code": "discount", "of": ["energy"], "percent": "-5"}
SLICES = [{"up_to_wh": 1_000_000, "eur_per_kwh": "0.1"}, {"eur_per_kwh": "0.2"}]
EVERY_KIND = [
    DISCOUNT | {"condition": {"name": "direct_debit"}},
    DISCOUNT | {"condition": {"name": "loyal", "months": 24}, "of": ["energy", "fee"]},
    DISCOUNT | {"after_months": 12, "for_months": 6},
    {"kind": "limit", "code": "cap", "side": "at_most", "of": ["energy"], "eur_per_kwh": "0.14"},
    {"kind": "limit", "code": "least", "side": "at_least", "of": ["fee"], "eur_per_year": "70"},
    {"kind": "slices", "code": "scale", "slices": SLICES},
    {"kind": "tiers", "code": "scale", "tiers": [{"eur_per_kwh": "0.1", "eur_per_year": "12"}]},
    {"kind": "one_off", "code": "welcome", "eur": "-50", "after_months": 12},
    {"kind": "unit", "code": "green", "eur_per_kwh": "0.01", "is_surcharge": True},
    {"kind": "fixed", "code": "care", "eur_per_year": "12"},
    {"kind": "fixed", "code": "care", "eur_per_month": "1.5"},
    {"kind": "fixed", "code": "care", "eur_per_day": "0.05"},
]


@pytest.mark.parametrize("written", EVERY_KIND)
def test_every_kind_is_kept_as_it_was_written(written):
    assert promise_to_json(read_promise(written, "here")) == written


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"kind": "dynamic"}, "here.kind: 'dynamic' is not one of fixed, one_off"),
        (DISCOUNT | {"percent": "-120"}, "a share lies between 0 and 100 %"),
        (DISCOUNT | {"vat_percent": "6"}, "here.vat_percent: a card does not say this"),
        (
            DISCOUNT | {"code": "energy_total"},
            "here.code: 'energy_total' names a price of the card",
        ),
        ({"kind": "fixed", "code": "energy", "eur_per_year": "1"}, "here.code"),
        (DISCOUNT | {"code": "5 %"}, "here.code"),
        (DISCOUNT | {"for_months": 0}, "here.for_months: it is not between 1 and 600"),
        (
            DISCOUNT | {"condition": {"name": "rich"}},
            "'rich' is not one of direct_debit, e_billing",
        ),
        (DISCOUNT | {"condition": {"name": "loyal"}}, "count months as a customer"),
        (DISCOUNT | {"condition": {"name": "e_billing", "months": 1}}, "count months"),
        (DISCOUNT | {"condition": {"name": "e_billing", "days": 1}}, "condition.days: this field"),
        (DISCOUNT | {"eur_per_month": "1"}, "only a fixed fee has it"),
        (EVERY_KIND[-3] | {"eur_per_day": "1"}, "only one of the year, the month and the day"),
    ],
)
def test_what_is_no_promise_is_refused_with_its_place(written, told):
    with pytest.raises(DocumentInvalid, match=told.replace("(", r"\(")):
        read_promise(written, "here")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ([DISCOUNT], "another promise has the code 'discount'"),
        ([DISCOUNT | {"code": "more", "of": ["wind"]}], "'wind' is not one of energy, fee"),
        ([DISCOUNT | {"code": "more", "of": ["discount"]}], "a limit may follow a percentage"),
        ([EVERY_KIND[3], EVERY_KIND[4] | {"of": ["cap"]}], "a limit may follow a percentage"),
    ],
)
def test_promises_go_together(more, told):
    with pytest.raises(DocumentInvalid, match=told):
        check_together([read_promise(each, "here") for each in [DISCOUNT, *more]])
    after = EVERY_KIND[3] | {"of": ["energy", "discount"]}
    check_together([read_promise(each, "here") for each in [DISCOUNT, after]])


@pytest.mark.parametrize(
    ("condition", "course"),
    [
        (None, [(None, "met")]),
        (CardCondition(name="direct_debit"), [(None, "unmet"), (START + 100, "met")]),
        (CardCondition(name="e_billing"), [(None, "unmet")]),
        (CardCondition(name="both_energies"), [(None, "met"), (START + 50, "unmet")]),
        (CardCondition(name="loyal", months=24), [(None, "met")]),
        (CardCondition(name="loyal", months=30), [(None, "unmet"), (add_months(START, 6), "met")]),
        (
            CardCondition(name="new_customer", months=30),
            [(None, "met"), (add_months(START, 6), "unmet")],
        ),
    ],
)
def test_a_condition_is_decided_day_by_day(condition, course):
    facts = PromiseFacts(
        contract_from=START,
        customer_from=add_months(START, -24),
        arranged=FACTS.arranged,
        other_energy=FACTS.other_energy,
    )
    assert list(decide(condition, facts, YEAR, made_for=EVER)) == course


def test_a_promise_holds_in_its_months_of_the_contract():
    promise = read_promise(DISCOUNT | {"after_months": 3, "for_months": 6}, "here")
    (course,) = decide_all([promise], FACTS, YEAR)
    april, october = add_months(START, 3), add_months(START, 9)
    assert course == ((None, "outside"), (april, "met"), (october, "outside"))
    assert list_stretches(course, DayRange(april, april + 1)) == [
        (DayRange(april, april + 1), "met")
    ]


def test_contracts_in_one_situation_have_one_course():
    promises = [read_promise(each, "here") for each in EVERY_KIND[:2]]
    since_before = [
        PromiseFacts(
            contract_from=START - days,
            customer_from=START - 1_000 - days,
            arranged={"direct_debit": (DayRange(START - days, 10**6),)},
        )
        for days in (0, 40)
    ]
    first, second = (decide_all(promises, each, YEAR) for each in since_before)
    assert first == second


def test_terms_have_the_days_the_vat_and_what_came_of_their_condition():
    promises = [
        read_promise(DISCOUNT | {"condition": {"name": "direct_debit"}}, "here"),
        read_promise(
            {"kind": "one_off", "code": "welcome", "eur": "-50", "after_months": 6}, "here"
        ),
        read_promise(EVERY_KIND[4], "here"),
        read_promise({"kind": "slices", "code": "night", "slices": SLICES}, "here"),
    ]
    courses = decide_all(promises, FACTS, YEAR)
    terms = list_promise_terms(promises, courses, PRICES, YEAR, vat=VAT, source="Steady, 2025")
    unmet, met, welcome, least, scale = terms
    assert unmet.of == met.of == ("energy_total", "night")
    assert (unmet.valid, unmet.is_granted) == (DayRange(START, START + 100), False)
    assert (met.valid.from_, met.condition.name, met.condition.reason) == (
        START + 100,
        "direct_debit",
        "met",
    )
    assert date_of(welcome.valid.from_).isoformat() == "2025-07-01"
    assert [term.vat_bp for term in terms] == [2_000, 2_000, 550, 550, 2_000]
    assert least.of == ("supplier_fee",)
    assert (scale.parameters, scale.source, scale.required) == (("unit",), "Steady, 2025", False)
    outside = DayRange(START + 300, START + 310)
    assert "welcome" not in {
        term.code
        for term in list_promise_terms(
            promises, decide_all(promises, FACTS, outside), PRICES, outside, vat=VAT, source=""
        )
    }


def test_the_facts_behind_conditions_are_told():
    promises = [read_promise(each, "here") for each in EVERY_KIND[:3]]
    assert explain_all(promises, FACTS, YEAR) == {
        "direct_debit": {"days": [{"from": "2025-04-11", "until": "2026-01-01"}]},
        "loyal_24_months": {"customer_from": "2023-01-02"},
    }


def test_a_fee_is_brought_to_a_year_without_rounding():
    by_month = read_promise(EVERY_KIND[-2], "here").term
    by_day = read_promise(EVERY_KIND[-1], "here").term
    assert isinstance(by_month, FixedTerm)
    assert (by_month.micro_eur_per_year, by_month.day_count) == (18_000_000, "month")
    assert (by_day.micro_eur_per_year, by_day.day_count) == (18_250_000, "365")
    assert day_number(date_of(START)) == START
