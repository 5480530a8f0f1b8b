"""What every step that a person takes with a billing run begins and ends with."""

from datetime import datetime

from kwartier.billing._run_states import RunState
from kwartier.billing._runs.reports import count_run, report_to_json
from kwartier.billing.models import BillingRun
from kwartier.billing.queries.runs import RunView, as_run
from kwartier.billing.refusals import RunNotReady
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind


def require_agent(actor: Actor) -> int:
    """The person who acts: an agent, known by who they are. Raises NotAllowed."""
    if actor.kind != ActorKind.AGENT or actor.person_id is None:
        raise NotAllowed
    return actor.person_id


def lock_run(brand_id: int, number: str, *, expected: tuple[RunState, ...]) -> BillingRun:
    """The run, locked until the transaction ends. Raises NotFound, RunNotReady."""
    locked = BillingRun.objects.select_for_update(of=("self",), no_key=True)
    run = locked.filter(brand_id=brand_id, number=number).first()
    if run is None:
        raise NotFound
    if run.state not in expected:
        raise RunNotReady(params={"number": number, "state": RunState(run.state).label})
    return run


def move_run(
    run: BillingRun,
    state: RunState,
    happened: str,
    actor: Actor,
    now: datetime,
    *,
    row_count: int | None = None,
) -> RunView:
    """Count a locked run anew, put it in a state, and say on the record who did it."""
    run.report = report_to_json(count_run(run.pk))
    run.state = state
    run.save()
    record_step(run, happened, actor, now, row_count=row_count)
    return as_run(run)


def record_step(
    run: BillingRun, happened: str, actor: Actor, now: datetime, *, row_count: int | None = None
) -> None:
    """Put a step of a run on the record, with its sums and how many periods it was about."""
    audit.record(
        brand_id=run.brand_id,
        at=now,
        actor=actor,
        action=f"billing_run.{happened}",
        subject_kind="billing_run",
        subject_id=run.number,
        account_id=None,
        after={
            name: run.report.get(name, 0)
            for name in ("total_cents", "to_pay_cents", "to_give_back_cents")
        }
        | ({} if row_count is None else {"row_count": row_count}),
    )
