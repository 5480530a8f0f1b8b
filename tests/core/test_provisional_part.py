"""The provisional part of a bundle: expected along the profile, kept inside, made again with it."""

import json
from dataclasses import replace

import jsonschema_rs
import numpy as np
import pytest
from bill_samples import random_bill

from energycore.bundle import (
    DocumentInvalid,
    Measured,
    bundle_schema,
    expect_measured,
    find_provisional_part,
    recompute,
    state,
    state_together,
    write_bundle,
)
from energycore.bundle.canonical import BundleWriter
from energycore.bundle.forms import BundleText, canonical_text
from energycore.bundle.stating import _KeptShares
from energycore.clocks import DayRange
from energycore.profiles import LoadProfile, NoShare
from energycore.tariff import compile_tariff

VALIDATOR = jsonschema_rs.Draft202012Validator(bundle_schema(), validate_formats=True)
HALVES = np.concatenate([np.linspace(0, 0.2, 101), np.linspace(0.2, 0.2, 50)[1:]])
PROFILE = LoadProfile(key="test.halves", first_day=0, cumulative=HALVES)


def bill_and_part(seed):
    """A bill, and one that begins where it ends."""
    bill, part = random_bill(seed), random_bill(seed + 500)
    shift = bill.period.until - part.period.from_
    return bill, move(part, shift)


def move(bill, days):
    """The same bill so many days later."""

    def later(each):
        return DayRange(each.from_ + days, each.until + days)

    return replace(
        bill,
        period=later(bill.period),
        terms=tuple(replace(term, valid=later(term.valid)) for term in bill.terms),
        measured=tuple(replace(each, days=later(each.days)) for each in bill.measured),
        shares={
            name: {day + days: total for day, total in totals.items()}
            for name, totals in bill.shares.items()
        },
        peaks=tuple(replace(each, days=later(each.days)) for each in bill.peaks),
        intervals=tuple(replace(each, days=later(each.days)) for each in bill.intervals),
    )


def document_of(seed):
    bill, part = bill_and_part(seed)
    inside = write_bundle(part, state(part))
    whole = write_bundle(bill, state(bill), {"number": "T-1"}, inside)
    return json.loads(json.dumps(whole))


@pytest.mark.parametrize("seed", range(4))
def test_it_is_made_again_with_the_bill(seed):
    document = document_of(seed)
    made = recompute(document)
    assert made.differences == ()
    assert made.statement.total_cents == state(bill_and_part(seed)[0]).total_cents
    assert made.provisional_part.total_cents == state(bill_and_part(seed)[1]).total_cents
    assert VALIDATOR.is_valid(document)
    document["provisional_part"]["statement"]["total_eur"] = "1.00"
    (difference,) = recompute(document).differences
    assert difference.place == "provisional_part.statement.total_eur"


def test_a_bill_without_one_says_nothing_of_it():
    bill = random_bill(1)
    document = write_bundle(bill, state(bill))
    assert "provisional_part" not in document
    assert find_provisional_part(document) is None
    assert recompute(document).provisional_part is None


def change_period(part):
    part["period"]["from"] = "2001-01-01"


def nest(part):
    part["provisional_part"] = {}


def forget_terms(part):
    part["terms"] = []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (change_period, "provisional_part.period"),
        (nest, "provisional_part.provisional_part"),
        (forget_terms, "provisional_part.inputs"),
    ],
)
def test_one_that_is_none_is_refused_with_its_place(change, place):
    document = document_of(2)
    change(document["provisional_part"])
    with pytest.raises(DocumentInvalid) as refused:
        recompute(document)
    assert refused.value.place == place


def text_of(bill):
    tariff = compile_tariff(bill.terms, bill.registers, bill.period.from_, bill.period.until)
    kept = [_KeptShares.of(name, bill.shares.get(name, {})) for name in bill.registers]
    (text,) = BundleWriter().write([bill], state_together([bill], tariff, kept))
    return text


@pytest.mark.parametrize("seed", range(3))
def test_as_forms_it_is_the_same_text(seed):
    bill, part = bill_and_part(seed)
    whole = text_of(bill).with_provisional_part(text_of(part).with_facts({}))
    expected = write_bundle(bill, state(bill), {"number": "T-1"}, write_bundle(part, state(part)))
    assert whole.with_facts({"number": "T-1"}).whole() == canonical_text(expected)
    read = BundleText.of_document(write_bundle(part, state(part)))
    again = text_of(bill).with_provisional_part(read).with_facts({"number": "T-1"})
    assert again.whole() == canonical_text(expected)
    assert again.facts == {"number": "T-1"}


def test_a_text_that_names_no_period_has_no_place_for_it():
    bill, part = bill_and_part(1)
    with pytest.raises(ValueError, match="follows the days of a bill"):
        BundleText.of_document(write_bundle(bill, state(bill))).with_provisional_part(text_of(part))


def test_what_is_expected_has_the_share_of_its_days():
    """A hundred days of a fifth of a year: 1,000 Wh on fifty of them are 10,000 a year."""
    measured = [
        Measured(register="day", days=DayRange(0, 20), volume_wh=300),
        Measured(register="day", days=DayRange(20, 50), volume_wh=700),
        Measured(register="night", days=DayRange(0, 50), volume_wh=0),
    ]
    ahead = DayRange(50, 60)
    found = expect_measured(
        measured, {"day": PROFILE, "night": PROFILE}, [("day", ahead), ("night", ahead)]
    )
    assert [(each.register, each.volume_wh, each.days) for each in found] == [
        ("day", 200, ahead),
        ("night", 0, ahead),
    ]
    assert all(each.about == {"estimated": True} for each in found)


def test_what_was_counted_on_days_of_no_share_tells_no_year():
    measured = [Measured(register="day", days=DayRange(110, 120), volume_wh=5)]
    with pytest.raises(NoShare):
        expect_measured(measured, {"day": PROFILE}, [("day", DayRange(120, 130))])
