"""Files for the bank dropped into a folder, for installations whose bank fetches them there."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from kwartier.payments._collection_types import BatchState, RefundBatchState
from kwartier.payments.models import CollectionBatch, RefundBatch
from kwartier.payments.queries.collections import read_file
from kwartier.platform.whole_files import write_whole


def drop_bank_files(*, brand_id: int, folder: Path, now: datetime) -> int:
    """Drop the files that were sent or approved and are not there yet; returns how many.

    Each is written whole or not at all, under the name that the bank answers with; what was dropped
    once is not dropped again, also where it was taken away.

    Raises:
        OSError: the folder cannot be written; it may be tried again.
        NotFound: a file is gone from the archive.
    """
    sent = CollectionBatch.objects.filter(
        brand_id=brand_id, state=BatchState.SENT, dropped_at__isnull=True
    )
    approved = RefundBatch.objects.filter(
        brand_id=brand_id, state=RefundBatchState.APPROVED, dropped_at__isnull=True
    )
    dropped_count = 0
    for kind, rows in ((CollectionBatch, sent), (RefundBatch, approved)):
        for batch_id in rows.order_by("pk").values_list("pk", flat=True):
            dropped_count += _drop(kind, batch_id, folder, now)
    return dropped_count


@transaction.atomic
def _drop(
    kind: type[CollectionBatch] | type[RefundBatch], batch_id: int, folder: Path, now: datetime
) -> bool:
    """Drop one file, unless another worker is at it."""
    locked = kind._default_manager.select_for_update(  # noqa: SLF001 - Django's documented model API
        of=("self",), no_key=True, skip_locked=True
    )
    batch = locked.filter(pk=batch_id, dropped_at__isnull=True).first()
    if batch is None:
        return False
    write_whole(folder / f"{batch.number}.xml", read_file(batch.sha256))
    batch.dropped_at = now
    batch.save(update_fields=["dropped_at"])
    return True
