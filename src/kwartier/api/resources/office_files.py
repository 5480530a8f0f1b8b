"""For the supplier's own programs: the files of collections and of approved refunds, for the bank."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from kwartier.api.documented import told
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, show_page
from kwartier.api.programs import READ_COLLECTIONS, READ_REFUNDS, ProgramRequest
from kwartier.api.schemas.office import (
    CollectionBatch,
    RefundBatch,
    show_collection_batch,
    show_refund_batch,
)
from kwartier.api.schemas.pages import Page
from kwartier.parties.types import ServiceScope
from kwartier.payments import queries
from kwartier.payments.types import RefundBatchState
from kwartier.ui.downloads import document_response

router = Router(tags=["Office: files for the bank"])
# Two batches a bank day make twenty years.
_MOST = 10_000
_XML = "application/xml"
BatchNumber = Annotated[
    str,
    Field(
        min_length=1,
        max_length=20,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$",
        description="The number of a batch.",
        examples=["CB26-0000007"],
    ),
]


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


@router.get(
    "/office/refund-batches",
    auth=READ_REFUNDS,
    response=Page[RefundBatch],
    **told(
        "list_refund_batches",
        "The batches of refunds that are approved",
        scope=ServiceScope.REFUNDS_READ,
        pages=True,
    ),
)
def list_refund_batches(
    request: ProgramRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[RefundBatch]:
    """The newest first. Two agents make and approve a batch, in the office; no program does."""
    rows = queries.list_refund_batches(request.brand.id, limit=_MOST)
    return show_page(
        [row for row in rows if row.state == RefundBatchState.APPROVED],
        name=lambda row: row.number,
        show=show_refund_batch,
        limit=limit,
        cursor=cursor,
    )


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
