"""How instalments of a schedule stand that are past their day: in a plan, disputed, collected by us."""

from datetime import date, timedelta

import pytest

from arrears_factory import account_of, at
from document_factory import make_issuer
from kwartier.arrears import operations, queries
from kwartier.billing import waiting
from kwartier.billing.schedule_types import InstalmentState
from kwartier.ledger.queries import list_open_items
from mandate_factory import add_bank_account, make_creditor, sign
from schedule_factory import ask_until, make_payer, schedule_of

pytestmark = pytest.mark.django_db
# The first two instalments were due on 30 April and 31 May.
TODAY = date(2026, 6, 8)


@pytest.fixture
def payer():
    household = make_payer()
    make_issuer(household.brand)
    ask_until(household, TODAY)
    return household


def states_of(payer):
    schedule = schedule_of(payer, today=TODAY)
    return [each.state for each in schedule.instalments if each.due_on < TODAY]


def act_of(payer):
    return {"account": account_of(payer), "actor": payer.actor, "today": TODAY, "now": at(TODAY)}


def test_an_instalment_in_a_plan_that_is_kept_is_not_late(payer):
    assert states_of(payer) == [InstalmentState.LATE] * 2
    owed = schedule_of(payer, today=TODAY).late_cents
    (first, *_) = list_open_items(account_id=payer.account.pk)
    operations.open_dispute(**act_of(payer), document=first.document, reason="Not mine.")
    assert states_of(payer) == [InstalmentState.DISPUTED, InstalmentState.LATE]
    wish = {"months": 2, "first_on": TODAY + timedelta(days=7)}
    offer = queries.offer_plan(account=account_of(payer), today=TODAY, **wish)
    operations.accept_plan(**act_of(payer), **wish, seen=offer.seen)
    assert states_of(payer) == [InstalmentState.DISPUTED, InstalmentState.IN_PLAN]
    schedule = schedule_of(payer, today=TODAY)
    assert (schedule.late_cents, schedule.waiting_cents) == (0, owed)


def test_an_instalment_that_we_are_to_collect_is_not_late(payer):
    make_creditor(payer.brand)
    add_bank_account(payer.person, payer.account, now=at(TODAY))
    sign(payer.person, payer.account, now=at(TODAY))
    assert states_of(payer) == [InstalmentState.TO_BE_COLLECTED] * 2


def test_who_is_asked_twice_counts_once():
    waiting.stand_as(*waiting._askers)
    assert len(waiting._askers) == 1
