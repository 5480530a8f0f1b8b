"""For agents: what is late and waits for people, and what they decide about it."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router, Schema, Status

from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, AgentRequest, get_customer
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, BillNumber, Day, IdempotencyHeader, RowId
from kwartier.api.once import answer_request_once
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, cut_page
from kwartier.api.schemas.arrears import (
    DisputeEntry,
    Months,
    PlanEntry,
    PlanProposal,
    ReminderNumber,
    WaiverEntry,
    show_dispute,
    show_offer,
    show_plan,
    show_waiver,
)
from kwartier.api.schemas.office_arrears import (
    AgreedPlan,
    CaseHold,
    CaseReason,
    CustomersArrears,
    CustomersCase,
    CustomersDispute,
    CustomersReminder,
    CustomersWaiver,
    DisputeAnswer,
    LettersNoted,
    LettersPosted,
    WaiverDecision,
    show_arrears,
    show_case,
    show_customers_dispute,
    show_customers_reminder,
    show_customers_waiver,
    show_posted,
)
from kwartier.api.schemas.pages import Page
from kwartier.arrears import operations, queries, refusals
from kwartier.arrears.types import CaseView
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo, AgentScope
from kwartier.platform.errors import NotFound
from kwartier.support import operations as support
from kwartier.ui.serving import CANNOT_BE_MADE, serve_reminder

router = Router(tags=["Office: late payments"])
# More than ever wait for people at once.
_MOST = 10_000
_sees = partial(told, scope=AgentScope.READ)
_acts = partial(told, scope=AgentScope.ACT, finds=True, reads_body=True)
_CASE = (refusals.CaseIsClosed, refusals.AnswerMissing)


class _OfAnAccount(Protocol):
    @property
    def id(self) -> int: ...

    @property
    def account_id(self) -> int: ...


def _page[Row: _OfAnAccount, Item: Schema](
    rows: list[Row],
    show: Callable[[Row, str], Item],
    *,
    limit: int,
    cursor: str | None,
) -> Page[Item]:
    """A page of rows, each with the number of its customer; one question for all of them."""
    page = cut_page(rows, name=lambda row: row.id, limit=limit, cursor=cursor)
    accounts = get_accounts({row.account_id for row in page.rows})
    items = [show(row, accounts[row.account_id].number) for row in page.rows]
    return Page(items=items, next_cursor=page.next_cursor)


@router.get(
    "/office/cases",
    auth=SEE_OFFICE,
    response=Page[CustomersCase],
    **_sees("list_waiting_cases", "The cases that wait for a person", pages=True),
)
def list_waiting_cases(
    request: AgentRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[CustomersCase]:
    """The one that waits longest first."""
    rows = queries.list_with_agent(brand_id=request.brand.id, limit=_MOST)
    return _page(rows, show_case, limit=limit, cursor=cursor)


@router.get(
    "/office/letters",
    auth=SEE_OFFICE,
    response=Page[CustomersReminder],
    **_sees("list_letters_to_post", "The letters that wait to be posted", pages=True),
)
def list_letters_to_post(
    request: AgentRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[CustomersReminder]:
    """The oldest first."""
    rows = queries.list_to_post(brand_id=request.brand.id, today=request.today, limit=_MOST)
    return _page(rows, show_customers_reminder, limit=limit, cursor=cursor)


@router.get(
    "/office/waivers",
    auth=SEE_OFFICE,
    response=Page[CustomersWaiver],
    **_sees(
        "list_asked_waivers", "The wishes to take a cost off that wait for a person", pages=True
    ),
)
def list_asked_waivers(
    request: AgentRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[CustomersWaiver]:
    """The oldest first."""
    rows = queries.list_asked_waivers(brand_id=request.brand.id, limit=_MOST)
    return _page(rows, show_customers_waiver, limit=limit, cursor=cursor)


@router.get(
    "/office/disputes",
    auth=SEE_OFFICE,
    response=Page[CustomersDispute],
    **_sees("list_open_disputes", "What customers dispute and nobody has answered", pages=True),
)
def list_open_disputes(
    request: AgentRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[CustomersDispute]:
    """The oldest first."""
    rows = queries.list_open_disputes(brand_id=request.brand.id, limit=_MOST)
    return _page(rows, show_customers_dispute, limit=limit, cursor=cursor)


@router.post(
    "/office/letters/posted",
    auth=ACT_IN_OFFICE,
    response=LettersNoted,
    **_acts("note_letters_posted", "Note that letters were posted today"),
)
def note_letters_posted(request: AgentRequest, sent: LettersPosted) -> LettersNoted:
    """Their days count from the third working day after today. One unknown number: nothing is noted."""
    posted = operations.note_all_posted(
        brand_id=request.brand.id,
        numbers=sent.letters,
        actor=request.auth.actor,
        today=request.today,
        now=request.now,
    )
    return show_posted(posted)


@router.get(
    "/office/accounts/{number}/arrears",
    auth=SEE_OFFICE,
    response=CustomersArrears,
    **_sees("get_customers_arrears", "What is late of a customer", finds=True),
)
def get_customers_arrears(request: AgentRequest, number: AccountNumber) -> CustomersArrears:
    """With reminders, cases, waivers, disputes and plans. The look goes on the customer's access log."""
    account = get_customer(request, number)
    known = queries.get_overview(
        account_id=account.id, brand_id=account.brand_id, today=request.today
    )
    return show_arrears(known, account.number)


