"""Payment plans: agreed on, followed, fulfilled, or broken after a date was missed."""

from datetime import date, datetime, timedelta

from django.db import transaction

from kwartier.arrears._locking import lock_account
from kwartier.arrears._plans import Left, PlanRows, as_plan, list_left
from kwartier.arrears._telling import tell_plan
from kwartier.arrears._terms import read_plan_bounds
from kwartier.arrears.models import PaymentPlan, PlanDocument, PlanInstalment
from kwartier.arrears.queries.plans import offer_plan
from kwartier.arrears.refusals import PlanIsStale, PlanOutOfBounds
from kwartier.arrears.types import AGENTS_BOUNDS, PlanBounds, PlanOffer, PlanState, PlanView
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.platform import audit, numbering
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import SYSTEM, Actor, ActorKind

_SERIES = "payment_plan"
# A payment takes a working day or two to arrive, and a weekend may lie between.
_DAYS_TO_ARRIVE = 5


@transaction.atomic
def accept_plan(
    *,
    account: AccountInfo,
    months: int,
    first_on: date,
    seen: str,
    actor: Actor,
    today: date,
    now: datetime,
) -> PlanView:
    """Agree on a plan of everything that is overdue, as `offer_plan` showed it (``seen``).

    A customer chooses within the brand's bounds; an agent may go beyond them, with a reason, as far
    as `AGENTS_BOUNDS` goes.

    Raises:
        NotAllowed: a reader asks.
        NothingToPlan: nothing is overdue.
        PlanRuns: a plan runs already.
        PlanOutOfBounds: too many months, too little a month, or too late a first day.
        PlanIsStale: what is to pay is not what was shown.
    """
    if actor.kind is ActorKind.CUSTOMER and not account.may_act:
        raise NotAllowed
    lock_account(account.id)
    offer = propose_plan(
        account=account, months=months, first_on=first_on, actor=actor, today=today
    )
    if offer.seen != seen:
        raise PlanIsStale
    row = _write(account, offer, today=today, now=now)
    left = {
        each.document: Left(each.cents + each.aside_cents, each.aside_cents)
        for each in offer.documents
    }
    view = as_plan(PlanRows.of(row), left)
    audit.record(
        brand_id=account.brand_id,
        at=now,
        actor=actor,
        action="arrears.plan_accepted",
        subject_kind="payment_plan",
        subject_id=row.number,
        account_id=account.id,
        after={"total_cents": offer.total_cents, "months": months},
    )
    tell_plan(view, account=account, now=now)
    return view


def propose_plan(
    *, account: AccountInfo, months: int, first_on: date, actor: Actor, today: date
) -> PlanOffer:
    """What `offer_plan` offers, as far as the asker may agree on it. Nothing is stored.

    Raises:
        NothingToPlan, PlanRuns: as `offer_plan`.
        PlanOutOfBounds: too many months, too little a month, or too late a first day.
    """
    _check_bounds(account, months=months, first_on=first_on, actor=actor, today=today)
    offer = offer_plan(account=account, months=months, first_on=first_on, today=today)
    _check_amount(account, offer, actor=actor, today=today)
    return offer


def _check_bounds(
    account: AccountInfo, *, months: int, first_on: date, actor: Actor, today: date
) -> None:
    bounds = _read_bounds(account, actor, today)
    latest_on = today + timedelta(days=bounds.first_day_most)
    if not (1 <= months <= bounds.most_months and today < first_on <= latest_on):
        raise _refuse(bounds, today)


def _read_bounds(account: AccountInfo, actor: Actor, today: date) -> PlanBounds:
    if actor.kind is ActorKind.AGENT:
        return AGENTS_BOUNDS
    return read_plan_bounds(brand_id=account.brand_id, on=today)


def _check_amount(account: AccountInfo, offer: PlanOffer, *, actor: Actor, today: date) -> None:
    bounds = _read_bounds(account, actor, today)
    least = min(each.cents for each in offer.instalments)
    is_small = len(offer.instalments) > 1 and least < bounds.least_cents
    if least <= 0 or is_small:
        raise _refuse(bounds, today)


def _refuse(bounds: PlanBounds, today: date) -> PlanOutOfBounds:
    return PlanOutOfBounds(
        params={
            "months_most": bounds.most_months,
            "part_cents": bounds.least_cents,
            "earliest_on": today + timedelta(days=1),
            "latest_on": today + timedelta(days=bounds.first_day_most),
        }
    )


def _write(account: AccountInfo, offer: PlanOffer, *, today: date, now: datetime) -> PaymentPlan:
    shared = {"brand_id": account.brand_id, "account_id": account.id}
    number = numbering.next_number(brand_id=account.brand_id, series=_SERIES)
    row = PaymentPlan.objects.create(
        **shared,
        number=f"PP{today:%y}-{number:07d}",
        state=PlanState.RUNNING,
        total_cents=offer.total_cents,
        accepted_on=today,
        accepted_at=now,
    )
    PlanDocument.objects.bulk_create(
        [
            PlanDocument(
                **shared,
                plan=row,
                document=each.document,
                cents=each.cents,
                aside_cents=each.aside_cents,
            )
            for each in offer.documents
        ]
    )
    PlanInstalment.objects.bulk_create(
        [
            PlanInstalment(**shared, plan=row, due_on=each.due_on, cents=each.cents)
            for each in offer.instalments
        ]
    )
    return row


@transaction.atomic
def follow_plans(*, brand_id: int, today: date, now: datetime) -> int:
    """End plans that are paid, and those of which an instalment did not arrive; returns how many.

    A payment has five days to arrive after the date. Who breaks a plan is told by mail, and reminders
    go on where they were.
    """
    rows = list(
        PaymentPlan.objects.select_for_update(of=("self",))
        .filter(brand_id=brand_id, state=PlanState.RUNNING)
        .prefetch_related("documents", "instalments")
        .order_by("pk")
    )
    left = list_left(rows)
    accounts = get_accounts({row.account_id for row in rows})
    ended_count = 0
    for row in rows:
        view = as_plan(PlanRows.of(row), left)
        late_on = today - timedelta(days=_DAYS_TO_ARRIVE)
        is_missed = any(each.left_cents and each.due_on < late_on for each in view.instalments)
        if view.left_cents and not is_missed:
            continue
        row.state = PlanState.BROKEN if view.left_cents else PlanState.FULFILLED
        row.ended_on = today
        row.save(update_fields=["state", "ended_on"])
        ended_count += 1
        audit.record(
            brand_id=brand_id,
            at=now,
            actor=SYSTEM,
            action=f"arrears.plan_{row.state}",
            subject_kind="payment_plan",
            subject_id=row.number,
            account_id=row.account_id,
            after={"paid_cents": view.paid_cents, "total_cents": view.total_cents},
        )
        tell_plan(as_plan(PlanRows.of(row), left), account=accounts[row.account_id], now=now)
    return ended_count
