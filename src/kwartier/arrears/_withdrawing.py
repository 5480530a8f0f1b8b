"""Letters that wait for the post while what they say changes: paid, disputed, planned, or too old."""

from collections.abc import Sequence
from datetime import date, datetime

from kwartier.arrears._owed import count_unpaid, is_stopped
from kwartier.arrears.models import Reminder, ReminderCase
from kwartier.arrears.types import LETTER_ROOM, LetterWay
from kwartier.delivery.operations import unqueue_letters
from kwartier.delivery.types import DeliveryState


def list_waiting(brand_id: int) -> list[Reminder]:
    """The letters of a brand that neither left nor were withdrawn, locked with their cases."""
    waiting = Reminder.objects.filter(
        brand_id=brand_id, sent_on__isnull=True, withdrawn_on__isnull=True
    )
    return list(waiting.select_related("case").select_for_update().order_by("pk"))


def withdraw_outdated(*, brand_id: int, today: date, now: datetime, are_sent: bool = True) -> None:
    """Withdraw the letters of a brand that wait for the post and say what is not so any more.

    Their step is as if it had not been taken: where something is still owed, it is written anew.
    What an agent closed or put on hold goes with them, and everything where the brand sends no
    reminders any more. What is in a print batch stays there.
    """
    waiting = list_waiting(brand_id)
    owed = count_unpaid(waiting, waits=True)
    outdated = [
        row
        for row in waiting
        if not are_sent
        or row.pay_by <= today
        or owed[row.pk] != row.principal_cents
        or is_stopped(row.case, today)
    ]
    printed = unqueue_letters(
        [row.number for row in outdated],
        room=LETTER_ROOM,
        brand_id=brand_id,
        state=DeliveryState.WITHDRAWN,
        now=now,
    )
    withdraw([row for row in outdated if row.number not in printed], today=today)


def withdraw(rows: Sequence[Reminder], *, today: date) -> None:
    """Withdraw letters, each with its case: nobody pays for them."""
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(withdrawn_on=today)
    _step_back([row.case for row in rows])


def _step_back(cases: Sequence[ReminderCase]) -> None:
    """Have cases stand where they stood before their last letter was written."""
    sent = Reminder.objects.filter(case__in=cases, sent_on__isnull=False).order_by("pk")
    before = {row.case_id: row for row in sent}
    for case in cases:
        row = before.get(case.pk)
        case.last_step, case.last_sent_on = (row.step, row.sent_on) if row else ("", None)
        case.is_posted = row is not None and row.way == LetterWay.POST
    ReminderCase.objects.bulk_update(cases, ["last_step", "last_sent_on", "is_posted"])
