"""Walk what is overdue, once a day: close what is paid, send the letters whose day has come."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kwartier.arrears._cases import (
    WorkedCase,
    gather_known,
    list_beginning,
    list_missed_before,
    list_running,
    work_out,
)
from kwartier.arrears._debts import OverdueDebt, list_overdue_debts
from kwartier.arrears._queue import queue_waiting
from kwartier.arrears._sources import list_sourced
from kwartier.arrears._terms import read_term, read_terms
from kwartier.arrears._withdrawing import list_waiting, withdraw, withdraw_outdated
from kwartier.arrears._withheld import Withheld, list_withheld
from kwartier.arrears.models import CaseDebt, Reminder, ReminderCase
from kwartier.arrears.operations.letters import issue_letters, write_again
from kwartier.arrears.types import LETTER_ROOM, CaseEnd, CaseState
from kwartier.billing.queries import list_moved
from kwartier.delivery.operations import unqueue_letters
from kwartier.delivery.queries import list_choices, list_ungathered
from kwartier.delivery.types import DeliveryChoice, DeliveryState
from kwartier.documents.queries import list_numbers_with
from kwartier.documents.types import DocumentFormat
from kwartier.parties.queries import get_accounts
from kwartier.platform import audit, locks
from kwartier.platform.types import SYSTEM
from rulebooks.reminders import HouseTerms, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """What every step of the day's walk needs."""

    brand_id: int
    today: date
    now: datetime
    debts: Sequence[OverdueDebt]
    withheld: Withheld
    choices: Mapping[int, DeliveryChoice]
    terms: HouseTerms


@transaction.atomic
def remind(*, brand_id: int, today: date, now: datetime) -> int:
    """Send every reminder of a brand whose day has come; returns how many letters were written.

    Cases of which everything is paid or part of a bill are closed first. What is disputed, in a plan or being
    collected is left out, and so is that of which an agent closed the case. A step that people
    decide puts its case on the office's list. A letter that still waits for the post and says what is
    not owed any more is withdrawn, and written anew where something is. Running it again on the same
    day does nothing more; a brand that sends none (`reminders.are_sent`) has none.

    Raises:
        MissingParameter, ExpiredParameter: a rule is not known on this day; nothing is sent.
        IssuerUnknown: nobody said who the brand is before the law.
    """
    if not read_term("are_sent", brand_id=brand_id, on=today):
        return 0
    # One walk of a brand at a time: a second one waits, and finds nothing left to do.
    locks.hold("arrears", brand_id)
    every = list_overdue_debts(brand_id=brand_id, today=today)
    day = _read_day(every, brand_id=brand_id, today=today, now=now)
    by_document = {each.document: each for each in every}
    withdraw_outdated(brand_id=brand_id, today=today, now=now)
    running = _list_open(brand_id)
    _close_paid(day, running, by_document)
    cases = _list_going_on(day, running)
    held = {debt.document for row in running for debt in row.debts.all()}
    held |= _list_ended_by_hand(brand_id, by_document)
    cases += _find_beginning(day, [each for each in day.debts if each.document not in held])
    due = _list_due(day, list_sourced(cases, brand_id=brand_id, today=today))
    letters = [each for each in due if Step[each.ahead[0].step.upper()].is_letter]
    _leave_to_agents(day, [each for each in due if each not in letters])
    written = sum(
        issue_letters(turn, brand_id=brand_id, withheld=day.withheld, today=today, now=now)
        for turn in _in_turn(day, letters)
    )
    queue_waiting(brand_id=brand_id, now=now)
    return written


@transaction.atomic
def date_anew(*, brand_id: int, today: date, now: datetime) -> None:
    """Write what was written before today and goes to the print house now as a letter of today.

    Its last day to pay is counted from the day on which it leaves. It keeps its number; one that
    would not be written today is withdrawn. One of which a paper was made stays as the paper is.

    Raises:
        MissingParameter, ExpiredParameter, IssuerUnknown: as `remind`.
    """
    waiting = [row for row in list_waiting(brand_id) if row.issued_on < today]
    numbers = list_ungathered([row.number for row in waiting], brand_id=brand_id)
    numbers -= list_numbers_with(DocumentFormat.PDF, brand_id=brand_id, numbers=numbers)
    rows = {row.case_id: row for row in waiting if row.number in numbers}
    if not rows:
        return
    withdraw(list(rows.values()), today=today)
    every = list_overdue_debts(brand_id=brand_id, today=today)
    day = _read_day(every, brand_id=brand_id, today=today, now=now)
    running = [case for case in _list_open(brand_id) if case.pk in rows]
    left = _list_due(
        day, list_sourced(_list_going_on(day, running), brand_id=brand_id, today=today)
    )
    for turn in _in_turn(day, left):
        same = [each for each in turn if _is_same(each, rows)]
        write_again(same, rows, brand_id=brand_id, withheld=day.withheld, today=today, now=now)
    gone = Reminder.objects.filter(number__in=numbers, brand_id=brand_id, withdrawn_on=today)
    unqueue_letters(
        list(gone.values_list("number", flat=True)),
        room=LETTER_ROOM,
        brand_id=brand_id,
        state=DeliveryState.WITHDRAWN,
        now=now,
    )


