"""Everything late of one customer, as an agent looks at it: asked together, in two questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kwartier.arrears._facts import as_reminder
from kwartier.arrears._withheld import Withheld
from kwartier.arrears.models import Dispute, Reminder, ReminderCase, Waiver
from kwartier.arrears.queries.cases import view_case
from kwartier.arrears.queries.disputes import as_dispute
from kwartier.arrears.queries.invoice_states import list_late
from kwartier.arrears.queries.plans import PLAN_PARTS, list_plannable, read_plans
from kwartier.arrears.queries.waivers import as_waiver
from kwartier.arrears.types import (
    CaseView,
    DisputeState,
    DisputeView,
    PlanView,
    ReminderView,
    WaiverView,
)
from kwartier.ledger.queries import read_left, read_open_items
from kwartier.ledger.types import OpenItem
from kwartier.platform.prepared import fetch_together, read_row

type Rows = Mapping[str, Sequence[Mapping[str, Any]]]

_PARTS = {
    **PLAN_PARTS,
    "reminders": """SELECT r.*, w.state AS waived FROM arrears_reminder r
        LEFT JOIN arrears_waiver w ON w.reminder_id = r.id
        WHERE r.account_id = %(account)s::bigint AND r.sent_on IS NOT NULL
        ORDER BY r.issued_on DESC, r.id DESC LIMIT 50""",
    "waivers": """SELECT w.*, to_jsonb(r) AS reminder FROM arrears_waiver w
        JOIN arrears_reminder r ON r.id = w.reminder_id
        WHERE w.account_id = %(account)s::bigint""",
    "cases": "SELECT c.* FROM arrears_remindercase c WHERE c.account_id = %(account)s::bigint",
    "debts": """SELECT d.id, d.case_id, d.document FROM arrears_casedebt d
        WHERE d.account_id = %(account)s::bigint""",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrearsOverview:
    """What is late of an account, and everything that was said and done about it, the latest first.

    ``plannable_cents`` is what a plan would come to, whether or not one runs.
    """

    late: tuple[OpenItem, ...]
    plannable_cents: int
    reminders: tuple[ReminderView, ...]
    cases: tuple[CaseView, ...]
    waivers: tuple[WaiverView, ...]
    disputes: tuple[DisputeView, ...]
    plans: tuple[PlanView, ...]


def get_overview(*, account_id: int, brand_id: int, today: date) -> ArrearsOverview:
    """What is late of an account with its reminders, cases, waivers, disputes and plans.

    However much there is, it is two questions; one where nothing is past its due date.
    """
    rows = fetch_together(_PARTS, {"account": account_id, "accounts": [account_id]})
    items = read_open_items(rows["left"], account_id=account_id)
    disputes = _read_disputes(rows)
    open_disputes = {
        each.document: each.cents for each in disputes if each.state == DisputeState.OPEN
    }
    plannable = list_plannable(
        (item for item in items if item.due_on < today), Withheld(disputed_cents=open_disputes)
    )
    return ArrearsOverview(
        late=tuple(list_late(items, brand_id=brand_id, today=today)),
        plannable_cents=sum(each.cents for each in plannable),
        reminders=tuple(_read_reminders(rows)),
        cases=tuple(_read_cases(rows)),
        waivers=tuple(_read_waivers(rows)),
        disputes=tuple(disputes),
        plans=tuple(read_plans(rows)),
    )


def _read_reminders(rows: Rows) -> list[ReminderView]:
    found = [
        as_reminder(read_row(Reminder, row), waiver=row["waived"] or "")
        for row in rows["reminders"]
    ]
    return sorted(found, key=lambda each: (each.issued_on, each.id), reverse=True)


def _read_cases(rows: Rows) -> list[CaseView]:
    left = read_left(rows["left"])
    documents: dict[int, list[str]] = {}
    for debt in sorted(rows["debts"], key=lambda each: int(each["id"])):
        documents.setdefault(debt["case_id"], []).append(debt["document"])
    found = [
        view_case(read_row(ReminderCase, row), documents.get(row["id"], []), left)
        for row in rows["cases"]
    ]
    return sorted(found, key=lambda each: (each.opened_on, each.id), reverse=True)


def _read_waivers(rows: Rows) -> list[WaiverView]:
    found = []
    for row in rows["waivers"]:
        waiver = read_row(Waiver, row)
        waiver.reminder = read_row(Reminder, row["reminder"])
        found.append(waiver)
    found.sort(key=lambda each: (each.asked_at, each.pk), reverse=True)
    return [as_waiver(each) for each in found]


def _read_disputes(rows: Rows) -> list[DisputeView]:
    found = [as_dispute(read_row(Dispute, row)) for row in rows["disputes"]]
    return sorted(found, key=lambda each: (each.opened_on, each.id), reverse=True)
