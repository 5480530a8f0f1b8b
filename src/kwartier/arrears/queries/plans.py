"""Questions about payment plans: what one would be, and how far an account's are."""

from collections.abc import Sequence
from datetime import date

from kwartier.arrears._plans import as_plan, list_left, work_out_plan
from kwartier.arrears._terms import read_plan_bounds
from kwartier.arrears._withheld import list_planned, list_withheld
from kwartier.arrears.models import PaymentPlan
from kwartier.arrears.refusals import NothingToPlan, PlanRuns
from kwartier.arrears.types import PlanBounds, PlannedPart, PlanOffer, PlanState, PlanView
from kwartier.ledger.queries import list_overdue
from kwartier.ledger.types import INVOICED, JournalKind, OpenItem
from kwartier.parties.types import AccountInfo

_PLANNABLE = (*INVOICED, JournalKind.REMINDER_COST)


def offer_plan(*, account: AccountInfo, months: int, first_on: date, today: date) -> PlanOffer:
    """What a plan of everything overdue would be, what reminders cost included.

    What is disputed stays aside: nobody agrees to pay what they do not agree with. Costs are in it
    because a payment pays what is due longest: left out, they would eat into the parts of the plan.

    Raises:
        NothingToPlan: nothing is overdue.
        PlanRuns: a plan runs already.
    """
    running = PaymentPlan.objects.filter(account_id=account.id, state=PlanState.RUNNING).first()
    if running is not None:
        raise PlanRuns(params={"number": running.number})
    owed = _list_owed(account, today)
    if not owed:
        raise NothingToPlan
    return work_out_plan(owed, months=months, first_on=first_on)


def _list_owed(account: AccountInfo, today: date) -> list[PlannedPart]:
    """What is overdue of each document, the earliest due first, and what of it is disputed."""
    open_cents: dict[str, int] = {}
    for item in list_overdue(account_id=account.id, today=today):
        if item.kind in _PLANNABLE:
            open_cents[item.document] = open_cents.get(item.document, 0) + item.open_cents
    withheld = list_withheld(brand_id=account.brand_id, documents=open_cents)
    parts = (
        (name, withheld.undisputed_of(name, cents), withheld.disputed_of(name, cents))
        for name, cents in open_cents.items()
    )
    return [
        PlannedPart(document=name, cents=cents, aside_cents=aside)
        for name, cents, aside in parts
        if cents
    ]


def list_late(items: Sequence[OpenItem], *, brand_id: int, today: date) -> list[OpenItem]:
    """Those of the open items that are past their due date, without what a running plan pays.

    One question, and none where nothing is past its due date.
    """
    overdue = [item for item in items if item.due_on < today]
    planned = list_planned(brand_id, {item.document for item in overdue}) if overdue else set()
    return [item for item in overdue if item.document not in planned]


def get_plan_bounds(*, brand_id: int, on: date) -> PlanBounds:
    """What a customer of a brand may choose alone."""
    return read_plan_bounds(brand_id=brand_id, on=on)


def list_plans(*, account_id: int) -> list[PlanView]:
    """The plans of an account, the latest first."""
    rows = PaymentPlan.objects.filter(account_id=account_id).order_by("-accepted_at", "-pk")
    found = list(rows.prefetch_related("documents", "instalments"))
    left = list_left(found)
    return [as_plan(row, left) for row in found]


def find_running_plan(*, account_id: int) -> PlanView | None:
    """The plan that an account keeps now."""
    return next(
        (plan for plan in list_plans(account_id=account_id) if plan.state == PlanState.RUNNING),
        None,
    )
