"""The first sentence of a bill in each of its cases, and what a business reads."""

from datetime import UTC, datetime

import pytest
from reading_pages import amounts_in, cut_out, open_page, words_of
from visiting import sign_in_afresh

from advance_factory import MOVED_IN, PERIOD_FROM, pay_everything
from customer_factory import make_customer, make_day_brand
from kwartier.billing.operations import issue_settlement
from kwartier.supply.types import CustomerCategory
from kwartier.ui.formats import format_money

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def settle(*, paid: bool = True, **more):
    """A household whose only year was settled yesterday, with its page."""
    year = {"period": (MOVED_IN, PERIOD_FROM), "read_on": (MOVED_IN, PERIOD_FROM)}
    household = make_customer(make_day_brand(), **(year | more))
    bill = issue_settlement(
        contract_id=household.contract.id,
        period_from=MOVED_IN,
        today=NOW.date(),
        now=NOW,
        tells=False,
    )
    if paid:
        pay_everything(household)
    return household, bill


def read(household, bill) -> str:
    return open_page(sign_in_afresh(household.person), f"/merel/bills/{bill.number}/")


def euros(cents: int) -> str:
    return format_money(cents, "en_IE")


def test_what_is_to_pay_has_its_day():
    household, bill = settle(paid=False, amount_cents=5_000)
    assert bill.balance_cents > 0
    said = words_of(read(household, bill))
    assert f"Your year of electricity cost {euros(bill.total_cents)}." in said
    assert f"so {euros(bill.balance_cents)} is to pay by 5 December 2026 ." in said
    assert "How to pay it" in said


def test_what_is_paid_is_said_to_be():
    said = words_of(read(*settle(amount_cents=5_000)))
    assert "was to pay, and it is paid ." in said
    assert "How to pay it" not in said


def test_what_comes_back_is_said_so():
    household, bill = settle(amount_cents=40_000)
    assert bill.balance_cents < 0
    said = words_of(read(household, bill))
    assert f"{euros(-bill.balance_cents)} comes back to you ." in said
    listed = words_of(open_page(sign_in_afresh(household.person), "/merel/payments/"))
    assert "comes back to you" in listed


def test_a_business_reads_its_lines_without_vat():
    household, bill = settle(terms={"customer_category": CustomerCategory.PROFESSIONAL})
    markup = read(household, bill)
    base = sum(each.base_cents for each in bill.vat)
    assert f"cost {euros(base)} without VAT ({euros(bill.total_cents)} with VAT)." in words_of(
        markup
    )
    blocks = cut_out(markup, '<div class="comp__head">', "</b>")
    assert sum(amounts_in(block)[0] for block in blocks) == base
    lines = cut_out(markup, '<details class="line"><summary>', "</summary>")
    assert sum(amounts_in(line)[0] for line in lines) == base
