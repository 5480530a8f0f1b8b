"""Instalment schedules: begun, revised with the customer's consent, ended."""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from energycore.clocks import add_months, date_of, day_number
from energycore.instalments import has_drifted
from kwartier.billing._advance_models import AdvanceChange, AdvanceInvoice, AdvancePlan
from kwartier.billing._advances.changing import write_change
from kwartier.billing._advances.facts import get_facts
from kwartier.billing._advances.plans import instalment_days
from kwartier.billing._advances.simulation import simulate
from kwartier.billing._mails import queue_changed_mail, queue_schedule_mail
from kwartier.billing._rules import get_rules
from kwartier.billing._schedule_models import InstalmentSchedule, ScheduleRevision
from kwartier.billing._schedules.expecting import Expected, expect, expect_of
from kwartier.billing._schedules.making import record, write_schedules
from kwartier.billing._schedules.offering import offer
from kwartier.billing._schedules.revising import (
    Draft,
    find_running,
    lapse_proposals,
    list_asked,
    next_sequence,
    write_revisions,
)
from kwartier.billing._schedules.settings import read_drift
from kwartier.billing.queries import as_change
from kwartier.billing.queries.schedules import get_schedule
from kwartier.billing.refusals import AdvanceMissing, JustificationMissing
from kwartier.billing.schedule_refusals import (
    NoProposalWaits,
    ProposalIsStale,
    ScheduleMissing,
)
from kwartier.billing.schedule_types import (
    RevisionOccasion,
    RevisionState,
    ScheduleEnd,
    ScheduleView,
)
from kwartier.billing.types import SCHEDULED, AdvanceSimulation, Channel, Occasion, Rhythm
from kwartier.parties.queries import require_role
from kwartier.parties.types import Role
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import SYSTEM, Actor, ActorKind
from kwartier.supply.queries import get_contract

_BATCH = 2_000
# The forecast is held against a schedule from the third month of its year to the ninth.
_FIRST_MONTH, _LAST_MONTH = 3, 9
_LATEST_ADVANCE_DAY = 28


@transaction.atomic
def begin_schedule(
    *,
    contract_id: int,
    count: int,
    due_day: int,
    actor: Actor,
    today: date,
    now: datetime,
    justification: str = "",
    tells: bool = True,
) -> ScheduleView:
    """Let a contract pay by an instalment schedule from now on: what its year costs, spread evenly.

    ``count`` is 10, 11 or 12 a year, ``due_day`` the day of the month. What was asked so far is
    taken off; the first instalment is due in more than 14 days. The customer is told by mail, with
    dates and amounts, unless ``tells`` is False.

    Raises:
        NotAllowed: the customer asks: an agent begins it.
        AdvanceMissing: the contract has no billing period with advances today.
        ScheduleNotOffered, ScheduleOutOfBounds, ScheduleRuns, NoInstalmentLeft: it cannot begin.
        JustificationMissing: an agent gave no reason.
    """
    reason = _require_staff(actor, justification)
    plan = _lock_plan(contract_id, today)
    facts = offer(get_facts(contract_id, today=today), count=count, due_day=due_day)
    before = plan.amount_cents
    plan.rhythm, plan.issue_day = Rhythm(facts.plan.rhythm), due_day
    plan.next_issue_on = facts.plan.left[0]
    plan.save(update_fields=["rhythm", "issue_day", "next_issue_on"])
    expected = expect_of([facts])
    (schedule,) = write_schedules(
        [plan],
        expected,
        brand_id=plan.brand_id,
        today=today,
        now=now,
        actor=actor,
        channel=Channel.OFFICE,
        justification=reason,
    )
    _note_change(plan, expected[plan.pk], before, actor=actor, today=today, now=now, why=reason)
    if tells:
        queue_schedule_mail("schedule_begun", schedule, expected[plan.pk], now=now)
    return get_schedule(contract_id=contract_id, today=today)


@transaction.atomic
def announce_schedules(*, brand_id: int, today: date, now: datetime) -> int:
    """Make the schedules of billing periods that opened without one; returns how many.

    The next year of a customer who pays so, and the first one of a new contract. Repeating it
    changes nothing.
    """
    plans = list(
        AdvancePlan.objects.select_for_update(of=("self",))
        .filter(
            brand_id=brand_id,
            rhythm__in=list(SCHEDULED),
            next_issue_on__isnull=False,
            period__contains=today,
        )
        .exclude(
            Exists(InstalmentSchedule.objects.filter(plan=OuterRef("pk"), ended_on__isnull=True))
        )
        .order_by("pk")[:_BATCH]
    )
    expected = expect({plan.contract_id for plan in plans}, today=today)
    ready = [plan for plan in plans if expected[plan.pk].plan.left]
    schedules = write_schedules(
        ready,
        expected,
        brand_id=brand_id,
        today=today,
        now=now,
        actor=SYSTEM,
        channel=Channel.SYSTEM,
    )
    for schedule in schedules:
        queue_schedule_mail("schedule_begun", schedule, expected[schedule.plan_id], now=now)
    return len(schedules)


