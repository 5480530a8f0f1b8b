"""What workers do for billing runs: part by part, each a transaction, any number of workers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._advances.plans import is_over
from kwartier.billing._bills.parts import SharedParts
from kwartier.billing._bills.rows import BUNDLE_COLUMNS
from kwartier.billing._bills.standing import is_billed
from kwartier.billing._run_states import WORKED_ON, RunRowState, RunState
from kwartier.billing._runs.reports import count_run, report_to_json
from kwartier.billing._runs.work import RunRow, bill_rows, draft_rows, plan_rows
from kwartier.billing.announcing import Issued, announce
from kwartier.billing.models import BillingRun, BillingRunRow
from kwartier.platform import audit
from kwartier.platform.collecting import collecting_later
from kwartier.platform.types import SYSTEM

# Large enough to share prices and statements, small enough to lose little with a worker.
PART = 10_000


@dataclass(frozen=True, slots=True)
class _Step:
    """What is done to rows while a run is in a state, and what it is in afterwards."""

    waiting: RunRowState
    work: Callable[..., None]
    then: RunState


def _tell_rows(
    rows: Sequence[BillingRunRow], run: BillingRun, *, parts: SharedParts, now: datetime
) -> None:
    """Tell each account of its bills of the run, once."""
    del parts
    numbers = [row.bill.number for row in rows if row.bill is not None]
    announce(Issued(brand_id=run.brand_id, numbers=numbers, now=now))
    BillingRunRow.objects.filter(pk__in=[row.pk for row in rows]).update(state=RunRowState.TOLD)


_STEPS: dict[str, _Step] = {
    RunState.PLANNING: _Step(RunRowState.FOUND, plan_rows, RunState.PLANNED),
    RunState.RUNNING: _Step(RunRowState.PLANNED, draft_rows, RunState.MADE),
    RunState.RELEASING: _Step(RunRowState.DRAFTED, bill_rows, RunState.TELLING),
    RunState.TELLING: _Step(RunRowState.BILLED, _tell_rows, RunState.RELEASED),
}


def work_on_runs(*, brand_id: int, now: datetime, part: int = PART) -> int:
    """Do everything that workers have to do for the runs of a brand; returns how many rows moved.

    May run any number of times at once, and be stopped at any moment: what was begun and not
    finished is as if it had not begun, and done by whoever comes next.
    """
    moved = 0
    parts = SharedParts.of_brand(brand_id)
    for run_id in BillingRun.objects.filter(brand_id=brand_id, state__in=WORKED_ON).values_list(
        "pk", flat=True
    ):
        _fill(run_id)
        while True:
            with collecting_later():
                count = _work_on_part(run_id, parts=parts, now=now, part=part)
            moved += count
            if not count and not _close_step(run_id, now=now):
                break
    return moved


@transaction.atomic
def _fill(run_id: int) -> None:
    """Put every period that is over and not billed into a run, once."""
    run = BillingRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run_id)
    if run.is_filled or run.state != RunState.PLANNING:
        return
    due = AdvancePlan.objects.filter(~is_billed(), is_over(run.billed_until), brand_id=run.brand_id)
    chosen, values = due.order_by("pk").values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO billing_billingrunrow"  # noqa: S608 - Django's own statement
            " (brand_id, run_id, plan_id, state, is_outlier, why)"
            f" SELECT %s, %s, due.id, 'found', false, '[]' FROM ({chosen}) AS due (id)",
            [run.brand_id, run.pk, *values],
        )
    BillingRun.objects.filter(pk=run_id).update(is_filled=True)


@transaction.atomic
def _work_on_part(run_id: int, *, parts: SharedParts, now: datetime, part: int) -> int:
    """Do the next part of the step that a run is in; how many rows it was."""
    run = _hold(run_id)
    step = _STEPS.get(run.state)
    if step is None:
        return 0
    rows: Sequence[RunRow] | Sequence[BillingRunRow]
    if run.state == RunState.TELLING:
        rows = _take_accounts(run, part)
    else:
        waiting = BillingRunRow.objects.filter(run=run, state=step.waiting).order_by("pk")
        taken = waiting.select_for_update(of=("self",), skip_locked=True)
        rows = [RunRow(*values) for values in taken.values_list(*RunRow._fields)[:part]]
    if rows:
        step.work(rows, run, parts=parts, now=now)
    return len(rows)


def _hold(run_id: int) -> BillingRun:
    """The run; nobody moves it to another state while this part is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM billing_billingrun WHERE id = %s FOR SHARE", [run_id])
    return BillingRun.objects.get(pk=run_id)


def _take_accounts(run: BillingRun, part: int) -> list[BillingRunRow]:
    """Billed rows that nobody was told of, whole accounts at a time; one worker tells."""
    if not _may_tell(run):
        return []
    untold = BillingRunRow.objects.filter(run=run, state=RunRowState.BILLED)
    accounts = untold.order_by("pk").values_list("bill__account_id", flat=True)[:part]
    of_accounts = untold.filter(bill__account_id__in=set(accounts)).order_by("pk")
    left_out = [f"bill__{name}" for name in BUNDLE_COLUMNS]
    return list(of_accounts.select_related("bill").defer(*left_out))


def _may_tell(run: BillingRun) -> bool:
    """Whether no other worker is telling; this one is, then, until its transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended('billing.tell', %s))", [run.pk]
        )
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _close_step(run_id: int, *, now: datetime) -> bool:
    """Move a run on when nothing of its step is left; whether another step begins for workers."""
    run = BillingRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run_id)
    step = _STEPS.get(run.state)
    if step is None or BillingRunRow.objects.filter(run=run, state=step.waiting).exists():
        return False
    run.state = step.then
    run.report = report_to_json(count_run(run.pk))
    if run.state == RunState.RELEASED:
        run.ended_at = now
    run.save()
    audit.record(
        brand_id=run.brand_id,
        at=now,
        actor=SYSTEM,
        action=f"billing_run.{run.state}",
        subject_kind="billing_run",
        subject_id=run.number,
        account_id=None,
        after={"state_counts": run.report["state_counts"]},
    )
    return run.state in WORKED_ON
