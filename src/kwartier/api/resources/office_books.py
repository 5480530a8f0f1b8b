"""For the supplier's own programs: the journals, what customers owe, and the check of a day."""

from typing import Annotated

from django.http import FileResponse
from ninja import Query, Router
from pydantic import Field

from kwartier.api.documented import told
from kwartier.api.fields import Day
from kwartier.api.paging import Cursor, show_page
from kwartier.api.programs import READ_BOOKS, ProgramRequest
from kwartier.api.schemas.office import (
    AgeingRow,
    DayReport,
    show_ageing,
    show_finding,
)
from kwartier.api.schemas.pages import Page
from kwartier.banking.queries import check_day
from kwartier.documents.refusals import IssuerUnknown
from kwartier.ledger.queries import list_ageing
from kwartier.parties.queries import list_account_numbers
from kwartier.parties.types import ServiceScope
from kwartier.platform.errors import NotFound
from kwartier.ui.serving_journals import serve_journals

router = Router(tags=["Office: books"])
_SCOPE = ServiceScope.BOOKS_READ
# The whole ageing is worked out for each part, so that a part may be long.
_LONGEST = 10_000
Period = Annotated[
    str,
    Field(
        pattern=r"^20[0-9]{2}(-(0[1-9]|1[0-2]))?$",
        description="A month or a year.",
        examples=["2026-10"],
    ),
]
AgeingLimit = Annotated[
    int,
    Field(ge=1, le=_LONGEST, description="How many entries to send at most.", examples=[_LONGEST]),
]


@router.get(
    "/office/journals/{period}.csv",
    auth=READ_BOOKS,
    **told(
        "get_journals",
        "The journals of a month or a year",
        scope=_SCOPE,
        finds=True,
        media_type="text/plain",
    ),
)
def get_journals(request: ProgramRequest, period: Period) -> FileResponse:
    """A table with a line for each posting, as the office hands it out."""
    return serve_journals(request.brand, period=period, form="csv")


@router.get(
    "/office/journals/{period}.fec",
    auth=READ_BOOKS,
    **told(
        "get_accounting_entries",
        "The French file of accounting entries (FEC)",
        scope=_SCOPE,
        finds=True,
        refusals=[IssuerUnknown],
        media_type="text/plain",
    ),
)
def get_accounting_entries(request: ProgramRequest, period: Period) -> FileResponse:
    """The eighteen columns of the law; brands of other countries have none."""
    return serve_journals(request.brand, period=period, form="fec")


@router.get(
    "/office/ageing",
    auth=READ_BOOKS,
    response=Page[AgeingRow],
    **told("list_ageing", "What customers owe, by its age", scope=_SCOPE, pages=True),
)
def list_ages(
    request: ProgramRequest,
    on: Query[Day | None] = None,
    limit: AgeingLimit = _LONGEST,
    cursor: Query[Cursor | None] = None,
) -> Page[AgeingRow]:
    """On a day, else today; customers who owe nothing and have no credit are left out.

    Of a day that is over only what was booked by then counts.
    """
    day = on or request.today
    rows = list_ageing(brand_id=request.brand.id, on=day, is_past=day < request.today)
    numbers = list_account_numbers([row.account_id for row in rows])
    return show_page(
        rows,
        name=lambda row: row.account_id,
        show=lambda row: show_ageing(row, number=numbers[row.account_id]),
        limit=limit,
        cursor=cursor,
    )


@router.get(
    "/office/checks/{day}",
    auth=READ_BOOKS,
    response=DayReport,
    **told("check_day", "Compare bank and books at the end of a day", scope=_SCOPE, finds=True),
)
def check_end_of_day(request: ProgramRequest, day: Day) -> DayReport:
    """Whether bank, books and customers' balances agree to the cent; of a day to come nothing is known.

    Raises:
        NotFound: the day is still to come.
    """
    if day > request.today:
        raise NotFound
    findings = check_day(request.brand.id, on=day)
    return DayReport(
        day=day, agrees=not findings, findings=[show_finding(each) for each in findings]
    )
