"""The account statement: the same figures on the page, in the files and through the API."""

import csv
import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from test_paying import ISSUER
from visiting import sign_in_afresh

from advance_factory import NOW, TODAY
from customer_factory import make_customer, make_day_brand
from kwartier.billing.queries import get_account_statement
from kwartier.documents import queries
from kwartier.documents.operations import set_issuer
from kwartier.ledger.operations import post_journals
from kwartier.ledger.queries import get_balance
from kwartier.ledger.types import JournalDraft, JournalKind, PostingDraft
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db
DAYS = "first=2020-01-01&last=2026-11-21"


@pytest.fixture
def household():
    yield make_customer(make_day_brand(), "unpaid")
    brands.forget_brands()


def ask(household, path):
    client = sign_in_afresh(household.person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client.get(f"/merel/payments/{path}")


def test_the_file_ends_with_the_balance_of_the_account(household):
    answer = ask(household, f"statement.csv?{DAYS}")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    owed = get_balance(account_id=household.account.id)
    assert owed > 0
    assert sum(round(float(row["Amount (EUR)"]) * 100) for row in rows) == owed
    name = f"statement-{household.account.number}-2020-01-01-2026-11-21.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_an_invoice_made_elsewhere_stands_with_the_supply_point_of_its_contract(household):
    """Its journal names the contract; without one it belongs to the account at large."""
    contract = household.contract
    for document, params in (("OLD-1", {"contract": contract.number}), ("OLD-2", {})):
        draft = JournalDraft(
            brand_id=household.brand.id,
            account_id=household.account.id,
            kind=JournalKind.INVOICE,
            booked_on=TODAY,
            params=params,
            postings=(
                PostingDraft(
                    book="receivable", amount_cents=4_000, document=document, due_on=TODAY
                ),
                PostingDraft(book="revenue", amount_cents=-4_000, document=document),
            ),
        )
        post_journals([draft], now=NOW)
    told = get_account_statement(
        account_id=household.account.id,
        from_=TODAY,
        until=TODAY + timedelta(days=1),
        today=TODAY,
    )
    point_of = {
        row.document: each.point and each.point.code for each in told.points for row in each.rows
    }
    assert point_of["OLD-1"] == contract.supply_point.code
    assert point_of["OLD-2"] is None


@pytest.mark.parametrize("tab", ["", "?show=payments"])
def test_both_lists_lead_to_it_before_anything_was_paid(household, tab):
    page = ask(household, tab).content.decode()
    assert ("No payment is booked" in page) == bool(tab)
    assert page.count('href="/merel/payments/statement/"') == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("first=2026-02-30&last=2026-03-01", "This is not a day"),
        ("first=2026-03-02&last=2026-03-01", "ends on the day on which it begins, or later"),
        (f"{DAYS}&point=541499999999999999", "is not one of the available choices"),
        ("first=2026-03-02", "This field is required"),
        ("first=2026-11-22&last=2026-11-30", "it begins today or earlier"),
    ],
)
def test_what_cannot_be_made_is_said_beside_its_field(household, asked, said):
    answer = ask(household, f"statement/?{asked}")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    sent_on = ask(household, f"statement.xlsx?{asked}")
    assert (sent_on.status_code, sent_on["Location"]) == (
        302,
        f"/merel/payments/statement/?{asked}",
    )


@pytest.mark.parametrize("last", ["2026-11-22", "2999-12-31", "9999-12-31"])
def test_of_a_day_to_come_nobody_says_how_the_account_stood(household, last):
    asked = f"first=2020-01-01&last={last}"
    assert "On 21 November 2026," in ask(household, f"statement/?{asked}").content.decode()
    name = f"statement-{household.account.number}-2020-01-01-2026-11-21.csv"
    answer = ask(household, f"statement.csv?{asked}")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_supply_point_alone_has_its_own_movements(household):
    code = household.contract.supply_point.code
    page = ask(household, f"statement/?{DAYS}&point={code}").content.decode()
    assert "Not of one supply point" not in page
    assert "Not of one supply point" in ask(household, f"statement/?{DAYS}").content.decode()


def test_the_paper_says_the_same(household):
    set_issuer(brand_id=household.brand.id, issuer=ISSUER, from_day=TODAY, actor=SYSTEM, now=NOW)
    answer = ask(household, f"statement.pdf?{DAYS}")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    owed = get_balance(account_id=household.account.id)
    assert f"{owed / 100:.2f}" in text
    # An address stands in the code's own column, which alone goes on a second line.
    assert f"{household.contract.supply_point.code} ·" in text.replace("\u200b", "")


def test_what_nobody_reads_on_paper_is_said_and_not_made(household, monkeypatch):
    monkeypatch.setattr(queries, "_MOST_MOVEMENTS_ON_PAPER", 1)
    answer = ask(household, f"statement.pdf?{DAYS}")
    assert (answer.status_code, answer["Location"]) == (302, f"/merel/payments/statement/?{DAYS}")
    assert "statement.pdf" not in ask(household, f"statement/?{DAYS}").content.decode()


def test_what_only_the_books_know_is_invoiced_too(household):
    post_journals(
        [
            JournalDraft(
                brand_id=household.brand.id,
                account_id=household.account.id,
                kind="invoice",
                booked_on=TODAY,
                postings=(
                    PostingDraft(book="receivable", amount_cents=777, document="F1", due_on=TODAY),
                    PostingDraft(book="revenue", amount_cents=-777, document="F1"),
                ),
            )
        ],
        now=NOW,
    )
    statement = get_account_statement(
        account_id=household.account.id,
        from_=TODAY,
        until=TODAY + timedelta(days=1),
        today=TODAY,
    )
    at_large = statement.points[-1]
    assert (at_large.point, at_large.invoiced_cents, at_large.other_cents) == (None, 777, 0)
