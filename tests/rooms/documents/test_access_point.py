"""E-invoices leave through an access point: whole, once, and with what was done on the record."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from einvoice_samples import random_facts

from house_factory import make_account, make_brand
from kwartier.documents.access_point import FileDrop, Parcel
from kwartier.documents.formats.einvoice import compose, read_addresses, write_cii, write_ubl
from kwartier.documents.models import Handover
from kwartier.documents.operations.hand_over_einvoices import hand_over_einvoices
from kwartier.documents.operations.keep_document import keep_document
from kwartier.documents.types import DocumentFormat, SubjectKind
from kwartier.jobs import tasks

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CONTENT = b"<Invoice/>"


def make_parcel(content: bytes = CONTENT) -> Parcel:
    return Parcel(
        number="S26-0000012",
        format="ubl",
        sender="0208:0123456749",
        receiver="0208:0999999922",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


def list_files(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_a_parcel_is_dropped_whole_with_its_manifest(tmp_path):
    receipt = FileDrop(tmp_path / "out").hand_over(make_parcel(), at=NOW)
    sha256 = make_parcel().sha256
    assert (receipt.reference, receipt.is_repeat) == (sha256, False)
    (name,) = list_files(tmp_path / "out")
    assert name == f"S26-0000012.ubl.{sha256[:12]}.xml"
    assert (tmp_path / "out" / name).read_bytes() == CONTENT
    told = json.loads((tmp_path / "out" / "handed-over" / f"{sha256}.json").read_text())
    assert told == {
        "number": "S26-0000012",
        "format": "ubl",
        "sender": "0208:0123456749",
        "receiver": "0208:0999999922",
        "sha256": sha256,
        "file": name,
        "size_bytes": len(CONTENT),
        "handed_over_at": "2026-11-22T09:00:00+00:00",
    }


def test_the_same_content_is_one_parcel_even_after_it_was_taken_away(tmp_path):
    drop = FileDrop(tmp_path)
    drop.hand_over(make_parcel(), at=NOW)
    for name in list_files(tmp_path):
        (tmp_path / name).unlink()
    assert drop.hand_over(make_parcel(), at=NOW).is_repeat
    assert list_files(tmp_path) == []
    assert not drop.hand_over(make_parcel(b"<CreditNote/>"), at=NOW).is_repeat


def test_where_the_folder_cannot_be_written_nothing_is_left(tmp_path):
    taken = tmp_path / "out"
    taken.write_text("a file, not a folder")
    with pytest.raises(OSError, match="out"):
        FileDrop(taken).hand_over(make_parcel(), at=NOW)


def test_a_file_that_cannot_be_finished_is_taken_back(tmp_path, monkeypatch):
    def fail(_descriptor):
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        FileDrop(tmp_path).hand_over(make_parcel(), at=NOW)
    assert list_files(tmp_path) == []


def test_an_invoice_says_from_whom_and_to_whom_it_goes():
    facts = random_facts(0)
    expected = (
        f"0208:{facts.issuer.enterprise_number}",
        f"0208:{facts.customer.enterprise_number}",
    )
    assert read_addresses(write_ubl(compose(facts))) == expected
    assert read_addresses(write_cii(compose(facts))) == expected
    with pytest.raises(ValueError, match="a sender and a receiver"):
        read_addresses(b"<Invoice/>")


@pytest.fixture
def archive(tmp_path, settings):
    """An archive of this test's own."""
    settings.STORAGES = settings.STORAGES | {
        "archive": {
            "BACKEND": "kwartier.platform.archive.ArchiveStorage",
            "OPTIONS": {"location": str(tmp_path / "archive")},
        }
    }
    return tmp_path / "archive"


def keep_einvoice(brand, seed: int, document_format: str = DocumentFormat.UBL):
    """An e-invoice in the archive, and its number."""
    invoice = compose(random_facts(seed))
    write = write_ubl if document_format == DocumentFormat.UBL else write_cii
    return keep_document(
        brand_id=brand.id,
        account_id=make_account(brand, kind="business").pk,
        subject_kind=SubjectKind.ADVANCE_INVOICE,
        subject_number=invoice.number,
        format=document_format,
        language="en",
        content=write(invoice),
        issued_on=NOW.date(),
        now=NOW,
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_every_einvoice_is_handed_over_once(tmp_path):
    brand = make_brand()
    kept = [
        keep_einvoice(brand, 0),
        keep_einvoice(brand, 2, DocumentFormat.CII),
        keep_document(
            brand_id=brand.id,
            account_id=make_account(brand).pk,
            subject_kind=SubjectKind.BILL,
            subject_number="S26-0000001",
            format=DocumentFormat.PDF,
            language="en",
            content=b"%PDF",
            issued_on=NOW.date(),
            now=NOW,
        ),
    ]
    drop = FileDrop(tmp_path / "out")
    done = hand_over_einvoices(brand_id=brand.id, access_point=drop, now=NOW)
    assert (done.sent_count, done.failed) == (2, ())
    assert len(list_files(tmp_path / "out")) == 2
    told = set(Handover.objects.values_list("document_id", "reference"))
    assert told == {(each.id, each.sha256) for each in kept[:2]}
    again = hand_over_einvoices(brand_id=brand.id, access_point=drop, now=NOW)
    assert again.sent_count == 0


@pytest.mark.django_db
def test_what_fails_is_named_and_waits_and_stops_nobody(archive, tmp_path):
    brand = make_brand()
    lost, fine = keep_einvoice(brand, 0), keep_einvoice(brand, 2)
    file = archive / lost.sha256[:2] / lost.sha256
    file.unlink()
    done = hand_over_einvoices(brand_id=brand.id, access_point=FileDrop(tmp_path / "out"), now=NOW)
    assert done.sent_count == 1
    ((number, reason),) = done.failed
    assert number == lost.subject_number
    assert lost.sha256 in reason
    assert list(Handover.objects.values_list("document_id", flat=True)) == [fine.id]


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_an_access_point_that_is_away_is_asked_again_later(tmp_path):
    brand = make_brand()
    keep_einvoice(brand, 0)
    (tmp_path / "out").write_text("not a folder yet")
    drop = FileDrop(tmp_path / "out")
    done = hand_over_einvoices(brand_id=brand.id, access_point=drop, now=NOW)
    assert (done.sent_count, len(done.failed)) == (0, 1)
    (tmp_path / "out").unlink()
    assert hand_over_einvoices(brand_id=brand.id, access_point=drop, now=NOW).sent_count == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_a_handover_never_changes(tmp_path):
    brand = make_brand()
    keep_einvoice(brand, 0)
    hand_over_einvoices(brand_id=brand.id, access_point=FileDrop(tmp_path), now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Handover.objects.update(reference="another")


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_a_worker_drops_what_waits_into_the_folder_of_its_brand(tmp_path, settings):
    keep_einvoice(make_brand(), 0)
    settings.KWARTIER_EINVOICES = ""
    assert tasks.hand_over_einvoices(timestamp=0) == 0
    settings.KWARTIER_EINVOICES = str(tmp_path / "out")
    assert tasks.hand_over_einvoices(timestamp=0) == 1
    assert len(list_files(tmp_path / "out" / "merel")) == 1
    assert tasks.hand_over_einvoices(timestamp=0) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_what_a_demonstration_invoices_goes_nowhere(tmp_path, settings):
    keep_einvoice(make_brand("invented", demo_today=NOW.date()), 0)
    settings.KWARTIER_EINVOICES = str(tmp_path / "out")
    assert tasks.hand_over_einvoices(timestamp=0) == 0
    assert not (tmp_path / "out").exists()
