"""Questions about payment plans: what one would be, and how far an account's are."""

from datetime import date

from kwartier.arrears._plans import as_plan, work_out_plan
from kwartier.arrears._terms import read_plan_bounds
from kwartier.arrears.models import PaymentPlan
from kwartier.arrears.refusals import NothingToPlan, PlanRuns
from kwartier.arrears.types import PlanBounds, PlanOffer, PlanState, PlanView
from kwartier.ledger.queries import get_open_by_document, list_overdue
from kwartier.ledger.types import INVOICED
from kwartier.parties.types import AccountInfo


def offer_plan(*, account: AccountInfo, months: int, first_on: date, today: date) -> PlanOffer:
    """What a plan of everything overdue would be: the bills, not what reminders cost.

    Raises:
        NothingToPlan: nothing is overdue.
        PlanRuns: a plan runs already.
    """
    running = PaymentPlan.objects.filter(account_id=account.id, state=PlanState.RUNNING).first()
    if running is not None:
        raise PlanRuns(params={"number": running.number})
    items = [
        item for item in list_overdue(account_id=account.id, today=today) if item.kind in INVOICED
    ]
    if not items:
        raise NothingToPlan
    return work_out_plan(items, months=months, first_on=first_on)


def get_plan_bounds(*, brand_id: int, on: date) -> PlanBounds:
    """What a customer of a brand may choose alone."""
    return read_plan_bounds(brand_id=brand_id, on=on)


def list_plans(*, account_id: int) -> list[PlanView]:
    """The plans of an account, the latest first."""
    rows = PaymentPlan.objects.filter(account_id=account_id).order_by("-accepted_at", "-pk")
    found = list(rows.prefetch_related("documents", "instalments"))
    left = get_open_by_document([account_id]) if found else {}
    return [as_plan(row, left) for row in found]


def find_running_plan(*, account_id: int) -> PlanView | None:
    """The plan that an account keeps now."""
    return next(
        (plan for plan in list_plans(account_id=account_id) if plan.state == PlanState.RUNNING),
        None,
    )
