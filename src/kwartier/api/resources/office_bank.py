"""For the supplier's own programs: bank statements go in, and what became of them."""

from typing import Annotated

from ninja import Query, Router, Status
from pydantic import Field

from kwartier.api.documented import told
from kwartier.api.fields import RowId
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, cut_page, show_page
from kwartier.api.programs import (
    READ_STATEMENTS,
    WRITE_BANK_ANSWERS,
    WRITE_STATEMENTS,
    ProgramRequest,
)
from kwartier.api.schemas.office import (
    BankFile,
    BankStatement,
    WorkList,
    show_bank_file,
    show_statement,
    show_waiting,
)
from kwartier.api.schemas.pages import Page
from kwartier.api.sent_files import LARGEST_MB, read_sent_file
from kwartier.banking import operations, queries, refusals
from kwartier.banking.types import ArrivalState
from kwartier.parties.types import ServiceScope
from kwartier.payments.refusals import BankAnswerForAnother, BankAnswerUnreadable

router = Router(tags=["Office: bank"])
# A statement a day for each of ten accounts makes three years.
_MOST = 10_000
_BROKEN = (
    refusals.FileTooLarge,
    refusals.FileEmpty,
    refusals.FileUnknown,
    refusals.WrongCharacters,
    refusals.RecordBroken,
    refusals.FileTruncated,
    refusals.UnsafeXml,
    refusals.TotalsDiffer,
    refusals.CountDiffers,
    refusals.CurrencyNotKept,
)
FileName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=120,
        pattern=r"^[^\u0000-\u001f/\\]+$",
        description="What the file is called; without it, as the form says.",
        examples=["2026-11-20.cod"],
    ),
]


@router.post(
    "/office/bank-files",
    auth=WRITE_STATEMENTS,
    response={202: BankFile},
    **told(
        "load_statement",
        "Load a bank statement",
        scope=ServiceScope.STATEMENTS_WRITE,
        refusals=_BROKEN,
        reads_file=True,
    ),
)
def load_statement(
    request: ProgramRequest, name: Query[FileName | None] = None
) -> Status[BankFile]:
    """A file of CODA, camt.053 or camt.054, byte by byte as the bank wrote it, of 20 MB at the most.

    It is checked at once and loaded within a minute; ask for it by its id. One that breaks its format,
    or its own sums, is refused whole with the line. The same file again changes nothing.
    """
    called, content = read_sent_file(request)
    arrival_id = operations.receive_file(
        brand_id=request.brand.id,
        content=content,
        name=name or called or "api",
        actor=request.auth.actor,
        now=request.now,
        largest_mb=LARGEST_MB,
    )
    return Status(202, _tell(request, arrival_id))


@router.post(
    "/office/bank-answers",
    auth=WRITE_BANK_ANSWERS,
    response={202: BankFile},
    **told(
        "load_bank_answer",
        "Load the bank's answer to a file of ours",
        scope=ServiceScope.BANK_ANSWERS_WRITE,
        refusals=[refusals.FileTooLarge, BankAnswerUnreadable, BankAnswerForAnother],
        reads_file=True,
    ),
)
def load_bank_answer(
    request: ProgramRequest, name: Query[FileName | None] = None
) -> Status[BankFile]:
    """A pain.002 about a batch of collections or refunds, as the bank wrote it.

    It is checked at once; what it rejects is recorded within a minute, with the step that follows. The
    same answer again changes nothing.
    """
    called, content = read_sent_file(request)
    arrival_id = operations.receive_answer(
        brand_id=request.brand.id,
        content=content,
        name=name or called or "api",
        actor=request.auth.actor,
        now=request.now,
        largest_mb=LARGEST_MB,
    )
    return Status(202, _tell(request, arrival_id))


@router.get(
    "/office/bank-files",
    auth=READ_STATEMENTS,
    response=Page[BankFile],
    **told(
        "list_bank_files",
        "The files that the bank, a program or an agent brought",
        scope=ServiceScope.STATEMENTS_READ,
        pages=True,
    ),
)
def list_bank_files(
    request: ProgramRequest,
    state: Query[ArrivalState | None] = None,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[BankFile]:
    """The newest first; with `state`, those that stand there."""
    states = [state] if state else list(ArrivalState)
    rows = queries.list_arrivals(request.brand.id, states=states, limit=_MOST)
    return show_page(rows, name=lambda row: row.id, show=show_bank_file, limit=limit, cursor=cursor)


@router.get(
    "/office/bank-files/{file_id}",
    auth=READ_STATEMENTS,
    response=BankFile,
    **told(
        "get_bank_file", "What became of a file", scope=ServiceScope.STATEMENTS_READ, finds=True
    ),
)
def get_bank_file(request: ProgramRequest, file_id: RowId) -> BankFile:
    """Whether it was loaded, was known before, waits for another one, or was refused and why."""
    return _tell(request, file_id)


@router.get(
    "/office/bank-statements",
    auth=READ_STATEMENTS,
    response=Page[BankStatement],
    **told(
        "list_statements",
        "The bank statements that are loaded",
        scope=ServiceScope.STATEMENTS_READ,
        pages=True,
    ),
)
def list_statements(
    request: ProgramRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> Page[BankStatement]:
    """The latest first, each with how many of its payments wait for an agent."""
    rows = queries.list_statements(request.brand.id, limit=_MOST)
    return show_page(rows, name=lambda row: row.id, show=show_statement, limit=limit, cursor=cursor)


@router.get(
    "/office/waiting-payments",
    auth=READ_STATEMENTS,
    response=WorkList,
    **told(
        "list_waiting_payments",
        "The payments that wait for an agent",
        scope=ServiceScope.STATEMENTS_READ,
        pages=True,
    ),
)
def list_waiting_payments(
    request: ProgramRequest, limit: Limit = USUAL_PAGE, cursor: Query[Cursor | None] = None
) -> WorkList:
    """How many there are, and each with the reason why it waits. Agents place them in the office."""
    work = queries.list_work(request.brand.id, limit=_MOST)
    page = cut_page(work.waiting, name=lambda row: row.id, limit=limit, cursor=cursor)
    return WorkList(
        waiting_count=work.waiting_count,
        items=[show_waiting(row) for row in page.rows],
        next_cursor=page.next_cursor,
    )


def _tell(request: ProgramRequest, arrival_id: int) -> BankFile:
    return show_bank_file(queries.get_arrival(request.brand.id, arrival_id=arrival_id))