@router.get(
    "/office/accounts/{number}/reminders/{reminder}/pdf",
    auth=SEE_OFFICE,
    **_sees(
        "get_customers_letter",
        "A reminder of a customer as PDF",
        finds=True,
        refusals=CANNOT_BE_MADE,
        media_type="application/pdf",
    ),
)
def get_customers_letter(
    request: AgentRequest, number: AccountNumber, reminder: ReminderNumber
) -> HttpResponse:
    """The letter as it is printed and posted, in the customer's language."""
    return serve_reminder(reminder, account=get_customer(request, number), now=request.now)


@router.post(
    "/office/accounts/{number}/waivers/{reminder}/decision",
    auth=ACT_IN_OFFICE,
    response=WaiverEntry,
    **_acts(
        "decide_waiver",
        "Grant or refuse what a customer asked",
        refusals=[refusals.AnswerMissing, refusals.WaiverDecided],
    ),
)
def decide_waiver(
    request: AgentRequest, number: AccountNumber, reminder: ReminderNumber, sent: WaiverDecision
) -> WaiverEntry:
    """Granted, the cost comes off at once. The customer reads why, by mail and in their request."""
    decided = support.answer_waiver(
        account=get_customer(request, number),
        number=reminder,
        is_granted=sent.is_granted,
        answer=sent.answer,
        actor=request.auth.actor,
        today=request.today,
        now=request.now,
    )
    return show_waiver(decided)


@router.post(
    "/office/accounts/{number}/disputes/{document}/answer",
    auth=ACT_IN_OFFICE,
    response=DisputeEntry,
    **_acts(
        "answer_dispute",
        "Answer what a customer disputes",
        refusals=[refusals.AnswerMissing, refusals.DisputeEnded],
    ),
)
def answer_dispute(
    request: AgentRequest, number: AccountNumber, document: BillNumber, sent: DisputeAnswer
) -> DisputeEntry:
    """What is still owed of the document follows its procedure again."""
    ended = support.answer_dispute(
        brand=request.brand,
        account=get_customer(request, number),
        document=document,
        answer=sent.answer,
        actor=request.auth.actor,
        today=request.today,
        now=request.now,
        page_url=request.build_absolute_uri(reverse("portal:requests")),
    )
    return show_dispute(ended)


@router.post(
    "/office/accounts/{number}/cases/{case_id}/hold",
    auth=ACT_IN_OFFICE,
    response=CustomersCase,
    **_acts(
        "hold_case", "Let a case rest until a day", refusals=[*_CASE, refusals.HoldOutOfBounds]
    ),
)
def hold_case(
    request: AgentRequest, number: AccountNumber, case_id: RowId, sent: CaseHold
) -> CustomersCase:
    """No letter and no cost until then."""
    account = _get_customer_of_case(request, number, case_id)
    changed = operations.hold_case(
        brand_id=account.brand_id,
        case_id=case_id,
        until=sent.until,
        actor=request.auth.giving(sent.reason),
        today=request.today,
        now=request.now,
    )
    return show_case(changed, account.number)


