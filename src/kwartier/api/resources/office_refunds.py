"""For agents: who waits for money, batches made by one and approved by another; for programs, their files."""

from collections.abc import Iterable

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status

from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, Agent, AgentRequest, get_customer
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, IdempotencyHeader
from kwartier.api.once import answer_request_once
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, cut_page, show_page
from kwartier.api.programs import READ_REFUNDS, ProgramRequest
from kwartier.api.schemas.office import BatchNumber, RefundBatch, show_refund_batch
from kwartier.api.schemas.office_refunds import (
    CustomersRefund,
    PlannedRefund,
    show_customers_refund,
    show_planned_refund,
)
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.refunds import Refund, show_refund
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AgentScope, ServiceScope
from kwartier.payments import operations, queries
from kwartier.payments.refusals import (
    BankAccountCoolingOff,
    BankAccountMissing,
    BatchNeedsAnother,
    BatchNotReady,
    CreditorMissing,
    NoRefundDue,
    NothingToRefund,
    PaymentNotWritable,
    RefundOnItsWay,
)
from kwartier.payments.types import RefundBatchState, RefundInfo
from kwartier.platform.errors import NotAllowed
from kwartier.ui.downloads import document_response

router = Router(tags=["Office: refunds"])
# More refunds than a batch of any bank takes.
_MOST = 100_000
_XML = "application/xml"


