"""For agents: what is to be collected, the batches, what came back; for programs, their files."""

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status

from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, AgentRequest
from kwartier.api.documented import told
from kwartier.api.fields import IdempotencyHeader, RowId
from kwartier.api.once import answer_request_once
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, cut_page, show_page
from kwartier.api.programs import READ_COLLECTIONS, ProgramRequest
from kwartier.api.schemas.office import BatchNumber, CollectionBatch, show_collection_batch
from kwartier.api.schemas.office_collections import (
    CustomersCollection,
    PlannedCollection,
    Return,
    ReturnDecision,
    SuspendedMandate,
    show_customers_collection,
    show_planned_collection,
    show_return,
    show_suspended,
)
from kwartier.api.schemas.pages import Page
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AgentScope, ServiceScope
from kwartier.payments import operations, queries
from kwartier.payments.refusals import (
    BatchNotReady,
    CreditorMissing,
    NoteMissing,
    NothingToCollect,
    PaymentNotWritable,
    ReturnDecided,
)
from kwartier.payments.types import NextStep, ReturnInfo
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.ui.downloads import document_response

router = Router(tags=["Office: collections"])
# Two batches a bank day make twenty years.
_MOST = 10_000
# More than a batch of any bank takes.
_MOST_ROWS = 100_000
_XML = "application/xml"


