"""Schedules are made: a numbered document for a plan, with the revision that is in force first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._schedule_models import InstalmentSchedule
from kwartier.billing._schedules.expecting import Expected
from kwartier.billing._schedules.revising import Draft, write_revisions
from kwartier.billing.schedule_types import RevisionOccasion, RevisionState
from kwartier.billing.types import Channel
from kwartier.platform import audit, numbering
from kwartier.platform.types import Actor

_SERIES = "instalment_schedule"


def write_schedules(
    plans: Sequence[AdvancePlan],
    expected: Mapping[int, Expected],
    *,
    brand_id: int,
    today: date,
    now: datetime,
    actor: Actor,
    channel: Channel,
    justification: str = "",
) -> list[InstalmentSchedule]:
    """Make the schedules of plans that are locked, and bring the plans to their amounts."""
    places = numbering.next_numbers(brand_id=brand_id, series=_SERIES, count=len(plans))
    schedules = InstalmentSchedule.objects.bulk_create(
        [
            InstalmentSchedule(
                brand_id=brand_id,
                account_id=plan.account_id,
                contract_id=plan.contract_id,
                plan=plan,
                number=f"E{today:%y}-{place:07d}",
                begun_on=today,
            )
            for plan, place in zip(plans, places, strict=True)
        ]
    )
    write_revisions(
        [
            Draft(
                schedule=schedule,
                left=expected[schedule.plan_id].plan.left,
                amount_cents=expected[schedule.plan_id].amount_cents,
                last_cents=expected[schedule.plan_id].last_cents,
                occasion=RevisionOccasion.BEGUN,
                made_on=today,
                actor=actor,
                channel=channel,
                justification=justification,
                simulation=expected[schedule.plan_id].simulation,
            )
            for schedule in schedules
        ],
        state=RevisionState.IN_FORCE,
        now=now,
    )
    for plan in plans:
        plan.amount_cents = expected[plan.pk].amount_cents
        plan.version += 1
    AdvancePlan.objects.bulk_update(plans, ["amount_cents", "version"])
    for schedule in schedules:
        record(schedule, "begun", actor, now, justification=justification)
    return schedules


def record(
    schedule: InstalmentSchedule,
    happened: str,
    actor: Actor,
    now: datetime,
    **after: object,
) -> None:
    """Put on the record what happened to a schedule."""
    audit.record(
        brand_id=schedule.brand_id,
        at=now,
        actor=actor,
        action=f"schedule.{happened}",
        subject_kind="contract",
        subject_id=schedule.contract_id,
        account_id=schedule.account_id,
        after={"number": schedule.number, **{key: said for key, said in after.items() if said}},
    )
