"""Letters of a day become one batch, whole or not at all, and each letter is in one."""

import csv
import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from delivering import AGENT, choose, name_printed, print_as, ways

from bill_factory import DAY, NOW, make_year, settle
from kwartier.delivery.models import Delivery, PrintBatch
from kwartier.delivery.operations import make_print_batch, print_letters, send_again
from kwartier.delivery.print_house import FileDropPrintHouse
from kwartier.delivery.queries import count_letters, list_batches
from kwartier.delivery.types import DeliveryChannel
from kwartier.documents.operations import make_documents
from kwartier.documents.refusals import GlyphMissing
from kwartier.jobs import tasks
from kwartier.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(home, quick_paper):
    """Two homes of the brand whose bills wait for the post."""
    other = make_year(brand=home.brand)
    for each in (home, other):
        choose(each, DeliveryChannel.POST)
    return home.brand, [settle(home), settle(other)]


@pytest.fixture
def drop(tmp_path):
    return FileDropPrintHouse(tmp_path)


def make_batch(brand, drop, day=DAY):
    return make_print_batch(brand_id=brand.id, print_house=drop, day=day, now=NOW)


def test_a_batch_has_every_letter_with_a_manifest_a_print_house_can_read(letters, drop, tmp_path):
    brand, bills = letters
    batch = make_batch(brand, drop)
    assert (batch.number, batch.document_count, batch.page_count) == ("P26-0000001", 2, 4)
    packed = ZipFile(BytesIO((tmp_path / "P26-0000001.zip").read_bytes()))
    listed = json.loads(packed.read("manifest.json"))
    assert {each["document"] for each in listed["letters"]} == {bill.number for bill in bills}
    rows = list(csv.DictReader(StringIO(packed.read("manifest.csv").decode())))
    assert [row["place"] for row in rows] == ["1", "2"]
    assert rows[0]["address_1"] == "El Amrani"
    for row in rows:
        assert row["sha256"] == sha256(packed.read(row["file"])).hexdigest()
    assert [way[1] for way in ways()] == ["handed_over", "handed_over"]
    assert (list_batches(brand_id=brand.id)[0].sha256, batch.reference) == (
        batch.sha256,
        "P26-0000001",
    )


def test_one_batch_a_day_and_what_waits_goes_with_the_next(letters, drop, home):
    brand, _bills = letters
    make_batch(brand, drop)
    late = make_year(brand=brand)
    choose(late, DeliveryChannel.POST)
    settle(late)
    assert make_batch(brand, drop) is None
    assert count_letters(brand_id=brand.id) == 1
    assert make_batch(brand, drop, DAY + timedelta(days=1)).document_count == 1
    assert count_letters(brand_id=brand.id) == 0
    assert make_batch(brand, drop, DAY + timedelta(days=2)) is None
    assert Delivery.objects.filter(batch__isnull=True).count() == 0


def test_a_batch_that_was_not_taken_is_handed_over_first_as_it_was(letters, drop, tmp_path):
    brand, _bills = letters

    class Closed(FileDropPrintHouse):
        def hand_over(self, *_job, **_at):
            raise OSError("the door is closed")

    with pytest.raises(OSError, match="closed"):
        make_batch(brand, Closed(tmp_path))
    assert [way[1] for way in ways()] == ["waiting", "waiting"]
    batch = make_batch(brand, drop, DAY + timedelta(days=1))
    assert (batch.day, batch.number) == (DAY, "P26-0000001")


def test_a_worker_stopped_after_dropping_does_not_drop_again(letters, drop, tmp_path):
    brand, _bills = letters
    first = make_batch(brand, drop)
    PrintBatch.objects.update(handed_over_at=None)
    (tmp_path / "P26-0000001.zip").unlink()  # Fetched.
    assert make_batch(brand, drop).sha256 == first.sha256
    assert not (tmp_path / "P26-0000001.zip").exists()


def test_a_batch_that_another_worker_noted_meanwhile_is_noted_once(letters, drop, tmp_path):
    brand, _bills = letters
    noted = []

    class Slow(FileDropPrintHouse):
        def hand_over(self, job, read, *, at):
            receipt = super().hand_over(job, read, at=at)
            noted.append(make_batch(brand, drop))
            return receipt

    assert [make_batch(brand, Slow(tmp_path))] == noted
    assert AuditEntry.objects.filter(action="print_batch.handed_over").count() == 1


def test_half_a_job_is_never_seen(letters, tmp_path, monkeypatch):
    brand, _bills = letters

    def tear(_document):
        raise OSError("torn")

    monkeypatch.setattr(print_letters, "read_content", tear)
    monkeypatch.setattr(
        print_letters,
        "_prepare",
        lambda row, _now: print_letters._Printable(
            make_documents(brand_id=row.brand_id, number=row.subject_number, now=NOW)[0], 2
        ),
    )
    with pytest.raises(OSError, match="torn"):
        make_batch(brand, FileDropPrintHouse(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_letter_that_cannot_be_printed_fails_by_itself(letters, drop, monkeypatch):
    brand, bills = letters

    def write(facts):
        if facts.number == bills[0].number:
            raise GlyphMissing
        return name_printed(facts)

    print_as(monkeypatch, write)
    assert make_batch(brand, drop).document_count == 1
    failed = Delivery.objects.get(state="failed")
    assert (failed.failure, failed.subject_number) == ("not_made", bills[0].number)
    print_as(monkeypatch, name_printed)
    send_again(
        brand_id=brand.id, delivery_id=failed.pk, channel=DeliveryChannel.POST, actor=AGENT, now=NOW
    )
    assert make_batch(brand, drop, DAY + timedelta(days=1)).document_count == 1


def test_another_worker_was_faster(letters, drop):
    brand, _bills = letters
    assert print_letters._write(brand.id, DAY, {}, NOW) is None


def test_the_worker_drops_them_where_there_is_a_folder(letters, settings, tmp_path):
    brand, _bills = letters
    settings.KWARTIER_PRINT = ""
    assert tasks.make_print_batches(timestamp=0) == 0
    settings.KWARTIER_PRINT = str(tmp_path)
    assert tasks.make_print_batches(timestamp=0) == 2
    assert tasks.make_print_batches(timestamp=0) == 0
    assert list((tmp_path / brand.key).glob("*.zip"))