@router.post(
    "/office/accounts/{number}/cases/{case_id}/reduction",
    auth=ACT_IN_OFFICE,
    response=CustomersCase,
    **_acts(
        "note_reduction",
        "Note that the power was reduced",
        refusals=[*_CASE, refusals.CaseNotWithAgent, refusals.StepBarred],
    ),
)
def note_reduction(
    request: AgentRequest, number: AccountNumber, case_id: RowId, sent: CaseReason
) -> CustomersCase:
    """Where it is the next step of the case, and no winter truce bars it."""
    return _change(request, number, case_id, sent, operations.note_reduction)


@router.post(
    "/office/accounts/{number}/cases/{case_id}/close",
    auth=ACT_IN_OFFICE,
    response=CustomersCase,
    **_acts("close_case", "Close a case", refusals=_CASE),
)
def close_case(
    request: AgentRequest, number: AccountNumber, case_id: RowId, sent: CaseReason
) -> CustomersCase:
    """No letter follows from it any more; what is owed stays owed."""
    return _change(request, number, case_id, sent, operations.close_case)


@router.get(
    "/office/accounts/{number}/payment-plan-offer",
    auth=SEE_OFFICE,
    response=PlanProposal,
    **_sees(
        "offer_customers_plan",
        "What a plan of everything overdue of a customer would be",
        finds=True,
        refusals=[refusals.NothingToPlan, refusals.PlanOutOfBounds, refusals.PlanRuns],
    ),
)
def offer_customers_plan(
    request: AgentRequest, number: AccountNumber, months: Query[Months], first_on: Query[Day]
) -> PlanProposal:
    """Equal parts, a month apart; also longer than what customers can agree on by themselves."""
    account = get_customer(request, number)
    offer = operations.propose_plan(
        account=account,
        months=months,
        first_on=first_on,
        actor=request.auth.actor,
        today=request.today,
    )
    return show_offer(offer)


@router.post(
    "/office/accounts/{number}/payment-plans",
    auth=ACT_IN_OFFICE,
    response={201: PlanEntry},
    **_acts(
        "agree_on_plan",
        "Note the plan that a customer agreed on",
        refusals=[
            refusals.NothingToPlan,
            refusals.PlanIsStale,
            refusals.PlanOutOfBounds,
            refusals.PlanRuns,
        ],
        once=True,
    ),
)
def agree_on_plan(
    request: AgentRequest,
    number: AccountNumber,
    sent: AgreedPlan,
    idempotency_key: IdempotencyHeader = None,
) -> Status[PlanEntry]:
    """As it was offered. The customer is told by mail; while it is kept there are no reminders."""
    account = get_customer(request, number)

    def act() -> PlanEntry:
        plan = operations.accept_plan(
            account=account,
            months=sent.months,
            first_on=sent.first_on,
            seen=sent.seen,
            actor=request.auth.giving(sent.reason),
            today=request.today,
            now=request.now,
        )
        return show_plan(plan)

    return Status(201, answer_request_once(request, idempotency_key, sent, act, shape=PlanEntry))


def _change(
    request: AgentRequest,
    number: str,
    case_id: int,
    sent: CaseReason,
    act: Callable[..., CaseView],
) -> CustomersCase:
    account = _get_customer_of_case(request, number, case_id)
    changed = act(
        brand_id=account.brand_id,
        case_id=case_id,
        actor=request.auth.giving(sent.reason),
        today=request.today,
        now=request.now,
    )
    return show_case(changed, account.number)


def _get_customer_of_case(request: AgentRequest, number: str, case_id: int) -> AccountInfo:
    """The customer, if the case is theirs. Raises NotFound."""
    account = get_customer(request, number)
    if case_id not in {each.id for each in queries.list_cases(account_id=account.id)}:
        raise NotFound
    return account