@transaction.atomic
def propose_revisions(*, brand_id: int, today: date, now: datetime) -> int:
    """Propose other instalments where the forecast left the schedule; returns how many.

    Each schedule is looked at once after each instalment that was asked, from the third month of its
    year to the ninth. Nothing changes before the customer agrees, who is told by mail.
    """
    schedules = list(
        InstalmentSchedule.objects.select_for_update(of=("self",))
        .select_related("plan")
        .filter(
            brand_id=brand_id,
            ended_on__isnull=True,
            plan__next_issue_on__isnull=False,
            plan__period__contains=today,
            plan__period__startswith__lte=_months_before(today, _FIRST_MONTH - 1),
            plan__period__startswith__gt=_months_before(today, _LAST_MONTH),
        )
        .filter(
            Exists(
                AdvanceInvoice.objects.filter(
                    plan=OuterRef("plan"),
                    issued_on__gt=Coalesce(OuterRef("checked_on"), OuterRef("begun_on")),
                )
            )
        )
        .order_by("pk")[:_BATCH]
    )
    expected = expect({each.contract_id for each in schedules}, today=today)
    drifted = _list_drifted(schedules, expected, brand_id=brand_id, today=today)
    for schedule in schedules:
        schedule.checked_on = today
    InstalmentSchedule.objects.bulk_update(schedules, ["checked_on"])
    lapse_proposals([each.plan_id for each in drifted])
    write_revisions(
        [
            Draft(
                schedule=each,
                left=expected[each.plan_id].plan.left,
                amount_cents=expected[each.plan_id].amount_cents,
                last_cents=expected[each.plan_id].last_cents,
                occasion=RevisionOccasion.DRIFT,
                made_on=today,
                actor=SYSTEM,
                channel=Channel.SYSTEM,
                simulation=expected[each.plan_id].simulation,
            )
            for each in drifted
        ],
        state=RevisionState.PROPOSED,
        now=now,
    )
    for each in drifted:
        queue_schedule_mail("schedule_proposed", each, expected[each.plan_id], now=now)
    return len(drifted)


def _list_drifted(
    schedules: Sequence[InstalmentSchedule],
    expected: dict[int, Expected],
    *,
    brand_id: int,
    today: date,
) -> list[InstalmentSchedule]:
    """Those whose instalments would have to be others by more than the brand lets pass."""
    known = [
        each
        for each in schedules
        if (found := expected[each.plan_id]).plan.left and found.expected_cost_cents is not None
    ]
    amounts = np.array([each.plan.amount_cents for each in known], dtype=np.int64)
    proposed = np.array([expected[each.plan_id].amount_cents for each in known], dtype=np.int64)
    moved = has_drifted(
        amounts,
        proposed,
        percent=read_drift("drift_percent", brand_id=brand_id, on=today),
        least_cents=read_drift("drift_cents", brand_id=brand_id, on=today),
    )
    return [each for each, is_moved in zip(known, moved, strict=True) if is_moved]


@transaction.atomic
def answer_revision(
    *,
    contract_id: int,
    revision_id: int,
    accepts: bool,
    actor: Actor,
    today: date,
    now: datetime,
    channel: Channel,
    justification: str = "",
) -> ScheduleView:
    """Answer what was proposed: with ``accepts`` it is in force, else all stays as it is.

    An agent answers for the customer with a reason. An accepted one is confirmed by mail.

    Raises:
        NotFound, NotAllowed: the customer may not see the contract, or not act on it.
        ScheduleMissing: no schedule runs.
        NoProposalWaits: it was answered, or is over.
        ProposalIsStale: instalments or the contract changed since it was made.
        JustificationMissing: an agent gave no reason.
    """
    contract = get_contract(contract_id)
    if actor.kind == ActorKind.CUSTOMER:
        # A person without an id is nobody: no membership has it.
        require_role(actor.person_id or 0, contract.account_id, Role.DELEGATE)
        reason = ""
    else:
        reason = _require_staff(actor, justification)
    plan, schedule = _lock_running(contract_id, today)
    waiting = schedule.revisions.filter(pk=revision_id, state=RevisionState.PROPOSED).first()
    if waiting is None:
        raise NoProposalWaits
    waiting.answered_at = now
    waiting.actor_kind, waiting.actor_person_id = actor.kind, actor.person_id
    waiting.actor_name, waiting.channel, waiting.justification = actor.name, channel, reason
    if accepts:
        _accept(plan, waiting, actor=actor, today=today, now=now)
    else:
        waiting.state = RevisionState.KEPT
    waiting.save()
    record(schedule, "revised" if accepts else "kept", actor, now, justification=reason)
    return get_schedule(contract_id=contract_id, today=today)