@router.get(
    "/office/planned-refunds",
    auth=SEE_OFFICE,
    response=Page[PlannedRefund],
    **told(
        "list_planned_refunds",
        "The credits that wait to be paid out",
        scope=AgentScope.READ,
        pages=True,
    ),
)
def list_planned_refunds(
    request: AgentRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[PlannedRefund]:
    """Those to be paid first in front; `why_not` says what keeps one from the next batch."""
    rows = queries.plan_refunds(request.brand.id, request.today, now=request.now)
    page = cut_page(rows, name=lambda row: row.account_id, limit=limit, cursor=cursor)
    accounts = get_accounts({row.account_id for row in page.rows})
    items = [show_planned_refund(row, accounts[row.account_id].number) for row in page.rows]
    return Page[PlannedRefund](items=items, next_cursor=page.next_cursor)


@router.get(
    "/office/asked-refunds",
    auth=SEE_OFFICE,
    response=Page[CustomersRefund],
    **told(
        "list_asked_refunds",
        "The refunds that were asked for and are in no batch yet",
        scope=AgentScope.READ,
        pages=True,
    ),
)
def list_asked_refunds(
    request: AgentRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[CustomersRefund]:
    """The oldest first."""
    return _page(queries.list_waiting_refunds(request.brand.id), limit=limit, cursor=cursor)


@router.post(
    "/office/accounts/{number}/refunds",
    auth=ACT_IN_OFFICE,
    response={201: Refund},
    **told(
        "ask_for_customers_refund",
        "Ask for the credit of a customer to be paid out",
        scope=AgentScope.ACT,
        finds=True,
        refusals=[NothingToRefund, RefundOnItsWay, BankAccountMissing, BankAccountCoolingOff],
        once=True,
    ),
)
def ask_for_customers_refund(
    request: AgentRequest, number: AccountNumber, idempotency_key: IdempotencyHeader = None
) -> Status[Refund]:
    """For a customer on the telephone: all of the credit, to the account's own bank account."""
    account = get_customer(request, number)

    def act() -> Refund:
        refund = operations.ask_for_refund(
            account=account, today=request.today, now=request.now, actor=request.auth.actor
        )
        return show_refund(refund)

    return Status(201, answer_request_once(request, idempotency_key, Schema(), act, shape=Refund))


@router.get(
    "/office/refund-batches",
    auth=READ_REFUNDS,
    response=Page[RefundBatch],
    **told(
        "list_refund_batches",
        "The batches of refunds",
        scope=ServiceScope.REFUNDS_READ,
        pages=True,
    ),
)
def list_refund_batches(
    request: ProgramRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[RefundBatch]:
    """The newest first: a program sees those that two agents made and approved, an agent sees all."""
    rows = queries.list_refund_batches(request.brand.id, limit=_MOST)
    is_agent = isinstance(request.auth, Agent)
    return show_page(
        [row for row in rows if is_agent or row.state == RefundBatchState.APPROVED],
        name=lambda row: row.number,
        show=show_refund_batch,
        limit=limit,
        cursor=cursor,
    )


@router.post(
    "/office/refund-batches",
    auth=ACT_IN_OFFICE,
    response={201: RefundBatch},
    **told(
        "make_refund_batch",
        "Make a batch of everything that can be paid out",
        scope=AgentScope.ACT,
        refusals=[CreditorMissing, NoRefundDue],
        once=True,
    ),
)
def make_refund_batch(
    request: AgentRequest, idempotency_key: IdempotencyHeader = None
) -> Status[RefundBatch]:
    """It waits for another agent, who approves it."""

    def act() -> RefundBatch:
        made = operations.make_refund_batch(
            brand_id=request.brand.id,
            today=request.today,
            now=request.now,
            actor=request.auth.actor,
        )
        return show_refund_batch(made)

    return Status(
        201, answer_request_once(request, idempotency_key, Schema(), act, shape=RefundBatch)
    )


@router.get(
    "/office/refund-batches/{number}",
    auth=SEE_OFFICE,
    response=RefundBatch,
    **told("get_refund_batch", "A batch of refunds", scope=AgentScope.READ, finds=True),
)
def get_refund_batch(request: AgentRequest, number: BatchNumber) -> RefundBatch:
    """How it stands, what it comes to, who made and who approved it."""
    return show_refund_batch(queries.get_refund_batch(request.brand.id, number))


@router.get(
    "/office/refund-batches/{number}/refunds",
    auth=SEE_OFFICE,
    response=Page[CustomersRefund],
    **told(
        "list_batch_refunds",
        "What is in a batch of refunds",
        scope=AgentScope.READ,
        finds=True,
        pages=True,
    ),
)
def list_batch_refunds(
    request: AgentRequest,
    number: BatchNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[CustomersRefund]:
    """In the order of the file."""
    batch = queries.get_refund_batch(request.brand.id, number)
    return _page(queries.list_batch_refunds(batch.id, limit=_MOST), limit=limit, cursor=cursor)


@router.post(
    "/office/refund-batches/{number}/approve",
    auth=ACT_IN_OFFICE,
    response=RefundBatch,
    **told(
        "approve_refund_batch",
        "Approve a batch that another agent made",
        scope=AgentScope.ACT,
        finds=True,
        refusals=[NotAllowed, BatchNotReady, BatchNeedsAnother, PaymentNotWritable],
    ),
)
def approve_refund_batch(request: AgentRequest, number: BatchNumber) -> RefundBatch:
    """Its file can be fetched from then on. Who made it, or asked for a refund of it, cannot."""
    operations.approve_refund_batch(
        brand_id=request.brand.id,
        number=number,
        today=request.today,
        now=request.now,
        actor=request.auth.actor,
    )
    return show_refund_batch(queries.get_refund_batch(request.brand.id, number))


@router.post(
    "/office/refund-batches/{number}/undo",
    auth=ACT_IN_OFFICE,
    response=RefundBatch,
    **told(
        "undo_refund_batch",
        "Undo a batch that is not approved",
        scope=AgentScope.ACT,
        finds=True,
        refusals=[NotAllowed, BatchNotReady],
    ),
)
def undo_refund_batch(request: AgentRequest, number: BatchNumber) -> RefundBatch:
    """What was asked for waits again."""
    operations.undo_refund_batch(
        brand_id=request.brand.id, number=number, now=request.now, actor=request.auth.actor
    )
    return show_refund_batch(queries.get_refund_batch(request.brand.id, number))


@router.get(
    "/office/refund-batches/{number}/file",
    auth=READ_REFUNDS,
    **told(
        "get_refund_file",
        "The file of a batch of refunds (pain.001)",
        scope=ServiceScope.REFUNDS_READ,
        finds=True,
        media_type=_XML,
    ),
)
def get_refund_file(request: ProgramRequest, number: BatchNumber) -> HttpResponse:
    """Of a batch that two agents made and approved; always the same bytes."""
    content = queries.read_refund_file(request.brand.id, number)
    return document_response(content, name=f"{number}.xml", media_type=_XML)


def _page(rows: Iterable[RefundInfo], *, limit: int, cursor: str | None) -> Page[CustomersRefund]:
    page = cut_page(list(rows), name=lambda row: row.id, limit=limit, cursor=cursor)
    accounts = get_accounts({row.account_id for row in page.rows})
    items = [show_customers_refund(row, accounts[row.account_id].number) for row in page.rows]
    return Page[CustomersRefund](items=items, next_cursor=page.next_cursor)
