"""For agents: payments on the bank's statements, placed, cleared and taken back by hand; files that wait."""

from collections.abc import Callable, Sequence
from functools import partial

from django.http import HttpResponse
from ninja import Query, Router

from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, AgentRequest
from kwartier.api.documented import told
from kwartier.api.fields import RowId
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, cut_page
from kwartier.api.schemas.office import BankFile, show_bank_file
from kwartier.api.schemas.office_payments import (
    BankPayment,
    Clearing,
    OpenedPayment,
    Placing,
    TakingBack,
    Undoing,
    show_opened,
    show_payment,
)
from kwartier.api.schemas.pages import Page
from kwartier.banking import operations, queries, refusals
from kwartier.banking.types import DetailRow
from kwartier.ledger.refusals import AlreadyTakenBack
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AgentScope
from kwartier.payments.refusals import ReturnFollowed
from kwartier.ui.downloads import response_as_it_came

router = Router(tags=["Office: payments"])
# More than a statement of any bank has.
_MOST = 200_000
_FILE = "application/octet-stream"
_sees = partial(told, scope=AgentScope.READ, finds=True)
_acts = partial(told, scope=AgentScope.ACT, finds=True, reads_body=True)


@router.get(
    "/office/bank-statements/{statement_id}/payments",
    auth=SEE_OFFICE,
    response=Page[BankPayment],
    **_sees("list_statement_payments", "The payments of a statement", pages=True),
)
def list_statement_payments(
    request: AgentRequest,
    statement_id: RowId,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[BankPayment]:
    """In its order, each with where its money went, or why it waits."""
    statement = queries.get_statement(request.brand.id, statement_id=statement_id)
    rows = queries.list_details(request.brand.id, statement_id=statement.id, limit=_MOST)
    page = cut_page(rows, name=lambda row: row.id, limit=limit, cursor=cursor)
    numbers = _number(page.rows)
    items = [show_payment(row, numbers.get(row.account_id or 0)) for row in page.rows]
    return Page[BankPayment](items=items, next_cursor=page.next_cursor)


@router.get(
    "/office/bank-statements/{statement_id}/file",
    auth=SEE_OFFICE,
    **_sees("get_statement_file", "The file of a statement", media_type=_FILE),
)
def get_statement_file(request: AgentRequest, statement_id: RowId) -> HttpResponse:
    """Byte by byte as the bank wrote it."""
    name, content = queries.get_statement_file(request.brand.id, statement_id=statement_id)
    return response_as_it_came(content, name=name, unnamed="statement")


@router.get(
    "/office/payments/{payment_id}",
    auth=SEE_OFFICE,
    response=OpenedPayment,
    **_sees("get_bank_payment", "One payment of a statement"),
)
def get_bank_payment(request: AgentRequest, payment_id: RowId) -> OpenedPayment:
    """What it says, what is proposed, and what it may have taken back where money left."""
    return _open(request, payment_id)


@router.post(
    "/office/payments/{payment_id}/place",
    auth=ACT_IN_OFFICE,
    response=OpenedPayment,
    **_acts(
        "place_payment",
        "Place a payment on a customer account",
        refusals=[
            refusals.AlreadyPlaced,
            refusals.MoneyLeft,
            refusals.CustomerUnknown,
            refusals.DocumentUnknown,
        ],
    ),
)
def place_payment(request: AgentRequest, payment_id: RowId, sent: Placing) -> OpenedPayment:
    """It pays the documents that are named first, then what has been due longest."""
    return _act(
        request,
        payment_id,
        partial(operations.place_by_hand, customer=sent.customer, documents=sent.documents),
    )


@router.post(
    "/office/payments/{payment_id}/clear",
    auth=ACT_IN_OFFICE,
    response=OpenedPayment,
    **_acts(
        "clear_payment",
        "Say that money is no customer's",
        refusals=[refusals.AlreadyPlaced, refusals.ReasonMissing],
    ),
)
def clear_payment(request: AgentRequest, payment_id: RowId, sent: Clearing) -> OpenedPayment:
    """Costs of the bank, or another affair of the supplier's."""
    return _act(
        request, payment_id, partial(operations.clear_by_hand, book=sent.book), reason=sent.reason
    )


@router.post(
    "/office/payments/{payment_id}/take-back",
    auth=ACT_IN_OFFICE,
    response=OpenedPayment,
    **_acts(
        "take_payment_back",
        "Say which payment the bank took back",
        refusals=[refusals.AlreadyPlaced, refusals.PaymentUnknown, refusals.ReasonMissing],
    ),
)
def take_payment_back(request: AgentRequest, payment_id: RowId, sent: TakingBack) -> OpenedPayment:
    """What that payment paid is open again."""
    return _act(
        request,
        payment_id,
        partial(operations.take_back_by_hand, payment_id=sent.payment_id),
        reason=sent.reason,
    )


@router.post(
    "/office/payments/{payment_id}/undo",
    auth=ACT_IN_OFFICE,
    response=OpenedPayment,
    **_acts(
        "undo_placing",
        "Take back what was done with a payment",
        refusals=[
            refusals.NotPlaced,
            refusals.TakingStays,
            refusals.ReasonMissing,
            AlreadyTakenBack,
            ReturnFollowed,
        ],
    ),
)
def undo_placing(request: AgentRequest, payment_id: RowId, sent: Undoing) -> OpenedPayment:
    """The payment waits again; one that a debit was said to have taken back pays again what it had paid."""
    return _act(request, payment_id, operations.undo_placing, reason=sent.reason)


@router.post(
    "/office/bank-files/{file_id}/go-on",
    auth=ACT_IN_OFFICE,
    response=BankFile,
    **_acts(
        "let_bank_file_in",
        "Let a file in although a number is missing",
        refusals=[refusals.ReasonMissing],
    ),
)
def let_bank_file_in(request: AgentRequest, file_id: RowId, sent: Undoing) -> BankFile:
    """It is loaded within a minute, if its balance connects."""
    return _decide(request, file_id, sent, operations.allow_hole)


@router.post(
    "/office/bank-files/{file_id}/put-aside",
    auth=ACT_IN_OFFICE,
    response=BankFile,
    **_acts("put_bank_file_aside", "Put a file aside", refusals=[refusals.ReasonMissing]),
)
def put_bank_file_aside(request: AgentRequest, file_id: RowId, sent: Undoing) -> BankFile:
    """It stays in the archive, and is not loaded."""
    return _decide(request, file_id, sent, operations.put_aside)


def _decide(
    request: AgentRequest, file_id: int, sent: Undoing, act: Callable[..., None]
) -> BankFile:
    act(
        brand_id=request.brand.id,
        arrival_id=file_id,
        actor=request.auth.giving(sent.reason),
        now=request.now,
    )
    return show_bank_file(queries.get_arrival(request.brand.id, arrival_id=file_id))


def _act(
    request: AgentRequest, payment_id: int, act: Callable[..., object], *, reason: str = ""
) -> OpenedPayment:
    act(
        brand_id=request.brand.id,
        detail_id=payment_id,
        actor=request.auth.giving(reason),
        now=request.now,
    )
    return _open(request, payment_id)


def _open(request: AgentRequest, payment_id: int) -> OpenedPayment:
    row = queries.get_detail(request.brand.id, detail_id=payment_id)
    takeable = queries.list_takeable(request.brand.id, detail_id=row.id)
    return show_opened(row, _number([row]).get(row.account_id or 0), takeable)


def _number(rows: Sequence[DetailRow]) -> dict[int, str]:
    """The customer number of every account that the rows name; one question."""
    accounts = get_accounts({row.account_id for row in rows if row.account_id})
    return {account_id: account.number for account_id, account in accounts.items()}