def _accept(
    plan: AdvancePlan, waiting: ScheduleRevision, *, actor: Actor, today: date, now: datetime
) -> None:
    """Bring the plan to what was proposed, as every change of an advance is written and told."""
    facts = get_facts(plan.contract_id, today=today)
    proposed = [date.fromisoformat(day) for day, _cents in waiting.instalments]
    if not facts.plan.left or tuple(proposed[-len(facts.plan.left) :]) != facts.plan.left:
        raise ProposalIsStale
    simulation: AdvanceSimulation = simulate(
        facts,
        rules=get_rules(brand_id=plan.brand_id, on=today),
        amount_cents=waiting.amount_cents,
        last_change=None,
    )
    change = write_change(
        plan=plan,
        simulation=simulation,
        actor=actor,
        now=now,
        channel=Channel(waiting.channel),
        justification=waiting.justification,
        occasion=Occasion.REVISION,
    )
    waiting.state = RevisionState.IN_FORCE
    waiting.sequence = next_sequence(waiting.schedule_id)
    queue_changed_mail(as_change(change), contract=facts.contract, simulation=simulation, now=now)


@transaction.atomic
def end_schedule(
    *, contract_id: int, actor: Actor, today: date, now: datetime, justification: str = ""
) -> None:
    """End a schedule before its year is over: the customer pays monthly advances again.

    Told by mail. What was asked stays due. A contract that ends needs no such thing: its final bill settles the
    schedule.

    Raises:
        NotAllowed: the customer asks: an agent ends it.
        ScheduleMissing: no schedule runs.
        JustificationMissing: an agent gave no reason.
    """
    reason = _require_staff(actor, justification)
    plan, schedule = _lock_running(contract_id, today)
    lapse_proposals([plan.pk])
    schedule.ended_on, schedule.end_reason = today, ScheduleEnd.LEFT
    schedule.save(update_fields=["ended_on", "end_reason"])
    plan.rhythm = Rhythm.MONTHLY
    plan.issue_day = min(plan.issue_day, _LATEST_ADVANCE_DAY)
    days = instalment_days(
        period_from=plan.period.lower,
        period_until=plan.period.upper,
        rhythm=plan.rhythm,
        issue_day=plan.issue_day,
    )
    asked_until = max([today, *(day for day, _cents in list_asked([plan.pk]).get(plan.pk, ()))])
    plan.next_issue_on = next((day for day in days if day > asked_until), None)
    plan.save(update_fields=["rhythm", "issue_day", "next_issue_on"])
    found = expect([contract_id], today=today)[plan.pk]
    before = plan.amount_cents
    if found.plan.left:
        plan.amount_cents = found.amount_cents
    plan.version += 1
    plan.save(update_fields=["amount_cents", "version"])
    change = _note_change(plan, found, before, actor=actor, today=today, now=now, why=reason)
    record(schedule, "ended", actor, now, justification=reason)
    facts = get_facts(contract_id, today=today)
    rules = get_rules(brand_id=plan.brand_id, on=today)
    simulation = simulate(facts, rules=rules, amount_cents=None, last_change=None)
    queue_changed_mail(as_change(change), contract=facts.contract, simulation=simulation, now=now)


def _note_change(
    plan: AdvancePlan,
    found: Expected,
    before: int,
    *,
    actor: Actor,
    today: date,
    now: datetime,
    why: str,
) -> AdvanceChange:
    """Put on the record of advances what a schedule made of one."""
    return AdvanceChange.objects.create(
        brand_id=plan.brand_id,
        account_id=plan.account_id,
        plan=plan,
        from_cents=before,
        to_cents=plan.amount_cents,
        effective_on=plan.next_issue_on or plan.period.upper,
        decided_on=today,
        decided_at=now,
        actor_kind=actor.kind,
        actor_person_id=actor.person_id,
        actor_name=actor.name,
        channel=Channel.OFFICE,
        occasion=Occasion.REVISION,
        justification=why,
        simulation=found.simulation,
    )


def _require_staff(actor: Actor, justification: str) -> str:
    """The reason of an agent, or none of the system's own."""
    if actor.kind == ActorKind.CUSTOMER:
        raise NotAllowed
    reason = justification.strip()
    if actor.kind == ActorKind.AGENT and not reason:
        raise JustificationMissing(field="justification")
    return reason


def _lock_plan(contract_id: int, today: date) -> AdvancePlan:
    """The plan of today, locked until the transaction ends. Raises NotFound, AdvanceMissing."""
    plan = (
        AdvancePlan.objects.select_for_update(of=("self",))
        .filter(contract_id=contract_id, period__startswith__lte=today)
        .order_by("-period__startswith")
        .first()
    )
    if plan is None or plan.rhythm == Rhythm.ACTUAL:
        get_contract(contract_id)
        raise AdvanceMissing
    return plan


def _lock_running(contract_id: int, today: date) -> tuple[AdvancePlan, InstalmentSchedule]:
    """The plan of today, locked, and its schedule. Raises ScheduleMissing besides."""
    plan = _lock_plan(contract_id, today)
    schedule = find_running(plan.pk)
    if schedule is None:
        raise ScheduleMissing
    return plan, schedule


def _months_before(day: date, months: int) -> date:
    return date_of(add_months(day_number(day), -months))
