"""Questions about payment plans: what one would be, and how far an account's are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from kwartier.arrears._plans import Left, PlanRows, as_plan, work_out_plan
from kwartier.arrears._terms import read_plan_bounds
from kwartier.arrears._withheld import Withheld, list_disputed
from kwartier.arrears.models import PaymentPlan, PlanDocument, PlanInstalment
from kwartier.arrears.refusals import NothingToPlan, PlanRuns
from kwartier.arrears.types import (
    DisputeState,
    PlanBounds,
    PlannedPart,
    PlanOffer,
    PlanState,
    PlanView,
)
from kwartier.ledger.queries import LEFT_PART, list_overdue
from kwartier.ledger.types import INVOICED, JournalKind, OpenItem
from kwartier.parties.types import AccountInfo
from kwartier.platform.prepared import fetch_together, read_row

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
    overdue = list_overdue(account_id=account.id, today=today)
    withheld = list_disputed(account.brand_id, {item.document for item in overdue})
    return list_plannable(overdue, withheld)


def list_plannable(overdue: Iterable[OpenItem], withheld: Withheld) -> list[PlannedPart]:
    """What a plan of overdue items holds of each document, and what of it is disputed.

    What we are about to collect is in it: who cannot pay now is not told to wait for the bank.
    """
    open_cents: dict[str, int] = {}
    for item in overdue:
        if item.kind in _PLANNABLE:
            open_cents[item.document] = open_cents.get(item.document, 0) + item.open_cents
    parts = (
        (name, withheld.undisputed_of(name, cents), withheld.disputed_of(name, cents))
        for name, cents in open_cents.items()
    )
    return [
        PlannedPart(document=name, cents=cents, aside_cents=aside)
        for name, cents, aside in parts
        if cents
    ]


def count_plannable(*, account: AccountInfo, today: date) -> int:
    """What a plan of an account would come to, in cents, whether or not one runs."""
    return sum(each.cents for each in _list_owed(account, today))


def get_plan_bounds(*, brand_id: int, on: date) -> PlanBounds:
    """What a customer of a brand may choose alone."""
    return read_plan_bounds(brand_id=brand_id, on=on)


PLAN_PARTS = {
    "plans": "SELECT p.* FROM arrears_paymentplan p WHERE p.account_id = %(account)s::bigint",
    "plan_documents": """SELECT d.* FROM arrears_plandocument d
        WHERE d.account_id = %(account)s::bigint""",
    "plan_instalments": """SELECT i.* FROM arrears_planinstalment i
        WHERE i.account_id = %(account)s::bigint""",
    "disputes": "SELECT d.* FROM arrears_dispute d WHERE d.account_id = %(account)s::bigint",
    "left": LEFT_PART,
}
"""What `read_plans` reads, for `fetch_together`; wants ``account``, and as a list ``accounts``."""


def list_plans(*, account_id: int) -> list[PlanView]:
    """The plans of an account, the latest first; one question."""
    asked = {"account": account_id, "accounts": [account_id]}
    return read_plans(fetch_together(PLAN_PARTS, asked))


def read_plans(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[PlanView]:
    """The rows of `PLAN_PARTS` as `list_plans` has them."""
    left = _read_left(rows)
    plans = [read_row(PaymentPlan, row) for row in rows["plans"]]
    documents = [read_row(PlanDocument, row) for row in rows["plan_documents"]]
    instalments = [read_row(PlanInstalment, row) for row in rows["plan_instalments"]]
    return [
        as_plan(
            PlanRows(
                plan,
                sorted((each for each in documents if each.plan_id == plan.pk), key=_key),
                [each for each in instalments if each.plan_id == plan.pk],
            ),
            left,
        )
        for plan in sorted(plans, key=lambda each: (each.accepted_at, each.pk), reverse=True)
    ]


def _key(row: PlanDocument) -> int:
    return int(row.pk)


def _read_left(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Left]:
    """What is open of every document of the account, and what of it is disputed now."""
    open_cents: dict[str, int] = {}
    for row in rows["left"]:
        if row["kind"] in _PLANNABLE and row["open_cents"] > 0:
            open_cents[row["document"]] = open_cents.get(row["document"], 0) + row["open_cents"]
    disputed = {
        row["document"]: row["cents"]
        for row in rows["disputes"]
        if row["state"] == DisputeState.OPEN
    }
    return {
        name: Left(cents, min(disputed.get(name, 0), cents)) for name, cents in open_cents.items()
    }


def find_running_plan(*, account_id: int) -> PlanView | None:
    """The plan that an account keeps now."""
    return find_running(list_plans(account_id=account_id))


def find_running(plans: Iterable[PlanView]) -> PlanView | None:
    """The one of these plans that is kept now."""
    return next((plan for plan in plans if plan.state == PlanState.RUNNING), None)
