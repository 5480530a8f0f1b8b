"""From rows, as a file has them, to series: sorted, merged, each time once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from energycore.clocks import GAS_DAY_START_HOUR
from energycore.intervals import MISSING_WH
from energycore.units import BoolArray, ByteArray, IntArray
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._local_times import DAY_SECONDS, face_of
from kwartier.intervals.types import Direction, IndexRow, ParsedFile, PeakRow, Series

DAY_MINUTES = 1440
_MINUTE_SECONDS = 60
_DAYS_BEGIN = (0, GAS_DAY_START_HOUR * 3600)


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """What one series is told apart by."""

    code: str
    direction: Direction
    step_minutes: int
    register: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Values as a file has them, in any order: arrays of one length.

    ``keys`` is the place of each row's series among the `SeriesKey`s; the others are as in `Series`.
    """

    keys: IntArray
    starts: IntArray
    values_wh: IntArray
    states: ByteArray
    lines: IntArray

    def take(self, places: IntArray | BoolArray | slice) -> "Rows":
        """Only some rows, in the order of their places."""
        return Rows(
            self.keys[places],
            self.starts[places],
            self.values_wh[places],
            self.states[places],
            self.lines[places],
        )


def empty_series(key: SeriesKey) -> Series:
    """A series without values."""
    none = np.zeros(0, dtype=np.int64)
    states = none.astype(np.uint8)
    return Series(key.code, key.direction, key.step_minutes, none, none, states, none, key.register)


def merge_rows(
    keys: Sequence[SeriesKey], rows: Rows, *, field: str, found: Findings, tells_gaps: bool = True
) -> tuple[Series, ...]:
    """The series of some rows.

    Of rows for one time, those without value give way to the one with a value (another register, or
    a repetition). Rows that agree are one, and told; of rows that do not agree, none is taken.
    """
    order = np.lexsort((rows.lines, rows.starts, rows.keys))
    rows = _require_one_each(rows.take(order), field=field, found=found)
    series = []
    bounds = np.searchsorted(rows.keys, np.arange(len(keys) + 1)).tolist()
    for key, (first, until) in zip(keys, pairwise(bounds), strict=True):
        if first == until:
            continue
        mine = rows.take(slice(first, until))
        made = Series(
            key.code,
            key.direction,
            key.step_minutes,
            mine.starts,
            mine.values_wh,
            mine.states,
            mine.lines,
            key.register,
        )
        if tells_gaps:
            tell_gaps(made, field=field, found=found)
        series.append(made)
    return tuple(series)


def _require_one_each(rows: Rows, *, field: str, found: Findings) -> Rows:
    """Sorted rows, each time of a series once."""
    is_same = (np.diff(rows.starts) == 0) & (np.diff(rows.keys) == 0)
    if not is_same.any():
        return rows
    is_kept = np.ones(len(rows.starts), dtype=np.bool_)
    group = np.cumsum(np.concatenate(([True], ~is_same)))
    repeated = np.flatnonzero(
        np.concatenate((is_same, [False])) | np.concatenate(([False], is_same))
    )
    for members in np.split(repeated, np.flatnonzero(np.diff(group[repeated])) + 1):
        _choose(rows, members, is_kept, field=field, found=found)
    return rows.take(is_kept)


def _choose(
    rows: Rows, members: IntArray, is_kept: BoolArray, *, field: str, found: Findings
) -> None:
    """Mark which of the rows for one time is kept."""
    told = members[rows.values_wh[members] != MISSING_WH]
    chosen = told if len(told) else members[:1]
    is_kept[members] = False
    values, lines = rows.values_wh[chosen], rows.lines[chosen]
    if (values == values[0]).all():
        worst = chosen[int(rows.states[chosen].argmax())]
        is_kept[worst] = True
        for line in lines[1:]:
            found.add(kinds.REPEATED, line=int(line), field=field, other=int(lines[0]))
        return
    for line in lines:
        other = lines[1] if line == lines[0] else lines[0]
        found.add(kinds.CONFLICT, line=int(line), field=field, other=int(other))


def tell_gaps(series: Series, *, field: str, found: Findings) -> None:
    """Tell where intervals lack within a series; a day of 23 or 25 hours is no gap."""
    step = series.step_minutes * _MINUTE_SECONDS
    slack = step // 2 if series.step_minutes == DAY_MINUTES else 0
    steps = np.diff(series.starts)
    for place in np.flatnonzero(np.abs(steps - step) > slack):
        missing = round(int(steps[place]) / step) - 1
        line, other = int(series.lines[place + 1]), int(series.lines[place])
        found.add(kinds.GAP, line=line, field=field, other=other, count=missing)


def is_on_step(starts: IntArray, step_minutes: int, *, timezone: str) -> BoolArray:
    """Where intervals begin on a boundary of their step; a day begins at midnight, of gas at six."""
    if step_minutes == DAY_MINUTES:
        return np.isin(face_of(starts, timezone) % DAY_SECONDS, _DAYS_BEGIN)
    return np.asarray(starts % (step_minutes * _MINUTE_SECONDS) == 0)


def finish(
    name: str,
    found: Findings,
    *,
    series: tuple[Series, ...] = (),
    indexes: tuple[IndexRow, ...] = (),
    peaks: tuple[PeakRow, ...] = (),
) -> ParsedFile:
    """What a reader gives back: nothing but findings, when too many rows of the file are blocked."""
    if found.refuses_all:
        return ParsedFile(name, (), (), (), found.in_order())
    return ParsedFile(name, series, indexes, peaks, found.in_order())
