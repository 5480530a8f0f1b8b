"""What is open says how to pay it: to which account, with which reference."""

import re
from dataclasses import replace

import pytest
from django.core.cache import cache
from visiting import sign_in_afresh

from advance_factory import NOW, TODAY
from customer_factory import make_customer, make_day_brand
from kwartier.documents.operations import IssuerDraft, set_issuer
from kwartier.documents.queries import list_payments
from kwartier.ledger.queries import get_standing
from kwartier.ledger.types import OpenItem
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.platform.types import SYSTEM
from kwartier.ui.bills.debts import join_items
from ledger_factory import owe

pytestmark = pytest.mark.django_db
ISSUER = IssuerDraft(
    legal_name="Merel Energie BV",
    enterprise_number="0999999823",
    vat_number="BE0999999823",
    street="Zangvogelkaai 96",
    postal_code="9000",
    city="Gent",
    country="BE",
    iban="BE68539007547034",
)


@pytest.fixture
def household(settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    yield make_customer(make_day_brand(), "unpaid")
    brands.forget_brands()


def read_page(household) -> str:
    client = sign_in_afresh(household.person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client.get("/merel/payments/").content.decode()


def test_an_open_invoice_says_where_the_money_goes(household):
    before = read_page(household)
    assert "Pay by bank transfer with the reference" in before
    assert "BE68" not in before
    set_issuer(brand_id=household.brand.id, issuer=ISSUER, from_day=TODAY, actor=SYSTEM, now=NOW)
    items = get_standing(account_id=household.account.id).open_items
    ways = list_payments(items, brand_id=household.brand.id, on=TODAY)
    page = read_page(household)
    assert "BE68 5390 0754 7034" in page
    assert "Merel Energie BV" in page
    assert len(ways) == len(items) > 0
    for item in items:
        assert ways[item.document].amount_cents == item.open_cents
        assert ways[item.document].reference.startswith("+++")
        assert ways[item.document].reference in page


def test_the_sum_of_what_is_late_counts_the_debts_that_are_not_shown_too(household):
    owe(household.account, *(f"A25-{number:07d}" for number in range(20)))
    items = get_standing(account_id=household.account.id).open_items
    late = sum(item.open_cents for item in items if item.due_on < TODAY)
    page = re.sub(r"<[^>]*>", "", read_page(household))
    assert f"€{late / 100:,.2f} of it is past its due date." in page


def test_what_is_not_ours_has_no_reference_of_ours(household):
    assert list_payments([], brand_id=household.brand.id, on=TODAY) == {}
    set_issuer(brand_id=household.brand.id, issuer=ISSUER, from_day=TODAY, actor=SYSTEM, now=NOW)
    (item, *_) = get_standing(account_id=household.account.id).open_items
    foreign = replace(item, document="taken over")
    assert list_payments([foreign], brand_id=household.brand.id, on=TODAY) == {}


def test_an_open_invoice_has_a_code_for_a_banking_app(household):
    set_issuer(brand_id=household.brand.id, issuer=ISSUER, from_day=TODAY, actor=SYSTEM, now=NOW)
    client = sign_in_afresh(household.person)
    item = get_standing(account_id=household.account.id).open_items[0]
    drawn = client.get(f"/merel/payments/code-{item.document}.svg")
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    assert drawn.content.startswith(b"<svg")
    assert client.get("/merel/payments/code-A26-9999999.svg").status_code == 404
    stranger = make_customer(household.brand)
    asked = sign_in_afresh(stranger.person).get(f"/merel/payments/code-{item.document}.svg")
    assert asked.status_code == 404


def test_the_parts_of_one_letter_are_paid_at_once():
    first = OpenItem(1, 1, "RM26-0000001", "reminder_cost", TODAY, TODAY, 1_500, 1_500)
    parts = [first, replace(first, posting_id=2, amount_cents=1, open_cents=1)]
    other = replace(first, posting_id=3, document="A26-0000001")
    assert [(item.document, item.open_cents) for item in join_items([*parts, other])] == [
        ("RM26-0000001", 1_501),
        ("A26-0000001", 1_500),
    ]
