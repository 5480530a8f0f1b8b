"""What is late: reminders, taking their costs off, disputes, and plans to pay in parts."""

from datetime import timedelta
from functools import partial

from django.http import HttpResponse
from ninja import Query, Router

from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest, act_of, get_account, requests_url
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, Day, IdempotencyHeader
from kwartier.api.once import answer_request_once
from kwartier.api.schemas.arrears import (
    DisputeEntry,
    DisputeWish,
    Months,
    PlanEntry,
    PlanProposal,
    PlanWish,
    ReminderEntry,
    ReminderNumber,
    WaiverEntry,
    WaiverWish,
    show_dispute,
    show_offer,
    show_plan,
    show_reminder,
    show_waiver,
)
from kwartier.arrears import operations, queries, refusals
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed
from kwartier.support import operations as support
from kwartier.support.refusals import RequestTextMissing
from kwartier.ui.serving import CANNOT_BE_MADE, TOO_OLD, serve_reminder

router = Router(tags=["Late payments"])
_writes = partial(told, scope=TokenScope.ACCOUNT_WRITE, finds=True, reads_body=True, once=True)
_MONTHS, _FIRST_AFTER = 3, timedelta(days=14)


@router.get(
    "/accounts/{number}/reminders",
    auth=READ,
    response=list[ReminderEntry],
    **told("list_reminders", "The reminders of an account", finds=True),
)
def list_reminders(request: ApiRequest, number: AccountNumber) -> list[ReminderEntry]:
    """The latest fifty, the newest first, each as it was written."""
    account = get_account(request, number)
    return [show_reminder(each) for each in queries.list_reminders(account_id=account.id)]


@router.get(
    "/accounts/{number}/reminders/{reminder}/pdf",
    auth=READ,
    **told(
        "get_reminder_pdf",
        "A reminder as PDF",
        finds=True,
        refusals=(*CANNOT_BE_MADE, *TOO_OLD),
        media_type="application/pdf",
    ),
)
def get_reminder_pdf(
    request: ApiRequest, number: AccountNumber, reminder: ReminderNumber
) -> HttpResponse:
    """The letter, as it went or goes by post; it never changes once it is made."""
    account = get_account(request, number)
    return serve_reminder(reminder, account=account, now=request.now, online_on=request.today)


@router.get(
    "/accounts/{number}/waivers",
    auth=READ,
    response=list[WaiverEntry],
    **told("list_waivers", "The reminder costs that were asked to be taken off", finds=True),
)
def list_waivers(request: ApiRequest, number: AccountNumber) -> list[WaiverEntry]:
    """The newest first."""
    account = get_account(request, number)
    return [show_waiver(each) for each in queries.list_waivers(account_id=account.id)]


@router.post(
    "/accounts/{number}/waivers",
    auth=WRITE_ACCOUNT,
    response={201: WaiverEntry},
    **_writes(
        "ask_waiver",
        "Ask that the cost of a reminder is taken off",
        refusals=[
            NotAllowed,
            refusals.NothingToWaive,
            refusals.WaiverAsked,
            refusals.WaiverWhileUnpaid,
        ],
    ),
)
def ask_waiver(
    request: ApiRequest,
    number: AccountNumber,
    wish: WaiverWish,
    idempotency_key: IdempotencyHeader = None,
) -> WaiverEntry:
    """Once what it is about is paid. Granted at once by rule, or decided by an agent."""
    account = get_account(request, number)

    def act() -> WaiverEntry:
        asked = support.ask_waiver(
            brand=request.brand,
            page_url=requests_url(request),
            account=account,
            number=wish.reminder,
            reason=wish.reason,
            **act_of(request),
        )
        return show_waiver(asked)

    return answer_request_once(request, idempotency_key, wish, act, shape=WaiverEntry)


@router.get(
    "/accounts/{number}/disputes",
    auth=READ,
    response=list[DisputeEntry],
    **told("list_disputes", "What an account disputes", finds=True),
)
def list_disputes(request: ApiRequest, number: AccountNumber) -> list[DisputeEntry]:
    """The newest first."""
    account = get_account(request, number)
    return [show_dispute(each) for each in queries.list_disputes(account_id=account.id)]


@router.post(
    "/accounts/{number}/disputes",
    auth=WRITE_ACCOUNT,
    response={201: DisputeEntry},
    **_writes(
        "open_dispute",
        "Say that a bill, or a part of it, is not right",
        refusals=[
            NotAllowed,
            refusals.DisputeOpenAlready,
            refusals.DisputeOutOfBounds,
            refusals.NothingToDispute,
            RequestTextMissing,
        ],
    ),
)
def open_dispute(
    request: ApiRequest,
    number: AccountNumber,
    wish: DisputeWish,
    idempotency_key: IdempotencyHeader = None,
) -> DisputeEntry:
    """No reminder of that part is sent until we have answered."""
    account = get_account(request, number)

    def act() -> DisputeEntry:
        opened = support.dispute_bill(
            brand=request.brand,
            page_url=requests_url(request),
            account=account,
            document=wish.document,
            cents=wish.amount_cents,
            reason=wish.reason,
            **act_of(request),
        )
        return show_dispute(opened)

    return answer_request_once(request, idempotency_key, wish, act, shape=DisputeEntry)


@router.get(
    "/accounts/{number}/payment-plans",
    auth=READ,
    response=list[PlanEntry],
    **told("list_payment_plans", "The payment plans of an account", finds=True),
)
def list_payment_plans(request: ApiRequest, number: AccountNumber) -> list[PlanEntry]:
    """The newest first, each with how far it is."""
    account = get_account(request, number)
    return [show_plan(each) for each in queries.list_plans(account_id=account.id)]


@router.get(
    "/accounts/{number}/payment-plan-offer",
    auth=READ,
    response=PlanProposal,
    **told(
        "offer_payment_plan",
        "What a plan of everything overdue would be",
        finds=True,
        refusals=[refusals.NothingToPlan, refusals.PlanOutOfBounds, refusals.PlanRuns],
    ),
)
def offer_payment_plan(
    request: ApiRequest,
    number: AccountNumber,
    months: Query[Months | None] = None,
    first_on: Query[Day | None] = None,
) -> PlanProposal:
    """Equal parts, a month apart, the odd cents with the last. Nothing is agreed by looking.

    Three months from two weeks on, where nothing else is asked.
    """
    account = get_account(request, number)
    parts, first_day = months or _MONTHS, first_on or request.today + _FIRST_AFTER
    offer = operations.propose_plan(
        account=account,
        months=parts,
        first_on=first_day,
        actor=request.auth.actor,
        today=request.today,
    )
    return show_offer(offer)


@router.post(
    "/accounts/{number}/payment-plans",
    auth=WRITE_ACCOUNT,
    response={201: PlanEntry},
    **_writes(
        "accept_payment_plan",
        "Agree on a plan that was offered",
        refusals=[
            NotAllowed,
            refusals.NothingToPlan,
            refusals.PlanIsStale,
            refusals.PlanOutOfBounds,
            refusals.PlanRuns,
        ],
    ),
)
def accept_payment_plan(
    request: ApiRequest,
    number: AccountNumber,
    wish: PlanWish,
    idempotency_key: IdempotencyHeader = None,
) -> PlanEntry:
    """While it is kept there are no reminders and no costs."""
    account = get_account(request, number)

    def act() -> PlanEntry:
        plan = operations.accept_plan(
            account=account,
            months=wish.months,
            first_on=wish.first_on,
            seen=wish.seen,
            **act_of(request),
        )
        return show_plan(plan)

    return answer_request_once(request, idempotency_key, wish, act, shape=PlanEntry)
