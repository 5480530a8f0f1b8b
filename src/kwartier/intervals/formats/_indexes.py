"""Registers of the French operator's daily CSV, day by day."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from energycore.intervals import MISSING_WH
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._envelope import Envelope, plain, split_cells
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.types import IndexRow

_SCALES = {"wh": 0, "kwh": 3}
_FIRST_COLUMNS = ["horodate", "type de releve"]


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
    if [plain(each) for each in header[:2]] != _FIRST_COLUMNS or len(header) == len(_FIRST_COLUMNS):
        expected = "Horodate;Type de releve"
        found.add(kinds.MISSING_COLUMN, line=from_ + 1, field="", column=expected)
        return []
    repeated = {each for each in header if header.count(each) > 1}
    for each in sorted(repeated):
        found.add(kinds.REPEATED_COLUMN, line=from_ + 1, field=each, column=each)
    if repeated:
        return []
    reader = _Reader(envelope, header, scale, ZoneInfo(timezone), found)
    for place in range(from_ + 1, until):
        if lines[place].strip():
            reader.take(lines[place], place + 1, is_last=place == len(lines) - 1)
    return reader.rows


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

    def take(self, line: str, number: int, *, is_last: bool) -> None:
        """One row: the indexes of all registers at one instant."""
        if len(line) > cells.LONGEST_LINE:
            self._found.add(kinds.TOO_LONG, line=number, field="", limit=cells.LONGEST_LINE)
            return
        row = split_cells(line)
        if is_last:
            self._found.add(kinds_fr.CUT_OFF, line=number, field=self._header[-1])
            return
        if not len(_FIRST_COLUMNS) <= len(row) <= len(self._header):
            expected = len(self._header)
            self._found.add(
                kinds.WRONG_CELLS, line=number, field="", found=len(row), expected=expected
            )
            return
        seconds = cells.read_instant(row[0])
        if seconds == cells.UNREADABLE:
            self._found.add(kinds.NO_TIME, line=number, field=self._header[0], found=row[0])
            return
        at = datetime.fromtimestamp(seconds, UTC)
        for register, text in zip(self._header[2:], row[2:], strict=False):
            self._take_cell(register, text, at, origin=row[1], number=number)

    def _take_cell(
        self, register: str, text: str, at: datetime, *, origin: str, number: int
    ) -> None:
        index = cells.read_wh(text, scale=self._scale)
        if index == MISSING_WH:
            return
        if index == cells.UNREADABLE:
            self._found.add(kinds_fr.NO_INDEX, line=number, field=register, found=text)
            return
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
