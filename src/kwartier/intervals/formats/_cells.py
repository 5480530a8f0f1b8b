"""Lines and cells of a text: tables, decimals, days, instants. Exact, and each cell but once.

The same few thousand texts fill the hundred thousand rows of an export, so a column is read by
reading its different texts.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from csv import Error as CsvError
from csv import reader as read_csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from energycore.clocks import day_number
from energycore.intervals import MISSING_WH
from energycore.units import BoolArray, IntArray
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._findings import Findings

LONGEST_LINE = 10_000
# 10 MWh in one interval is 40 MW at a quarter-hour: no connection that a supplier of homes serves.
HIGHEST_WH = 10_000_000
# Seven digits of kWh: no meter of a home shows more.
HIGHEST_INDEX_WH = 9_999_999_999
UNREADABLE = -2
_DECIMAL = re.compile(r"(\d{1,12})(?:[.,](\d{1,9}))?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.](\d\d)[-/.](\d\d)|(\d\d)[-/.](\d\d)[-/.](\d{4})", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_EARLIEST_YEAR, _LATEST_YEAR = 2000, 2099
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of equal width under one header: columns of texts, and the line of each row."""

    header: tuple[str, ...]
    titles: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    lines: IntArray

    def column(self, name: str) -> Sequence[str]:
        """The texts of the column with this name in the header."""
        return self.columns[self.header.index(name)]

    def title(self, name: str) -> str:
        """What the file itself calls the column with this name."""
        return self.titles[self.header.index(name)]


def split_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them; a line counts where an editor counts it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def find_header(lines: Sequence[str]) -> int:
    """The number of the first line that says something; 1 where none does."""
    return next((number for number, line in enumerate(lines, 1) if line.strip()), 1)


def read_table(
    lines: list[str],
    *,
    header_line: int,
    separator: str,
    names: Callable[[str], str],
    found: Findings,
) -> Table:
    """The rows below line ``header_line``. Rows of another width are found and left out.

    ``names`` turns a cell of the header into the name that the reader knows it by.
    """
    above = lines[header_line - 1]
    if len(above) > LONGEST_LINE:
        found.add(kinds.TOO_LONG, line=header_line, field="", limit=LONGEST_LINE)
        lines, above = lines[:header_line], ""
    titles = [cell.strip() for cell in _split(above, separator) or [""]]
    while titles and not titles[-1]:
        titles.pop()
    header = [names(cell) for cell in titles]
    end = len(lines)
    while end > header_line and not lines[end - 1]:
        end -= 1
    body = lines[header_line:end]
    plain = _read_plain(body, separator, len(header)) if body else None
    if plain is not None:
        numbers = np.arange(header_line + 1, header_line + 1 + len(body), dtype=np.int64)
        return Table(tuple(header), tuple(titles), plain, numbers)
    kept, rows = _list_rows(body, header_line + 1, separator, len(header), found)
    if not rows:
        found.add(kinds.NO_ROWS, line=header_line, field="")
    columns = tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in header)
    return Table(tuple(header), tuple(titles), columns, np.array(kept, dtype=np.int64))


def _read_plain(body: list[str], separator: str, width: int) -> tuple[Sequence[str], ...] | None:
    """The columns of rows that all fit the header; None where one of them needs a second look.

    The whole is cut at once, which takes a quarter of the time of line by line.
    """
    whole = separator.join(body)
    # The only quotation marks of an export are those of ="541…", which tell a spreadsheet that
    # digits are a text.
    is_plain = whole.count('"') == 2 * whole.count('="') and max(map(len, body)) <= LONGEST_LINE
    if not is_plain or {line.count(separator) for line in body} != {width - 1}:
        return None
    cells = whole.split(separator)
    return tuple(cells[place::width] for place in range(width))


def require_columns(
    table: Table, names: Sequence[str], found: Findings, *, header_line: int = 1
) -> bool:
    """Whether a table has some columns, each once; what is wrong with the header is found."""
    missing = [name for name in names if name not in table.header]
    twice = [name for name in names if table.header.count(name) > 1]
    for kind, columns in ((kinds.MISSING_COLUMN, missing), (kinds.REPEATED_COLUMN, twice)):
        for column in columns:
            found.add(kind, line=header_line, field=column, column=column)
    return not missing and not twice


def _list_rows(
    body: Sequence[str], first_line: int, separator: str, width: int, found: Findings
) -> tuple[list[int], list[list[str]]]:
    """The rows that fit the header, line by line, and the numbers of their lines."""
    numbers, rows = [], []
    for number, line in enumerate(body, first_line):
        if not line.strip():
            continue
        cells = _fit(line, separator, width, number, found)
        if cells is not None:
            numbers.append(number)
            rows.append(cells)
    return numbers, rows


