"""Letters leave: noted by an agent, one or all of a list, or with the print house's batch."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction

from kwartier.arrears._owed import find_outdated
from kwartier.arrears._queue import queue_waiting
from kwartier.arrears._terms import read_term
from kwartier.arrears._withdrawing import withdraw, withdraw_outdated
from kwartier.arrears.models import Reminder, ReminderCase
from kwartier.arrears.operations.letters import charge, save_cases, take_step
from kwartier.arrears.operations.remind import date_anew
from kwartier.arrears.refusals import LetterOutdated, LetterPrinted
from kwartier.arrears.types import LETTER_ROOM, PostedLetters
from kwartier.delivery.operations import unqueue_letters
from kwartier.delivery.types import DeliveryState
from kwartier.documents.refusals import IssuerUnknown
from kwartier.platform import audit, locks
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import SYSTEM, Actor, ActorKind
from rulebooks.parameters import ExpiredParameter, MissingParameter

_AT_ONCE = 500


@transaction.atomic
def note_posted(*, brand_id: int, number: str, actor: Actor, today: date, now: datetime) -> None:
    """An agent posted a letter today: its days begin, and its costs are posted.

    A letter that was noted before stays as it is.

    Raises:
        NotAllowed: only an agent does.
        NotFound: there is no such letter.
        LetterOutdated: it was withdrawn; what it is about is paid, disputed or in a plan; or an agent
            had its case wait, or closed it.
        LetterPrinted: it is with the print house.
    """
    posted = note_all_posted(brand_id=brand_id, numbers=[number], actor=actor, today=today, now=now)
    if posted.outdated:
        raise LetterOutdated(params={"number": number})
    if posted.printed:
        raise LetterPrinted(params={"number": number})


@transaction.atomic
def note_all_posted(
    *, brand_id: int, numbers: Collection[str], actor: Actor, today: date, now: datetime
) -> PostedLetters:
    """An agent posted these letters today: as `note_posted` for each, and those it refuses are told.

    Raises:
        NotAllowed: only an agent does.
        NotFound: one of them is no letter of the brand; nothing is noted.
    """
    if actor.kind is not ActorKind.AGENT:
        raise NotAllowed
    rows = _lock(brand_id, numbers)
    if len(rows) != len(set(numbers)):
        raise NotFound
    left = [row for row in rows if row.sent_on is None]
    true = _list_true(left, today)
    printed = unqueue_letters(
        [row.number for row in true],
        room=LETTER_ROOM,
        brand_id=brand_id,
        state=DeliveryState.HANDED_OVER,
        now=now,
    )
    noted = [row for row in true if row.number not in printed]
    _note_sent(noted, actor=actor, today=today, now=now)
    return PostedLetters(
        noted=tuple(row.number for row in noted),
        outdated=tuple(row.number for row in left if row not in true),
        printed=tuple(sorted(printed)),
    )


@transaction.atomic
def note_printed(*, brand_id: int, numbers: Collection[str], today: date, now: datetime) -> None:
    """These letters were handed over to the print house: as if an agent had posted them today.

    What is not owed any more since the batch was gathered is withdrawn: nobody pays for it. A second
    time changes nothing.
    """
    rows = _lock(brand_id, numbers)
    left = [row for row in rows if row.sent_on is None and row.withdrawn_on is None]
    true = _list_true(left, today)
    _note_sent(true, actor=SYSTEM, today=today, now=now)
    withdraw([row for row in left if row not in true], today=today)


@transaction.atomic
def check_letters(*, brand_id: int, today: date, now: datetime) -> None:
    """Make what waits fit to leave today: queued, dated today, and without what must not be posted.

    Where a rule is not known any more, letters leave as they were written.
    """
    locks.hold("arrears", brand_id)
    are_sent = bool(read_term("are_sent", brand_id=brand_id, on=today))
    withdraw_outdated(brand_id=brand_id, today=today, now=now, are_sent=are_sent)
    queue_waiting(brand_id=brand_id, now=now)
    with suppress(ExpiredParameter, IssuerUnknown, MissingParameter), transaction.atomic():
        date_anew(brand_id=brand_id, today=today, now=now)


def _lock(brand_id: int, numbers: Collection[str]) -> list[Reminder]:
    """Letters with their cases, while nobody else reminds for the brand."""
    locks.hold("arrears", brand_id)
    rows = Reminder.objects.filter(brand_id=brand_id, number__in=list(numbers))
    return list(rows.select_related("case").select_for_update().order_by("pk"))


def _list_true(rows: Sequence[Reminder], today: date) -> list[Reminder]:
    """Those of the letters that may still leave."""
    outdated = find_outdated(rows, today)
    return [row for row in rows if row.pk not in outdated]


def _note_sent(rows: Sequence[Reminder], *, actor: Actor, today: date, now: datetime) -> None:
    """The days of letters begin today, and their costs are posted."""
    cases: dict[int, ReminderCase] = {}
    for row in rows:
        row.sent_on = today
        case = cases.setdefault(row.case_id, row.case)
        take_step(row, case, case.procedure)
    Reminder.objects.bulk_update(rows, ["sent_on"], batch_size=_AT_ONCE)
    save_cases(list(cases.values()))
    charge(rows, now)
    for row in rows[:1]:
        audit.record_many(
            brand_id=row.brand_id,
            at=now,
            actor=actor,
            action="arrears.reminder_posted",
            subject_kind="reminder",
            acts=[
                audit.Act(
                    subject_id=each.number,
                    account_id=each.account_id,
                    after={"sent_on": today.isoformat()},
                )
                for each in rows
            ],
        )
