"""Money through simulated banks, told in CODA and in camt.053: the books say what the banks say."""

import itertools
from datetime import date

import pytest

from kwartier.demo.bank import Fate
from kwartier.ledger.queries import get_open_by_document
from kwartier.payments._return_steps import list_steps
from kwartier.payments.queries import find_collections, list_mandates, list_returns
from kwartier.payments.types import CollectionState, MandateState, NextStep
from simulated_bank_year import live_months, open_house, summarize

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)
# Billed, sent, collected, come back, and the next day.
DAYS = [date(2026, 1, day) for day in (1, 15, 19, 20, 21)]
ENDS_AT = {NextStep.SUSPEND: MandateState.SUSPENDED, NextStep.END: MandateState.ENDED}


def test_two_months_of_every_way_to_pay_end_to_the_cent():
    houses = [
        open_house(key, 20, seed=3, first_day=FIRST, share=0.3, collects=(1, 3))
        for key in ("merel", "plein-midi")
    ]
    months = []
    live_months(houses, FIRST, 2, tell=months.append)
    assert len(months) == 2
    told = summarize(houses)
    assert told["documents"] > 50
    for what in ("collections", "returns", "in_suspense", "by_hand", "refunds"):
        assert told[what], what


@pytest.mark.parametrize("key", ["merel", "plein-midi"])
def test_every_reason_leads_to_its_step_and_leaves_the_invoice_open(key):
    steps = list_steps()
    house = open_house(key, len(steps), seed=1, first_day=FIRST, ways=["debit"])
    fates = {}

    def choose(order):
        """Every second one is rejected before, the others come back a day later."""
        assert order.is_debit
        place = len(fates)
        fates[order.end_to_end_id] = steps[place]
        return Fate(steps[place].code, None if place % 2 else 1)

    house.bank.choose = choose
    house.documents = itertools.count(12, 12)  # none of them a settlement
    for each in house.customers:
        each.billed_on = FIRST.day
    for day in DAYS:
        house.live(day)
    assert {each.code for each in fates.values()} == {each.code for each in steps}
    collections = find_collections(house.brand.id, fates)
    left = get_open_by_document([each.id for each in house.customers])
    for name, step in fates.items():
        made = collections[name]
        assert (made.state, made.return_code) == (CollectionState.RETURNED, step.code)
        assert left[made.document] == made.amount_cents
        (mandate,) = list_mandates(made.account_id)
        assert mandate.state == ENDS_AT.get(step.step, MandateState.ACTIVE), step.code
        assert bool(made.retry_on) == (step.step == NextStep.RETRY), step.code
    assert list_returns(house.brand.id) == []  # an agent looked at those that want one
    house.prove(date(2026, 1, 31))
