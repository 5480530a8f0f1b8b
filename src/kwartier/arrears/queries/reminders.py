"""Questions about letters: one, an account's, those that wait for the post."""

from dataclasses import replace
from datetime import date

from django.db.models import F

from kwartier.arrears._facts import as_reminder
from kwartier.arrears._owed import find_outdated
from kwartier.arrears.models import Reminder
from kwartier.arrears.types import ReminderView
from kwartier.platform.errors import NotFound


def list_reminders(*, account_id: int, limit: int = 50) -> list[ReminderView]:
    """The reminders that an account got, the latest first."""
    rows = Reminder.objects.filter(account_id=account_id, sent_on__isnull=False)
    found = rows.annotate(waived=F("waiver__state")).order_by("-issued_on", "-pk")
    return [as_reminder(row, waiver=row.waived or "") for row in found[:limit]]


def get_reminder(*, account_id: int, number: str) -> ReminderView:
    """One reminder of an account.

    Raises:
        NotFound: there is none with this number, or it is not this account's.
    """
    rows = Reminder.objects.filter(account_id=account_id, number=number)
    row = rows.annotate(waived=F("waiver__state")).first()
    if row is None:
        raise NotFound
    return as_reminder(row, waiver=row.waived or "")


def list_to_post(
    *, brand_id: int, today: date, account_id: int | None = None, limit: int = 200
) -> list[ReminderView]:
    """The letters of a brand, or of one of its accounts, that wait to be posted; the oldest first.

    Those that must not be posted any more, and are withdrawn by tomorrow, are marked.
    """
    rows = Reminder.objects.filter(
        brand_id=brand_id, sent_on__isnull=True, withdrawn_on__isnull=True
    )
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    waiting = list(rows.select_related("case").order_by("pk")[:limit])
    outdated = find_outdated(waiting, today)
    return [replace(as_reminder(row), is_outdated=row.pk in outdated) for row in waiting]
