"""An instalment becomes part of a bill while somebody disputes it, or agrees on a plan for it."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from advance_factory import MOVED_IN, PERIOD_FROM
from arrears_factory import account_of, at
from bill_factory import settle
from document_factory import make_issuer
from kwartier.arrears.operations import accept_plan, open_dispute
from kwartier.arrears.queries import find_running_plan, list_disputes, offer_plan
from kwartier.arrears.refusals import NothingToDispute, NothingToPlan
from kwartier.ledger.queries import list_open_items
from kwartier.platform.errors import Refusal
from schedule_factory import ask_until, make_payer

pytestmark = pytest.mark.django_db(transaction=True)

NOTICED_SECONDS, LONGEST_SECONDS = 0.5, 60


@pytest.fixture
def home():
    """A payer by schedule whose first year is over, and who paid nothing of it."""
    year = (MOVED_IN, PERIOD_FROM)
    household = make_payer(begun_on=MOVED_IN, period=year, read_on=year)
    make_issuer(household.brand)
    ask_until(household, PERIOD_FROM)
    return household


def while_the_bill_is_written(home, act):
    """What an act answers that begins before the transaction of the bill ends; it waits for it."""
    outcome = []

    def run():
        try:
            outcome.append(act())
        except Refusal as refusal:
            outcome.append(refusal)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        settle(home)
        other.start()
        other.join(NOTICED_SECONDS)
        assert other.is_alive(), "it did not wait for the bill"
    other.join(LONGEST_SECONDS)
    return outcome[0]


def test_a_dispute_does_not_stay_behind_on_an_instalment_that_is_gone(home):
    acting = {"actor": home.actor, "today": PERIOD_FROM, "now": at(PERIOD_FROM)}
    unpaid = list_open_items(account_id=home.account.pk)[0].document

    def dispute():
        return open_dispute(account=account_of(home), document=unpaid, **acting)

    assert isinstance(while_the_bill_is_written(home, dispute), NothingToDispute)
    assert list_disputes(account_id=home.account.pk) == []


def test_a_plan_is_not_made_of_instalments_that_are_gone(home):
    wish = {
        "account": account_of(home),
        "months": 2,
        "first_on": date(2026, 5, 1),
        "today": PERIOD_FROM,
    }
    seen = offer_plan(**wish).seen

    def agree():
        return accept_plan(seen=seen, actor=home.actor, now=at(PERIOD_FROM), **wish)

    told = while_the_bill_is_written(home, agree)
    assert isinstance(told, NothingToPlan)
    assert find_running_plan(account_id=home.account.pk) is None
