"""For the supplier's own programs: the grid operator's files of consumption go in, and what became of them."""

from ninja import Query, Router

from kwartier.api.documented import told
from kwartier.api.fields import RowId
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, show_page
from kwartier.api.programs import SEE_INTERVAL_FILES, WRITE_INTERVALS, ProgramRequest
from kwartier.api.schemas.office_intervals import (
    ArrivedIntervalFile,
    OperatorFileWish,
    show_arrival,
)
from kwartier.api.schemas.pages import Page
from kwartier.api.sent_files import read_sent_table
from kwartier.intervals import operations, queries, refusals
from kwartier.intervals.formats import LARGEST_MB, too_large
from kwartier.intervals.types import ArrivalState
from kwartier.parties.types import ServiceScope

router = Router(tags=["Office: consumption"])
_MOST = 10_000
_SCOPE = ServiceScope.INTERVALS_WRITE


@router.post(
    "/office/interval-files",
    auth=WRITE_INTERVALS,
    response={202: ArrivedIntervalFile},
    **told(
        "load_operator_file",
        "Load a file of the grid operator",
        scope=_SCOPE,
        refusals=(
            refusals.FileTooLarge,
            refusals.FormatUnknown,
            refusals.ArchiveUnreadable,
            refusals.ArchiveHoldsSeveral,
        ),
        reads_file=True,
    ),
)
def load_operator_file(
    request: ProgramRequest, wanted: Query[OperatorFileWish]
) -> tuple[int, ArrivedIntervalFile]:
    """Quarter-hours, half-hours, hours, days or indexes as the grid operator wrote them, 64 MB at the most.

    It is recognized at once and loaded within a minute; ask for it by its id. Values finer than a day
    are kept only where a customer consents, or a contract is billed on them. The same file again
    changes nothing.
    """
    called, content = read_sent_table(request, too_large=too_large(), largest_mb=LARGEST_MB)
    arrival_id = operations.receive_file(
        brand=request.brand,
        content=content,
        name=wanted.name or called or "api",
        code=wanted.code,
        quarantines=wanted.quarantines,
        actor=request.auth.actor,
        now=request.now,
    )
    return 202, show_arrival(queries.get_arrival(request.brand.id, arrival_id=arrival_id))


@router.get(
    "/office/interval-files",
    auth=SEE_INTERVAL_FILES,
    response=Page[ArrivedIntervalFile],
    **told(
        "list_operator_files",
        "The files of the grid operator that programs brought",
        scope=_SCOPE,
        pages=True,
    ),
)
def list_operator_files(
    request: ProgramRequest,
    state: Query[ArrivalState | None] = None,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[ArrivedIntervalFile]:
    """The newest first; with `state`, those that stand there."""
    return show_page(
        queries.list_arrivals(request.brand.id, state=state, limit=_MOST),
        name=lambda row: row.id,
        show=show_arrival,
        limit=limit,
        cursor=cursor,
    )


@router.get(
    "/office/interval-files/{file_id}",
    auth=SEE_INTERVAL_FILES,
    response=ArrivedIntervalFile,
    **told("get_operator_file", "What became of a file", scope=_SCOPE, finds=True),
)
def get_operator_file(request: ProgramRequest, file_id: RowId) -> ArrivedIntervalFile:
    """Whether it was loaded, with how many days, was known before, or was refused and why."""
    return show_arrival(queries.get_arrival(request.brand.id, arrival_id=file_id))
