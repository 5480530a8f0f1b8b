"""Documents of real bills: made once, kept, read back or refused, each for its own account."""

import logging
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from advance_factory import MOVED_IN
from bill_factory import DAY, NOW, make_year, settle
from document_factory import ISSUER, make_issuer
from house_factory import as_web, make_person
from kept_world import check_constraints, keep_world
from kwartier.billing._advance_models import AdvanceInvoice
from kwartier.billing.queries import get_bill_page
from kwartier.documents._facts import gather_facts
from kwartier.documents.models import StoredDocument
from kwartier.documents.operations import (
    keep_document,
    make_documents,
    make_missing_documents,
    set_issuer,
)
from kwartier.documents.queries import (
    find_document,
    get_document,
    get_issuer,
    list_documents_of,
    read_content,
)
from kwartier.documents.refusals import (
    ArchiveDamaged,
    ArchiveIncomplete,
    DocumentAlreadyKept,
    GlyphMissing,
    IssuerUnknown,
)
from kwartier.jobs import duties, tasks
from kwartier.parties.models import CustomerAccount
from kwartier.platform import archive
from kwartier.platform.archive import ArchiveStorage
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_household(django_db_setup, django_db_blocker):
    """A household whose first year is over, of a brand that says who it is."""
    with keep_world(django_db_blocker):
        made = make_year()
        make_issuer(made.brand)
        check_constraints()
        yield made


@pytest.fixture
def household(kept_household, db):
    return deepcopy(kept_household)


@pytest.fixture
def bill(household):
    return settle(household)


def make(household, number, **more):
    return make_documents(brand_id=household.brand.id, number=number, now=NOW, **more)


def keep(household, content=b"paper", **changes):
    return keep_document(
        **{
            "brand_id": household.brand.id,
            "account_id": household.account.pk,
            "subject_kind": "bill",
            "subject_number": "S26-0000001",
            "format": "ubl",
            "language": "nl",
            "content": content,
            "issued_on": NOW.date(),
            "now": NOW,
            **changes,
        }
    )


def path_of(document):
    """Where the bytes of a document lie."""
    return Path(storages["archive"].path(f"{document.sha256[:2]}/{document.sha256}"))


def test_a_bill_has_one_pdf_which_stays_as_it_is(household, bill):
    (first,) = make(household, bill.number)
    content = read_content(first)
    assert content.startswith(b"%PDF-1.7")
    assert first.media_type == "application/pdf"
    assert first.file_name == f"{bill.number}.pdf"
    CustomerAccount.objects.filter(pk=household.account.pk).update(name="Another Name")
    assert make(household, bill.number) == (first,)
    assert read_content(get_document(bill.number, account_id=household.account.pk)) == content


def test_an_advance_invoice_has_its_pdf(household):
    number = AdvanceInvoice.objects.order_by("pk").values_list("number", flat=True)[0]
    (made,) = make(household, number)
    assert made.subject_kind == "advance_invoice"
    facts = gather_facts(number, brand_id=household.brand.id)
    assert facts.balance_cents == facts.total_cents == facts.payment.amount_cents
    assert sum(each.base_cents + each.vat_cents for each in facts.vat) == facts.total_cents


def test_the_facts_are_those_of_the_bill(household, bill):
    facts = gather_facts(bill.number, brand_id=household.brand.id)
    page = get_bill_page(bill.number)
    assert facts.bill == page
    assert facts.total_cents - facts.advances_cents == facts.balance_cents == bill.balance_cents
    assert [each.number for each in facts.advances] == [each.number for each in page.advances]
    assert sum(each.amount_cents for each in facts.advances) == facts.advances_cents
    # Paid when its bill came.
    assert all(each.paid_cents == each.amount_cents for each in facts.advances)
    assert facts.customer.name == household.account.name
    assert facts.issuer.legal_name == ISSUER.legal_name
    assert facts.payment.reference.startswith("+++") == (bill.balance_cents > 0)
    # Before they came to live there it was somebody else's.
    assert all(each.before_wh is None for each in facts.months)
    assert all(each.month >= date(2025, 4, 1) for each in facts.months)


def test_a_mailing_address_goes_before_the_supply_address(household, bill):
    before = gather_facts(bill.number, brand_id=household.brand.id).customer.address
    assert before.city == household.home.city
    CustomerAccount.objects.filter(pk=household.account.pk).update(
        mailing_street="Postbus 3", mailing_postal_code="1000", mailing_city="Brussel"
    )
    after = gather_facts(bill.number, brand_id=household.brand.id).customer.address
    assert after.one_line == "Postbus 3, 1000 Brussel"


