"""Revisions of schedules: which amounts are in force, which are proposed, which are over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kwartier.billing._advance_models import AdvanceChange, AdvanceInvoice
from kwartier.billing._advances.plans import is_scheduled
from kwartier.billing._schedule_models import InstalmentSchedule, ScheduleRevision
from kwartier.billing._schedules.expecting import list_to_come
from kwartier.billing.schedule_types import RevisionOccasion, RevisionState
from kwartier.billing.types import Channel, PlanView
from kwartier.platform.types import Actor, ActorKind

type Instalments = list[tuple[date, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A revision to be written: what it makes of the instalments left, and who made it."""

    schedule: InstalmentSchedule
    left: Sequence[date]
    amount_cents: int
    last_cents: int
    occasion: RevisionOccasion
    made_on: date
    actor: Actor
    channel: Channel
    justification: str = ""
    simulation: dict[str, Any] = field(default_factory=dict)


def write_revisions(
    drafts: Sequence[Draft], *, state: RevisionState, now: datetime
) -> list[ScheduleRevision]:
    """Write revisions: proposed, or in force after the latest one of their schedule."""
    schedule_ids = [each.schedule.pk for each in drafts]
    asked = list_asked({each.schedule.plan_id for each in drafts})
    sequences = _list_sequences(schedule_ids) if state == RevisionState.IN_FORCE else {}
    return ScheduleRevision.objects.bulk_create(
        [
            ScheduleRevision(
                brand_id=each.schedule.brand_id,
                account_id=each.schedule.account_id,
                schedule=each.schedule,
                sequence=sequences.get(each.schedule.pk),
                state=state,
                occasion=each.occasion,
                amount_cents=each.amount_cents,
                last_cents=each.last_cents,
                instalments=[
                    [day.isoformat(), cents]
                    for day, cents in [
                        *asked.get(each.schedule.plan_id, ()),
                        *list_to_come(each.left, each.amount_cents, each.last_cents),
                    ]
                ],
                simulation=each.simulation,
                made_on=each.made_on,
                made_at=now,
                actor_kind=each.actor.kind,
                actor_person_id=each.actor.person_id,
                actor_name=each.actor.name,
                channel=each.channel,
                justification=each.justification,
            )
            for each in drafts
        ]
    )


def list_asked(plan_ids: Collection[int]) -> dict[int, Instalments]:
    """The days and cents of what was asked already, by plan."""
    found: dict[int, Instalments] = {}
    rows = AdvanceInvoice.objects.filter(plan_id__in=list(plan_ids)).order_by("due_on", "pk")
    for plan_id, due_on, cents in rows.values_list("plan_id", "due_on", "amount_cents"):
        found.setdefault(plan_id, []).append((due_on, cents))
    return found


def _list_sequences(schedule_ids: Collection[int]) -> dict[int, int]:
    """The place of the next revision in force of each schedule; the first has 0."""
    rows = ScheduleRevision.objects.filter(
        schedule_id__in=list(schedule_ids), sequence__isnull=False
    )
    latest = {
        schedule_id: int(sequence or 0)
        for schedule_id, sequence in rows.order_by("sequence").values_list(
            "schedule_id", "sequence"
        )
    }
    return {each: latest.get(each, -1) + 1 for each in schedule_ids}


def next_sequence(schedule_id: int) -> int:
    """The place of the next revision in force of a schedule."""
    return _list_sequences([schedule_id])[schedule_id]


def find_running(plan_id: int) -> InstalmentSchedule | None:
    """The schedule of a plan that runs."""
    return InstalmentSchedule.objects.filter(plan_id=plan_id, ended_on__isnull=True).first()


def follow_change(change: AdvanceChange, plan: PlanView, *, actor: Actor, now: datetime) -> None:
    """Revise the schedule of a plan whose advance was changed: on request, or by an agent."""
    schedule = find_running(plan.id) if is_scheduled(plan.rhythm) else None
    if schedule is None:
        return
    lapse_proposals([plan.id])
    by_agent = actor.kind == ActorKind.AGENT
    draft = Draft(
        schedule=schedule,
        left=plan.left,
        amount_cents=change.to_cents,
        last_cents=change.to_cents,
        occasion=RevisionOccasion.OFFICE if by_agent else RevisionOccasion.ASKED,
        made_on=change.decided_on,
        actor=actor,
        channel=Channel(change.channel),
        justification=change.justification,
        simulation=change.simulation,
    )
    write_revisions([draft], state=RevisionState.IN_FORCE, now=now)


def lapse_proposals(plan_ids: Collection[int]) -> None:
    """Let what is proposed for plans lapse: something else is in force, or one more was asked."""
    if plan_ids:
        waiting = ScheduleRevision.objects.filter(
            schedule__plan_id__in=list(plan_ids), state=RevisionState.PROPOSED
        )
        waiting.update(state=RevisionState.LAPSED)


def list_last_cents(plan_ids: Collection[int]) -> dict[tuple[int, date], int]:
    """What the last instalment comes to, by plan and its day, where a schedule runs."""
    if not plan_ids:
        return {}
    rows = ScheduleRevision.objects.filter(
        schedule__plan_id__in=list(plan_ids),
        schedule__ended_on__isnull=True,
        sequence__isnull=False,
    ).order_by("sequence")
    latest = {
        plan_id: (instalments, cents)
        for plan_id, instalments, cents in rows.values_list(
            "schedule__plan_id", "instalments", "last_cents"
        )
    }
    return {
        (plan_id, date.fromisoformat(instalments[-1][0])): cents
        for plan_id, (instalments, cents) in latest.items()
    }
