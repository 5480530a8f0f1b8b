"""Delete what was kept as long as it must be, after somebody read a report of it."""

from datetime import date, datetime

from django.db import transaction

from kwartier.documents.models import Removal
from kwartier.documents.queries import fingerprint_of, list_expired
from kwartier.documents.refusals import ReportOutdated
from kwartier.platform import audit
from kwartier.platform.leaving import let_go
from kwartier.platform.types import Actor


def remove_expired(*, brand_id: int, report: str, today: date, actor: Actor, now: datetime) -> int:
    """Delete the bytes of everything that a report listed and that nothing holds; returns how many.

    ``report`` is the fingerprint of `queries.list_expired` as it was read. The record stays, with the
    note of the deletion; the bytes are let go with it, and a worker deletes them.

    Raises:
        ReportOutdated: what would be deleted now is not what the report listed.
    """
    with transaction.atomic():
        expired = list_expired(brand_id=brand_id, today=today)
        if fingerprint_of(expired) != report:
            raise ReportOutdated(params={"report": report[:12]})
        free = [each.document for each in expired if not each.held]
        Removal.objects.bulk_create(
            Removal(
                brand_id=brand_id,
                account_id=each.account_id,
                document_id=each.id,
                report=report,
                removed_at=now,
            )
            for each in free
        )
        audit.record(
            brand_id=brand_id,
            at=now,
            actor=actor,
            action="document.removed",
            subject_kind="load",
            subject_id=report[:40],
            account_id=None,
            after={"removed_count": len(free), "held_count": len(expired) - len(free)},
        )
        let_go(each.sha256 for each in free)
    return len(free)
