"""The journals as files: every posting once, numbered without a gap, debit equal to credit."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from house_factory import make_account, make_agent, make_brand
from kwartier.documents.models import Issuer
from kwartier.ledger import operations, refusals
from kwartier.ledger.formats.csv_journal import write_csv
from kwartier.ledger.formats.fec import FIELDS, name_fec, write_fec
from kwartier.ledger.models import Posting
from kwartier.ledger.operations import post_journals
from kwartier.ledger.queries import get_chart, iterate_journal_lines
from kwartier.ledger.queries.journals import _as_letter
from kwartier.ledger.types import Book, JournalDraft, JournalKind, PostingDraft
from kwartier.platform.brands import get_brand_by_id
from ledger_factory import ACTOR, IBAN, NOW, bounce, charge, entry, owe, pay, reserve, waive

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))


@pytest.fixture
def account():
    """Three invoices, of October, November and next January; one paid whole, one in part."""
    account = make_account(make_brand("plein-midi"), name="Léa\tDupont")
    owe(account, "A1", "A2", first_due=date(2026, 10, 20))
    pay(account, "e1", 15_000)
    owe(account, "A3", first_due=date(2027, 1, 20))
    return account


def list_lines(account, first=date(2026, 1, 1), end=date(2027, 1, 1), **more):
    chart = get_chart(brand_id=account.brand_id, country="FR")
    return list(
        iterate_journal_lines(brand_id=account.brand_id, chart=chart, first=first, end=end, **more)
    )


def test_every_posting_is_a_line_numbered_in_the_order_of_recording(account, monkeypatch):
    monkeypatch.setattr("kwartier.ledger.queries.journals._AT_ONCE", 1)
    lines = list_lines(account)
    assert len(lines) == Posting.objects.exclude(document="A3").count()
    assert sum(line.amount_cents for line in lines) == 0
    assert sorted({line.number for line in lines}) == [1, 2, 3, 4]
    # A month has the numbers of its year; a year begins anew.
    assert {line.number for line in list_lines(account, NOVEMBER, DECEMBER)} == {2, 3, 4}
    assert {line.number for line in list_lines(account, date(2027, 1, 1), date(2028, 1, 1))} == {1}
    assert list_lines(account, at=NOW.replace(year=2025)) == []


def test_journals_are_in_the_order_in_which_they_were_recorded(account, monkeypatch):
    """Whoever waited for the account's lock has a later number than the one who was recorded after."""
    monkeypatch.setattr("kwartier.ledger.queries.journals._AT_ONCE", 2)
    post_journals([as_told_by_hand(account)], now=NOW - timedelta(days=1))
    lines = list_lines(account)
    assert [line.recorded_on for line in lines] == sorted(line.recorded_on for line in lines)
    assert (lines[0].number, lines[0].document) == (1, "by hand")


def as_told_by_hand(account):
    owed = PostingDraft(
        book=Book.RECEIVABLE, amount_cents=100, document="by hand", due_on=NOW.date()
    )
    return JournalDraft(
        brand_id=account.brand_id,
        account_id=account.pk,
        kind=JournalKind.INVOICE,
        booked_on=NOW.date(),
        postings=(owed, replace(owed, book=Book.REVENUE, amount_cents=-100, due_on=None)),
    )