@router.get(
    "/office/collection-batches",
    auth=READ_COLLECTIONS,
    response=Page[CollectionBatch],
    **told(
        "list_collection_batches",
        "The batches of collections",
        scope=ServiceScope.COLLECTIONS_READ,
        pages=True,
    ),
)
def list_collection_batches(
    request: ProgramRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[CollectionBatch]:
    """The newest first, also those that are not sent yet; agents or the house's own clock send them."""
    return show_page(
        queries.list_batches(request.brand.id, limit=_MOST),
        name=lambda row: row.number,
        show=show_collection_batch,
        limit=limit,
        cursor=cursor,
    )


@router.get(
    "/office/collection-batches/{number}/file",
    auth=READ_COLLECTIONS,
    **told(
        "get_collection_file",
        "The file of a batch of collections (pain.008)",
        scope=ServiceScope.COLLECTIONS_READ,
        finds=True,
        media_type=_XML,
    ),
)
def get_collection_file(request: ProgramRequest, number: BatchNumber) -> HttpResponse:
    """Of a batch that was sent; always the same bytes, so that it can be fetched again."""
    content = queries.read_batch_file(request.brand.id, number)
    return document_response(content, name=f"{number}.xml", media_type=_XML)


@router.post(
    "/office/collection-batches",
    auth=ACT_IN_OFFICE,
    response={201: CollectionBatch},
    **told(
        "make_collection_batch",
        "Make a batch of everything that has to be at the bank now",
        scope=AgentScope.ACT,
        refusals=[CreditorMissing, NothingToCollect],
        once=True,
    ),
)
def make_collection_batch(
    request: AgentRequest, idempotency_key: IdempotencyHeader = None
) -> Status[CollectionBatch]:
    """Nothing goes to the bank before it is sent."""

    def act() -> CollectionBatch:
        made = operations.make_collection_batch(
            brand_id=request.brand.id,
            today=request.today,
            now=request.now,
            actor=request.auth.actor,
        )
        return show_collection_batch(made)

    return Status(
        201, answer_request_once(request, idempotency_key, Schema(), act, shape=CollectionBatch)
    )


@router.get(
    "/office/collection-batches/{number}",
    auth=SEE_OFFICE,
    response=CollectionBatch,
    **told("get_collection_batch", "A batch of collections", scope=AgentScope.READ, finds=True),
)
def get_collection_batch(request: AgentRequest, number: BatchNumber) -> CollectionBatch:
    """How it stands and what it comes to."""
    return show_collection_batch(queries.get_batch(request.brand.id, number))


@router.get(
    "/office/collection-batches/{number}/collections",
    auth=SEE_OFFICE,
    response=Page[CustomersCollection],
    **told(
        "list_batch_collections",
        "What is in a batch of collections",
        scope=AgentScope.READ,
        finds=True,
        pages=True,
    ),
)
def list_batch_collections(
    request: AgentRequest,
    number: BatchNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[CustomersCollection]:
    """In the order of the file."""
    batch = queries.get_batch(request.brand.id, number)
    rows = queries.list_batch_collections(batch.id, limit=_MOST_ROWS)
    page = cut_page(rows, name=lambda row: row.id, limit=limit, cursor=cursor)
    numbers = _number(page.rows)
    items = [show_customers_collection(row, numbers[row.account_id]) for row in page.rows]
    return Page[CustomersCollection](items=items, next_cursor=page.next_cursor)


@router.post(
    "/office/collection-batches/{number}/send",
    auth=ACT_IN_OFFICE,
    response=CollectionBatch,
    **told(
        "send_collection_batch",
        "Send a batch: its file can be fetched from then on",
        scope=AgentScope.ACT,
        finds=True,
        refusals=[NotAllowed, BatchNotReady, PaymentNotWritable],
    ),
)
def send_collection_batch(request: AgentRequest, number: BatchNumber) -> CollectionBatch:
    """What was paid or stopped meanwhile is left out; a batch of which nothing is left is undone."""
    done = operations.send_batch(
        brand_id=request.brand.id,
        number=number,
        today=request.today,
        now=request.now,
        actor=request.auth.actor,
    )
    return show_collection_batch(done)


@router.post(
    "/office/collection-batches/{number}/undo",
    auth=ACT_IN_OFFICE,
    response=CollectionBatch,
    **told(
        "undo_collection_batch",
        "Undo a batch that is not sent",
        scope=AgentScope.ACT,
        finds=True,
        refusals=[NotAllowed, BatchNotReady],
    ),
)
def undo_collection_batch(request: AgentRequest, number: BatchNumber) -> CollectionBatch:
    """What is due is planned again."""
    done = operations.undo_batch(
        brand_id=request.brand.id, number=number, now=request.now, actor=request.auth.actor
    )
    return show_collection_batch(done)


@router.get(
    "/office/planned-collections",
    auth=SEE_OFFICE,
    response=Page[PlannedCollection],
    **told(
        "list_planned_collections",
        "What is to be collected in the weeks ahead",
        scope=AgentScope.READ,
        pages=True,
    ),
)
def list_planned_collections(
    request: AgentRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[PlannedCollection]:
    """What has to be at the bank now in front."""
    rows = queries.list_collections_to_come(request.brand.id, request.today, now=request.now)
    page = cut_page(
        rows, name=lambda row: (row.mandate_id, row.document), limit=limit, cursor=cursor
    )
    numbers = _number(page.rows)
    items = [show_planned_collection(row, numbers[row.account_id]) for row in page.rows]
    return Page[PlannedCollection](items=items, next_cursor=page.next_cursor)


@router.get(
    "/office/returns",
    auth=SEE_OFFICE,
    response=Page[Return],
    **told(
        "list_returns",
        "What came back from the bank",
        scope=AgentScope.READ,
        pages=True,
    ),
)
def list_returns(
    request: AgentRequest,
    show: Query[Literal["open", "all"]] = "open",
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[Return]:
    """The newest first: those that a person has to look at, or with `show=all` every one."""
    wish = queries.ReturnWish(is_open=show == "open", limit=_MOST_ROWS)
    rows = queries.list_returns(request.brand.id, wish)
    page = cut_page(rows, name=lambda row: row.id, limit=limit, cursor=cursor)
    return Page[Return](items=_show_returns(page.rows), next_cursor=page.next_cursor)


@router.get(
    "/office/returns/{return_id}",
    auth=SEE_OFFICE,
    response=Return,
    **told("get_return", "One that came back", scope=AgentScope.READ, finds=True),
)
def get_return(request: AgentRequest, return_id: RowId) -> Return:
    """What the bank said, what follows, and what an agent decided."""
    found = queries.find_return(request.brand.id, return_id)
    if found is None:
        raise NotFound
    return _show_returns([found])[0]


@router.post(
    "/office/returns/{return_id}/decision",
    auth=ACT_IN_OFFICE,
    response=Return,
    **told(
        "decide_return",
        "Decide about one that waits for a person",
        scope=AgentScope.ACT,
        finds=True,
        reads_body=True,
        refusals=[NotAllowed, NoteMissing, ReturnDecided],
    ),
)
def decide_return(request: AgentRequest, return_id: RowId, sent: ReturnDecision) -> Return:
    """A step is taken for a collection that came back as it was sent; else the note says what was done."""
    done = operations.decide_return(
        brand_id=request.brand.id,
        return_id=return_id,
        note=sent.note,
        step=NextStep(sent.step) if sent.step else None,
        today=request.today,
        now=request.now,
        actor=request.auth.actor,
    )
    return _show_returns([done])[0]


@router.get(
    "/office/suspended-mandates",
    auth=SEE_OFFICE,
    response=Page[SuspendedMandate],
    **told(
        "list_suspended_mandates",
        "The mandates that collect nothing until somebody looked",
        scope=AgentScope.READ,
        pages=True,
    ),
)
def list_suspended_mandates(
    request: AgentRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[SuspendedMandate]:
    """The one that waits longest first."""
    rows = queries.list_suspended(request.brand.id, limit=_MOST_ROWS)
    page = cut_page(rows, name=lambda row: row.id, limit=limit, cursor=cursor)
    numbers = _number(page.rows)
    items = [show_suspended(row, numbers[row.account_id]) for row in page.rows]
    return Page[SuspendedMandate](items=items, next_cursor=page.next_cursor)


class _OfAnAccount(Protocol):
    @property
    def account_id(self) -> int: ...


def _number(rows: Iterable[_OfAnAccount]) -> dict[int, str]:
    """The customer number of every account that the rows name; one question."""
    accounts = get_accounts({row.account_id for row in rows})
    return {account_id: account.number for account_id, account in accounts.items()}


def _show_returns(rows: Sequence[ReturnInfo]) -> list[Return]:
    accounts = get_accounts({row.account_id for row in rows if row.account_id is not None})
    numbers = {account_id: account.number for account_id, account in accounts.items()}
    return [show_return(row, numbers.get(row.account_id or 0)) for row in rows]
