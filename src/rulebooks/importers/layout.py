"""Where things stand on a sheet: the clock of its first column, and its columns of values."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from rulebooks.importers.cells import Row, find_gln, find_instant
from rulebooks.importers.errors import BadProfileFile

_FIXED_OFFSETS: Final = {"UTC": timedelta(0), "CET": timedelta(hours=1)}
_WALL_LABELS: Final = ({"year"}, {"month"}, {"day"}, {"h", "hour"}, {"min", "minute"})
_HEADER_ROWS: Final = 12
_FIRST_VALUE_COLUMN: Final = 6


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on a sheet.

    first_row   the row of the first values, counted from 0
    offset      what the first column is ahead of UTC
    wall        the columns of year, month, day, hour and minute, where there are any
    columns     the value columns: name (a GLN where the file has them) and label
    """

    first_row: int
    offset: timedelta
    wall: tuple[int, ...] | None
    columns: dict[int, tuple[str, str]]


def find_layout(rows: list[Row], sheet: str, wanted: str) -> Layout:
    """Return the layout of a sheet; `wanted` names the one value column, or is "".

    Raises BadProfileFile without values, without a clock, or without the wanted column.
    """
    heads = rows[:_HEADER_ROWS]
    first = next((place for place, row in enumerate(heads) if _starts_values(row)), None)
    if first is None:
        raise BadProfileFile(
            "no row starts with an instant, so there are no values here", sheet=sheet, column=0
        )
    heads = rows[:first]
    clock = next((str(row[0]).strip().upper() for row in heads if _is_clock(row)), None)
    if clock is None:
        raise BadProfileFile(
            "the header of the first column must say UTC or CET, or its clock is unknown",
            sheet=sheet,
            column=0,
        )
    columns = _find_columns(heads, wanted)
    if not columns:
        missing = f"the column {wanted}" if wanted else "a column of values"
        raise BadProfileFile(f"{missing} is missing", sheet=sheet, row=first)
    return Layout(first, _FIXED_OFFSETS[clock], _find_wall(heads), columns)


def _starts_values(row: Row) -> bool:
    return bool(row) and find_instant(row[0]) is not None


def _is_clock(row: Row) -> bool:
    return bool(row) and str(row[0]).strip().upper() in _FIXED_OFFSETS


def _find_wall(heads: list[Row]) -> tuple[int, ...] | None:
    """Return the columns of Year, Month, Day, hour, minute, or None where a file has none."""
    for row in heads:
        labels = [str(cell).strip().lower() for cell in row]
        places = [
            next((place for place, label in enumerate(labels) if label in names), None)
            for names in _WALL_LABELS
        ]
        known = tuple(place for place in places if place is not None)
        if len(known) == len(_WALL_LABELS):
            return known
    return None


def _find_columns(heads: list[Row], wanted: str) -> dict[int, tuple[str, str]]:
    """Return the value columns with their name and label: wanted, by GLN, or after the clock."""
    if wanted:
        return {
            place: (wanted, "")
            for row in heads
            for place, cell in enumerate(row)
            if isinstance(cell, str) and cell.strip() == wanted
        }
    for row in heads:
        numbers = {place: gln for place, cell in enumerate(row) if (gln := find_gln(cell))}
        if numbers:
            return {place: (gln, _label_of(heads, place)) for place, gln in numbers.items()}
    named = enumerate(heads[-1]) if heads else ()
    return {
        place: (cell.strip(), "")
        for place, cell in named
        if place >= _FIRST_VALUE_COLUMN and isinstance(cell, str) and cell.strip().lower() != "date"
    }


def _label_of(heads: list[Row], place: int) -> str:
    """Return the operator's name: the last text above or below the GLN of a column."""
    texts = [row[place] for row in heads if place < len(row)]
    words = [cell.strip() for cell in texts if isinstance(cell, str) and not find_gln(cell)]
    return words[-1] if words else ""
