"""Gather the letters of a day into one batch, and hand it to the print house."""

import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from pypdf import PdfReader

from kwartier.delivery.letters import get_room, list_rooms
from kwartier.delivery.models import Delivery, PrintBatch
from kwartier.delivery.print_house import Letter, PrintHouse, PrintJob, PrintReceipt
from kwartier.delivery.queries import as_batch
from kwartier.delivery.types import (
    BILLING,
    DeliveryChannel,
    DeliveryState,
    Failure,
    PrintBatchView,
)
from kwartier.documents.operations import make_documents
from kwartier.documents.queries import read_content
from kwartier.documents.types import DocumentFormat, StoredDocumentView
from kwartier.platform import audit, locks, numbering
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import Refusal
from kwartier.platform.types import SYSTEM

_SERIES = "print_batch"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Printable:
    """A waiting letter with its PDF, which can be read."""

    document: StoredDocumentView
    pages: int


def make_print_batch(
    *, brand_id: int, print_house: PrintHouse, day: date, now: datetime
) -> PrintBatchView | None:
    """Hand the waiting letters of a brand to the print house; None where there are none.

    One batch a day: what waits after it was handed over goes with the next day's. A batch that was
    gathered and not handed over, because a worker was stopped or the print house did not answer, is
    handed over first, as it was gathered. A letter whose PDF cannot be made fails, by itself. Rooms
    whose letters are printed take back what must not leave just before a batch is gathered, and hear
    what left as it leaves.

    Raises:
        OSError: the print house did not take it; it may be tried again.
    """
    batch: PrintBatch | None = _find_open(brand_id)
    counted: dict[int, _Printable] = {}
    if batch is None:
        batch, counted = _gather(brand_id, day, now)
    if batch is None:
        return None
    rows = list(Delivery.objects.filter(batch=batch).order_by("place"))
    printable = {row.pk: counted.get(row.pk) or _prepare(row, now) for row in rows}
    contents = {row.subject_number: printable[row.pk].document for row in rows}
    job = PrintJob(
        number=batch.number,
        brand=get_brand_by_id(brand_id).key,
        day=batch.day,
        letters=[_letter(row, printable[row.pk]) for row in rows],
    )
    receipt = print_house.hand_over(
        job, lambda letter: read_content(contents[letter.document]), at=now
    )
    return _close(batch.pk, receipt, day, now)


def _find_open(brand_id: int) -> PrintBatch | None:
    left = PrintBatch.objects.filter(brand_id=brand_id, handed_over_at__isnull=True)
    return left.order_by("pk").first()


def _gather(
    brand_id: int, day: date, now: datetime
) -> tuple[PrintBatch | None, dict[int, _Printable]]:
    """The batch of a day with every letter that waits and can be printed (None where none is), and these.

    Their pages were counted to know that they can be read: nobody opens each PDF once more for that.
    """
    if PrintBatch.objects.filter(brand_id=brand_id, day=day).exists():
        return None, {}
    _check(brand_id, day, now)
    waiting = Delivery.objects.filter(
        brand_id=brand_id,
        channel=DeliveryChannel.POST,
        state=DeliveryState.WAITING,
        batch__isnull=True,
    )
    printable: dict[int, _Printable] = {}
    for row in waiting.order_by("pk"):
        found = _try_to_prepare(row, now)
        if found is not None:
            printable[row.pk] = found
    # Making papers took its time: what changed meanwhile stays here.
    _check(brand_id, day, now)
    return (_write(brand_id, day, printable, now) if printable else None), printable


def _check(brand_id: int, day: date, now: datetime) -> None:
    for room in list_rooms():
        room.check(brand_id=brand_id, today=day, now=now)


@transaction.atomic
def _write(
    brand_id: int, day: date, printable: Mapping[int, _Printable], now: datetime
) -> PrintBatch | None:
    """Write the batch and put its letters into it, unless another worker was faster."""
    locks.hold("delivery", brand_id)
    locked = Delivery.objects.select_for_update(of=("self",)).filter(
        pk__in=list(printable), state=DeliveryState.WAITING, batch__isnull=True
    )
    rows: Sequence[Delivery] = sorted(locked, key=lambda row: (row.address.split("\n")[-1], row.pk))
    if not rows or PrintBatch.objects.filter(brand_id=brand_id, day=day).exists():
        return None
    number = numbering.next_number(brand_id=brand_id, series=_SERIES)
    batch = PrintBatch.objects.create(
        brand_id=brand_id,
        number=f"P{day:%y}-{number:07d}",
        day=day,
        document_count=len(rows),
        page_count=sum(printable[row.pk].pages for row in rows),
        made_at=now,
    )
    for place, row in enumerate(rows, start=1):
        row.batch, row.place = batch, place
    Delivery.objects.bulk_update(rows, ["batch", "place"], batch_size=500)
    return batch


def _try_to_prepare(row: Delivery, now: datetime) -> _Printable | None:
    try:
        with transaction.atomic():
            return _prepare(row, now)
    except Refusal as refusal:
        _logger.warning("%s cannot be printed: %s", row.subject_number, refusal.code)
        # Not what was withdrawn meanwhile.
        waiting = Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING)
        waiting.update(
            state=DeliveryState.FAILED,
            failure=Failure.NOT_MADE,
            detail=refusal.say(),
            moved_at=now,
        )
        return None


def _prepare(row: Delivery, now: datetime) -> _Printable:
    """The PDF of a letter, made where nobody made it before. Raises Refusal."""
    asked: dict[str, Any] = {"brand_id": row.brand_id, "number": row.subject_number, "now": now}
    if row.room == BILLING:
        pdf = next(each for each in make_documents(**asked) if each.format == DocumentFormat.PDF)
    else:
        pdf = get_room(row.room).make(**asked)
    return _Printable(pdf, len(PdfReader(io.BytesIO(read_content(pdf))).pages))


def _letter(row: Delivery, printable: _Printable) -> Letter:
    return Letter(
        place=row.place or 0,
        document=row.subject_number,
        file=f"{row.place:06d}-{printable.document.file_name}",
        pages=printable.pages,
        language=row.language,
        sha256=printable.document.sha256,
        address=tuple(row.address.splitlines()),
    )


@transaction.atomic
def _close(batch_id: int, receipt: PrintReceipt, day: date, now: datetime) -> PrintBatchView:
    """Note that a batch left, once: whoever comes second finds it noted."""
    batch = PrintBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.handed_over_at is not None:
        return as_batch(batch)
    batch.reference, batch.sha256, batch.handed_over_at = receipt.reference, receipt.sha256, now
    batch.save(update_fields=["reference", "sha256", "handed_over_at"])
    letters = Delivery.objects.filter(batch=batch, state=DeliveryState.WAITING)
    _tell_rooms(letters, day=day, now=now)
    letters.update(state=DeliveryState.HANDED_OVER, moved_at=now)
    audit.record(
        brand_id=batch.brand_id,
        at=now,
        actor=SYSTEM,
        action="print_batch.handed_over",
        subject_kind="print_batch",
        subject_id=batch.number,
        account_id=None,
        after={"document_count": batch.document_count, "page_count": batch.page_count},
    )
    return as_batch(batch)


def _tell_rooms(letters: QuerySet[Delivery], *, day: date, now: datetime) -> None:
    numbers: dict[tuple[str, int], list[str]] = {}
    for row in letters.exclude(room=BILLING).order_by("place"):
        numbers.setdefault((row.room, row.brand_id), []).append(row.subject_number)
    for (room, brand_id), left in numbers.items():
        get_room(room).note_left(brand_id=brand_id, numbers=left, today=day, now=now)
