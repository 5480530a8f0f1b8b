"""The access log in pages: the database cuts them, behind the entry that a cursor names."""

from kwartier.api.paging import read_place, write_place
from kwartier.api.refusals import CursorUnknown
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.people import AccessLogEntry, show_log_entry
from kwartier.parties.queries import list_access_log
from kwartier.platform.errors import NotFound

_LARGEST_ID = 2**63


def show_log_page(
    *, person_id: int, account_id: int | None, limit: int, cursor: str | None
) -> Page[AccessLogEntry]:
    """What happened to an account, or without one to the person's own access; newest first.

    Raises:
        CursorUnknown: it is no cursor of this list.
    """
    try:
        rows = list_access_log(
            person_id=person_id,
            account_id=account_id,
            limit=limit + 1,
            after_id=_read_id(cursor),
        )
    except NotFound:
        raise CursorUnknown(field="cursor") from None
    page = rows[:limit]
    goes_on = len(rows) > limit
    return Page(
        items=[show_log_entry(row) for row in page],
        next_cursor=write_place(page[-1].at.date(), page[-1].id) if goes_on else None,
    )


def _read_id(cursor: str | None) -> int | None:
    place = read_place(cursor)
    if place is None:
        return None
    _day, name = place
    if not (name.isascii() and name.isdecimal() and int(name) < _LARGEST_ID):
        raise CursorUnknown(field="cursor")
    return int(name)
