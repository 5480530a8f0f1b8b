"""What a worker does for some rows of a run: plan them, draft them, bill them, tell of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from energycore.bundle.forms import BundleText
from energycore.clocks import DayRange
from kwartier.billing._bills.deciding import DecidedBill, Decision, DuePeriod, decide
from kwartier.billing._bills.parts import SharedParts
from kwartier.billing._bills.provisional import ask_ahead
from kwartier.billing._bills.rows import (
    numbers_to_text,
    part_from_json,
    part_to_text,
    rates_from_json,
    rates_to_text,
)
from kwartier.billing._bills.standing import list_due_periods, lock_plans
from kwartier.billing._bills.writing import settle
from kwartier.billing._bundles import list_names, read_texts
from kwartier.billing._run_states import RowObstacle, RunRowState
from kwartier.billing._runs.outliers import OutlierLimits, get_outlier_limits
from kwartier.billing.gap_types import BillGap
from kwartier.billing.models import BillDraft, BillingRun
from kwartier.billing.types import BillKind
from kwartier.platform.inserting import as_array, insert_rows
from kwartier.platform.prepared import fetch_rows
from kwartier.platform.types import SYSTEM

_BEFORE = """
SELECT c.contract, found.total_cents, upper(found.period) - lower(found.period)
FROM unnest(%(contracts)s::bigint[], %(starts)s::date[]) AS c (contract, starts)
CROSS JOIN LATERAL (
  SELECT * FROM (
    SELECT b.total_cents, b.period FROM billing_billedperiod s
    JOIN billing_bill b ON b.id = s.bill_id WHERE s.contract_id = c.contract
    UNION ALL
    SELECT r.total_cents, r.period FROM billing_settlementrecord r
    WHERE r.contract_id = c.contract) past
  WHERE upper(past.period) <= c.starts
  -- A month is held against the same month of the year before, not against another season.
  ORDER BY lower(past.period) = (c.starts - INTERVAL '1 year')::date DESC, past.period DESC
  LIMIT 1) found
"""
_UPDATE = """
UPDATE billing_billingrunrow r SET state = given.state, total_cents = given.total,
  advances_cents = given.advances, before_cents = given.before, is_outlier = given.outlier,
  why = given.why::jsonb
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(totals)s::bigint[], %(advances)s::bigint[],
            %(befores)s::bigint[], %(outliers)s::boolean[], %(whys)s::text[])
  AS given (id, state, total, advances, before, outlier, why)
WHERE r.id = given.id
"""
_BILLED = """
UPDATE billing_billingrunrow r SET state = 'billed', bill_id = given.bill
FROM unnest(%(ids)s::bigint[], %(bills)s::bigint[]) AS given (id, bill) WHERE r.id = given.id
"""
_DRAFTS = """
SELECT row_id, brand_id, account_id, contract_id, supply_point_id, kind, lower(period),
       upper(period), term_days, vat, advance_vat, component_cents, volumes_wh,
       COALESCE(provisional_part, 'null'), COALESCE(replaced_part, 'null'), bundle_forms, bundle_own
FROM billing_billdraft WHERE row_id = ANY (%(rows)s::bigint[])
"""
_DRAFT_COLUMNS = (
    *("brand_id", "row_id", "account_id", "contract_id", "supply_point_id", "kind", "period"),
    *("term_days", "vat", "advance_vat", "component_cents", "volumes_wh"),
    *("provisional_part", "replaced_part", "bundle_forms", "bundle_own"),
)


class RunRow(NamedTuple):
    """What the steps need to know of a row of a run."""

    id: int
    plan_id: int
    total_cents: int | None
    advances_cents: int | None
    before_cents: int | None
    is_outlier: bool
    place: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What became of a row."""

    row_id: int
    state: RunRowState
    total_cents: int | None = None
    advances_cents: int | None = None
    before_cents: int | None = None
    is_outlier: bool = False
    why: tuple[Mapping[str, Any], ...] = ()


def plan_rows(
    rows: Sequence[RunRow], run: BillingRun, *, parts: SharedParts, now: datetime
) -> None:
    """Say of each row what its bill comes to, and keep it as a draft, or what is missing for it."""
    del now  # A draft has no date: its bill gets that of the release.
    due = list_due_periods([row.plan_id for row in rows], until=run.billed_until)
    decided = _decide(due, run, parts=parts)
    before = _list_before(list(due.values()))
    limits = get_outlier_limits(brand_id=run.brand_id, on=run.billed_until)
    outcomes = [
        _plan_one(row, due.get(row.plan_id), decided.get(row.plan_id), before, limits)
        for row in rows
    ]
    _keep(rows, outcomes, decided, parts)


