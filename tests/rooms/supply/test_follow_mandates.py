"""A discount for direct debit counts on the days of the mandate, and on no others."""

from datetime import date, timedelta

import pytest

from advance_factory import MOVED_IN, make_priced_card
from bill_factory import NOW, make_year
from house_factory import make_brand
from kwartier.metering.types import Energy
from kwartier.payments.operations import stop_mandate, suspend_mandate
from kwartier.platform.types import SYSTEM
from kwartier.pricing.promises import read_promise
from kwartier.supply.operations import (
    end_arrangement,
    end_contract,
    follow_mandates,
    note_arrangement,
)
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ArrangementKind, EndReason
from mandate_factory import add_bank_account, make_creditor, mine, sign

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
PROMISE = {
    "kind": "percentage",
    "code": "discount_direct_debit",
    "of": ["energy"],
    "percent": "-2",
    "condition": {"name": "direct_debit"},
}
STREET = {"street": "Lindelaan", "house_number": "4"}


@pytest.fixture
def home():
    """A household whose card promises a discount for direct debit, with a bank account."""
    brand = make_brand()
    make_creditor(brand)
    card = make_priced_card(brand, Energy.ELECTRICITY, promises=[read_promise(PROMISE, "here")])
    household = make_year(brand=brand, card=card, home=STREET)
    add_bank_account(household.person, household.account)
    return household


def at(day):
    return NOW + (day - TODAY)


def follow(home, today=TODAY):
    return follow_mandates(brand_id=home.brand.id, today=today, now=at(today))


def signs(home, day):
    return sign(home.person, home.account, now=at(day))


def stops(home, day):
    account = mine(home.person, home.account)
    return stop_mandate(account=account, actor=home.actor, now=at(day))


def days_of(home):
    return [(each.from_, each.until) for each in get_contract(home.contract.id).arrangements]


def noting(home, from_):
    return {
        "contract_id": home.contract.id,
        "kind": ArrangementKind.DIRECT_DEBIT,
        "from_": from_,
        "actor": SYSTEM,
        "now": NOW,
    }


def test_it_is_noted_and_ended_as_the_mandate_is(home):
    assert follow(home) == 0
    signed = signs(home, TODAY)
    assert (follow(home), follow(home)) == (1, 0)
    assert days_of(home) == [(TODAY, None)]
    (noted,) = get_contract(home.contract.id).arrangements
    assert signed.reference in noted.document
    suspend_mandate(mandate_id=signed.id, reason="AM04", now=NOW)
    assert follow(home) == 0
    later = TODAY + timedelta(days=30)
    stops(home, later)
    assert (follow(home, later), follow(home, later)) == (1, 0)
    assert days_of(home) == [(TODAY, later)]


def test_it_begins_with_the_contract(home):
    signs(home, date(2021, 1, 1))
    assert follow(home) == 1
    assert days_of(home) == [(MOVED_IN, None)]


def test_nothing_is_noted_for_a_contract_that_ends_before(home):
    end_contract(
        contract_id=home.contract.id,
        ends_on=TODAY + timedelta(days=2),
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=NOW,
    )
    signs(home, TODAY + timedelta(days=5))
    assert follow(home) == 0


def test_signed_and_stopped_on_a_day_leaves_that_day_at_the_most(home):
    signs(home, TODAY)
    assert follow(home) == 1
    stops(home, TODAY)
    assert (follow(home), follow(home)) == (1, 0)
    assert days_of(home) == [(TODAY, TODAY + timedelta(days=1))]


def test_two_mandates_after_each_other_with_and_without_a_gap(home):
    first, stopped, again = (TODAY + timedelta(days=days) for days in (-300, -200, -100))
    signs(home, first)
    assert follow(home, first) == 1
    stops(home, stopped)
    signs(home, stopped)
    assert follow(home, stopped) == 0  # The days go on.
    stops(home, again)
    signs(home, TODAY)
    assert (follow(home), follow(home)) == (2, 0)
    assert days_of(home) == [(first, again), (TODAY, None)]


def test_what_was_missed_is_noted_later(home):
    signs(home, TODAY - timedelta(days=9))
    stops(home, TODAY - timedelta(days=4))
    assert (follow(home), follow(home)) == (1, 0)
    assert days_of(home) == [(TODAY - timedelta(days=9), TODAY - timedelta(days=4))]


def test_what_no_mandate_carries_ends_today_and_what_is_past_stays(home):
    long_ago = TODAY - timedelta(days=200)
    note_arrangement(**noting(home, MOVED_IN), until=long_ago, document="Paper")
    note_arrangement(**noting(home, long_ago), until=None, document="Paper")
    assert (follow(home), follow(home)) == (1, 0)
    assert days_of(home) == [(MOVED_IN, long_ago), (long_ago, TODAY)]


def test_an_end_by_hand_does_not_outlive_the_mandate(home):
    signs(home, TODAY - timedelta(days=50))
    follow(home)
    ended = TODAY - timedelta(days=20)
    end_arrangement(**noting(home, TODAY - timedelta(days=50)), until=ended)
    assert (follow(home), follow(home)) == (1, 0)
    assert days_of(home)[-1] == (ended, None)


def test_what_was_noted_for_later_days_stands_and_the_days_before_join_it(home):
    later = TODAY + timedelta(days=5)
    note_arrangement(**noting(home, later), until=None, document="Paper")
    signs(home, TODAY)
    assert (follow(home), follow(home)) == (1, 0)
    assert days_of(home) == [(TODAY, later), (later, None)]
    stops(home, TODAY + timedelta(days=2))
    assert follow(home, TODAY + timedelta(days=9)) == 2
