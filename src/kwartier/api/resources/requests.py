"""Requests: ask us something, follow the answer."""

from ninja import Query, Router

from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import (
    ApiRequest,
    get_account,
    list_own_contracts,
    requests_url,
    take_turn_of_person,
)
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, IdempotencyHeader, RequestNumber
from kwartier.api.once import answer_request_once
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, cut_page
from kwartier.api.refusals import TooOften
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.support import (
    NewMessage,
    NewRequest,
    RequestEntry,
    RequestPage,
    show_request,
    show_request_page,
    tell_context,
)
from kwartier.billing.queries import get_bills
from kwartier.parties.types import AccountInfo, TokenScope
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.support import operations, queries, refusals

router = Router(tags=["Requests"])
_WRITE = TokenScope.ACCOUNT_WRITE
_MOST_REQUESTS = 2_000


@router.get(
    "/accounts/{number}/requests",
    auth=READ,
    response=Page[RequestEntry],
    **told("list_requests", "The requests of an account", finds=True, pages=True),
)
def list_requests(
    request: ApiRequest,
    number: AccountNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[RequestEntry]:
    """What waits for the customer, what waits for us, then what is done; each newest first."""
    account = get_account(request, number)
    rows = queries.list_requests(account_id=account.id, limit=_MOST_REQUESTS)
    page = cut_page(rows, name=lambda row: row.number, limit=limit, cursor=cursor)
    return Page(
        items=[
            show_request(
                row,
                account=account.number,
                person_id=request.auth.person.id,
                today=request.today,
            )
            for row in page.rows
        ],
        next_cursor=page.next_cursor,
    )


@router.post(
    "/accounts/{number}/requests",
    auth=WRITE_ACCOUNT,
    response={201: RequestPage},
    **told(
        "open_request",
        "Ask us something",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[
            NotAllowed,
            TooOften,
            refusals.RequestSubjectMissing,
            refusals.RequestSubjectTooLong,
            refusals.RequestTextMissing,
            refusals.RequestTextTooLong,
        ],
        once=True,
    ),
)
def open_request(
    request: ApiRequest,
    number: AccountNumber,
    new: NewRequest,
    idempotency_key: IdempotencyHeader = None,
) -> RequestPage:
    """Opens a request, with a number and the day by which we answer; confirmed by mail."""
    account = get_account(request, number)
    _check_about(request, account, new)

    def act() -> RequestPage:
        take_turn_of_person(request, "open_request")
        row = operations.open_request(
            brand=request.brand,
            account=account,
            kind=new.kind,
            subject=new.subject,
            text=new.text,
            actor=request.auth.actor,
            today=request.today,
            now=request.now,
            context=tell_context(new),
            page_url=requests_url(request),
        )
        return _show(request, account, row.number)

    return answer_request_once(request, idempotency_key, new, act, shape=RequestPage)


@router.get(
    "/accounts/{number}/requests/{request_number}",
    auth=READ,
    response=RequestPage,
    **told("get_request", "A request with its thread", finds=True),
)
def show_one_request(
    request: ApiRequest, number: AccountNumber, request_number: RequestNumber
) -> RequestPage:
    """What was asked, what was answered, and who has to move next."""
    return _show(request, get_account(request, number), request_number)


@router.post(
    "/accounts/{number}/requests/{request_number}/messages",
    auth=WRITE_ACCOUNT,
    response={201: RequestPage},
    **told(
        "add_message",
        "Write in a request",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[
            NotAllowed,
            refusals.RequestIsClosed,
            refusals.RequestTextMissing,
            refusals.RequestTextTooLong,
        ],
    ),
)
def add_message(
    request: ApiRequest, number: AccountNumber, request_number: RequestNumber, message: NewMessage
) -> RequestPage:
    """The ball comes to us. The last message sent again is not added."""
    account = get_account(request, number)
    operations.add_message(
        brand=request.brand,
        account=account,
        number=request_number,
        text=message.text,
        actor=request.auth.actor,
        today=request.today,
        now=request.now,
        page_url=requests_url(request),
    )
    return _show(request, account, request_number)


@router.post(
    "/accounts/{number}/requests/{request_number}/close",
    auth=WRITE_ACCOUNT,
    response=RequestPage,
    **told(
        "close_request",
        "Close a request",
        scope=_WRITE,
        finds=True,
        refusals=[NotAllowed],
    ),
)
def close_request(
    request: ApiRequest, number: AccountNumber, request_number: RequestNumber
) -> RequestPage:
    """The customer says that it is done; closing again changes nothing."""
    account = get_account(request, number)
    operations.close_request(
        brand=request.brand,
        account=account,
        number=request_number,
        actor=request.auth.actor,
        now=request.now,
        page_url=requests_url(request),
    )
    return _show(request, account, request_number)


def _check_about(request: ApiRequest, account: AccountInfo, new: NewRequest) -> None:
    """An agent acts on what is named: it has to be this account's."""
    if new.bill and not get_bills([new.bill], account_ids=[account.id]):
        raise NotFound(field="bill")
    if not (new.contract or new.supply_point):
        return
    own = list_own_contracts(request, account.number)
    if new.contract and new.contract not in {each.number for each in own}:
        raise NotFound(field="contract")
    if new.supply_point and new.supply_point not in {each.code for each in own}:
        raise NotFound(field="supply_point")


def _show(request: ApiRequest, account: AccountInfo, number: str) -> RequestPage:
    detail = queries.get_request(brand_id=request.brand.id, number=number, account_id=account.id)
    return show_request_page(
        detail,
        account=account.number,
        person_id=request.auth.person.id,
        today=request.today,
    )
