"""Letters that wait for the post while what they say changes: paid, disputed, planned, or too old."""

from collections.abc import Mapping, Sequence
from datetime import date

from kwartier.arrears._debts import OverdueDebt
from kwartier.arrears._owed import list_named
from kwartier.arrears._withheld import Withheld
from kwartier.arrears.models import Reminder, ReminderCase
from kwartier.arrears.types import LetterWay


def withdraw_outdated(
    *, brand_id: int, by_document: Mapping[str, OverdueDebt], withheld: Withheld, today: date
) -> None:
    """Withdraw the letters of a brand that nobody posted yet and that say what is not so any more.

    Their step is as if it had not been taken: where something is still owed, it is written anew.
    """
    waiting = Reminder.objects.filter(
        brand_id=brand_id, sent_on__isnull=True, withdrawn_on__isnull=True
    )
    outdated = [
        row
        for row in waiting.select_related("case").select_for_update()
        if row.pay_by <= today or _count_owed(row, by_document, withheld) != row.principal_cents
    ]
    Reminder.objects.filter(pk__in=[row.pk for row in outdated]).update(withdrawn_on=today)
    _step_back([row.case for row in outdated])


def _count_owed(row: Reminder, by_document: Mapping[str, OverdueDebt], withheld: Withheld) -> int:
    """What is owed now of the documents that a letter is about."""
    known = [by_document[name] for name in list_named(row) if name in by_document]
    return sum(withheld.owed_of(each.document, each.open_cents) for each in known)


def _step_back(cases: Sequence[ReminderCase]) -> None:
    """Have cases stand where they stood before their last letter was written."""
    sent = Reminder.objects.filter(case__in=cases, sent_on__isnull=False).order_by("pk")
    before = {row.case_id: row for row in sent}
    for case in cases:
        row = before.get(case.pk)
        case.last_step, case.last_sent_on = (row.step, row.sent_on) if row else ("", None)
        case.is_posted = row is not None and row.way == LetterWay.POST
    ReminderCase.objects.bulk_update(cases, ["last_step", "last_sent_on", "is_posted"])
