"""The bank's statements in the office: a file goes in, payments are placed, nobody else sees them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from office_day import OfficeDay, text_of

from house_factory import as_web
from kwartier.banking.models import (
    ArrivedFile,
    BankStatement,
    DetailPlacing,
    Entry,
    EntryDetail,
    OwnAccount,
)
from kwartier.banking.operations import add_own_account, load_arrivals
from kwartier.banking.types import DetailLine, EntryLine, StatementLines
from kwartier.demo.bank import write_camt
from kwartier.ledger.queries import list_suspense
from kwartier.platform import clock
from kwartier.platform.types import SYSTEM, Door

BANK = "/merel/office/bank/"
IBAN = "BE68539007547034"


@pytest.fixture
def day():
    day = OfficeDay()
    add_own_account(
        brand_id=day.brand.id,
        iban=IBAN,
        name="Current account",
        opened_on=date(2026, 11, 1),
        actor=SYSTEM,
        now=clock.now(day.brand),
    )
    return day


def write(*amounts, number=1, opening_cents=0):
    entries = tuple(
        EntryLine(
            place="",
            amount_cents=cents,
            booked_on=date(2026, 11, 20),
            value_on=None,
            bank_reference="R1",
            code="PMNT-RCDT-ESCT",
            details=(DetailLine(place="", amount_cents=cents, counterpart_name="Jan Peeters"),),
        )
        for cents in amounts
    )
    return write_camt(
        StatementLines(
            place="",
            iban=IBAN,
            currency="EUR",
            number=number,
            opened_on=date(2026, 11, 19),
            closed_on=date(2026, 11, 20),
            opening_cents=opening_cents,
            closing_cents=opening_cents + sum(amounts),
            entries=entries,
        )
    )


def upload(day, content, name="statement.xml"):
    with as_web():
        return day.client.post(BANK, {"file": SimpleUploadedFile(name, content)}, follow=True)


def load(day, *amounts):
    upload(day, write(*amounts))
    load_arrivals(brand_id=day.brand.id, now=clock.now(day.brand))
    return [row.detail_id for row in DetailPlacing.objects.order_by("pk")]


def test_a_file_goes_in_and_a_broken_one_says_why(day):
    assert "It is loaded within a minute." in text_of(upload(day, write(4_200)))
    assert "arrived, not loaded yet" in text_of(day.client.get(BANK)).lower()
    assert load_arrivals(brand_id=day.brand.id, now=clock.now(day.brand))
    assert "1 payment waits for an agent." in text_of(day.client.get(BANK))
    broken = upload(day, write(4_200)[:400])
    assert broken.status_code == 422
    assert "the file ends" in text_of(broken, 422)
    assert day.client.post(BANK).status_code == 422
    assert "There is nothing in this file. Fetch the file" in text_of(upload(day, b""), 422)
    assert ArrivedFile.objects.count() == 1


def test_a_file_behind_a_hole_is_let_in_or_put_aside(day):
    load(day, 100)
    for number in (3, 5):
        upload(day, write(number=number, opening_cents=100))
    upload(day, write(number=2, opening_cents=7))
    load_arrivals(brand_id=day.brand.id, now=clock.now(day.brand))
    first, second = ArrivedFile.objects.filter(state="waiting").order_by("pk")
    refused = ArrivedFile.objects.get(state="refused")
    assert "Statement 2 is missing before it" in text_of(day.client.get(BANK))
    say = {"step": "go_on", "reason": "The bank left it out."}
    with as_web():
        day.client.post(f"{BANK}files/{first.pk}/", say)
    told = day.client.post(f"{BANK}files/{second.pk}/", {"step": "put_aside"}, follow=True)
    assert "Say why: it stays on the record." in text_of(told)
    day.client.post(f"{BANK}files/{second.pk}/", {**say, "step": "put_aside"})
    day.client.post(f"{BANK}files/{second.pk}/", {**say, "step": "nonsense"})
    day.client.post(f"{BANK}files/{refused.pk}/", {**say, "step": "put_aside"})
    assert [each.state for each in ArrivedFile.objects.order_by("pk")][1:] == [
        "arrived",
        "put_aside",
        "put_aside",
    ]


def test_payments_are_worked_off_one_after_the_other(day):
    came, left, again, back = load(day, 4_200, -300, 700, -4_200)
    with as_web():
        work = text_of(day.client.get(f"{BANK}payments/"))
        assert "4 payments wait for an agent." in work
        page = f"{BANK}payments/{came}/"
        assert day.client.post(page, {"step": "place", "place-customer": "M-0"}).status_code == 422
        placed = day.client.post(page, {"step": "place", "place-customer": day.number.lower()})
        assert placed.url == f"{BANK}payments/{left}/"
        clear = {"step": "clear", "clear-book": "bank_costs", "clear-reason": "Costs of November."}
        assert day.client.post(placed.url, clear).url == f"{BANK}payments/{again}/"
        twice = day.client.post(placed.url, clear, follow=True)
        assert twice.redirect_chain == [(placed.url, 302)]
        assert "somebody decided on this payment meanwhile. See where it went." in text_of(twice)
        take = {"step": "take_back", "back-payment": str(came), "back-reason": "The bank says so."}
        assert day.client.post(f"{BANK}payments/{back}/", take).status_code == 302
        place = {"step": "place", "place-customer": day.number}
        other = day.client.post(f"{BANK}payments/{again}/", {**place, "place-documents": "a26-1"})
        assert f"Customer {day.number} has no invoice A26-1." in text_of(other, 422)
        assert "<title>Error:" in other.content.decode()
        assert day.client.post(f"{BANK}payments/{again}/", place).url == f"{BANK}payments/"
        undo = {"step": "undo", "undo-reason": "Another customer's."}
        assert day.client.post(f"{BANK}payments/{again}/", undo).url == f"{BANK}payments/{again}/"
        twice = text_of(day.client.post(f"{BANK}payments/{again}/", undo, follow=True))
        assert "this payment waits, and that step does not fit it any more." in twice
        assert "meanwhile" not in twice
        states = DetailPlacing.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["placed", "cleared", "waiting", "returned"]
        page = f"{BANK}payments/{back}/"
        assert "It did not take that payment back" in text_of(day.client.get(page))
        assert day.client.post(page, undo).url == page
    assert DetailPlacing.objects.get(detail_id=back).state == "waiting"
    found = text_of(day.client.get(f"{BANK}check/"))
    assert "in suspense than waits" not in found
    assert IBAN not in found


def test_a_part_is_taken_back_and_what_was_nobodys_is_somebodys(day):
    """By an agent's own session: the database lets an office post it."""
    content = write(4_200, -1_500, -300).replace(b"NOTPROVIDED", b"DD26-0000001")
    upload(day, content)
    load_arrivals(brand_id=day.brand.id, now=clock.now(day.brand))
    came, part, cost = DetailPlacing.objects.order_by("pk").values_list("detail_id", flat=True)
    with as_web():
        place = {"step": "place", "place-customer": day.number}
        day.client.post(f"{BANK}payments/{came}/", place)
        shown = text_of(day.client.get(f"{BANK}payments/{part}/"))
        assert "20 November 2026 €42.00 Jan Peeters" in shown
        take = {"step": "take_back", "back-payment": str(came), "back-reason": "Only that much."}
        assert day.client.post(f"{BANK}payments/{part}/", take).status_code == 302
        assert "Nothing has to be done with it" in text_of(
            day.client.get(f"{BANK}payments/{part}/")
        )
        clear = {"step": "clear", "clear-book": "bank_costs", "clear-reason": "A cost."}
        day.client.post(f"{BANK}payments/{cost}/", clear)
        assert "It waits again for you" in text_of(day.client.get(f"{BANK}payments/{cost}/"))
        undo = {"step": "undo", "undo-reason": "It was none."}
        assert day.client.post(f"{BANK}payments/{cost}/", undo).status_code == 302
    states = DetailPlacing.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["placed", "returned", "waiting"]
    (waiting,) = list_suspense(brand_id=day.brand.id)
    assert waiting.left_cents == -300


