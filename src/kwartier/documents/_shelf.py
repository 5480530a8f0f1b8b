"""The archive as its readers see it: what there is of an account, and how one comes to it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from kwartier.documents._retention import availability_of, read_retention
from kwartier.documents.models import Opening, StoredDocument
from kwartier.documents.types import Availability


def list_kept(account_id: int) -> QuerySet[StoredDocument]:
    """What is kept of an account, and not deleted."""
    return StoredDocument.objects.filter(account_id=account_id, removal__isnull=True)


def say_availability(
    rows: Iterable[StoredDocument], *, brand_id: int, today: date
) -> dict[int, tuple[Availability, date | None]]:
    """How the customer comes to each document today, and until which day it is opened, by id."""
    found = list(rows)
    retention = read_retention(brand_id=brand_id, on=today)
    openings: dict[int, Opening] = {}
    for opening in Opening.objects.filter(document__in=[row.pk for row in found]).order_by("pk"):
        openings[opening.document_id] = opening
    said: dict[int, tuple[Availability, date | None]] = {}
    for row in found:
        by_age = availability_of(row.issued_on, retention=retention, today=today)
        said[row.pk] = _with_opening(by_age, openings.get(row.pk), today)
    return said


def _with_opening(
    by_age: Availability, opening: Opening | None, today: date
) -> tuple[Availability, date | None]:
    if by_age != Availability.ON_REQUEST or opening is None:
        return by_age, None
    if opening.open_until is None:
        return Availability.ASKED, None
    if today < opening.open_until:
        return Availability.ONLINE, opening.open_until
    return by_age, None
