"""Hand e-invoices over to the access point, each once."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kwartier.documents.access_point import AccessPoint, Parcel
from kwartier.documents.formats.einvoice import read_addresses
from kwartier.documents.models import Handover, StoredDocument
from kwartier.documents.queries import as_document, read_content
from kwartier.documents.types import E_INVOICES, StoredDocumentView
from kwartier.platform.errors import Refusal

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """How many e-invoices were handed over, and which were not, with the reason."""

    sent_count: int
    failed: tuple[tuple[str, str], ...]


def hand_over_einvoices(
    *, brand_id: int, access_point: AccessPoint, now: datetime, limit: int = 1_000
) -> HandedOver:
    """Hand over the oldest e-invoices of a brand that were not, each in a transaction of its own.

    A worker that is stopped between the two hands the same content over again, which the access
    point knows by its fingerprint. What fails is told, stays waiting, and does not stop the others.
    """
    waiting = StoredDocument.objects.filter(
        brand_id=brand_id, format__in=E_INVOICES, handover__isnull=True
    ).order_by("pk")
    sent_count, failed = 0, []
    for row in waiting[:limit]:
        document = as_document(row)
        try:
            _hand_over(document, access_point, now)
        except (OSError, Refusal) as problem:
            reason = problem.say() if isinstance(problem, Refusal) else str(problem)
            _logger.warning("%s was not handed over: %s", document.subject_number, reason)
            failed.append((document.subject_number, reason))
        else:
            sent_count += 1
    return HandedOver(sent_count=sent_count, failed=tuple(failed))


@transaction.atomic
def _hand_over(document: StoredDocumentView, access_point: AccessPoint, now: datetime) -> None:
    content = read_content(document)
    sender, receiver = read_addresses(content)
    parcel = Parcel(
        number=document.subject_number,
        format=document.format,
        sender=sender,
        receiver=receiver,
        sha256=document.sha256,
        content=content,
    )
    receipt = access_point.hand_over(parcel, at=now)
    Handover.objects.create(
        brand_id=document.brand_id,
        account_id=document.account_id,
        document_id=document.id,
        receiver=receiver,
        reference=receipt.reference,
        handed_over_at=now,
    )
