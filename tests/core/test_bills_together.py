"""Bills made together are the bills made one by one, to the letter of their bundles."""

from dataclasses import replace

import numpy as np
import pytest
from bill_samples import random_bill

from energycore.bundle import ShareMissing, shape_of_peaks, state, state_together, write_bundle
from energycore.bundle.canonical import BundleWriter
from energycore.bundle.forms import BundleText, canonical_text
from energycore.bundle.stating import _KeptShares
from energycore.tariff import compile_tariff

FACTS = {"number": "S26-0000001", "contract": "CB-1"}


def more_like(bill, seed, count=7):
    """Bills that share the promises of one and have volumes of their own."""
    rng = np.random.default_rng(seed)
    others = [
        replace(
            bill,
            measured=tuple(
                replace(each, volume_wh=int(each.volume_wh * rng.uniform(0, 3)))
                for each in bill.measured
            ),
            annual_wh=int(bill.annual_wh * rng.uniform(0, 3)),
        )
        for _ in range(count)
    ]
    return [bill, *others]


def state_as_group(group):
    """Their statements by one tariff and the values that the first of them keeps."""
    first = group[0]
    tariff = compile_tariff(first.terms, first.registers, first.period.from_, first.period.until)
    kept = [_KeptShares.of(name, first.shares.get(name, {})) for name in first.registers]
    return state_together(group, tariff, kept)


@pytest.mark.parametrize("seed", range(25))
def test_bills_that_share_promises_are_stated_as_one_by_one(seed):
    group = more_like(random_bill(seed), seed)
    assert len({shape_of_peaks(bill) for bill in group}) == 1
    made = state_as_group(group)
    assert [made.of(number) for number in range(len(group))] == [state(bill) for bill in group]


@pytest.mark.parametrize("seed", range(25))
def test_the_text_of_a_bundle_is_that_of_its_document(seed):
    group = more_like(random_bill(seed), seed)
    for bill, text in zip(group, BundleWriter().write(group, state_as_group(group)), strict=True):
        document = write_bundle(bill, state(bill), FACTS)
        named = text.with_facts(FACTS)
        assert named.whole() == canonical_text(document)
        assert named.facts == FACTS
        assert BundleText.of_document(document).with_facts(FACTS).whole() == named.whole()


def test_what_a_writer_keeps_is_forgotten_in_time(monkeypatch):
    monkeypatch.setattr("energycore.bundle.canonical._MOST_KEPT", 1)
    writer = BundleWriter()
    for seed in (1, 2):
        bill = random_bill(seed)
        (text,) = writer.write([bill], state_as_group([bill]))
        assert text.with_facts({}).whole() == canonical_text(write_bundle(bill, state(bill)))


def test_a_share_that_one_of_many_lacks_is_named():
    bill = random_bill(3)
    name = bill.measured[0].register
    for kept in ({}, {bill.period.from_ - 9: 0.0}):
        with pytest.raises(ShareMissing):
            state(replace(bill, shares={**bill.shares, name: kept}))


def test_a_promise_is_put_into_words_once(monkeypatch):
    writer = BundleWriter()
    bill = random_bill(4)
    copied = replace(bill, terms=bill.terms[:1] + bill.terms[1:])
    (first,) = writer.write([bill], state_as_group([bill]))
    monkeypatch.setattr("energycore.bundle.canonical.term_to_json", None)
    (again,) = writer.write([copied], state_as_group([copied]))
    assert again == first


def test_a_register_that_the_bill_does_not_know_is_refused():
    bill = random_bill(5)
    unknown = replace(bill.measured[0], register="elsewhere")
    with pytest.raises(ValueError, match="does not know the register elsewhere"):
        state(replace(bill, measured=(unknown,)))