def _fit(line: str, separator: str, width: int, number: int, found: Findings) -> list[str] | None:
    """The cells of a line that is not plain; None, and a finding, where they do not fit the header."""
    if len(line) > LONGEST_LINE:
        found.add(kinds.TOO_LONG, line=number, field="", limit=LONGEST_LINE)
        return None
    cells = _split(line, separator)
    if cells is None:
        found.add(kinds.QUOTES, line=number, field="")
        return None
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) != width:
        found.add(kinds.WRONG_CELLS, line=number, field="", found=len(cells), expected=width)
        return None
    return cells


def _split(line: str, separator: str) -> list[str] | None:
    """The cells of one line, quoted ones included; None where a quotation mark stays open.

    ``="123"`` is how exports tell a spreadsheet that digits are a text: it stays as it is.
    """
    cells = line.split(separator)
    if not any(cell.lstrip().startswith('"') for cell in cells):
        is_open = any(cell.count('"') % 2 for cell in cells)
        return None if is_open else cells
    try:
        return next(read_csv([line], delimiter=separator, strict=True))
    except CsvError:
        return None


def map_cells[T](texts: Sequence[str], read: Callable[[str], T]) -> list[T]:
    """Read each cell of a column; each different text is read once."""
    known = {text: read(text) for text in set(texts)}
    return [known[text] for text in texts]


def as_array(texts: Sequence[str], read: Callable[[str], int]) -> IntArray:
    """Read each cell of a column into a number."""
    return np.array(map_cells(texts, read), dtype=np.int64)


def read_wh(text: str, *, scale: int = 3) -> int:
    """Whole Wh of a decimal number with a comma or a point, rounded half away from zero.

    ``scale`` is 3 for kWh, 0 for Wh. Gives `MISSING_WH` for an empty cell, and `UNREADABLE` for one
    that is no number; a number below zero is none.
    """
    text = text.strip()
    if not text:
        return MISSING_WH
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return UNREADABLE
    decimals = (found[2] or "").ljust(scale, "0")
    whole = int(found[1] + decimals[:scale])
    return whole + (decimals[scale:] >= "5")


def is_rounded(text: str, *, scale: int = 3) -> bool:
    """Whether a number has parts of a Wh."""
    decimals = text.strip().replace(",", ".").partition(".")[2]
    return bool(decimals[scale:].strip("0"))


def read_day(text: str) -> int:
    """The number of a day written 31-12-2026, 31/12/2026 or 2026-12-31; `UNREADABLE` if it is none."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return UNREADABLE
    year, month, day = (
        int(each) for each in (found.group(1, 2, 3) if found[1] else found.group(6, 5, 4))
    )
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return UNREADABLE
    try:
        return day_number(date(year, month, day))
    except ValueError:
        return UNREADABLE


def is_month_first(text: str) -> bool:
    """Whether this is a day only if its month is written first: 12/31/2026."""
    found = _DAY.fullmatch(text.strip())
    swapped = f"{found[5]}-{found[4]}-{found[6]}" if found and not found[1] else ""
    return bool(swapped) and read_day(text) == UNREADABLE != read_day(swapped)


def may_be_month_first(text: str) -> bool:
    """Whether this is another day, too, if its month is written first: 12/10/2026, and not 12/12."""
    found = _DAY.fullmatch(text.strip())
    swapped = f"{found[5]}-{found[4]}-{found[6]}" if found and not found[1] else ""
    return bool(swapped) and read_day(swapped) not in {UNREADABLE, read_day(text)}


def read_time(text: str) -> int:
    """Seconds since midnight on the clock's face, of 23:45 or 23:45:00; `UNREADABLE` if it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return UNREADABLE
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)


def read_instant(text: str) -> int:
    """Unix seconds of an ISO 8601 instant with its offset; `UNREADABLE` if it is none, or has none."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return UNREADABLE
    away = at.utcoffset()
    if away is None or at.microsecond or not _EARLIEST_YEAR <= at.year <= _LATEST_YEAR:
        return UNREADABLE
    # No clock on earth is away from UTC by another part of an hour: such an offset is a slip.
    return UNREADABLE if away % _QUARTER else int(at.timestamp())


def which(flags: Iterable[bool]) -> BoolArray:
    """Flags as an array."""
    return np.fromiter(flags, dtype=np.bool_)
