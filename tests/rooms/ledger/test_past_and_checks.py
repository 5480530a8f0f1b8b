"""The books at a past instant, by age, at the bank; and the check that proves that all agrees."""

from datetime import date, timedelta

import pytest
from django.db import connection

from house_factory import as_web, make_account, make_agent, make_brand, make_customer
from kwartier.ledger import operations, queries
from kwartier.ledger.models import Allocation, Journal, Posting
from kwartier.ledger.types import BankAssertion, Book, FindingKind
from kwartier.platform.types import Door
from ledger_factory import (
    IBAN,
    NOW,
    TODAY,
    bounce,
    charge,
    entry,
    owe,
    pay,
    place,
    placing,
    reserve,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def account():
    return make_account(make_brand())


def said(account, cents, on=TODAY, source="s1"):
    return BankAssertion(
        brand_id=account.brand_id, bank_iban=IBAN, on=on, balance_cents=cents, source=source
    )


def test_the_books_know_how_they_stood(account):
    owe(account, "A1", "A2")
    entry(account, "e1", 15_000)
    operations.place_payments([placing(account, "e1", 15_000)], now=LATER)
    before, after = (queries.get_standing(account_id=account.pk, at=at) for at in (NOW, LATER))
    assert (before.balance_cents, after.balance_cents) == (20_000, 5_000)
    assert [item.open_cents for item in before.open_items] == [10_000, 10_000]
    assert after == queries.get_standing(account_id=account.pk)
    for at, balance in ((NOW - timedelta(1), 0), (NOW, 20_000), (LATER, 5_000), (None, 5_000)):
        assert queries.get_balance(account_id=account.pk, at=at) == balance
    (waiting,) = queries.list_suspense(brand_id=account.brand_id, at=NOW)
    assert (waiting.entry_key, waiting.left_cents, waiting.bank_iban) == ("e1", 15_000, IBAN)
    assert queries.list_suspense(brand_id=account.brand_id) == []
    (row,) = queries.list_ageing(brand_id=account.brand_id, on=TODAY, at=NOW)
    assert row.late_cents == (0, 0, 0, 20_000)


def test_what_is_owed_by_days_overdue(account):
    idle = make_account(make_brand())
    for days, cents in ((-5, 100), (0, 20), (1, 300), (30, 7), (31, 4_000), (90, 50_000), (91, 9)):
        owe(account, f"A{days}", cents=cents, first_due=TODAY - timedelta(days=days))
    pay(idle, "e1", 77)
    late, ahead = queries.list_ageing(brand_id=account.brand_id, on=TODAY)
    assert (late.coming_cents, late.credit_cents) == (120, 0)
    assert late.late_cents == (307, 4_000, 50_000, 9)
    assert late.balance_cents == queries.get_balance(account_id=account.pk)
    assert (ahead.account_id, ahead.credit_cents, ahead.balance_cents) == (idle.pk, 77, -77)
    some = queries.list_ageing(brand_id=account.brand_id, on=TODAY, account_ids=[idle.pk])
    assert some == [ahead]


def test_what_was_owed_on_a_day_that_is_over(account):
    day = TODAY - timedelta(days=40)
    owe(account, "A1", first_due=day)
    owe(account, "A2", cents=7_000, first_due=TODAY)
    pay(account, "e1", 10_000)
    for on, owed in ((day - timedelta(days=16), []), (day, [10_000]), (TODAY, [7_000])):
        for some in (None, [account.pk]):
            asked = {"brand_id": account.brand_id, "on": on, "account_ids": some}
            rows = queries.list_ageing(**asked, is_past=True)
            assert [row.coming_cents for row in rows] == owed


def test_the_bank_in_the_books(account):
    day = date(2026, 11, 2)
    operations.open_bank_accounts([said(account, 500, day)], now=NOW)
    entry(account, "e1", 300, on=day + timedelta(days=1))
    operations.post_bank_entries([], now=NOW)

    def balance(on, at=None):
        return queries.get_bank_balance(brand_id=account.brand_id, bank_iban=IBAN, on=on, at=at)

    assert [balance(day), balance(TODAY), balance(TODAY, NOW - timedelta(1))] == [500, 800, 0]
    books = queries.list_books(brand_id=account.brand_id, on=TODAY)
    assert books == {"bank": 800, "opening": -500, "suspense": -300}


def findings(account):
    return [
        (each.kind, each.subject, each.expected_cents, each.found_cents)
        for each in queries.check_books(brand_id=account.brand_id, on=TODAY)
    ]


def test_books_that_agree_have_no_findings(account):
    owe(account, "A1", "A2")
    operations.assert_bank_balances([said(account, 0, TODAY - timedelta(1))], now=NOW)
    pay(account, "e1", 15_000)
    entry(account, "back", -15_000)
    bounce(account, "pay e1", "back")
    pay(account, "e2", 90_000)
    reserve(account, "R1", 1_000)
    charge(account, "C1", 2_000)
    operations.assert_bank_balances([said(account, 90_000)], now=NOW)
    assert findings(account) == []


def test_a_balance_that_the_bank_counted_otherwise_is_found(account):
    entry(account, "e1", 15_000)
    for source, cents in (("s1", 15_000), ("s2", 14_999)):  # what was said last counts
        operations.assert_bank_balances([said(account, cents, source=source)], now=NOW)
    operations.assert_bank_balances([said(account, 3, TODAY - timedelta(1))], now=NOW)
    operations.assert_bank_balances([said(account, 3, TODAY + timedelta(1))], now=NOW)
    assert findings(account) == [
        (FindingKind.BANK, f"{IBAN} {TODAY - timedelta(1)}", 3, 0),
        (FindingKind.BANK, f"{IBAN} {TODAY}", 14_999, 15_000),
    ]


def test_money_that_no_statement_shows_is_found(account):
    operations.record_payment(
        brand_id=account.brand_id, account_id=account.pk, amount_cents=500, paid_on=TODAY, now=NOW
    )
    assert findings(account) == [(FindingKind.UNPROVEN, "", 0, 500)]


def test_what_gets_past_the_guards_is_found(account):
    owe(account, "A1")
    pay(account, "e1", 4_000)
    journal = Journal.objects.get(kind="payment")
    allocation = Allocation.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("ledger_posting", "ledger_allocation"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for book, document, cents in (
        (Book.SUSPENSE, "e1", 1),
        (Book.SUSPENSE, "nowhere", -2),
        (Book.REFUND, "R1", -5),
    ):
        Posting.objects.create(
            brand_id=account.brand_id,
            journal=journal,
            account=account,
            book=book,
            amount_cents=cents,
            document=document,
        )
    allocation.pk, allocation.amount_cents = None, 6_001
    allocation.save(force_insert=True)
    debit, credit = allocation.debit_id, allocation.credit_id
    assert findings(account) == [
        (FindingKind.JOURNAL, str(journal.pk), 0, -6),
        (FindingKind.SUSPENSE, "e1", -4_000, 1),
        (FindingKind.SUSPENSE, "nowhere", 0, -2),
        (FindingKind.REFUND, "R1", 0, -5),
        (FindingKind.CUSTOMERS, str(account.pk), 6_000, -1),
        (FindingKind.ALLOCATION, str(debit), 10_000, 10_001),
        (FindingKind.ALLOCATION, str(credit), 4_000, 10_001),
    ]


def test_open_parts_that_are_not_the_balance_are_found(account, monkeypatch):
    pay(account, "e1", 4_000)
    monkeypatch.setattr("kwartier.ledger.queries.checks.list_ageing", lambda **_: [])
    assert findings(account) == [(FindingKind.CUSTOMERS, str(account.pk), -4_000, 0)]


def test_customers_see_no_money_of_nobody_and_agents_place_it():
    brand = make_brand()
    person, account = make_customer(brand)
    agent = make_agent(brand).person
    entry(account, "e1", 10_000)
    entry(account, "e2", 10_000)
    place(account, "e1", 10_000)
    operations.assert_bank_balances([said(account, 20_000)], now=NOW)
    with as_web(brand, person):
        seen = Posting.objects.values_list("book", flat=True)
        assert sorted(seen) == ["receivable", "suspense"]
        assert queries.list_assertions(brand_id=brand.id, on=TODAY) == []
    with as_web(brand, agent, Door.OFFICE):
        assert len(queries.list_suspense(brand_id=brand.id)) == 1
        assert place(account, "e2", 10_000).left_cents == 10_000
        assert queries.check_books(brand_id=brand.id, on=TODAY) == []
