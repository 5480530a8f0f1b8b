"""Which periods of a billing run make a bill: some are left out, some are looked at again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kwartier.billing._run_states import CHOOSABLE, RowObstacle, RunRowState, RunState
from kwartier.billing._runs.steps import lock_run, move_run, require_agent
from kwartier.billing.models import BillDraft, BillingRunRow
from kwartier.billing.queries.runs import IS_LEFT_OUT, RunView
from kwartier.billing.refusals import ReasonForLeavingOutMissing
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor

_LONGEST_REASON = 200


@transaction.atomic
def leave_out(
    *,
    brand_id: int,
    number: str,
    row_ids: Collection[int],
    reason: str,
    now: datetime,
    actor: Actor,
) -> RunView:
    """Make no bill for these periods of a run, and say why; a draft of one is thrown away.

    The periods stay due: the next run finds them again.

    Raises:
        NotAllowed: only an agent does.
        NotFound: there is no such run, or it holds none of these periods.
        RunNotReady: it is being worked on, was released, or was undone.
        ReasonForLeavingOutMissing: nothing was said, or too much.
    """
    require_agent(actor)
    said = " ".join(reason.split())
    if not 0 < len(said) <= _LONGEST_REASON:
        raise ReasonForLeavingOutMissing(field="reason", params={"most": _LONGEST_REASON})
    run = lock_run(brand_id, number, expected=CHOOSABLE)
    rows = BillingRunRow.objects.filter(run=run, pk__in=list(row_ids))
    BillDraft.objects.filter(row__in=rows).delete()
    count = rows.update(
        state=RunRowState.REFUSED,
        total_cents=None,
        advances_cents=None,
        before_cents=None,
        is_outlier=False,
        why=[{"kind": RowObstacle.LEFT_OUT.value, "reason": said}],
    )
    if not count:
        raise NotFound
    told = replace(actor, reason=said)
    return move_run(run, RunState(run.state), "left_out", told, now, row_count=count)


@transaction.atomic
def plan_again(
    *,
    brand_id: int,
    number: str,
    now: datetime,
    actor: Actor,
    row_ids: Collection[int] | None = None,
) -> RunView:
    """Let the workers look once more at what waits in a planned run, or at these periods of it.

    For when a reading or a price came in. What was left out comes back only where it is
    named.

    Raises:
        NotAllowed: only an agent does.
        NotFound: there is no such run, or none of its periods is to be looked at.
        RunNotReady: it is not waiting for approval.
    """
    require_agent(actor)
    run = lock_run(brand_id, number, expected=(RunState.PLANNED,))
    refused = BillingRunRow.objects.filter(run=run, state=RunRowState.REFUSED)
    chosen = (
        refused.exclude(IS_LEFT_OUT) if row_ids is None else refused.filter(pk__in=list(row_ids))
    )
    count = chosen.update(state=RunRowState.FOUND, why=[])
    if not count:
        raise NotFound
    return move_run(run, RunState.PLANNING, "planned_again", actor, now, row_count=count)
