"""The books: journals sum to zero, facts are added, the oldest debt is paid first."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from house_factory import make_account, make_brand
from kwartier.ledger import _paid_last
from kwartier.ledger.models import Allocation, Journal, Posting
from kwartier.ledger.operations import (
    book_advance_invoices,
    pay_in_full,
    pay_last_when,
    post_journals,
    record_payment,
    use_credits,
)
from kwartier.ledger.queries import (
    get_balance,
    list_due_items,
    list_movements,
    list_open_items,
    list_overdue,
)
from kwartier.ledger.refusals import JournalOutOfBalance, PaymentNotPositive
from kwartier.ledger.types import (
    AdvanceInvoicePosting,
    Book,
    JournalDraft,
    JournalKind,
    PostingDraft,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.fixture
def account():
    return make_account(make_brand())


def invoice(account, document, due_on=date(2026, 11, 16), cents=11_800):
    return AdvanceInvoicePosting(
        brand_id=account.brand_id,
        account_id=account.pk,
        document=document,
        booked_on=due_on - timedelta(days=15),
        due_on=due_on,
        gross_cents=cents,
        vat_cents=cents * 6 // 106,
        vat_bp=600,
    )


def owe(account, *documents):
    """One invoice of 118 euro per document, each due a month after the one before."""
    for number, document in enumerate(documents):
        due_on = date(2026, 6 + number, 16)
        book_advance_invoices([invoice(account, document, due_on)], now=NOW)


def pay(account, cents, **more):
    return record_payment(
        brand_id=account.brand_id,
        account_id=account.pk,
        amount_cents=cents,
        paid_on=TODAY,
        now=NOW,
        **more,
    )


def check_deferred():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_invoice_is_owed_until_it_is_paid(account):
    owe(account, "A1")
    assert get_balance(account_id=account.pk) == 11_800
    (item,) = list_open_items(account_id=account.pk)
    assert (item.document, item.amount_cents, item.open_cents) == ("A1", 11_800, 11_800)
    assert (item.kind, item.due_on) == (JournalKind.ADVANCE_INVOICE, date(2026, 6, 16))
    pay(account, 11_800)
    assert get_balance(account_id=account.pk) == 0
    assert list_open_items(account_id=account.pk) == []
    check_deferred()


def test_an_advance_is_held_at_the_rate_at_which_it_was_invoiced(account):
    owe(account, "A1")
    lines = Posting.objects.filter(document="A1").values_list("book", "vat_bp", "amount_cents")
    assert set(lines) == {
        (Book.RECEIVABLE, None, 11_800),
        (Book.ADVANCE, 600, -11_133),
        (Book.VAT, 600, -667),
    }


def test_what_is_due_longest_is_paid_first(account):
    owe(account, "A1", "A2", "A3")
    paid = pay(account, 15_000)
    assert paid.allocated == (("A1", 11_800), ("A2", 3_200))
    assert paid.left_cents == 0
    rest = [(item.document, item.open_cents) for item in list_open_items(account_id=account.pk)]
    assert rest == [("A2", 8_600), ("A3", 11_800)]


def test_what_somebody_says_is_paid_last_unless_it_is_named(account, monkeypatch):
    monkeypatch.setattr(_paid_last, "_askers", [])
    for _ in range(2):
        pay_last_when(list_the_first)
    owe(account, "A26-0000001", "A26-0000002", "A26-0000003")
    assert pay(account, 12_000).allocated == (("A26-0000002", 11_800), ("A26-0000003", 200))
    assert pay(account, 800, document="A26-0000001").allocated == (("A26-0000001", 800),)
    assert pay(account, 12_600).allocated == (("A26-0000003", 11_600), ("A26-0000001", 1_000))


def list_the_first(account_ids):
    return {(each, "A26-0000001") for each in account_ids}


def test_a_named_document_is_paid_first_and_the_rest_goes_to_the_oldest(account):
    owe(account, "A1", "A2", "A3")
    paid = pay(account, 12_000, document="A3")
    assert paid.allocated == (("A3", 11_800), ("A1", 200))


def test_too_much_stays_on_the_account_and_is_used_for_the_next_invoice(account):
    owe(account, "A1")
    paid = pay(account, 20_000)
    assert paid.left_cents == 8_200
    assert get_balance(account_id=account.pk) == -8_200
    owe(account, "A2")
    (item,) = list_open_items(account_id=account.pk)
    assert (item.document, item.open_cents) == ("A2", 3_600)
    assert get_balance(account_id=account.pk) == 3_600


def test_using_credits_where_there_are_none_changes_nothing(account):
    owe(account, "A1")
    use_credits(account_ids=[account.pk], now=NOW)
    assert not Allocation.objects.exists()


def test_the_same_payment_twice_is_recorded_once(account):
    owe(account, "A1", "A2")
    first = pay(account, 15_000, unique_key="bank 7")
    again = pay(account, 15_000, unique_key="bank 7")
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert again.journal_id == first.journal_id
    assert again.allocated == first.allocated
    assert get_balance(account_id=account.pk) == 8_600


@pytest.mark.parametrize("cents", [0, -1])
def test_a_payment_is_more_than_nothing(account, cents):
    with pytest.raises(PaymentNotPositive):
        pay(account, cents)


@pytest.mark.parametrize(("days", "overdue"), [(-1, 0), (0, 0), (1, 1)])
def test_overdue_begins_the_day_after_the_due_date(account, days, overdue):
    owe(account, "A1")
    today = date(2026, 6, 16) + timedelta(days=days)
    assert len(list_overdue(account_id=account.pk, today=today)) == overdue


def test_what_is_paid_is_not_overdue(account):
    owe(account, "A1", "A2")
    pay(account, 11_800)
    (item,) = list_overdue(account_id=account.pk, today=TODAY)
    assert item.document == "A2"
    pay(account, 11_800)
    assert list_overdue(account_id=account.pk, today=TODAY) == []


def test_many_items_are_paid_in_full_each_on_its_due_date(account):
    owe(account, "A1", "A2")
    pay(account, 1_800)
    items = list_due_items(brand_id=account.brand_id, on=date(2026, 6, 16))
    assert [item.document for item in items] == ["A1"]
    items = list_due_items(brand_id=account.brand_id, on=TODAY)
    ids = pay_in_full(items, brand_id=account.brand_id, now=NOW)
    booked = Journal.objects.in_bulk(ids)
    assert [booked[each].booked_on for each in ids] == [date(2026, 6, 16), date(2026, 7, 16)]
    assert get_balance(account_id=account.pk) == 0
    assert list_open_items(account_id=account.pk) == []
    # What was paid meanwhile is left out.
    assert pay_in_full(items, brand_id=account.brand_id, now=NOW, paid_on=TODAY) == []
    check_deferred()


def test_the_statement_lists_what_moved_newest_first(account):
    owe(account, "A1", "A2")
    pay(account, 12_000)
    movements = list_movements(account_id=account.pk)
    assert [(each.kind, each.amount_cents, each.open_cents) for each in movements] == [
        ("payment", -12_000, 0),
        ("advance_invoice", 11_800, 11_600),
        ("advance_invoice", 11_800, 0),
    ]
    # In parts it is the same list, whatever the days on which its lines meet.
    parts, after = [], None
    while part := list_movements(account_id=account.pk, after=after, limit=1):
        parts += part
        after = (part[0].booked_on, part[0].posting_id)
    assert parts == movements


def test_the_whole_statement_is_the_whole(account):
    book_advance_invoices([invoice(account, f"A{number}") for number in range(120)], now=NOW)
    assert len(list_movements(account_id=account.pk)) == 120


def test_many_invoices_cost_few_questions(account, django_assert_max_num_queries):
    many = [invoice(account, f"A{number}") for number in range(200)]
    # Three statements, and the savepoints around them.
    with django_assert_max_num_queries(9):
        ids = book_advance_invoices(many, now=NOW)
    assert len(set(ids)) == 200
    check_deferred()
    assert get_balance(account_id=account.pk) == 200 * 11_800


def test_an_invoice_of_nothing_but_vat_or_without_vat_has_no_empty_posting(account):
    free = AdvanceInvoicePosting(
        brand_id=account.brand_id,
        account_id=account.pk,
        document="A1",
        booked_on=TODAY,
        due_on=TODAY,
        gross_cents=100,
        vat_cents=0,
        vat_bp=0,
    )
    book_advance_invoices([free], now=NOW)
    assert Posting.objects.count() == 2
    check_deferred()


def test_a_document_is_booked_once(account):
    owe(account, "A1")
    with pytest.raises(IntegrityError), transaction.atomic():
        owe(account, "A1")


def draft(account, *amounts, unique_key=None):
    return JournalDraft(
        brand_id=account.brand_id,
        account_id=account.pk,
        kind=JournalKind.CORRECTION,
        booked_on=TODAY,
        postings=tuple(PostingDraft(book=Book.REVENUE, amount_cents=cents) for cents in amounts),
        unique_key=unique_key,
    )


def test_a_journal_out_of_balance_is_refused_before_it_reaches_the_database(account):
    with pytest.raises(JournalOutOfBalance) as refused:
        post_journals([draft(account, 5, -5), draft(account, 5, -4)], now=NOW)
    assert refused.value.params == {"difference_cents": 1}
    assert not Journal.objects.exists()


def write(account, *amounts, journal=None, of=None):
    """Write postings past the operations, straight into the table."""
    journal = journal or Journal.objects.create(
        brand_id=account.brand_id,
        account=account,
        kind=JournalKind.CORRECTION,
        booked_on=TODAY,
        created_at=NOW,
    )
    owner = of or account
    Posting.objects.bulk_create(
        Posting(
            brand_id=owner.brand_id,
            journal=journal,
            account=owner,
            book=Book.RECEIVABLE,
            amount_cents=cents,
            due_on=TODAY,
        )
        for cents in amounts
    )
    return journal


@pytest.mark.parametrize("amounts", [(5, -4), (5, -5, 1)])
def test_the_database_refuses_a_journal_out_of_balance(account, amounts):
    with pytest.raises(IntegrityError, match="differ by 1 cents"), transaction.atomic():
        write(account, *amounts)


def test_what_is_added_to_a_journal_sums_to_zero_by_itself(account):
    journal = write(account, 5, -5)
    write(account, 7, -7, journal=journal)
    with pytest.raises(IntegrityError, match="differ by 2 cents"), transaction.atomic():
        write(account, 2, journal=journal)
    assert str(journal) == f"correction {TODAY}"


def test_a_posting_belongs_to_a_journal_of_its_account(account):
    stranger = make_account(make_brand())
    journal = write(account, 5, -5)
    for of, place in ((stranger, journal), (account, Journal(pk=journal.pk + 1))):
        with pytest.raises(IntegrityError, match="another account"), transaction.atomic():
            write(account, 5, -5, journal=place, of=of)


@pytest.mark.parametrize("table", [Journal, Posting, Allocation])
def test_nothing_is_edited_and_nothing_deleted(account, table):
    owe(account, "A1")
    pay(account, 100)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        table.objects.update(brand_id=account.brand_id)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        table.objects.all()._raw_delete("default")


def allocate(account, debit, credit, cents):
    return Allocation.objects.create(
        brand_id=account.brand_id,
        account=account,
        debit=debit,
        credit=credit,
        amount_cents=cents,
        created_at=NOW,
    )


def test_no_more_is_allocated_than_there_is(account):
    owe(account, "A1")
    pay(account, 5_000)
    allocation = Allocation.objects.get()
    assert str(allocation) == f"5000 of {allocation.credit_id} for {allocation.debit_id}"
    with pytest.raises(IntegrityError, match="exceeds"), transaction.atomic():
        allocate(account, allocation.debit, allocation.credit, 1)


def test_a_payment_that_bounced_is_taken_back_and_no_further(account):
    owe(account, "A1")
    pay(account, 5_000)
    allocation = Allocation.objects.get()
    allocate(account, allocation.debit, allocation.credit, -5_000)
    (item,) = list_open_items(account_id=account.pk)
    assert item.open_cents == 11_800
    with pytest.raises(IntegrityError, match="exceeds"), transaction.atomic():
        allocate(account, allocation.debit, allocation.credit, -1)


def test_only_a_debit_and_a_credit_of_the_same_account_are_joined(account):
    owe(account, "A1")
    pay(account, 5_000)
    allocation = Allocation.objects.get()
    vat = Posting.objects.get(book=Book.VAT)
    assert str(vat).startswith("vat -")
    for debit, credit in [
        (allocation.debit, vat),
        (allocation.credit, allocation.debit),
    ]:
        with pytest.raises(IntegrityError, match="does not join"), transaction.atomic():
            allocate(account, debit, credit, 1)
    stranger = make_account(make_brand())
    with pytest.raises(IntegrityError, match="does not join"), transaction.atomic():
        allocate(stranger, allocation.debit, allocation.credit, 1)


@pytest.mark.parametrize(
    "values",
    [
        {"amount_cents": 0, "book": Book.VAT},
        {"amount_cents": 5, "book": Book.RECEIVABLE, "due_on": None},
    ],
)
def test_a_posting_is_something_and_what_is_owed_is_due(account, values):
    journal = write(account)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(
            brand_id=account.brand_id, journal=journal, account=account, **values
        )
