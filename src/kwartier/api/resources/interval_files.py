"""Files of consumption that a customer brings: looked at, loaded, and what became of them."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from kwartier.api.access import READ, WRITE_READINGS
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, RowId, Told
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, show_page
from kwartier.api.schemas.interval_files import (
    FilePlan,
    LoadedFile,
    LoadedFileWithRows,
    show_load,
    show_load_with_rows,
    show_plan,
    show_report,
)
from kwartier.api.schemas.intervals import CONSENT_VERSION
from kwartier.api.schemas.pages import Page
from kwartier.api.sent_files import read_sent_table
from kwartier.intervals import operations, queries, refusals
from kwartier.intervals.formats import LARGEST_MB, too_large
from kwartier.intervals.types import LoadDoor
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed
from kwartier.ui.downloads import response_as_it_came

router = Router(tags=["Files of consumption"])
_MOST_LOADS, _ROWS = 1_000, 200
_REFUSALS = (
    NotAllowed,
    refusals.FileTooLarge,
    refusals.FormatUnknown,
    refusals.ArchiveUnreadable,
    refusals.ArchiveHoldsSeveral,
    refusals.FileHasFindings,
    refusals.NothingToLoad,
    refusals.NothingOfYours,
    refusals.NothingWithConsent,
    refusals.ConsentTextChanged,
)


class IntervalFileWish(Told):
    """How a file is to be read."""

    dry_run: bool = Field(False, description="Only say what loading it would do.", examples=[True])
    name: str = Field(
        "",
        max_length=120,
        pattern=r"^[^\u0000-\u001f/\\]*$",
        description="What the file is called; without it, as the form says.",
        examples=["quarter-hours.csv"],
    )
    code: str = Field(
        "",
        max_length=18,
        pattern=r"^[0-9]*$",
        description="The EAN or PDL, for a file that names none.",
        examples=["541400000000000017"],
    )
    consents: bool = Field(
        False,
        description="By loading it, consent to keeping its values to show them, under `text_version`.",
        examples=[True],
    )
    text_version: str = Field(
        "",
        max_length=20,
        pattern=r"^[0-9A-Za-z.-]*$",
        description="The version of the text that is agreed to, from the list of consents.",
        examples=[CONSENT_VERSION],
    )
    quarantines: bool = Field(
        False, description="Leave out the rows that are wrong, and list them.", examples=[False]
    )


@router.post(
    "/accounts/{number}/interval-files",
    auth=WRITE_READINGS,
    response=FilePlan,
    **told(
        "load_interval_file",
        "Load a file of one's own",
        scope=TokenScope.READINGS_WRITE,
        finds=True,
        reads_file=True,
        refusals=_REFUSALS,
    ),
)
def load_interval_file(
    request: ApiRequest, number: AccountNumber, wanted: Query[IntervalFileWish]
) -> FilePlan:
    """A file of quarter-hours, hours, days or indexes as grid operator or meter gave it, 64 MB at the most.

    All of it or nothing, or with `quarantines` without the rows that are wrong. Loading it twice
    changes nothing. With `dry_run` it is only looked at, and nothing of it is kept.
    """
    account = get_account(request, number)
    called, content = read_sent_table(request, too_large=too_large(), largest_mb=LARGEST_MB)
    asked: dict[str, Any] = {
        "brand": request.brand,
        "account": account,
        "content": content,
        "name": wanted.name or called or "api",
        "code": wanted.code,
        "consents": wanted.consents,
        "actor": request.auth.actor,
        "now": request.now,
    }
    if wanted.dry_run:
        return show_plan(operations.preview_file(**asked))
    return show_report(
        operations.load_file(
            **asked,
            door=LoadDoor.API,
            text_version=wanted.text_version,
            quarantines=wanted.quarantines,
        )
    )


@router.get(
    "/accounts/{number}/interval-files",
    auth=READ,
    response=Page[LoadedFile],
    **told("list_interval_files", "The files that an account loaded", finds=True, pages=True),
)
def list_interval_files(
    request: ApiRequest,
    number: AccountNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[LoadedFile]:
    """The latest thousand, the latest first; never the grid operator's."""
    account = get_account(request, number)
    return show_page(
        queries.list_loads(request.brand.id, account_id=account.id, limit=_MOST_LOADS),
        name=lambda row: row.id,
        show=show_load,
        limit=limit,
        cursor=cursor,
    )


@router.get(
    "/accounts/{number}/interval-files/{load_id}",
    auth=READ,
    response=LoadedFileWithRows,
    **told("get_interval_file", "A file, and the rows left out of it", finds=True),
)
def get_interval_file(
    request: ApiRequest, number: AccountNumber, load_id: RowId
) -> LoadedFileWithRows:
    """What became of it, and line by line what was not taken."""
    account = get_account(request, number)
    load = queries.get_load(request.brand.id, load_id=load_id, account_id=account.id)
    rows = queries.list_quarantined(request.brand.id, load_id=load.id, limit=_ROWS)
    return show_load_with_rows(load, rows)


@router.get(
    "/accounts/{number}/interval-files/{load_id}/content",
    auth=READ,
    **told(
        "get_interval_file_content",
        "A file as it came",
        finds=True,
        media_type="application/octet-stream",
    ),
)
def get_interval_file_content(
    request: ApiRequest, number: AccountNumber, load_id: RowId
) -> HttpResponse:
    """Byte by byte, as long as all of it may be kept."""
    account = get_account(request, number)
    name, content = queries.get_loaded_file(
        request.brand.id, load_id=load_id, account_id=account.id
    )
    return response_as_it_came(content, name=name, unnamed="series")
