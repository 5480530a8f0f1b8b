"""Advance invoices: issued on their day, once, numbered without gaps, booked to the cent."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from advance_factory import NOW, TODAY, make_household
from house_factory import make_brand
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvanceInvoice
from kwartier.ledger.models import Journal, Posting
from kwartier.ledger.queries import get_balance

pytestmark = pytest.mark.django_db


def issue(household, day):
    return operations.issue_due_advances(brand_id=household.brand.id, today=day, now=NOW)


def test_an_invoice_is_issued_on_its_day_and_not_before():
    household = make_household(issue=False, paid=False)
    assert issue(household, date(2026, 4, 30)) == 0
    assert issue(household, date(2026, 5, 1)) == 1
    assert issue(household, date(2026, 5, 1)) == 0
    assert issue(household, date(2026, 6, 15)) == 1


def test_missed_days_are_caught_up_each_with_its_own_date():
    household = make_household(issue=False, paid=False)
    assert issue(household, TODAY) == 7
    invoices = queries.list_advance_invoices(contract_id=household.contract.id)
    assert [invoice.issued_on.month for invoice in invoices] == [11, 10, 9, 8, 7, 6, 5]
    newest = invoices[0]
    assert (newest.period_from, newest.period_until) == (date(2026, 11, 1), date(2026, 12, 1))
    assert newest.due_on == date(2026, 11, 16)
    assert newest.number == "A26-0000007"


def test_the_last_invoice_of_a_period_covers_it_to_its_end():
    household = make_household(today=date(2027, 4, 10))
    last = queries.list_advance_invoices(contract_id=household.contract.id)[0]
    assert (last.period_from, last.period_until) == (date(2027, 4, 1), date(2027, 4, 15))
    assert issue(household, date(2027, 12, 1)) == 0


def test_a_contract_that_ended_is_not_invoiced_any_more():
    household = make_household(ends_on=date(2026, 8, 10), today=TODAY)
    invoices = queries.list_advance_invoices(contract_id=household.contract.id)
    assert invoices[0].issued_on == date(2026, 8, 1)
    assert invoices[0].period_until == date(2026, 8, 10)
    assert len(invoices) == 4


def test_an_end_set_later_stops_the_invoices_that_were_planned():
    from kwartier.platform.types import SYSTEM
    from kwartier.supply.operations import end_contract
    from kwartier.supply.types import EndReason

    household = make_household()
    end_contract(
        contract_id=household.contract.id,
        ends_on=date(2026, 11, 25),
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=NOW,
    )
    assert issue(household, date(2027, 3, 1)) == 0
    assert issue(household, date(2027, 3, 1)) == 0


def test_it_is_booked_with_its_vat_and_owed():
    household = make_household(paid=False, amount_cents=11_801)
    invoice = AdvanceInvoice.objects.order_by("issued_on").first()
    assert str(invoice) == invoice.number
    # 118.01 with 6 % in it: 111.33 and 6.68.
    assert invoice.vat == [{"vat_bp": 600, "base_cents": 11_133, "vat_cents": 668}]
    postings = Posting.objects.filter(journal=invoice.journal).order_by("pk")
    assert [(each.book, each.amount_cents) for each in postings] == [
        ("receivable", 11_801),
        ("advance", -11_133),
        ("vat", -668),
    ]
    assert get_balance(account_id=household.account.pk) == 7 * 11_801


def test_a_business_has_another_rate():
    household = make_household(terms={"customer_category": "professional"}, paid=False)
    assert household.simulate().is_known
    invoice = AdvanceInvoice.objects.first()
    assert invoice.vat[0]["vat_bp"] == 2_100


def test_many_plans_are_issued_in_batches_with_numbers_without_gaps(monkeypatch):
    from kwartier.billing.operations import issue_invoices

    monkeypatch.setattr(issue_invoices, "_BATCH", 2)
    brand = make_brand()
    households = [make_household(brand, issue=False, paid=False) for _ in range(5)]
    assert issue(households[0], date(2026, 6, 1)) == 10
    numbers = sorted(AdvanceInvoice.objects.values_list("number", flat=True))
    assert numbers == [f"A26-{number:07d}" for number in range(1, 11)]
    assert Journal.objects.count() == 10


def test_each_brand_has_its_own_numbers_and_its_own_run():
    one, other = make_household(issue=False), make_household(make_brand("heron"), issue=False)
    assert issue(one, date(2026, 5, 1)) == 1
    assert AdvanceInvoice.objects.count() == 1
    assert issue(other, date(2026, 5, 1)) == 1
    assert set(AdvanceInvoice.objects.values_list("number", flat=True)) == {"A26-0000001"}


def test_issuing_and_deciding_asks_few_questions(django_assert_max_num_queries):
    brand = make_brand()
    households = [make_household(brand, issue=False, paid=False) for _ in range(4)]
    day = {"today": date(2026, 5, 1), "now": NOW}
    # Without the mails: those are written one by one, each in the words of its customer.
    with django_assert_max_num_queries(24):
        operations.issue_due_advances(brand_id=households[0].brand.id, tells=False, **day)


def test_the_database_refuses_the_same_invoice_twice_and_any_edit():
    make_household()
    invoice = AdvanceInvoice.objects.first()
    invoice.pk = None
    invoice.number = "A26-9999999"
    with pytest.raises(IntegrityError), transaction.atomic():
        invoice.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        AdvanceInvoice.objects.update(amount_cents=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        AdvanceInvoice.objects.all().delete()
