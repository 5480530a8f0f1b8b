"""What is online, on request, with the office, and deleted; and how old papers come in."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from house_factory import acting, as_web, make_brand, make_customer
from kwartier.brand_settings.operations import set_brand_parameter
from kwartier.documents import queries
from kwartier.documents._retention import years_before
from kwartier.documents.models import ImportedDocument, Opening, Removal, StoredDocument
from kwartier.documents.operations import (
    ask_for_document,
    import_documents,
    open_asked_documents,
    remove_expired,
)
from kwartier.documents.queries import (
    fingerprint_of,
    get_document,
    get_retention,
    list_archive,
    list_expired,
    list_open_documents,
    read_content,
    require_open,
)
from kwartier.documents.refusals import (
    ArchiveIncomplete,
    DocumentOnRequest,
    DocumentWithOffice,
    ImportRefused,
    NothingToAskFor,
    ReportOutdated,
)
from kwartier.ledger.types import OpenItem
from kwartier.parties.models import CustomerAccount
from kwartier.parties.queries import get_account_for
from kwartier.platform import archive
from kwartier.platform.errors import NotFound
from kwartier.platform.leaving import delete_leaving
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
PAPERS = {
    "OLD-2": date(2024, 11, 21),
    "OLD-5": date(2021, 5, 2),
    "OLD-8": date(2018, 3, 31),
    "OLD-12": date(2014, 12, 31),
}
HEAD = "file,customer_number,number,kind,issued_on,amount,language"


@pytest.fixture
def shelf(tmp_path):
    """A customer with papers of a former system: two, five, eight and twelve years old."""
    brand = make_brand()
    person, row = make_customer(brand, email="jan@example.org")
    account = get_account_for(person.pk, account_id=row.pk)
    lines = [
        f"{number}.pdf,{account.number},{number},settlement,{day},412.50,nl"
        for number, day in PAPERS.items()
    ]
    made = SimpleNamespace(brand=brand, person=person, account=account, folder=tmp_path)
    for number in PAPERS:
        (tmp_path / f"{number}.pdf").write_bytes(f"%PDF-1.7 {number} {account.number}".encode())
    made.count = load(made, lines)
    return made


def load(shelf, lines, head=HEAD, source="The system before"):
    manifest = shelf.folder / "manifest.csv"
    manifest.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return import_documents(
        brand=shelf.brand,
        folder=shelf.folder,
        manifest=manifest,
        source=source,
        today=TODAY,
        actor=SYSTEM,
        now=NOW,
    )


def ask(shelf, number, **more):
    return ask_for_document(
        **{
            "account": shelf.account,
            "number": number,
            "actor": acting(shelf.person),
            "today": TODAY,
            "now": NOW,
        }
        | more
    )


def said(shelf, today=TODAY):
    listed = list_archive(shelf.account.id, brand_id=shelf.brand.id, today=today)
    return {each.document.subject_number: str(each.availability) for each in listed}


def test_age_decides_how_one_comes_to_a_paper(shelf):
    assert shelf.count == 4
    assert said(shelf) == {
        "OLD-2": "online",
        "OLD-5": "on_request",
        "OLD-8": "office_only",
        "OLD-12": "office_only",
    }
    newest = list_archive(shelf.account.id, brand_id=shelf.brand.id, today=TODAY)[0]
    assert (newest.name, newest.amount_cents, newest.source, newest.open_until) == (
        "settlement",
        41_250,
        "The system before",
        None,
    )
    kept = {number: get_document(number, account_id=shelf.account.id) for number in PAPERS}
    require_open([kept["OLD-2"]], today=TODAY)
    with pytest.raises(DocumentOnRequest):
        require_open([kept["OLD-5"]], today=TODAY)
    with pytest.raises(DocumentWithOffice):
        require_open([kept["OLD-8"]], today=TODAY)
    assert read_content(kept["OLD-8"]).startswith(b"%PDF-1.7 OLD-8")


def test_what_is_asked_for_is_opened_for_a_while_and_told(shelf):
    ask(shelf, "OLD-5")
    assert said(shelf)["OLD-5"] == "asked"
    with pytest.raises(NothingToAskFor):
        ask(shelf, "OLD-5")
    work = {"brand_id": shelf.brand.id, "today": TODAY, "now": NOW}
    assert open_asked_documents(**work) == 1
    assert open_asked_documents(**work) == 0
    mail = OutboxMail.objects.get(topic="document_opened")
    assert mail.recipient == "jan@example.org"
    assert "20 December 2026" in mail.body_text
    assert said(shelf)["OLD-5"] == "online"
    numbers = {"account_id": shelf.account.id, "brand_id": shelf.brand.id}
    assert list_open_documents(list(PAPERS), today=TODAY, **numbers) == {"OLD-2", "OLD-5"}
    assert said(shelf, TODAY + timedelta(days=30))["OLD-5"] == "on_request"
    ask(shelf, "OLD-5", today=TODAY + timedelta(days=30))  # Once more, later.
    assert Opening.objects.count() == 2
    assert AuditEntry.objects.filter(action="document.asked_for").count() == 2


@pytest.mark.parametrize(
    ("number", "refusal"),
    [("OLD-2", NothingToAskFor), ("OLD-8", DocumentWithOffice), ("NONE-1", NotFound)],
)
def test_only_what_is_on_request_is_asked_for(shelf, number, refusal):
    with pytest.raises(refusal):
        ask(shelf, number)


def test_asking_twice_at_the_same_moment_is_asking_once(shelf, monkeypatch):
    module = sys.modules["kwartier.documents.operations.ask_for_document"]
    before = module.say_availability(
        module.list_kept(shelf.account.id), brand_id=shelf.brand.id, today=TODAY
    )
    ask(shelf, "OLD-5")
    monkeypatch.setattr(module, "say_availability", lambda *_rows, **_more: before)
    with pytest.raises(NothingToAskFor):
        ask(shelf, "OLD-5")
    assert Opening.objects.count() == 1


def test_an_account_without_an_address_is_told_by_way_of_its_holders(shelf):
    ask(shelf, "OLD-5")
    CustomerAccount.objects.update(email="")
    open_asked_documents(brand_id=shelf.brand.id, today=TODAY, now=NOW)
    assert OutboxMail.objects.get(topic="document_opened").recipient == shelf.person.email


def test_a_paper_that_cannot_be_read_stays_asked_for(shelf):
    ask(shelf, "OLD-5")
    archive.drop(StoredDocument.objects.get(subject_number="OLD-5").sha256)
    assert open_asked_documents(brand_id=shelf.brand.id, today=TODAY, now=NOW) == 0
    assert said(shelf)["OLD-5"] == "asked"


def test_a_brand_decides_otherwise_from_a_day_on(shelf):
    set_brand_parameter(
        brand_id=shelf.brand.id,
        key="archive.online_years",
        value=6,
        from_day=date(2026, 12, 1),
        source="tests",
        actor=SYSTEM,
        now=NOW,
    )
    assert get_retention(brand_id=shelf.brand.id, on=TODAY).online_years == 3
    assert said(shelf, date(2026, 12, 1))["OLD-5"] == "online"
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)


def test_the_web_asks_for_what_is_its_own_and_opens_nothing(shelf):
    stranger, _other = make_customer(shelf.brand)
    row = StoredDocument.objects.get(subject_number="OLD-5")
    asked = {"brand_id": shelf.brand.id, "account_id": shelf.account.id, "asked_at": NOW}
    for person, more in (
        (stranger, {}),
        (shelf.person, {"opened_at": NOW, "open_until": date(2030, 1, 1)}),
    ):
        with (
            as_web(shelf.brand, person),
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):
            Opening.objects.create(document_id=row.pk, **asked, **more)
    with as_web(shelf.brand, shelf.person):
        ask(shelf, "OLD-5")
        with pytest.raises(DatabaseError), transaction.atomic():
            Opening.objects.update(opened_at=NOW)
    with as_web(shelf.brand, stranger):
        assert not Opening.objects.exists()
        assert not ImportedDocument.objects.exists()


def test_what_is_old_enough_is_deleted_after_a_report_and_only_that(shelf, monkeypatch):
    expired = list_expired(brand_id=shelf.brand.id, today=TODAY)
    assert [each.document.subject_number for each in expired] == ["OLD-12"]
    told = {"brand_id": shelf.brand.id, "today": TODAY, "actor": SYSTEM, "now": NOW}
    with pytest.raises(ReportOutdated):
        remove_expired(report="0" * 64, **told)
    owed = OpenItem(1, shelf.account.id, "OLD-12", "invoice", TODAY, TODAY, 100, 100)
    with monkeypatch.context() as books:
        books.setattr(queries, "list_open_items_of", lambda **_accounts: [owed])
        (held,) = list_expired(brand_id=shelf.brand.id, today=TODAY)
        assert held.held == "open in the books"
        assert remove_expired(report=fingerprint_of([held]), **told) == 0
    assert remove_expired(report=fingerprint_of(expired), **told) == 1
    assert Removal.objects.get().report == fingerprint_of(expired)
    gone = StoredDocument.objects.get(subject_number="OLD-12")
    assert delete_leaving() == 1
    assert archive.find(gone.sha256) is None
    assert "OLD-12" not in said(shelf)
    assert list_expired(brand_id=shelf.brand.id, today=TODAY) == []
    with pytest.raises(ArchiveIncomplete):
        read_content(get_document("OLD-12", account_id=shelf.account.id))


def test_the_same_list_again_brings_nothing_new(shelf):
    lines = (shelf.folder / "manifest.csv").read_text().splitlines()[1:]
    assert load(shelf, lines) == 0
    assert StoredDocument.objects.count() == 4


MISTAKES = {
    "customer_number": (
        "OLD-2.pdf,M-0,N-1,settlement,2020-01-01,,nl",
        "no customer has the number",
    ),
    "number": ("OLD-2.pdf,{me},N 1/x,settlement,2020-01-01,,nl", "letters, digits"),
    "kind": ("OLD-2.pdf,{me},N-1,bill,2020-01-01,,nl", "one of settlement"),
    "language": ("OLD-2.pdf,{me},N-1,settlement,2020-01-01,,it", "one of nl"),
    "issued_on": ("OLD-2.pdf,{me},N-1,settlement,31/12/2020,,nl", "a day as"),
    "amount": ("OLD-2.pdf,{me},N-1,settlement,2020-01-01,12.345,nl", "an amount as"),
    "file": ("nothing.pdf,{me},N-1,settlement,2020-01-01,,nl", "the folder has no file"),
}


@pytest.mark.parametrize("field", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_field_and_nothing_comes_in(shelf, field):
    line, reason = MISTAKES[field]
    (shelf.folder / "new.pdf").write_bytes(b"%PDF-1.7 new")
    good = f"new.pdf,{shelf.account.number},NEW-1,other,2020-01-01,,nl"
    with pytest.raises(ImportRefused) as refused:
        load(shelf, [good, line.format(me=shelf.account.number)])
    told = [each for each in refused.value.mistakes if each.field == field]
    assert [each.line for each in told] == [3]
    assert reason in told[0].reason
    assert StoredDocument.objects.count() == 4


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["../x.pdf,{me},N-1,other,2020-01-01,,nl"], "line 2, file: the name of a file"),
        (["note.pdf,{me},N-1,other,2020-01-01,,nl"], "note.pdf is no PDF"),
        (["new.pdf,{me},N-1,other,2030-01-01,many,nl"], "a day to come"),
        (["new.pdf,{me},OLD-5,other,2020-01-01,NaN,nl"], "an amount as"),
        (["new.pdf,{me},N-1,other,2020-01-01,1e25,nl"], "an amount as"),
        (["new.pdf,{me},OLD-5,other,2020-01-01,,nl"], "OLD-5 is another document here"),
        (["OLD-5.pdf,{me},N-1,other,2020-01-01,,nl"], "its content is kept already"),
        (["new.pdf,{me},N-1,other,2020-01-01,,nl"] * 2, "line 3, number: also in line 2"),
        (
            [f"new.pdf,{{me}},N-{row},other,2020-01-01,,nl" for row in (1, 2)],
            "line 3, file: the content of line 2",
        ),
        ([], "the list has no line"),
    ],
)
def test_what_cannot_be_right_is_refused(shelf, lines, said):
    (shelf.folder / "new.pdf").write_bytes(b"%PDF-1.7 new")
    (shelf.folder / "note.pdf").write_bytes(b"a note")
    with pytest.raises(ImportRefused) as refused:
        load(shelf, [line.format(me=shelf.account.number) for line in lines])
    assert said in refused.value.say()


def test_a_long_list_asks_no_more_of_the_database(shelf):
    asked = []
    for count in (2, 9):
        names = [f"LONG-{count}-{number}" for number in range(count)]
        for name in names:
            (shelf.folder / f"{name}.pdf").write_bytes(f"%PDF-1.7 {name}".encode())
        lines = [f"{each}.pdf,{shelf.account.number},{each},other,2020-01-01,,nl" for each in names]
        with CaptureQueriesContext(connection) as queries:
            assert load(shelf, lines) == count
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert (
        ImportedDocument.objects.filter(document__subject_number__startswith="LONG").count() == 11
    )
    assert (
        read_content(get_document("LONG-9-8", account_id=shelf.account.id)) == b"%PDF-1.7 LONG-9-8"
    )


def test_a_file_that_changes_while_it_is_read_is_refused(shelf, monkeypatch):
    (shelf.folder / "new.pdf").write_bytes(b"%PDF-1.7 new")
    monkeypatch.setattr(Path, "read_bytes", lambda _path: b"%PDF-1.7 newer")
    with pytest.raises(ImportRefused, match="it changed while it was read"):
        load(shelf, [f"new.pdf,{shelf.account.number},N-1,other,2020-01-01,,nl"])


def test_a_list_without_its_columns_is_refused(shelf):
    with pytest.raises(ImportRefused, match="the name of the former system has 80 signs"):
        load(shelf, [], source="S" * 81)
    with pytest.raises(ImportRefused) as refused:
        load(shelf, [], head="file,number")
    assert "line 1, customer_number: the column is missing" in refused.value.say()


def test_another_worker_opens_it_now(shelf):
    ask(shelf, "OLD-5")
    Opening.objects.update(opened_at=NOW)
    module = sys.modules["kwartier.documents.operations.ask_for_document"]
    assert module._open(Opening.objects.get().pk, today=TODAY, now=NOW) is False
