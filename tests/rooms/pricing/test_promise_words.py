"""Promises of a price card as a customer reads them, and what came of their conditions."""

import pytest
from django.utils import translation

from energycore.tariff import CardVat, Condition
from kwartier.pricing.conditions import CONDITIONS, CardCondition
from kwartier.pricing.promises import read_promise
from kwartier.pricing.wording import Reader, say_came_of, say_promise

VAT = CardVat(fee_bp=600, unit_bp=600, injection_bp=0)
SHARE = {"kind": "percentage", "code": "discount", "of": ["energy"], "percent": "-5"}
CAP = {"kind": "limit", "code": "cap", "side": "at_most", "of": ["energy"], "eur_per_kwh": "0.2"}
LEAST = {"kind": "limit", "code": "f", "side": "at_least", "of": ["fee"], "eur_per_year": "50"}
SLICES = [{"up_to_wh": 1_000_000, "eur_per_kwh": "0.1"}, {"eur_per_kwh": "0.2"}]
TIERS = [
    {"up_to_wh": 1_000_000, "eur_per_kwh": "0.1", "eur_per_year": "10"},
    {"eur_per_kwh": "0.2"},
]
FEE = {"kind": "fixed", "code": "care"}
ONCE = {"kind": "one_off", "code": "bonus"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (SHARE, "5% less on energy."),
        (
            SHARE | {"condition": {"name": "direct_debit"}},
            "5% less on energy. It counts while you pay by direct debit.",
        ),
        (
            SHARE | {"of": ["energy", "fee"], "percent": "2.5", "for_months": 1},
            "2.5% more on energy and the fixed fee. It lasts 1 month.",
        ),
        (SHARE | {"of": ["cap"]}, "5% less on a part of the price."),
        (SHARE | {"of": ["cap"], "percent": "5"}, "5% more on a part of the price."),
        (
            SHARE | {"after_months": 12, "condition": {"name": "loyal", "months": 24}},
            (
                "5% less on energy. It counts once you have been a customer for 24 months. "
                "It begins in month 13 of the contract."
            ),
        ),
        (CAP, "Never more than 21.2000 c€/kWh on average over a bill."),
        (LEAST, "Never less than €53.00 a year."),
        (
            {"kind": "slices", "code": "s", "slices": SLICES},
            (
                "Each kWh of a year up to 1,000 kWh: 10.6000 c€/kWh. "
                "Each kWh above that: 21.2000 c€/kWh."
            ),
        ),
        (
            {"kind": "tiers", "code": "t", "tiers": TIERS},
            (
                "Who uses up to 1,000 kWh a year: 10.6000 c€/kWh for every kWh, and €10.60 a year. "
                "Who uses more: 21.2000 c€/kWh for every kWh, and €0.00 a year."
            ),
        ),
        (FEE | {"eur_per_year": "12"}, "€12.72 a year, counted by the day."),
        (FEE | {"eur_per_month": "1"}, "€1.06 a month."),
        (FEE | {"eur_per_day": "0.1"}, "€0.11 a day."),
        (
            ONCE | {"eur": "-50", "after_months": 12},
            "€53.00 back, once. It falls due 12 months after the contract begins.",
        ),
        (ONCE | {"eur": "50"}, "€53.00, once. It falls due on the first day of the contract."),
        ({"kind": "unit", "code": "g", "eur_per_kwh": "0.01"}, "1.0600 c€/kWh for every kWh."),
    ],
)
def test_every_kind_is_said_in_sentences(written, said):
    with translation.override("en"):
        sentences = say_promise(read_promise(written, "here"), Reader("en", VAT))
    assert " ".join(sentences).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_business_reads_amounts_without_vat():
    with translation.override("en"):
        (said,) = say_promise(read_promise(CAP, "here"), Reader("en", VAT, with_vat=False))
    assert "20.0000" in said


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("is_met", [True, False])
def test_what_came_of_a_condition_is_a_sentence(name, is_met):
    months = 24 if name in {"loyal", "new_customer"} else 0
    key = CardCondition(name=name, months=months).key
    said = say_came_of(Condition(name=key, is_met=is_met, reason="met" if is_met else "unmet"))
    assert said.startswith("It counts: " if is_met else "It does not count")
    assert ("24 months" in said) is bool(months)


@pytest.mark.parametrize("name", ["sunny_months", "direct_debit"])
def test_a_condition_of_a_case_brings_its_own_reason(name):
    assert (
        say_came_of(Condition(name=name, is_met=False, reason="it rained."))
        == "Its condition is not met, so it counts for nothing: it rained."
    )
