"""Bundles as forms and values: filled in they are the canonical text, and no value is lost."""

import json

import pytest
from bill_samples import random_bill

from energycore.bundle import Measured, MeasuredColumns, state, write_bundle
from energycore.bundle.forms import FIRST_DAY, GAP, LAST_DAY, BundleText, canonical_text
from energycore.clocks import DayRange


def test_a_form_takes_its_values_in_order_and_the_ends_of_the_period_wherever_they_stand():
    text = BundleText(
        (f"<{GAP}:{GAP} {FIRST_DAY}>", f"[{LAST_DAY} {GAP} {FIRST_DAY}]", "end"),
        GAP.join(("2025-01-01", "2026-01-01", "7", "{}", "last")),
    )
    assert text.whole() == "<7:{} 2025-01-01>[2026-01-01 last 2025-01-01]end"


def test_facts_come_last_and_may_be_given_again():
    text = BundleText((f"{GAP}{GAP}{GAP}",), GAP.join(("", "", "a", "", "z")))
    assert text.facts == {}
    named = text.with_facts({"number": "S26-1"}).with_facts({"number": "S26-2"})
    assert (named.facts, named.whole()) == ({"number": "S26-2"}, 'a{"number":"S26-2"}z')


def test_marks_never_stand_in_canonical_text():
    written = canonical_text({"source": f"a{GAP}b{FIRST_DAY}c{LAST_DAY}"})
    assert not {GAP, FIRST_DAY, LAST_DAY} & set(written)


def test_a_document_that_was_read_is_a_text_of_its_own():
    bill = random_bill(1)
    document = json.loads(canonical_text(write_bundle(bill, state(bill), {"number": "S26-1"})))
    text = BundleText.of_document(document)
    assert json.loads(text.whole()) == document
    assert text.facts == {"number": "S26-1"}


@pytest.fixture
def counted():
    """Two registers, one of them read in between."""
    return (
        Measured(register="day", days=DayRange(0, 10), volume_wh=3, about={"meter": "1-A"}),
        Measured(register="day", days=DayRange(10, 30), volume_wh=4),
        Measured(register="night", days=DayRange(0, 30), volume_wh=5, about={"estimated": True}),
    )


def test_columns_are_the_volumes_that_they_were_made_of(counted):
    columns = MeasuredColumns.of(counted)
    assert tuple(columns) == columns[:] == counted
    assert (columns[1:], columns[-1]) == (counted[1:], counted[-1])
    assert MeasuredColumns.of(columns) is columns
    assert columns.sum_by_register() == {"day": 7, "night": 5}
    assert columns.write_own() == ['"1-A"\n3', "4", "5"]
