"""The steps of a billing run that people take: plan, approve, draft, release, undo."""

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from kwartier.billing._bills.writing import SERIES
from kwartier.billing._run_states import RunRowState, RunState
from kwartier.billing._runs.looking_again import take_back_written
from kwartier.billing._runs.outliers import get_outlier_limits
from kwartier.billing._runs.steps import lock_run, move_run, record_step, require_agent
from kwartier.billing.models import BillDraft, BillingRun, BillingRunRow
from kwartier.billing.queries.runs import RunView, as_run
from kwartier.billing.refusals import RunIsEmpty, RunNeedsAnother, RunOpen
from kwartier.platform import numbering
from kwartier.platform.marks import take_mark
from kwartier.platform.types import Actor

_SERIES = "billing_run"
# What got a bill, or another advance, since its draft was made goes out of the run before numbers
# are drawn; the locks on the plans keep it so until the bills are there.
_LOCK_PLANS = """
SELECT count(*) FROM (
  SELECT 1 FROM billing_advanceplan p JOIN billing_billingrunrow r ON r.plan_id = p.id
  WHERE r.run_id = %(run)s AND r.state = 'drafted' ORDER BY p.id FOR NO KEY UPDATE OF p) locked
"""
_REFUSE = """
UPDATE billing_billingrunrow r SET state = 'refused', total_cents = NULL,
  why = jsonb_build_array(jsonb_build_object('kind', found.kind))
FROM (
  SELECT d.id, CASE WHEN EXISTS (
      SELECT FROM billing_billedperiod b WHERE b.contract_id = p.contract_id
        AND b.period && f.period) THEN 'already_billed'
    WHEN d.advances_cents + COALESCE((f.provisional_part ->> 'cents')::bigint, 0) <> COALESCE((
      SELECT sum(i.amount_cents) FROM billing_advanceinvoice i WHERE i.plan_id = p.id), 0)
      + COALESCE((f.replaced_part ->> 'cents')::bigint, 0)
    OR f.replaced_part -> 'vat' IS DISTINCT FROM (
      SELECT c.provisional_part -> 'vat' FROM billing_billedperiod b JOIN billing_bill c
      ON c.id = b.bill_id WHERE b.contract_id = p.contract_id AND upper(b.period) = lower(f.period))
    THEN 'changed' END AS kind
  FROM billing_billingrunrow d JOIN billing_advanceplan p ON p.id = d.plan_id
  JOIN billing_billdraft f ON f.row_id = d.id
  WHERE d.run_id = %(run)s AND d.state = 'drafted') found
WHERE r.id = found.id AND found.kind IS NOT NULL
"""
_NUMBER = """
UPDATE billing_billingrunrow r SET place = %(first)s + found.rank - 1
FROM (SELECT n.id, row_number() OVER (ORDER BY n.id) AS rank FROM billing_billingrunrow n
      JOIN billing_billdraft d ON d.row_id = n.id
      WHERE n.run_id = %(run)s AND n.state = 'drafted' AND d.kind = ANY (%(kinds)s)) found
WHERE r.id = found.id
"""


@transaction.atomic
def plan_run(*, brand_id: int, today: date, now: datetime, actor: Actor) -> RunView:
    """Open a billing run over every period of the brand that is over by today: a dry run.

    A worker then finds the periods and says what each bill comes to, or what is missing for it.

    Raises:
        NotAllowed: only an agent plans.
        RunOpen: another run of the brand is open.
        BrandParameterMissing: nothing says which bills are out of line.
    """
    person = require_agent(actor)
    get_outlier_limits(brand_id=brand_id, on=today)  # Told now, not by a worker that stops.
    if (other := _find_open(brand_id)) is not None:
        raise RunOpen(params={"number": other})
    place = numbering.next_number(brand_id=brand_id, series=_SERIES)
    try:
        with transaction.atomic():
            run = BillingRun.objects.create(
                brand_id=brand_id,
                number=f"R{today:%y}-{place:07d}",
                state=RunState.PLANNING,
                billed_until=today,
                planned_by=person,
                planned_by_name=actor.name,
                planned_at=now,
                plan_mark=take_mark(),
            )
    except IntegrityError:  # Somebody opened one at the same moment.
        raise RunOpen(params={"number": _find_open(brand_id)}) from None
    record_step(run, "planned", actor, now)
    return as_run(run)