def test_a_document_of_another_account_is_not_there(household, bill):
    with pytest.raises(NotFound):
        make(household, bill.number, account_id=household.account.pk + 1)
    make(household, bill.number)
    assert list_documents_of(bill.number, household.account.pk + 1) == []
    with pytest.raises(NotFound):
        get_document(bill.number, account_id=household.account.pk + 1)
    with pytest.raises(NotFound):
        make(household, "S26-9999999")


def test_the_database_shows_documents_to_members_alone(household, bill):
    make(household, bill.number)
    with as_web(household.brand, household.person):
        assert [each.format for each in list_documents_of(bill.number)] == ["pdf"]
    with as_web(household.brand, make_person(household.brand)):
        assert list_documents_of(bill.number) == []


def test_a_customer_may_have_it_made(household, bill):
    with as_web(household.brand, household.person):
        (made,) = make(household, bill.number, account_id=household.account.pk)
    assert read_content(made).startswith(b"%PDF")


def test_the_web_keeps_nothing_for_a_stranger(household):
    with (
        as_web(household.brand, make_person(household.brand)),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        keep(household)


@pytest.fixture
def neighbor(household):
    """Another customer of the brand, with a bill."""
    return make_year(brand=household.brand)


@pytest.mark.parametrize(
    "subject", ["bill", "advance_invoice", "no kind"], ids=lambda name: name.replace(" ", "_")
)
def test_the_web_keeps_documents_of_their_own_accounts_subjects_alone(household, neighbor, subject):
    """Whoever took the number of somebody else's bill would keep its document from being made."""
    number = AdvanceInvoice.objects.filter(account_id=neighbor.account.pk)[0].number
    if subject == "bill":
        number = settle(neighbor).number
    kept = {"subject_kind": subject, "subject_number": number}
    with (
        as_web(household.brand, household.person),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        keep(household, **kept)
    if subject != "no kind":
        with as_web(neighbor.brand, neighbor.person):
            assert keep(neighbor, **kept).subject_number == number


def test_nobody_reads_what_was_kept_for_somebody_else(household, neighbor, bill):
    """A record of one's own that names the fingerprint of another's document."""
    (theirs,) = make(household, settle(neighbor).number)
    with as_web(household.brand, household.person):
        with pytest.raises(IntegrityError, match="document_content_once"), transaction.atomic():
            keep(household, content=read_content(theirs), subject_number=bill.number)
        assert list_documents_of(bill.number) == []


def test_without_an_issuer_there_is_no_document(household):
    with pytest.raises(IssuerUnknown) as refused:
        get_issuer(brand_id=household.brand.id, on=date(2019, 12, 31))
    assert refused.value.params == {"day": date(2019, 12, 31)}


def test_an_older_bill_keeps_the_address_of_its_day(household, bill):
    from dataclasses import replace

    moved = replace(ISSUER, street="Nieuwe Kaai 1")
    set_issuer(
        brand_id=household.brand.id,
        issuer=moved,
        from_day=bill.issued_on + timedelta(days=1),
        actor=SYSTEM,
        now=NOW,
    )
    facts = gather_facts(bill.number, brand_id=household.brand.id)
    assert facts.issuer.address.street == ISSUER.street
    later = get_issuer(brand_id=household.brand.id, on=bill.issued_on + timedelta(days=1))
    assert later.address.street == "Nieuwe Kaai 1"
    with pytest.raises(IntegrityError), transaction.atomic():
        set_issuer(
            brand_id=household.brand.id,
            issuer=moved,
            from_day=bill.issued_on + timedelta(days=1),
            actor=SYSTEM,
            now=NOW,
        )


def test_what_is_kept_twice_is_one_document(household):
    first, again = keep(household), keep(household)
    assert first == again
    assert first.file_name == "S26-0000001.ubl.xml"
    assert StoredDocument.objects.count() == 1
    with pytest.raises(DocumentAlreadyKept):
        keep(household, b"another paper")
    assert find_document("S26-0000001", brand_id=household.brand.id, format="ubl") == first
    assert find_document("S26-0000001", brand_id=household.brand.id) is None


def test_a_document_for_nobody_is_not_kept(household):
    # The number is no conflict with another document: the error is the database's own.
    with pytest.raises(IntegrityError):
        keep(household, subject_kind="letter")


def test_a_document_is_never_changed(household):
    keep(household)
    for change in (
        lambda: StoredDocument.objects.update(sha256="0" * 64),
        lambda: StoredDocument.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_file_that_was_changed_is_not_handed_out(household):
    kept = keep(household, b"paper of the bill")
    path = path_of(kept)
    path.chmod(0o600)
    path.write_bytes(b"paper of the bull")
    with pytest.raises(ArchiveDamaged) as refused:
        read_content(kept)
    assert kept.sha256 in refused.value.say()
    # What was damaged is whole again once the same content is kept again.
    keep(household, b"paper of the bill")
    assert read_content(kept) == b"paper of the bill"


def test_a_file_that_is_gone_is_told(household):
    kept = keep(household, b"soon gone")
    path_of(kept).unlink()
    with pytest.raises(ArchiveIncomplete):
        read_content(kept)


def test_a_file_lies_under_its_content_and_nobody_writes_it(household):
    kept = keep(household, b"some bytes")
    path = path_of(kept)
    assert path.name == kept.sha256
    assert path.parent.name == kept.sha256[:2]
    assert path.stat().st_mode & 0o777 == 0o440
    assert archive.find(kept.sha256) == b"some bytes"


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    from django.core.files.base import ContentFile

    class Failing(ContentFile):
        def chunks(self, _size=None):
            yield b"half"
            raise OSError("the disk is full")

    storage = ArchiveStorage(location=tmp_path)
    with pytest.raises(OSError, match="the disk is full"):
        storage.save("ab/abcd", Failing(b""))
    assert list((tmp_path / "ab").iterdir()) == []


def test_a_run_makes_what_is_missing_and_tells_what_it_cannot(household, bill, caplog):
    caplog.set_level(logging.WARNING)
    CustomerAccount.objects.filter(pk=household.account.pk).update(name="日本")
    told = {"brand_id": household.brand.id, "issued_from": DAY, "now": NOW}
    made = make_missing_documents(**told)
    assert made.made_count == 0
    ((number, refusal),) = made.refused
    assert number == bill.number
    assert isinstance(refusal, GlyphMissing)
    assert "document.glyph_missing" in caplog.text
    CustomerAccount.objects.filter(pk=household.account.pk).update(name="Mila")
    assert make_missing_documents(**told).made_count == 1
    again = make_missing_documents(**told)
    assert (again.made_count, again.refused) == (0, ())


def test_a_run_also_makes_advance_invoices(household):
    since = MOVED_IN
    made = make_missing_documents(brand_id=household.brand.id, issued_from=since, now=NOW)
    assert made.made_count == AdvanceInvoice.objects.filter(issued_on__gte=since).count() > 0


def test_the_worker_makes_documents_of_brands_that_live(household, bill, monkeypatch):
    runs = []

    def note(*, brand_id, issued_from, now):
        runs.append((brand_id, issued_from))
        return make_missing_documents(brand_id=brand_id, issued_from=issued_from, now=now)

    monkeypatch.setattr(duties, "make_missing_documents", note)
    monkeypatch.setattr(duties.clock, "today", lambda _brand: DAY)
    assert tasks.make_documents(timestamp=0) >= 1
    assert runs == [(household.brand.id, DAY - timedelta(days=40))]
    assert tasks.make_documents(timestamp=0) == 0


def test_the_command_makes_one_or_all_and_says_so(household, bill, capsys):
    key = household.brand.key
    call_command("make_documents", brand=key)
    assert capsys.readouterr().out == "2025: 8\n2026: 5\nTo make them: --from DAY.\n"
    assert not StoredDocument.objects.exists()
    call_command("make_documents", brand=key, number=bill.number)
    assert capsys.readouterr().out.startswith(f"{bill.number}.pdf  ")
    call_command("make_documents", brand=household.brand.key, issued_from=DAY)
    assert capsys.readouterr().out == "Made: 0. Not made: 0.\n"
    with pytest.raises(CommandError, match="There is no brand nobody"):
        call_command("make_documents", brand="nobody")
    with pytest.raises(CommandError, match="cannot find"):
        call_command("make_documents", brand=household.brand.key, number="S26-7")


def test_the_command_fails_where_a_document_cannot_be_made(household, bill, capsys):
    CustomerAccount.objects.filter(pk=household.account.pk).update(name="日本")
    with pytest.raises(CommandError, match="Some documents could not be made"):
        call_command("make_documents", brand=household.brand.key, issued_from=DAY)
    assert f"{bill.number}: The PDF of {bill.number} cannot be made" in capsys.readouterr().err