def draft_rows(
    rows: Sequence[RunRow], run: BillingRun, *, parts: SharedParts, now: datetime
) -> None:
    """Draft rows again of which something changed; what differs from what was approved waits."""
    del now
    plan_ids = [row.plan_id for row in rows]
    lock_plans(plan_ids)
    due = list_due_periods(plan_ids, until=run.billed_until)
    decided = _decide(due, run, parts=parts)
    outcomes = [_draft_one(row, due.get(row.plan_id), decided.get(row.plan_id)) for row in rows]
    _keep(rows, outcomes, decided, parts)


def bill_rows(
    rows: Sequence[RunRow], run: BillingRun, *, parts: SharedParts, now: datetime
) -> None:
    """Issue the drafts of rows as bills, under the numbers drawn for them; the drafts are gone."""
    ids = [row.id for row in rows]
    bills = settle(
        read_drafts(ids),
        today=_issued_on(run),
        now=now,
        actor=SYSTEM,
        places=[int(row.place or 0) for row in rows],
        known=parts.forms,
    )
    with connection.cursor() as cursor:
        sent = {"ids": as_array(ids), "bills": as_array([bill.id for bill in bills])}
        cursor.execute(_BILLED, sent)
        cursor.execute("DELETE FROM billing_billdraft WHERE row_id = ANY (%(ids)s::bigint[])", sent)


def _issued_on(run: BillingRun) -> date:
    """The day on the bills of a run, which its release gave it."""
    day: date | None = run.issued_on
    if day is None:
        raise ValueError("a run that is being released has a day")
    return day


