"""Registers of the French operator's daily CSV, day by day.

A register only rises, and the registers of a supply point stay the same from day to day. A row that
is otherwise may be right (a meter or a tariff was replaced), or have its cells mixed up: it is told.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from energycore.intervals import MISSING_WH
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._envelope import SEPARATOR, Envelope, plain, split_cells
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.types import IndexRow

_SCALES = {"wh": 0, "kwh": 3}
_FIRST_COLUMNS = ["horodate", "type de releve"]
_REGISTER = re.compile(r"EA[SI] (?:F\d\d?|D\d|T)", re.ASCII)


def read_indexes(
    lines: Sequence[str],
    from_: int,
    until: int,
    envelope: Envelope,
    *,
    timezone: str,
    found: Findings,
) -> list[IndexRow]:
    """An index for each register and day below the header ``lines[from_]``; empty cells are none."""
    header = split_cells(lines[from_])
    scale = _SCALES.get(envelope.unit.lower())
    if scale is None:
        found.add(kinds_fr.WRONG_UNIT, line=envelope.line, field="unite", found=envelope.unit)
        return []
    if not _is_header(header, from_ + 1, found):
        return []
    reader = _Reader(envelope, header, scale, ZoneInfo(timezone), found)
    for place in range(from_ + 1, until):
        if lines[place].strip():
            reader.take(lines[place], place + 1, is_last=place == len(lines) - 1)
    tell_falls(reader.rows, found)
    return reader.rows


def _is_header(header: Sequence[str], line: int, found: Findings) -> bool:
    """Whether the header names registers, each once; what is wrong with it is found."""
    if [plain(each) for each in header[:2]] != _FIRST_COLUMNS or len(header) == len(_FIRST_COLUMNS):
        expected = "Horodate;Type de releve"
        found.add(kinds.MISSING_COLUMN, line=line, field="", column=expected)
        return False
    repeated = {each for each in header if header.count(each) > 1}
    for each in sorted(repeated):
        found.add(kinds.REPEATED_COLUMN, line=line, field=each, column=each)
    unknown = [each for each in header[2:] if not _REGISTER.fullmatch(each)]
    for each in unknown:
        found.add(kinds.UNKNOWN_WORD, line=line, field=each, found=each)
    return not repeated and not unknown


def tell_falls(rows: Sequence[IndexRow], found: Findings) -> None:
    """Say at both lines where the index of a register is lower than on the day before it."""
    before: dict[tuple[str, str, str], IndexRow] = {}
    for row in sorted(rows, key=lambda each: each.read_on):
        last = before.get((row.code, row.register, row.meter))
        before[row.code, row.register, row.meter] = row
        if last and row.index_wh < last.index_wh:
            for one, other in ((last, row), (row, last)):
                line, beside = one.line, other.line
                found.add(kinds_fr.INDEX_FALLS, line=line, field=row.register, other=beside)


class _Reader:
    """Takes the rows of days; each register of a day once."""

    def __init__(
        self,
        envelope: Envelope,
        header: Sequence[str],
        scale: int,
        zone: ZoneInfo,
        found: Findings,
    ) -> None:
        self.rows: list[IndexRow] = []
        self._envelope, self._header, self._scale = envelope, header, scale
        self._zone, self._found = zone, found
        self._known: dict[tuple[str, str], IndexRow] = {}
        self._before: tuple[int, list[str]] | None = None

    def take(self, line: str, number: int, *, is_last: bool) -> None:
        """One row: the indexes of all registers at one instant."""
        if len(line) > cells.LONGEST_LINE:
            self._found.add(kinds.TOO_LONG, line=number, field="", limit=cells.LONGEST_LINE)
            return
        row, width = [each.strip().strip('"') for each in line.split(SEPARATOR)], len(self._header)
        while len(row) > width and not row[-1]:
            row.pop()
        if len(row) != width:
            self._found.add(
                kinds.WRONG_CELLS, line=number, field="", found=len(row), expected=width
            )
            return
        if is_last and not self._is_whole(row):
            self._found.add(kinds_fr.CUT_OFF, line=number, field=self._header[-1])
            return
        seconds = cells.read_instant(row[0])
        if seconds == cells.UNREADABLE:
            self._found.add(kinds.NO_TIME, line=number, field=self._header[0], found=row[0])
            return
        self._compare(row, number)
        at = datetime.fromtimestamp(seconds, UTC)
        for register, text in zip(self._header[2:], row[2:], strict=True):
            self._take_cell(register, text, at, origin=row[1], number=number)

    def _is_whole(self, row: Sequence[str]) -> bool:
        """Whether the last cell of a line without end is as long as the one above: nothing is cut off."""
        return self._before is not None and len(row[-1]) >= len(self._before[1][-1])

    def _compare(self, row: list[str], number: int) -> None:
        """Say where the registers are not those of the row above."""
        if self._before:
            other, above = self._before
            if [bool(each) for each in above[2:]] != [bool(each) for each in row[2:]]:
                kind = kinds_fr.REGISTERS_CHANGED
                self._found.add(kind, line=number, field="", other=other)
                self._found.add(kind, line=other, field="", other=number)
        self._before = (number, row)

    def _take_cell(
        self, register: str, text: str, at: datetime, *, origin: str, number: int
    ) -> None:
        index = cells.read_wh(text, scale=self._scale)
        if index == MISSING_WH:
            return
        if index == cells.UNREADABLE or index > cells.HIGHEST_INDEX_WH:
            self._found.add(kinds_fr.NO_INDEX, line=number, field=register, found=text)
            return
        if cells.is_rounded(text, scale=self._scale):
            self._found.add(kinds.ROUNDED, line=number, field=register, found=text)
        local = at.astimezone(self._zone)
        row = IndexRow(
            code=self._envelope.code,
            register=register,
            read_on=local.date(),
            index_wh=index,
            origin=origin,
            line=number,
            at=at,
        )
        before = self._known.setdefault((register, at.isoformat()), row)
        if before is row:
            self.rows.append(row)
        elif before.index_wh == index:
            self._found.add(kinds.REPEATED, line=number, field=register, other=before.line)
        else:
            for one, other in ((before, row), (row, before)):
                self._found.add(kinds.CONFLICT, line=one.line, field=register, other=other.line)
            if before in self.rows:
                self.rows.remove(before)