def test_a_statement_is_shown_and_given_back_as_it_came(day):
    load(day, *range(1, 203))
    statement = DetailPlacing.objects.first().statement_id
    first = text_of(day.client.get(f"{BANK}{statement}/"))
    assert "in 202 entries" in first
    assert "Next" in first
    assert "Previous" in text_of(day.client.get(f"{BANK}{statement}/?from=200"))
    assert b"from=50" in day.client.get(f"{BANK}payments/?from=no").content
    last = day.client.get(f"{BANK}payments/?from=200").content
    assert (b"from=150" in last, b"from=250" in last) == (True, False)
    file = day.client.get(f"{BANK}{statement}/file")
    assert file.content.startswith(b"<?xml")
    assert file["Content-Disposition"] == 'attachment; filename="statement.xml"'


def test_the_database_itself_hides_statements_from_customers(day):
    load(day, 100)
    assert day.browser_of(day.home.person).get(BANK).status_code == 404
    tables = (ArrivedFile, BankStatement, Entry, EntryDetail, DetailPlacing, OwnAccount)
    with as_web(day.brand, day.home.person):
        assert [table.objects.count() for table in tables] == [0] * 6
    with as_web(day.brand, day.agent, Door.OFFICE):
        assert [table.objects.count() for table in tables] == [1] * 6
