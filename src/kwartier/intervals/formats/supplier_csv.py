"""A French supplier's CSV of half-hours: W, the newest first, under a heading for each day.

Below the heading of a day stand its times on the clock's face, each the end of its half-hour;
``00:00:00`` is the end of the day. There is no offset: the night the clock is put back shows 02:00
and 02:30 twice, and their order tells which is which. Where they stand there once, an hour was lost
before the file was made, nobody can say which, and these rows are found. The times of a day stand in
order: where they do not, the heading of another day was lost between them, and none of them is taken.
The file names no supply point.
"""

from itertools import compress

import numpy as np

from energycore.intervals import ValueState
from energycore.units import BoolArray, IntArray
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._curves import Meaning, Rows, as_series, tell_rounded
from kwartier.intervals.formats._envelope import SEPARATOR, plain, split_cells
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._local_times import DAY_SECONDS
from kwartier.intervals.formats._series import finish
from kwartier.intervals.formats._told_apart import as_instants
from kwartier.intervals.formats._unpacking import decode
from kwartier.intervals.types import Direction, ParsedFile, Series

FORMAT = "supplier_csv"
_TITLE = "recapitulatif de mes puissances atteintes en "
_HEADER = "date et heure de releve"
_FIELD = "Puissance atteinte (W)"
_STEP = 30
_WIDTH = 3
_UNITS = {"w": 0, "kw": 3}
_NATURES = {
    "reelle": ValueState.MEASURED,
    "estimee": ValueState.ESTIMATED,
    "corrigee": ValueState.CORRECTED,
}


def recognize(head: bytes) -> bool:
    """Whether a file that begins so is such a summary of powers."""
    return plain(decode(head).lstrip()[:200]).startswith(_TITLE)


def read(content: bytes, *, timezone: str) -> ParsedFile:
    """The half-hours of a file."""
    found = Findings()
    lines = cells.split_lines(decode(content))
    title = next(plain(line) for line in lines if line.strip())
    unit = title.removeprefix(_TITLE).strip(" ;")
    if unit not in _UNITS:
        found.add(kinds_fr.WRONG_UNIT, line=1, field="", found=unit)
        return finish(FORMAT, found)
    reader = _Reader(found)
    for number, line in enumerate(lines, 1):
        if line.strip():
            reader.take(line, number)
    series = reader.as_series(timezone, scale=_UNITS[unit])
    if not reader.lines and not found.in_order():
        found.add(kinds.NO_ROWS, line=len(lines), field="")
    return finish(FORMAT, found, series=series)


class _Reader:
    """Takes the lines one by one, under the day that stands above them."""

    def __init__(self, found: Findings) -> None:
        self.faces: list[int] = []
        self.texts: list[str] = []
        self.states: list[ValueState] = []
        self.lines: list[int] = []
        self.headings: list[int] = []
        self._day = cells.UNREADABLE
        self._heading = 0
        self._found = found
        self._is_begun = False

    def take(self, line: str, number: int) -> None:
        """A title, the header, a day, or a row."""
        if len(line) > cells.LONGEST_LINE:
            self._found.add(kinds.TOO_LONG, line=number, field="", limit=cells.LONGEST_LINE)
            return
        row = split_cells(line)
        if not self._is_begun:
            self._is_begun = plain(row[0]).startswith(_HEADER)
            if self._is_begun or plain(row[0]).startswith(_TITLE.strip()):
                return
        if len(row) == 1 and cells.read_time(row[0]) == cells.UNREADABLE:
            self._day, self._heading = cells.read_day(row[0]), number
            if self._day == cells.UNREADABLE:
                self._found.add(kinds.NO_TIME, line=number, field="", found=row[0])
            return
        self._take_row(row, line, number)

    def _take_row(self, row: list[str], line: str, number: int) -> None:
        seconds = cells.read_time(row[0])
        state = _NATURES.get(plain(row[2])) if len(row) == _WIDTH else None
        if len(row) > _WIDTH or (len(row) == _WIDTH - 1 and row[1]):
            self._found.add(
                kinds.WRONG_CELLS, line=number, field="", found=len(row), expected=_WIDTH
            )
        elif len(row) == 1 and line.count(SEPARATOR) < _WIDTH - 1:
            self._found.add(kinds.WRONG_CELLS, line=number, field="", found=1, expected=_WIDTH)
        elif seconds == cells.UNREADABLE:
            self._found.add(kinds.NO_TIME, line=number, field="", found=row[0])
        elif self._day == cells.UNREADABLE:
            self._found.add(kinds_fr.NO_DAY_ABOVE, line=number, field="")
        else:
            if state is None and len(row) == _WIDTH:
                self._found.add(kinds.UNKNOWN_STATE, line=number, field="Nature", found=row[2])
            # Midnight is the end of the day that it stands under.
            self.faces.append(self._day * DAY_SECONDS + (seconds or DAY_SECONDS))
            self.texts.append(row[1] if len(row) == _WIDTH else "")
            self.states.append(ValueState.ESTIMATED if state is None else state)
            self.lines.append(number)
            self.headings.append(self._heading)

    def as_series(self, timezone: str, *, scale: int) -> tuple[Series, ...]:
        """The rows as one series: without a number of a supply point, and of what was taken."""
        lines: IntArray = np.array(self.lines, dtype=np.int64)
        watts = cells.as_array(self.texts, lambda text: cells.read_wh(text, scale=scale))
        tell_rounded(self.texts, lines, scale=scale, field=_FIELD, found=self._found)
        is_wrong = watts == cells.UNREADABLE
        kinds_fr.add_each(
            self._found,
            kinds_fr.NO_POWER,
            lines=lines[is_wrong],
            field=_FIELD,
            shown=compress(self.texts, is_wrong),
        )
        faces = np.array(self.faces, dtype=np.int64)
        stamps = as_instants(faces, timezone=timezone, lines=lines, field="", found=self._found)
        states = np.array(self.states, dtype=np.uint8)
        states[watts < 0] = ValueState.MISSING
        rows = Rows(stamps, watts, states, lines)
        meaning = Meaning("", Direction.OFFTAKE, timezone, field=_FIELD)
        is_placed = stamps != cells.UNREADABLE
        is_placed[is_placed] = self._require_order(rows.take(is_placed), is_placed)
        return as_series(rows.take(~is_wrong & is_placed), meaning, steps=_STEP, found=self._found)

    def _require_order(self, rows: Rows, is_placed: BoolArray) -> BoolArray:
        """Which of the placed rows stand under a day whose times only rise, or only fall."""
        headings = np.array(self.headings, dtype=np.int64)[is_placed]
        ways, is_within = np.sign(np.diff(rows.stamps)), np.diff(headings) == 0
        mixed = set(headings[1:][is_within & (ways > 0)].tolist())
        mixed &= set(headings[1:][is_within & (ways < 0)].tolist())
        is_mixed = np.isin(headings, [*mixed])
        kinds_fr.add_each(self._found, kinds_fr.OUT_OF_ORDER, lines=rows.lines[is_mixed], field="")
        return np.asarray(~is_mixed)
