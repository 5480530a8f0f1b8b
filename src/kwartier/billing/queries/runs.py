"""Billing runs read back: how far one is, what it comes to, and what waits in it and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Abs
from django.utils.functional import Promise

from kwartier.billing._advances.plans import effective_until
from kwartier.billing._bills.rows import BUNDLE_COLUMNS
from kwartier.billing._run_states import CHOOSABLE, WORKED_ON, RowObstacle, RunRowState, RunState
from kwartier.billing._runs.reports import RunReport, count_run, report_from_json
from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.billing.models import BillingRun, BillingRunRow
from kwartier.platform.errors import NotFound
from kwartier.supply.queries import get_contracts
from kwartier.supply.types import ContractRow

IS_LEFT_OUT = Q(why__contains=[{"kind": RowObstacle.LEFT_OUT.value}])
"""An agent left the period out of its run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A billing run as it stands; ``report`` counts what its steps have done so far.

    ``billed_until`` is the day by which its periods are over, ``issued_on`` the day on its bills.
    """

    id: int
    brand_id: int
    number: str
    state: RunState
    billed_until: date
    issued_on: date | None
    planned_by: int
    planned_by_name: str
    planned_at: datetime
    approved_by: int | None
    approved_by_name: str
    approved_at: datetime | None
    ended_at: datetime | None
    report: RunReport

    @property
    def is_worked_on(self) -> bool:
        """Whether a worker has something to do for it."""
        return self.state in WORKED_ON

    @property
    def is_open(self) -> bool:
        """Whether it is neither released nor undone."""
        return self.state not in {RunState.RELEASED, RunState.UNDONE}

    @property
    def may_be_chosen_from(self) -> bool:
        """Whether periods may be left out of it: nobody works on it, and nothing is issued."""
        return self.state in CHOOSABLE

    @property
    def may_be_undone(self) -> bool:
        """Whether nothing of it is issued yet."""
        return self.is_open and self.state not in {RunState.RELEASING, RunState.TELLING}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRowView:
    """One billing period of a run, with what its bill comes to or what stands in its way.

    ``gaps`` say what is missing; ``obstacle`` what is in the way although nothing is.
    ``before_cents`` is what the period before cost, brought to as many days; ``left_out_because``
    the reason of the agent who left the period out.
    """

    id: int
    contract: ContractRow
    period_from: date
    period_until: date
    state: RunRowState
    total_cents: int | None
    advances_cents: int | None
    before_cents: int | None
    is_outlier: bool
    gaps: tuple[BillGap, ...]
    obstacle: Promise | None
    bill_number: str
    left_out_because: str = ""

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return self.period_until - timedelta(days=1)

    @property
    def moved_cents(self) -> int | None:
        """By how much it moved against the period before."""
        if self.total_cents is None or self.before_cents is None:
            return None
        return self.total_cents - self.before_cents

    @property
    def balance_cents(self) -> int | None:
        """What is left to pay after the advances; negative when it comes back."""
        if self.total_cents is None or self.advances_cents is None:
            return None
        return self.total_cents - self.advances_cents


def get_run(*, brand_id: int, number: str) -> RunView:
    """The billing run of this number; while it is worked on, its report is counted anew.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    run = BillingRun.objects.filter(brand_id=brand_id, number=number).first()
    if run is None:
        raise NotFound
    return as_run(run)


def list_runs(*, brand_id: int, limit: int = 50) -> list[RunView]:
    """The billing runs of a brand, the newest first."""
    runs = BillingRun.objects.filter(brand_id=brand_id).order_by("-pk")
    return [as_run(run) for run in runs[:limit]]