def test_a_group_of_debits_and_credits_has_a_letter_once_all_of_it_is_used_up(account):
    letters = {(line.document, line.letter) for line in list_lines(account) if line.letter}
    assert letters == set()  # the payment joins A1 with A2, which is open
    pay(account, "e2", 5_000)
    lines = [line for line in list_lines(account) if line.book == Book.RECEIVABLE]
    assert len({line.letter for line in lines}) == 1
    assert {line.lettered_on for line in lines} == {NOW.date()}
    assert [_as_letter(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_the_french_file_has_its_eighteen_fields(account):
    entry(account, "back", -15_000)
    bounce(account, "pay e1", "back")
    pay(account, "e3", 90_000)
    reserve(account, "R1", 100)
    charge(account, "C1", 100)
    waive(account, "C1", 100)
    text = "".join(write_fec(list_lines(account)))
    assert text.endswith("\r\n")
    head, *rows = [row.split("\t") for row in text.removesuffix("\r\n").split("\r\n")]
    assert tuple(head) == FIELDS
    assert {len(row) for row in rows} == {18}
    first = dict(zip(FIELDS, rows[0], strict=True))
    assert first | {"EcritureLet": "", "DateLet": ""} == {
        "JournalCode": "VE",
        "JournalLib": "Ventes",
        "EcritureNum": "1",
        "EcritureDate": "20261005",
        "CompteNum": "411000",
        "CompteLib": "Clients",
        "CompAuxNum": account.number,
        "CompAuxLib": "Léa Dupont",
        "PieceRef": "A1",
        "PieceDate": "20261005",
        "EcritureLib": "Facture d'acompte A1",
        "Debit": "100,00",
        "Credit": "0,00",
        "EcritureLet": "",
        "DateLet": "",
        "ValidDate": "20261121",
        "Montantdevise": "",
        "Idevise": "",
    }
    sums = [sum(int(row[at].replace(",", "")) for row in rows) for at in (11, 12)]
    assert sums[0] == sums[1] > 0
    assert all(row[8] for row in rows)  # each names its document


def test_the_name_of_the_french_file():
    assert name_fec(siren="123456789", last_day=date(2026, 12, 31)) == "123456789FEC20261231.txt"
    for wrong in ("12345678", "BE0123456", "१२३४५६७८९"):
        with pytest.raises(ValueError, match="is not a SIREN"):
            name_fec(siren=wrong, last_day=NOVEMBER)


def test_every_kind_and_every_book_can_be_written(account):
    (line, *_) = list_lines(account)
    for kind in JournalKind:
        assert len(list(write_fec([replace(line, kind=kind)]))) == 2
    for country in ("BE", "FR"):
        chart = get_chart(brand_id=account.brand_id, country=country)
        codes = {chart.find(book=book, vat_bp=None, bank_iban=None, on=OCTOBER)[0] for book in Book}
        assert len(codes) == len(Book)


def test_a_table_is_no_formula(account):
    (line, *_) = list_lines(account)
    text = "".join(write_csv([replace(line, customer_name="=1+1", letter="AB")]))
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["customer_name"] == "'=1+1"
    assert (row["debit"], row["credit"], row["due_on"]) == ("100.00", "0.00", "2026-10-20")
    assert (row["number"], row["lettered_on"], row["letter"]) == ("1", "", "AB")


def test_a_brand_has_accounts_of_its_own_from_a_day_on(account):
    def say(code, **more):
        operations.set_chart_account(
            **{
                "brand_id": account.brand_id,
                "code": code,
                "label": f"Account {code}",
                "from_day": NOVEMBER,
                "now": NOW,
                "actor": ACTOR,
                **more,
            }
        )

    say("1", book=Book.VAT)
    say("2", book=Book.VAT, from_day=DECEMBER)
    say("3", book=Book.VAT, vat_bp=600)
    say("4", book=Book.BANK, bank_iban=IBAN)
    with pytest.raises(refusals.ChartAccountSaid, match="account 1 already"):
        say("5", book=Book.VAT)
    with pytest.raises(refusals.ChartAccountUnnamed):
        say(" ", book=Book.LOSS)
    chart = get_chart(brand_id=account.brand_id, country="FR")

    def code_of(book, vat_bp, iban, on):
        return chart.find(book=book, vat_bp=vat_bp, bank_iban=iban, on=on)[0]

    found = [
        code_of(Book.VAT, rate, None, on)
        for rate, on in ((600, OCTOBER), (2100, NOVEMBER), (2100, DECEMBER), (600, DECEMBER))
    ]
    assert found == ["445710", "1", "2", "3"]
    assert [code_of(Book.BANK, None, iban, DECEMBER) for iban in (IBAN, "X")] == ["4", "512000"]


def test_the_command_shows_the_chart_and_says_an_account(account, capsys):
    agent = make_agent(get_brand_by_id(account.brand_id))

    def chart(*asked):
        call_command("chart_accounts", *asked, "--brand=plein-midi", f"--as={agent.person.email}")
        return capsys.readouterr().out

    assert len(chart().splitlines()) == len(Book)
    own = ("vat", "445711", "TVA 5,5", "--vat=550", "--from=2026-11-01")
    assert chart(*own).splitlines() == [
        "vat: 445710 TVA collectée",
        "vat at 5.5 %: 445711 TVA 5,5 (from 2026-11-01)",
    ]
    with pytest.raises(CommandError, match="already"):
        chart(*own)


def test_the_command_writes_a_month_or_a_year(account, tmp_path, capsys):
    def incorporate(number, from_day):
        Issuer.objects.create(
            brand_id=account.brand_id,
            from_day=from_day,
            legal_name="Plein Midi SA",
            enterprise_number=number,
            country="FR",
            energy_mix={},
        )

    incorporate("999999998", date(2026, 1, 1))

    def export(period, *more):
        call_command("export_books", period, "--brand=plein-midi", f"--to={tmp_path}", *more)
        return capsys.readouterr().out

    assert "3 lines" in export("2026-10")
    assert "debit" in export("2026-12", "--format=fec")
    export("2026", "--format=fec")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "999999998FEC20261231.txt",
        "plein-midi-journals-2026-10.csv",
    ]
    for wrong in ("2026-13", "october"):
        with pytest.raises(CommandError, match="is no month"):
            export(wrong)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_books", "2026", "--brand=plein-midi", f"--to={tmp_path}/nowhere")
    incorporate("0999999823", date(2026, 11, 1))
    with pytest.raises(CommandError, match="is not a SIREN"):
        export("2026", "--format=fec")
