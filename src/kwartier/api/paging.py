"""Long lists in pages: a cursor names the last row that was sent, so new rows shift nothing."""

import base64
import binascii
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from kwartier.api.refusals import CursorUnknown
from kwartier.api.schemas.pages import Page

LARGEST_PAGE = 200
USUAL_PAGE = 50

Limit = Annotated[
    int,
    Field(ge=1, le=LARGEST_PAGE, description="How many entries to send at most.", examples=[50]),
]
Cursor = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        pattern=r"^[A-Za-z0-9_=-]+$",
        description="The `next_cursor` of the page before; without it the list begins.",
        examples=["QTI2LTAwMDAwMDc="],
    ),
]


@dataclass(frozen=True, slots=True)
class PageOf[Row]:
    """The rows of a page, and the cursor of the next one (None: this is the last)."""

    rows: Sequence[Row]
    next_cursor: str | None


def cut_page[Row](
    rows: Sequence[Row],
    *,
    name: Callable[[Row], Hashable],
    limit: int,
    cursor: str | None,
) -> PageOf[Row]:
    """The page after ``cursor``; ``name`` tells a row from the others of its list for good.

    Raises:
        CursorUnknown: no row of the list has this name.
    """
    start = 0
    if cursor is not None:
        wanted = _decode(cursor)
        for position, row in enumerate(rows):
            if str(name(row)) == wanted:
                start = position + 1
        if not start:
            raise CursorUnknown(field="cursor")
    page = rows[start : start + limit]
    is_last = start + limit >= len(rows)
    return PageOf(page, None if is_last else _encode(str(name(page[-1]))))


def show_page[Row, Item](
    rows: Sequence[Row],
    *,
    name: Callable[[Row], Hashable],
    show: Callable[[Row], Item],
    limit: int,
    cursor: str | None,
) -> Page[Item]:
    """The page after ``cursor`` as it is sent, each row shown by itself; ``name`` as above.

    Raises:
        CursorUnknown: no row of the list has this name.
    """
    page = cut_page(rows, name=name, limit=limit, cursor=cursor)
    return Page(items=[show(row) for row in page.rows], next_cursor=page.next_cursor)


def write_place(day: date, name: object) -> str:
    """The cursor behind the row of a day and a name, for a list that the database cuts by both."""
    return _encode(f"{day.isoformat()} {name}")


def read_place(cursor: str | None) -> tuple[date, str] | None:
    """The day and the name behind which a list goes on; None where it begins.

    Raises:
        CursorUnknown: it is no cursor of such a list.
    """
    if cursor is None:
        return None
    day, _space, name = _decode(cursor).partition(" ")
    try:
        return date.fromisoformat(day), name.replace("\x00", "")
    except ValueError:
        raise CursorUnknown(field="cursor") from None


def _encode(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode()


def _decode(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise CursorUnknown(field="cursor") from None