@transaction.atomic
def approve_run(*, brand_id: int, number: str, now: datetime, actor: Actor) -> RunView:
    """Approve a planned run, as somebody else than who planned it.

    Raises:
        NotAllowed, NotFound
        RunNotReady: it is not waiting for approval.
        RunNeedsAnother: its planner asks.
        RunIsEmpty: it has nothing to bill.
    """
    person = require_agent(actor)
    run = lock_run(brand_id, number, expected=(RunState.PLANNED,))
    if person == run.planned_by:
        raise RunNeedsAnother(params={"number": number})
    if not as_run(run).report.billable_count:
        raise RunIsEmpty(params={"number": number})
    run.approved_by, run.approved_by_name, run.approved_at = person, actor.name, now
    return move_run(run, RunState.APPROVED, "approved", actor, now)


@transaction.atomic
def make_drafts(*, brand_id: int, number: str, now: datetime, actor: Actor) -> RunView:
    """Let the workers make anew what may have changed of the drafts of an approved run.

    Nothing is numbered, booked or told. A draft of which nothing was written since the plan stays
    as it was approved.

    Raises:
        NotAllowed, NotFound
        RunNotReady: it is not approved, or was started before.
    """
    require_agent(actor)
    run = lock_run(brand_id, number, expected=(RunState.APPROVED,))
    count = take_back_written(run)
    return move_run(run, RunState.RUNNING, "started", actor, now, row_count=count)


@transaction.atomic
def release_run(*, brand_id: int, number: str, today: date, now: datetime, actor: Actor) -> RunView:
    """Let the drafts of a run become bills, dated ``today``: there is no way back but correction.

    Drafts whose period got a bill meanwhile, or another advance, are left out. The others get
    their numbers now, in the order of the run; workers write, book and tell them.

    Raises:
        NotAllowed, NotFound
        RunNotReady: its drafts are not made.
        RunIsEmpty: no draft is left to release.
    """
    require_agent(actor)
    run = lock_run(brand_id, number, expected=(RunState.MADE,))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PLANS, {"run": run.pk})
        cursor.execute(_REFUSE, {"run": run.pk})
        rows = BillingRunRow.objects.filter(run=run)
        BillDraft.objects.filter(row__run=run, row__state=RunRowState.REFUSED).delete()
        count = rows.filter(state=RunRowState.DRAFTED).count()
        if not count:
            raise RunIsEmpty(params={"number": number})
        for series in sorted(set(SERIES.values())):
            _number(cursor, run, series)
    run.issued_on = today
    return move_run(run, RunState.RELEASING, "released", actor, now)


def _number(cursor: CursorWrapper, run: BillingRun, series: str) -> None:
    """Draw the numbers of the drafts of one series, in the order of the run."""
    kinds = [kind.value for kind, name in SERIES.items() if name == series]
    drafts = BillDraft.objects.filter(row__run=run, row__state=RunRowState.DRAFTED, kind__in=kinds)
    if count := drafts.count():
        places = numbering.next_numbers(brand_id=run.brand_id, series=series, count=count)
        cursor.execute(_NUMBER, {"run": run.pk, "first": places[0], "kinds": kinds})


@transaction.atomic
def undo_run(*, brand_id: int, number: str, now: datetime, actor: Actor) -> RunView:
    """Throw the drafts of a run away; as if it had never been, but on the record.

    Raises:
        NotAllowed, NotFound
        RunNotReady: it is being released, was released, or was undone before.
    """
    require_agent(actor)
    undoable = (
        *(RunState.PLANNING, RunState.PLANNED, RunState.APPROVED),
        *(RunState.RUNNING, RunState.MADE),
    )
    run = lock_run(brand_id, number, expected=undoable)
    BillDraft.objects.filter(row__run=run)._raw_delete("default")  # noqa: SLF001 - nothing points at a draft, and there may be a hundred thousand
    BillingRunRow.objects.filter(run=run, state=RunRowState.DRAFTED).update(
        state=RunRowState.UNDONE
    )
    run.ended_at = now
    return move_run(run, RunState.UNDONE, "undone", actor, now)


def _find_open(brand_id: int) -> str | None:
    """The number of the brand's open run, if there is one."""
    ended = [RunState.RELEASED, RunState.UNDONE]
    runs = BillingRun.objects.filter(brand_id=brand_id).exclude(state__in=ended)
    return runs.values_list("number", flat=True).first()
