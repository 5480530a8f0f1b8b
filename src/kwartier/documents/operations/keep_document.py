"""Keep a document: its bytes in the archive, its fingerprint on the record."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from kwartier.documents.models import StoredDocument
from kwartier.documents.queries import as_document, find_document
from kwartier.documents.refusals import DocumentAlreadyKept
from kwartier.documents.types import MEDIA_TYPES, DocumentFormat, StoredDocumentView
from kwartier.payments.types import CollectionNotice
from kwartier.platform import archive


def keep_document(
    *,
    brand_id: int,
    account_id: int,
    subject_kind: str,
    subject_number: str,
    format: str,  # noqa: A002 - the trade's word
    language: str,
    content: bytes,
    issued_on: date,
    now: datetime,
    collection: CollectionNotice | None = None,
) -> StoredDocumentView:
    """Put a document into the archive; the same content twice is one document.

    ``collection`` is what it says of its own collection. The bytes are there before the record of them, so that whatever is on record can be read.

    Raises:
        DocumentAlreadyKept: the subject has a document of this format with another content.
    """
    sha256 = archive.put(content)
    row = StoredDocument(
        brand_id=brand_id,
        account_id=account_id,
        subject_kind=subject_kind,
        subject_number=subject_number,
        format=format,
        language=language,
        sha256=sha256,
        size_bytes=len(content),
        media_type=MEDIA_TYPES[DocumentFormat(format)],
        made_at=now,
        issued_on=issued_on,
        told_collection=None if collection is None else _told(collection),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        known = find_document(subject_number, brand_id=brand_id, format=format)
        if known is None:
            raise
        if known.sha256 != sha256:
            raise DocumentAlreadyKept(params={"number": subject_number}) from None
        return known
    return as_document(row)


def _told(notice: CollectionNotice) -> dict[str, Any]:
    """What people read of it: the whole account number stands in the file for machines alone."""
    return {
        "amount_cents": notice.amount_cents,
        "collect_on": notice.collect_on.isoformat(),
        "mandate_reference": notice.mandate_reference,
        "creditor_identifier": notice.creditor_identifier,
        "masked_iban": notice.masked_iban,
    }