def _is_same(case: WorkedCase, rows: Mapping[int, Reminder]) -> bool:
    """Whether what a case would write today is the letter that waits, and by post."""
    return case.goes_by_post and case.ahead[0].step == rows[case.kept.pk].step


def _read_day(every: Sequence[OverdueDebt], *, brand_id: int, today: date, now: datetime) -> _Day:
    withheld = list_withheld(brand_id=brand_id, documents={each.document for each in every})
    accounts = get_accounts({each.account_id for each in every})
    return _Day(
        brand_id=brand_id,
        today=today,
        now=now,
        debts=[each for each in every if each.document not in withheld.collected],
        withheld=withheld,
        choices=list_choices(accounts.values(), brand_id=brand_id, on=today),
        terms=read_terms(brand_id=brand_id, on=today),
    )


def _list_going_on(day: _Day, running: Sequence[ReminderCase]) -> list[WorkedCase]:
    """Cases that run, of which no letter waits for the post."""
    going_on = [
        row
        for row in running
        if row.state == CaseState.OPEN and (row.last_sent_on or not row.last_step)
    ]
    return list_running(going_on, {each.document: each for each in day.debts}, day.choices)


def _in_turn(day: _Day, letters: list[WorkedCase]) -> Iterator[list[WorkedCase]]:
    """Letters to write; of an account one after the other, so that each knows what those before it cost."""
    while letters:
        first = {each.account_id: each for each in reversed(letters)}
        yield [each for each in letters if first[each.account_id] is each]
        letters = [each for each in letters if first[each.account_id] is not each]
        letters = _list_due(day, letters) if letters else []


def _list_open(brand_id: int) -> list[ReminderCase]:
    rows = ReminderCase.objects.filter(brand_id=brand_id).exclude(state=CaseState.CLOSED)
    return list(rows.select_for_update(of=("self",)).order_by("pk").prefetch_related("debts"))


def _list_ended_by_hand(brand_id: int, documents: Collection[str]) -> set[str]:
    """Those of the documents whose case an agent closed: no walk begins with them again."""
    rows = CaseDebt.objects.filter(brand_id=brand_id, document__in=list(documents))
    return set(rows.filter(case__end=CaseEnd.BY_AGENT).values_list("document", flat=True))


def _close_paid(
    day: _Day, running: list[ReminderCase], by_document: Mapping[str, OverdueDebt]
) -> None:
    """Close the cases of which nothing is overdue any more, and take them off the list."""
    paid = [row for row in running if not any(d.document in by_document for d in row.debts.all())]
    documents = {debt.document for row in paid for debt in row.debts.all()}
    moved = list_moved(brand_id=day.brand_id, documents=documents) if documents else {}
    for row in paid:
        is_moved = any(debt.document in moved for debt in row.debts.all())
        row.end = CaseEnd.BILLED if is_moved else CaseEnd.PAID
        row.state, row.closed_on = CaseState.CLOSED, day.today
        running.remove(row)
    ReminderCase.objects.bulk_update(paid, ["state", "end", "closed_on"], batch_size=500)
    audit.record_many(
        brand_id=day.brand_id,
        at=day.now,
        actor=SYSTEM,
        action="arrears.case_closed",
        subject_kind="reminder_case",
        acts=[
            audit.Act(subject_id=row.pk, account_id=row.account_id, after={"end": row.end})
            for row in paid
        ],
    )


def _find_beginning(day: _Day, debts: Sequence[OverdueDebt]) -> list[WorkedCase]:
    """New cases of the debts whose first reminder may be sent today.

    Each due date waits its own days; those that have are reminded of together.
    """
    counted = list_missed_before({each.account_id for each in debts})
    alone = [case for debt in debts for case in list_beginning([debt], {}, day.choices)]
    ready = {each.debts[0].document for each in _list_due(day, alone)}
    return list_beginning([each for each in debts if each.document in ready], counted, day.choices)


def _list_due(day: _Day, cases: list[WorkedCase]) -> list[WorkedCase]:
    """The cases whose next step is today's."""
    work_out(
        cases,
        known=gather_known(day.debts, withheld=day.withheld, today=day.today),
        withheld=day.withheld,
        terms=day.terms,
        today=day.today,
    )
    return [each for each in cases if each.ahead and each.ahead[0].on <= day.today]


def _leave_to_agents(day: _Day, cases: Sequence[WorkedCase]) -> None:
    """Put cases on the office's list: what follows is decided by people."""
    rows = [each.kept for each in cases]
    for row, each in zip(rows, cases, strict=True):
        row.state, row.agent_step = CaseState.WITH_AGENT, each.ahead[0].step
        row.agent_since = day.today
    ReminderCase.objects.bulk_update(rows, ["state", "agent_step", "agent_since"], batch_size=500)
    audit.record_many(
        brand_id=day.brand_id,
        at=day.now,
        actor=SYSTEM,
        action="arrears.case_with_agent",
        subject_kind="reminder_case",
        acts=[
            audit.Act(subject_id=row.pk, account_id=row.account_id, after={"step": row.agent_step})
            for row in rows
        ],
    )
