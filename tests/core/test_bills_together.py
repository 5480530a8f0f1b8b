"""Bills made together are the bills made one by one, to the letter of their bundles."""

from dataclasses import replace

import numpy as np
import pytest
from bill_samples import random_bill

from energycore.bundle import (
    ShareMissing,
    group_bills,
    state,
    state_many,
    state_together,
    write_bundle,
)
from energycore.bundle.canonical import UnnamedBundle, canonical_text, write_texts

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


@pytest.mark.parametrize("seed", range(25))
def test_bills_that_share_promises_are_stated_as_one_by_one(seed):
    bills = [*more_like(random_bill(seed), seed), *more_like(random_bill(seed + 500), seed)]
    order = np.random.default_rng(seed).permutation(len(bills)).tolist()
    shuffled = [bills[place] for place in order]
    assert state_many(shuffled) == [state(bill) for bill in shuffled]
    assert [len(group) for group in group_bills(shuffled)] == [8, 8]


@pytest.mark.parametrize("seed", range(25))
def test_the_text_of_a_bundle_is_that_of_its_document(seed):
    group = more_like(random_bill(seed), seed)
    texts = write_texts(group, state_together(group))
    for bill, text in zip(group, texts, strict=True):
        document = write_bundle(bill, state(bill), FACTS)
        assert text.with_facts(FACTS) == canonical_text(document)
        assert UnnamedBundle.of_document(document) == text


def test_a_share_that_one_of_many_lacks_is_named():
    bill = random_bill(3)
    name = bill.measured[0].register
    for kept in ({}, {bill.period.from_ - 9: 0.0}):
        with pytest.raises(ShareMissing):
            state_many([replace(bill, shares={**bill.shares, name: kept})])


def test_no_bills_are_no_statements():
    assert state_many([]) == []