def list_worked_on(*, brand_id: int) -> list[RunView]:
    """The runs of a brand for which a worker has something to do."""
    return [
        as_run(run) for run in BillingRun.objects.filter(brand_id=brand_id, state__in=WORKED_ON)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRowWish:
    """Which periods of a run are wanted; what says nothing holds nothing back.

    ``kind`` is what is missing or in the way, by its code; ``by_size``: those first that moved most
    against the period before, in place of the order in which the run found them.
    """

    states: Sequence[str] = ()
    kind: str = ""
    is_waiting: bool = False
    is_outlier: bool = False
    account_ids: Collection[int] | None = None
    by_size: bool = False


def count_run_rows(*, run_id: int, wish: RunRowWish) -> int:
    """How many periods of a run are wanted."""
    return _find_rows(run_id, wish).count()


def list_run_rows(
    *,
    run_id: int,
    wish: RunRowWish | None = None,
    after_id: int = 0,
    skip: int = 0,
    limit: int = 100,
) -> list[RunRowView]:
    """The wanted periods of a run, or all of them; a fixed number of questions.

    ``after_id`` is the last id of the part before, in the run's own order; ``skip`` how many were
    on the pages before, in any order.
    """
    wish = wish or RunRowWish()
    rows = _find_rows(run_id, wish).filter(pk__gt=after_id)
    moved = Abs(F("total_cents") - F("before_cents")).desc(nulls_last=True)
    rows = rows.order_by(moved, "pk") if wish.by_size else rows.order_by("pk")
    left_out = [f"bill__{name}" for name in BUNDLE_COLUMNS]
    wanted = rows.select_related("plan", "bill").defer(*left_out)
    found = list(wanted[skip : skip + limit])
    contracts = get_contracts([row.plan.contract_id for row in found])
    return [
        as_run_row(row, contracts[row.plan.contract_id])
        for row in found
        if row.plan.contract_id in contracts
    ]


def _find_rows(run_id: int, wish: RunRowWish) -> QuerySet[BillingRunRow]:
    rows = BillingRunRow.objects.filter(run_id=run_id)
    if wish.states:
        rows = rows.filter(state__in=wish.states)
    if wish.is_waiting:
        rows = rows.filter(state=RunRowState.REFUSED).exclude(IS_LEFT_OUT)
    if wish.kind:
        rows = rows.filter(state=RunRowState.REFUSED, why__contains=[{"kind": wish.kind}])
    if wish.is_outlier:
        rows = rows.filter(is_outlier=True).exclude(state=RunRowState.REFUSED)
    if wish.account_ids is not None:
        rows = rows.filter(plan__account_id__in=list(wish.account_ids))
    return rows


def say_obstacle(kind: str) -> Promise:
    """What is in the way of a period of which nothing is missing, by its code."""
    return RowObstacle(kind).label


def as_run(run: BillingRun) -> RunView:
    """Copy a row into the frozen value that others hold."""
    is_moving = run.state in WORKED_ON
    return RunView(
        id=run.pk,
        brand_id=run.brand_id,
        number=run.number,
        state=RunState(run.state),
        billed_until=run.billed_until,
        issued_on=run.issued_on,
        planned_by=run.planned_by,
        planned_by_name=run.planned_by_name,
        planned_at=run.planned_at,
        approved_by=run.approved_by,
        approved_by_name=run.approved_by_name,
        approved_at=run.approved_at,
        ended_at=run.ended_at,
        report=count_run(run.pk) if is_moving else report_from_json(run.report),
    )


def as_run_row(row: BillingRunRow, contract: ContractRow) -> RunRowView:
    """Copy a period of a run into the frozen value that others hold."""
    obstacles = [part["kind"] for part in row.why if part["kind"] in RowObstacle.values]
    return RunRowView(
        id=row.pk,
        contract=contract,
        period_from=row.plan.period.lower,
        period_until=effective_until(row.plan, contract.until),
        state=RunRowState(row.state),
        total_cents=row.total_cents,
        advances_cents=row.advances_cents,
        before_cents=row.before_cents,
        is_outlier=row.is_outlier,
        gaps=tuple(_as_gap(part) for part in row.why if part["kind"] in GapKind.values),
        obstacle=RowObstacle(obstacles[0]).label if obstacles else None,
        left_out_because=next(
            (part["reason"] for part in row.why if part["kind"] == RowObstacle.LEFT_OUT), ""
        ),
        bill_number=row.bill.number if row.bill else "",
    )


def _as_gap(part: Mapping[str, Any]) -> BillGap:
    return BillGap.from_json(part)