def _decide(
    due: Mapping[int, DuePeriod], run: BillingRun, *, parts: SharedParts
) -> dict[int, Decision]:
    """The bill of each plan, or what is missing for it.

    Where the calculation itself refuses a bill, the others are made all the same.
    """
    try:
        asked = ask_ahead(list(due.values()), brand_id=run.brand_id, on=run.billed_until)
        made = decide(asked, brand_id=run.brand_id, parts=parts)
        return dict(zip(due, made, strict=True))
    except (ValueError, OverflowError):
        if len(due) == 1:
            return {}
    # Halved until the refused ones stand alone: a few among thousands must not cost thousands.
    found: dict[int, Decision] = {}
    every = list(due.items())
    for half in (every[: len(every) // 2], every[len(every) // 2 :]):
        found |= _decide(dict(half), run, parts=parts)
    return found


def _plan_one(
    row: RunRow,
    due: DuePeriod | None,
    decided: Decision | None,
    before: Mapping[int, tuple[int, int]],
    limits: OutlierLimits,
) -> _Outcome:
    if due is None:
        return _refused(row, RowObstacle.ALREADY_BILLED)
    if not isinstance(decided, DecidedBill):
        return _waiting(row, decided)
    before_cents = _bring_to_length(before.get(decided.contract_id), decided)
    return _Outcome(
        row_id=row.id,
        state=RunRowState.DRAFTED,
        total_cents=decided.total_cents,
        advances_cents=decided.advances_cents,
        before_cents=before_cents,
        is_outlier=before_cents is not None and limits.is_beyond(decided.total_cents, before_cents),
    )


def _draft_one(row: RunRow, due: DuePeriod | None, decided: Decision | None) -> _Outcome:
    if due is None:
        return _refused(row, RowObstacle.ALREADY_BILLED)
    if not isinstance(decided, DecidedBill):
        return _waiting(row, decided)
    if (decided.total_cents, decided.advances_cents) != (row.total_cents, row.advances_cents):
        return _refused(row, RowObstacle.CHANGED)
    return _Outcome(
        row_id=row.id,
        state=RunRowState.DRAFTED,
        total_cents=decided.total_cents,
        advances_cents=decided.advances_cents,
        before_cents=row.before_cents,
        is_outlier=row.is_outlier,
    )


def _refused(row: RunRow, obstacle: RowObstacle) -> _Outcome:
    return _Outcome(row_id=row.id, state=RunRowState.REFUSED, why=({"kind": obstacle.value},))


def _waiting(row: RunRow, gaps: tuple[BillGap, ...] | None) -> _Outcome:
    if gaps is None:
        return _refused(row, RowObstacle.CANNOT_BE_MADE)
    why = tuple(gap.as_json() for gap in gaps)
    return _Outcome(row_id=row.id, state=RunRowState.REFUSED, why=why)


def _bring_to_length(before: tuple[int, int] | None, decided: DecidedBill) -> int | None:
    """What the period before cost, brought to the days of this one; None where none is known."""
    if before is None:
        return None
    cents, days = before
    own = DayRange.of_dates(decided.period.lower, decided.period.upper).days_count
    return round(cents * own / days)


def _list_before(due: Sequence[DuePeriod]) -> dict[int, tuple[int, int]]:
    """What the period before cost each contract, and how many days it had; one question."""
    asked = {
        "contracts": as_array([each.contract.id for each in due]),
        "starts": as_array([each.period.lower for each in due]),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, asked)
        return {int(row[0]): (int(row[1]), int(row[2])) for row in cursor.fetchall()}


def _save(outcomes: Sequence[_Outcome]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _UPDATE,
            {
                "ids": as_array([each.row_id for each in outcomes]),
                "states": as_array([each.state.value for each in outcomes]),
                "totals": as_array([each.total_cents for each in outcomes]),
                "advances": as_array([each.advances_cents for each in outcomes]),
                "befores": as_array([each.before_cents for each in outcomes]),
                "outliers": as_array([each.is_outlier for each in outcomes]),
                "whys": as_array([json.dumps(each.why) if each.why else "[]" for each in outcomes]),
            },
        )


def _keep(
    rows: Sequence[RunRow],
    outcomes: Sequence[_Outcome],
    decided: Mapping[int, Decision],
    parts: SharedParts,
) -> None:
    """Save what became of rows, and the drafts of those that have one."""
    _save(outcomes)
    drafts = [
        (row.id, bill)
        for row, outcome in zip(rows, outcomes, strict=True)
        if outcome.state == RunRowState.DRAFTED
        and isinstance(bill := decided.get(row.plan_id), DecidedBill)
    ]
    texts = [bill.text.with_facts(bill.facts) for _, bill in drafts]
    written = [_draft_row(*each, text) for each, text in zip(drafts, texts, strict=True)]
    insert_rows(BillDraft, _DRAFT_COLUMNS, written)
    if drafts:
        parts.forms.keep(drafts[0][1].brand_id, texts)


def _draft_row(row_id: int, bill: DecidedBill, text: BundleText) -> tuple[Any, ...]:
    return (
        bill.brand_id,
        row_id,
        bill.account_id,
        bill.contract_id,
        bill.supply_point_id,
        bill.kind.value,
        f"[{bill.period.lower},{bill.period.upper})",
        bill.term_days,
        rates_to_text(bill.cost),
        rates_to_text(bill.advances),
        numbers_to_text(bill.component_cents),
        numbers_to_text(bill.volumes_wh),
        part_to_text(bill.provisional_part),
        part_to_text(bill.replaced_part),
        list_names(bill.brand_id, text.forms),
        text.own,
    )


def read_drafts(row_ids: Sequence[int]) -> list[DecidedBill]:
    """The decided bills behind the drafts of rows, in order."""
    rows = fetch_rows(_DRAFTS, {"rows": list(row_ids)})
    texts = read_texts([(row[-2], row[-1]) for row in rows])
    # All of their JSON at once: to read a text costs less than to begin with it.
    told = json.loads(f"[{','.join([f'[{",".join(row[9:15])}]' for row in rows])}]")
    found = {}
    for row, text, amounts in zip(rows, texts, told, strict=True):
        row_id, brand_id, account_id, contract_id, point_id, kind, first, until, term_days = row[:9]
        cost, advances, component_cents, volumes_wh, own, replaced = amounts
        found[row_id] = DecidedBill(
            brand_id=brand_id,
            account_id=account_id,
            contract_id=contract_id,
            supply_point_id=point_id,
            kind=BillKind(kind),
            period=DateRange(first, until),
            term_days=term_days,
            cost=rates_from_json(cost),
            advances=rates_from_json(advances),
            component_cents=component_cents,
            volumes_wh=volumes_wh,
            facts=text.facts,
            text=text,
            provisional_part=part_from_json(own),
            replaced_part=part_from_json(replaced),
        )
    return [found[row_id] for row_id in row_ids]
