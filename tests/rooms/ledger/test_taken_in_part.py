"""Parts of payments that a bank took back, and what was said to be nobody's and is somebody's."""

from dataclasses import replace

import pytest

from house_factory import make_account, make_brand
from kwartier.ledger import operations
from kwartier.ledger.queries import check_books, get_balance, list_open_items, list_taken_back
from kwartier.ledger.refusals import AlreadyTakenBack, EntryOverdrawn, JournalUnknown
from kwartier.ledger.types import Book, Clearing, Reversal
from kwartier.platform.models import AuditEntry
from ledger_factory import (
    ACTOR,
    NOW,
    TODAY,
    bounce,
    bounce_in_part,
    entry,
    owe,
    pay,
    sum_book,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account(make_brand())


def open_of(account):
    return [(item.document, item.open_cents) for item in list_open_items(account_id=account.pk)]


def test_a_part_of_a_payment_is_taken_back_and_the_rest_stays_paid(account):
    owe(account, "A1", "A2")
    pay(account, "e1", 21_000)  # a thousand too much: it lies on the account
    for key, cents in (("back", -6_000), ("more", -4_000), ("over", -11_001), ("rest", -11_000)):
        entry(account, key, cents)
    taken = bounce_in_part(account, "pay e1", "back", 6_000)
    assert taken.reopened == (("A2", 5_000),)
    assert (open_of(account), get_balance(account_id=account.pk)) == ([("A2", 5_000)], 5_000)
    again = bounce_in_part(account, "pay e1", "back", 6_000)
    assert (again.is_repeat, again.journal_id) == (True, taken.journal_id)
    more = bounce_in_part(account, "pay e1", "more", 4_000)
    assert more.reopened == (("A2", 4_000),)
    assert open_of(account) == [("A2", 9_000)]
    asked = {"brand_id": account.brand_id, "keys": ["pay e1", "pay none"]}
    assert list_taken_back(**asked) == {"pay e1": 10_000}
    assert list_taken_back(**{**asked, "keys": []}) == {}
    # Neither more than is left, nor the whole, nor as a mistake.
    with pytest.raises(AlreadyTakenBack):
        bounce_in_part(account, "pay e1", "over", 11_001)
    with pytest.raises(AlreadyTakenBack):
        bounce(account, "pay e1", "over")
    whole = Reversal(brand_id=account.brand_id, journal="pay e1", booked_on=TODAY)
    with pytest.raises(AlreadyTakenBack):
        operations.reverse_journals([whole], now=NOW, actor=ACTOR)
    assert bounce_in_part(account, "pay e1", "rest", 11_000).reopened == (
        ("A2", 1_000),
        ("A1", 10_000),
    )
    assert open_of(account) == [("A1", 10_000), ("A2", 10_000)]
    assert check_books(brand_id=account.brand_id, on=TODAY) == []
    assert sum_book() == 11_001  # what the bank took too much


def test_of_what_was_taken_back_whole_no_part_is(account):
    owe(account, "A1")
    pay(account, "e1", 10_000)
    entry(account, "back", -10_000)
    entry(account, "part", -100)
    with pytest.raises(EntryOverdrawn):
        bounce_in_part(account, "pay e1", "part", 200)
    bounce(account, "pay e1", "back")
    with pytest.raises(AlreadyTakenBack):
        bounce_in_part(account, "pay e1", "part", 100)
    with pytest.raises(AlreadyTakenBack):
        bounce_in_part(account, "pay e1", "part", 0)


def test_other_money_pays_what_a_part_opens(account):
    owe(account, "A1")
    pay(account, "e1", 10_000)
    pay(account, "e2", 3_000)
    entry(account, "back", -4_000)
    assert bounce_in_part(account, "pay e1", "back", 4_000).reopened == (("A1", 4_000),)
    assert (open_of(account), get_balance(account_id=account.pk)) == ([("A1", 1_000)], 1_000)


def test_what_was_said_to_be_nobodys_goes_back_to_suspense(account):
    entry(account, "e1", -700)
    cleared = Clearing(
        brand_id=account.brand_id,
        entry_key="e1",
        amount_cents=-700,
        booked_on=TODAY,
        book=Book.BANK_COSTS,
        unique_key="cost",
    )
    operations.clear_entries([cleared], now=NOW)
    pay(account, "e2", 100)
    wish = Reversal(brand_id=account.brand_id, journal="cost", booked_on=TODAY, reason="No cost.")
    made = operations.reverse_clearing(wish, now=NOW, actor=ACTOR)
    assert operations.reverse_clearing(wish, now=NOW, actor=ACTOR) == made
    assert (sum_book(), sum_book(Book.BANK_COSTS)) == (700, 0)
    assert AuditEntry.objects.get(action="ledger.reversed").after["reason"] == "No cost."
    assert check_books(brand_id=account.brand_id, on=TODAY) == []
    for journal in ("pay e2", "nothing"):
        with pytest.raises(JournalUnknown):
            operations.reverse_clearing(replace(wish, journal=journal), now=NOW, actor=ACTOR)
