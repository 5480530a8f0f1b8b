"""Our open CSV: `ean,direction,start,step_minutes,wh,state`. Read, and written.

One row for each interval: the number of the supply point, `offtake` or `injection`, the start as an
ISO 8601 instant with its offset, the step in minutes, whole Wh (empty where missing) and the state
(`validated`, `measured`, `corrected`, `given`, `estimated`, `not_yet`, `missing`). Further columns
may stand anywhere and are not read. Because each start has its offset, the hour that comes twice
in October needs no guess.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from energycore.intervals import MISSING_WH, ValueState
from energycore.units import IntArray
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._series import Rows, SeriesKey, finish, is_on_step, merge_rows
from kwartier.intervals.formats._sieve import Sieve
from kwartier.intervals.formats._unpacking import decode
from kwartier.intervals.types import Direction, ParsedFile, Series

FORMAT = "open_csv"
COLUMNS = ("ean", "direction", "start", "step_minutes", "wh", "state")
STEPS = (5, 10, 15, 30, 60, 1440)
_DIRECTIONS = {each.name.lower(): int(each) for each in Direction}
_STATES = {each.label: int(each) for each in ValueState}
_NONE = -1


def recognize(head: bytes) -> bool:
    """Whether a file that begins so is one of ours: its header names our columns."""
    header = {_name(cell) for cell in decode(head).lstrip().split("\n", 1)[0].split(",")}
    return header.issuperset(COLUMNS)


def read(content: bytes, *, timezone: str) -> ParsedFile:
    """The series of an open CSV; `timezone` says when a day of daily totals begins."""
    found = Findings()
    lines = cells.split_lines(decode(content))
    header_line = cells.find_header(lines)
    table = cells.read_table(
        lines, header_line=header_line, separator=",", names=_name, found=found
    )
    if not cells.require_columns(table, COLUMNS, found, header_line=header_line):
        return finish(FORMAT, found)
    sieve = Sieve(table, found)
    codes = sieve.read_codes("ean")
    directions = _read_words(sieve, "direction", _DIRECTIONS)
    steps = cells.as_array(table.column("step_minutes"), _read_step)
    sieve.block("step_minutes", steps == _NONE, kinds.UNKNOWN_STEP)
    _require_one_step(sieve, codes, directions, steps)
    starts = _read_starts(sieve, steps, timezone)
    states = _read_words(sieve, "state", _STATES)
    values_wh = sieve.read_wh("wh", scale=0)
    sieve.require_states("state", values_wh, states)
    keys, places = _list_keys(codes, directions, steps)
    rows = Rows(places, starts, values_wh, states.astype(np.uint8), table.lines)
    series = merge_rows(keys, rows.take(sieve.is_taken), field="start", found=found)
    return finish(FORMAT, found, series=series)


def _name(cell: str) -> str:
    return cell.strip().strip('"').lower()


def _read_step(text: str) -> int:
    step = cells.read_wh(text, scale=0) if text.strip().isdecimal() else _NONE
    return step if step in STEPS else _NONE


def _read_words(sieve: Sieve, name: str, known: dict[str, int]) -> IntArray:
    texts = sieve.table.column(name)
    words = cells.as_array(texts, lambda text: known.get(text.strip().lower(), _NONE))
    sieve.block(name, words == _NONE, kinds.UNKNOWN_WORD)
    return words


def _require_one_step(
    sieve: Sieve, codes: list[str], directions: IntArray, steps: IntArray
) -> None:
    """Keep out rows of another step than most of their series: step and value may be exchanged."""
    places = sieve.places.tolist()
    counts = Counter((codes[each], int(directions[each]), int(steps[each])) for each in places)
    usual: dict[tuple[str, int], int] = {}
    for (code, direction, step), _count in reversed(counts.most_common()):
        usual[code, direction] = step
    for each in places:
        expected = usual[codes[each], int(directions[each])]
        if steps[each] != expected:
            sieve.block("step_minutes", np.array([each]), kinds.OFF_STEP, expected=expected)


def _read_starts(sieve: Sieve, steps: IntArray, timezone: str) -> IntArray:
    """Instants on a boundary of their step."""
    starts = cells.as_array(sieve.table.column("start"), cells.read_instant)
    sieve.block("start", starts == cells.UNREADABLE, kinds.NO_TIME)
    for step in np.unique(steps[sieve.is_taken]).tolist():
        (places,) = np.nonzero(sieve.is_taken & (steps == step))
        fits = is_on_step(starts[places], step, timezone=timezone)
        sieve.block("start", places[~fits], kinds.OFF_STEP, expected=step)
    return starts


def _list_keys(
    codes: list[str], directions: IntArray, steps: IntArray
) -> tuple[list[SeriesKey], IntArray]:
    """The different series, and which of them each row belongs to."""
    known: dict[tuple[str, int, int], int] = {}
    places = [
        known.setdefault(each, len(known))
        for each in zip(codes, directions.tolist(), steps.tolist(), strict=True)
    ]
    keys = [SeriesKey(code, Direction(max(direction, 0)), step) for code, direction, step in known]
    return keys, np.array(places, dtype=np.int64)


def write(series: Iterable[Series], *, timezone: str) -> bytes:
    """An open CSV of series; starts are written with the offset that holds in the time zone.

    Reading it again gives the same series.
    """
    zone = ZoneInfo(timezone)
    rows = [",".join(COLUMNS)]
    for each in series:
        before = f"{each.code},{Direction(each.direction).name.lower()}"
        values = zip(
            each.starts.tolist(), each.values_wh.tolist(), each.states.tolist(), strict=True
        )
        for start, value_wh, state in values:
            at = datetime.fromtimestamp(start, zone).isoformat()
            wh = "" if value_wh == MISSING_WH else value_wh
            rows.append(f"{before},{at},{each.step_minutes},{wh},{ValueState(state).label}")
    return ("\n".join(rows) + "\n").encode()
