"""What an agent does with a case: put it on hold, note a reduction of power, close it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from energycore.clocks import day_number
from kwartier.arrears.models import ReminderCase
from kwartier.arrears.queries.cases import as_case
from kwartier.arrears.refusals import (
    AnswerMissing,
    CaseIsClosed,
    CaseNotWithAgent,
    HoldOutOfBounds,
    StepBarred,
)
from kwartier.arrears.types import CaseEnd, CaseState, CaseView, StepKind
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind
from rulebooks.reminders import Step, is_barred

_LONGEST_HOLD = timedelta(days=92)
_LONGEST = 200


@transaction.atomic
def hold_case(
    *, brand_id: int, case_id: int, until: date, actor: Actor, today: date, now: datetime
) -> CaseView:
    """No step of a case before a day: a social service asked for time, or money is on its way.

    Raises:
        NotAllowed: only an agent does.
        NotFound: there is no such case.
        CaseIsClosed: it is over.
        AnswerMissing: without a reason.
        HoldOutOfBounds: the day is over, or lies more than 92 days ahead.
    """
    row = _get_case(brand_id, case_id, actor)
    latest_on = today + _LONGEST_HOLD
    if not today < until <= latest_on:
        raise HoldOutOfBounds(field="until", params={"latest_on": latest_on})
    row.held_until, row.held_reason = until, actor.reason[:_LONGEST]
    row.state, row.agent_step, row.agent_since = CaseState.OPEN, "", None
    return _save(row, actor, now, "arrears.case_held", {"until": until.isoformat()})


@transaction.atomic
def note_reduction(
    *, brand_id: int, case_id: int, actor: Actor, today: date, now: datetime
) -> CaseView:
    """The power was reduced today: the days before an end of the contract begin.

    Raises:
        NotAllowed: only an agent does.
        NotFound: there is no such case.
        CaseIsClosed: it is over.
        AnswerMissing: without a reason.
        CaseNotWithAgent: a reduction is not its next step.
        StepBarred: the winter truce bars it.
    """
    row = _get_case(brand_id, case_id, actor)
    if row.agent_step != StepKind.REDUCTION:
        raise CaseNotWithAgent
    if is_barred(row.procedure, Step.REDUCTION, day_number(today)):
        raise StepBarred
    row.last_step, row.last_sent_on, row.is_posted = StepKind.REDUCTION, today, False
    row.state, row.agent_step, row.agent_since = CaseState.OPEN, "", None
    return _save(row, actor, now, "arrears.power_reduced", {"on": today.isoformat()})


@transaction.atomic
def close_case(
    *, brand_id: int, case_id: int, actor: Actor, today: date, now: datetime
) -> CaseView:
    """End a case by hand: what becomes of its debts is decided elsewhere, and no reminder follows.

    Raises:
        NotAllowed: only an agent does.
        NotFound: there is no such case.
        CaseIsClosed: it is over.
        AnswerMissing: without a reason.
    """
    row = _get_case(brand_id, case_id, actor)
    row.state, row.end, row.closed_on = CaseState.CLOSED, CaseEnd.BY_AGENT, today
    return _save(row, actor, now, "arrears.case_closed", {"end": str(CaseEnd.BY_AGENT)})


def _get_case(brand_id: int, case_id: int, actor: Actor) -> ReminderCase:
    if actor.kind is not ActorKind.AGENT:
        raise NotAllowed
    locked = ReminderCase.objects.select_for_update(of=("self",))
    row = locked.filter(brand_id=brand_id, pk=case_id).first()
    if row is None:
        raise NotFound
    if row.closed_on is not None:
        raise CaseIsClosed(params={"closed_on": row.closed_on})
    if not actor.reason.strip():
        raise AnswerMissing(field="reason")
    return row


def _save(
    row: ReminderCase, actor: Actor, now: datetime, action: str, after: dict[str, str]
) -> CaseView:
    row.save()
    audit.record(
        brand_id=row.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="reminder_case",
        subject_id=row.pk,
        account_id=row.account_id,
        after=after,
    )
    return as_case(row)
