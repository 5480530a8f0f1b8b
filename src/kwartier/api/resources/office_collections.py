"""For the supplier's own programs and its agents: batches of collections, and their files for the bank."""

from django.http import HttpResponse
from ninja import Query, Router

from kwartier.api.documented import told
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, show_page
from kwartier.api.programs import READ_COLLECTIONS, ProgramRequest
from kwartier.api.schemas.office import BatchNumber, CollectionBatch, show_collection_batch
from kwartier.api.schemas.pages import Page
from kwartier.parties.types import ServiceScope
from kwartier.payments import queries
from kwartier.ui.downloads import document_response

router = Router(tags=["Office: collections"])
# Two batches a bank day make twenty years.
_MOST = 10_000
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
