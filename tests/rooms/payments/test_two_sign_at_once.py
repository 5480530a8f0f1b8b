"""Many sessions on one account at the same moment: one wins, the others are told, nothing is lost."""

from dataclasses import replace

import pytest

from at_once import as_a_request
from at_once import together as at_once
from house_factory import NOW, acting, make_brand, make_customer
from kwartier.payments import operations, refusals
from kwartier.payments.models import BankAccount, Mandate, MandateAmendment
from kwartier.payments.queries import find_bank_account, find_live_mandate
from kwartier.platform.errors import Refusal
from mandate_factory import (
    ADVANCES,
    EVERYTHING,
    FRENCH_IBAN,
    OTHER_IBAN,
    add_bank_account,
    make_creditor,
    mine,
    sign,
)

pytestmark = pytest.mark.django_db(transaction=True)
# A business with many sessions: as many as there are connections to spare beside the other tests.
SESSIONS = 12


@pytest.fixture
def home():
    brand = make_brand()
    make_creditor(brand)
    person, account = make_customer(brand)
    add_bank_account(person, account)
    return person, account


def together(home, *acts):
    """Run the acts at once, each in a transaction of its own as a request of the customer."""
    return at_once(*acts, within=lambda: as_a_request(home[1].brand_id, home[0].pk))


def count(outcomes, kind):
    return sum(isinstance(each, kind) for each in outcomes)


def test_of_many_signatures_one_counts(home):
    outcomes = together(home, *[lambda: sign(*home)] * SESSIONS)
    assert count(outcomes, refusals.MandateExists) == SESSIONS - 1
    assert Mandate.objects.count() == 1


def test_of_many_changes_of_the_account_one_counts_and_the_others_see_it(home):
    known = find_bank_account(home[1].pk)
    sign(*home)
    acts = [
        lambda iban=iban: add_bank_account(*home, iban, replacing=known.id)
        for iban in (OTHER_IBAN, FRENCH_IBAN) * (SESSIONS // 2)
    ]
    outcomes = together(home, *acts)
    assert count(outcomes, Refusal) == SESSIONS - 1
    assert BankAccount.objects.count() == 2
    present = find_bank_account(home[1].pk)
    assert find_live_mandate(home[1].pk).bank_account_id == present.id
    assert MandateAmendment.objects.get().new_bank_account_id == present.id


def test_changing_and_stopping_at_once_loses_neither(home):
    sign(*home)
    act = {"account": mine(*home), "actor": acting(home[0]), "now": NOW}

    def change(terms):
        return operations.change_mandate(terms=terms, seen=EVERYTHING, **act)

    limits = [replace(ADVANCES, ask_above_cents=100 + place) for place in range(SESSIONS - 2)]
    outcomes = together(
        home,
        *[lambda terms=terms: change(terms) for terms in limits],
        *[lambda: operations.stop_mandate(**act)] * 2,
    )
    changed, stopped = outcomes[:-2], outcomes[-2:]
    assert count(stopped, refusals.MandateMissing) == 1
    won = [each for each in changed if not isinstance(each, Refusal)]
    assert len(won) <= 1  # every other one saw what was before it, or nothing any more
    mandate = Mandate.objects.get()
    assert mandate.state == "ended"
    assert mandate.ask_above_cents == (won[0].ask_above_cents if won else None)
