"""The French operator's CSV: the load curve (W, stamped at the end of its step), and daily indexes.

Two lines say whose values follow, which way and in which unit; then come ``Horodate;Valeur`` with
the offset in each stamp, or ``Horodate;Type de releve;EAS F1;...`` with the registers of a day. Below
them may stand a block of calendars, and another pair of lines with further values.

A curve's step is seen from its stamps, and may change within the file. A value may be empty, or its
row be missing: both are missing. A last line without its end is read, and told: its value may be cut
off. The grid of registers says EAS for what was taken from the grid and EAI for what was
fed into it.
"""

from collections.abc import Sequence
from itertools import compress

import numpy as np

from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._curves import (
    STEPS,
    Meaning,
    Rows,
    as_series,
    states_of,
    tell_rounded,
)
from kwartier.intervals.formats._envelope import (
    FIRST_COLUMN,
    Envelope,
    plain,
    read_envelope,
    split_cells,
)
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._indexes import read_indexes
from kwartier.intervals.formats._series import finish
from kwartier.intervals.formats._unpacking import decode
from kwartier.intervals.types import IndexRow, ParsedFile, Series

FORMAT = "enedis_csv"
_STAMP = "horodate"
_HEADERS = (FIRST_COLUMN, _STAMP, "periode;")
# What a cell of power is multiplied by to be W: 10 to this power.
_POWERS = {"w": 0, "kw": 3}


def recognize(head: bytes) -> bool:
    """Whether a file that begins so is one of the operator's."""
    first = plain(decode(head).lstrip().split("\n", 1)[0])
    return first.startswith(FIRST_COLUMN)


def read(content: bytes, *, timezone: str) -> ParsedFile:
    """The curves and the indexes of a file."""
    found = Findings()
    text = decode(content)
    lines = cells.split_lines(text)
    series: list[Series] = []
    indexes: list[IndexRow] = []
    envelope: Envelope | None = None
    for from_, until in _list_blocks(lines):
        name = plain(lines[from_][:80])
        if name.startswith(FIRST_COLUMN):
            envelope = read_envelope(lines, from_, found)
            _require_no_rows(lines, from_ + 2, until, found)
        elif name.startswith(_STAMP):
            block = (lines, from_, until)
            if envelope is None:
                found.add(kinds_fr.NO_ENVELOPE, line=from_ + 1, field=_STAMP)
            elif envelope.kind == "index":
                indexes.extend(read_indexes(*block, envelope, timezone=timezone, found=found))
            else:
                series.extend(_read_curve(*block, envelope, timezone=timezone, found=found))
            envelope = None
    if not series and not indexes and not found.in_order():
        found.add(kinds.NO_ROWS, line=len(lines), field="")
    return finish(FORMAT, found, series=tuple(series), indexes=tuple(indexes))


def _require_no_rows(lines: Sequence[str], from_: int, until: int, found: Findings) -> None:
    """Find rows that follow the envelope at once: the header that says what they are is lost."""
    first = next((place for place in range(from_, until) if lines[place].strip()), None)
    if first is not None:
        found.add(kinds.MISSING_COLUMN, line=first + 1, field="", column="Horodate")


def _list_blocks(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where each block begins, and where the next one does; the rows of a block follow its header."""
    starts = [
        place
        for place, line in enumerate(lines)
        if (line[:1].isalpha() or line[:1] == '"') and plain(line[:80]).startswith(_HEADERS)
    ]
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _read_curve(
    lines: Sequence[str],
    from_: int,
    until: int,
    envelope: Envelope,
    *,
    timezone: str,
    found: Findings,
) -> tuple[Series, ...]:
    names = [plain(each) for each in split_cells(lines[from_])]
    scale = _POWERS.get(envelope.unit.lower())
    if scale is None:
        found.add(kinds_fr.WRONG_UNIT, line=envelope.line, field="unite", found=envelope.unit)
        return ()
    if envelope.step_minutes not in (None, *STEPS):
        shown = str(envelope.step_minutes)
        found.add(kinds_fr.NO_STEP, line=envelope.line, field="pas en minutes", found=shown)
        return ()
    if names[:2] != [_STAMP, "valeur"]:
        found.add(kinds.MISSING_COLUMN, line=from_ + 1, field="", column="Horodate;Valeur")
        return ()
    stamps, values, numbers = _split_rows(lines, from_ + 1, until, len(names), found)
    at = cells.as_array(stamps, cells.read_instant)
    watts = cells.as_array(values, lambda text: cells.read_wh(text, scale=scale))
    is_wrong = at == cells.UNREADABLE
    kinds_fr.add_each(
        found,
        kinds.NO_TIME,
        lines=numbers[is_wrong],
        field="Horodate",
        shown=compress(stamps, is_wrong),
    )
    is_no_power = watts == cells.UNREADABLE
    kinds_fr.add_each(
        found,
        kinds_fr.NO_POWER,
        lines=numbers[is_no_power],
        field="Valeur",
        shown=compress(values, is_no_power),
    )
    tell_rounded(values, numbers, scale=scale, field="Valeur", found=found)
    rows = Rows(at, watts, states_of(watts, envelope.state), numbers)
    meaning = Meaning(envelope.code, envelope.direction, timezone, field="Valeur")
    kept = rows.take(~is_wrong & ~is_no_power)
    return as_series(kept, meaning, steps=envelope.step_minutes, found=found)


def _split_rows(
    lines: Sequence[str], from_: int, until: int, width: int, found: Findings
) -> tuple[list[str], list[str], "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """Stamps, values and line numbers of the rows; those that are no rows are found."""
    stamps, values, numbers = [], [], []
    for place in range(from_, until):
        line = lines[place]
        if len(line) > cells.LONGEST_LINE:
            found.add(kinds.TOO_LONG, line=place + 1, field="", limit=cells.LONGEST_LINE)
            continue
        stamp, separator, value = line.partition(";")
        if not separator or ";" in value:
            if not line.strip():
                continue
            row = split_cells(line)
            if not separator or len(row) > max(width, 2):
                found.add(
                    kinds.WRONG_CELLS, line=place + 1, field="", found=len(row), expected=width
                )
                continue
            stamp, value = row[0], row[1] if len(row) > 1 else ""
        if place == len(lines) - 1:
            found.add(kinds_fr.NO_LINE_END, line=place + 1, field="Valeur")
        stamps.append(stamp)
        values.append(value)
        numbers.append(place + 1)
    return stamps, values, np.array(numbers, dtype=np.int64)
