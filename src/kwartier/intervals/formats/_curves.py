"""Values of power or energy, stamped where their intervals begin or end, laid out as series.

France gives the average power of each step in W. A step of m minutes at w watts is w x m / 60 Wh,
which is not always whole: 27 W over half an hour are 13.5 Wh. What is left over is carried to the
next value of the same local day, so that each value is within 1 Wh and the sum of the day is that
of its powers, rounded once, half up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from energycore.clocks import local_midnights
from energycore.intervals import MISSING_WH, ValueState
from energycore.units import BoolArray, ByteArray, IntArray
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.types import Direction, Series

STEPS = (5, 10, 15, 30, 60)
DAILY = 1440
# So many values of one step in a row settle it; fewer within shorter steps are values that lack
# others between them: 10:00, 11:00, 12:00 among half-hours are not hours.
_SETTLED = 12
_WH_PER_KWH = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Values as a file gives them, in any order: parallel arrays.

    stamps   unix seconds
    numbers  W (average over the step) or Wh, `MISSING_WH` where there is none
    """

    stamps: IntArray
    numbers: IntArray
    states: ByteArray
    lines: IntArray

    def take(self, kept: IntArray | BoolArray) -> "Rows":
        """These rows only."""
        return Rows(self.stamps[kept], self.numbers[kept], self.states[kept], self.lines[kept])


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the rows of a curve are: whose, which way, in which unit, and where stamped."""

    code: str
    direction: Direction
    timezone: str
    is_power: bool = True
    is_end_stamped: bool = True
    register: str = ""
    field: str = ""


def as_series(
    rows: Rows, meaning: Meaning, *, steps: IntArray | int | None = None, found: Findings
) -> tuple[Series, ...]:
    """One series for each step among the rows; what cannot be laid out is found and left out.

    ``steps`` are the minutes of each row, or of all; None where the file does not tell: then they
    are seen from the distance of the stamps.
    """
    if steps is None:
        rows = _drop_repeated(_in_order(rows), meaning, found)
        rows, lengths = _see_steps(rows, meaning, found)
    else:
        lengths = np.broadcast_to(np.asarray(steps, dtype=np.int64), rows.stamps.shape)
        order = np.argsort(rows.stamps, kind="stable")
        rows, lengths = rows.take(order), lengths[order]
        kept = _find_first(rows, meaning, found)
        rows, lengths = rows.take(kept), lengths[kept]
    starts = rows.stamps - lengths * 60 if meaning.is_end_stamped else rows.stamps
    rows = Rows(starts, rows.numbers, rows.states, rows.lines)
    rows, lengths = _drop_misplaced(rows, lengths, meaning, found)
    values = _as_wh(rows, lengths, meaning, found)
    _tell_gaps(rows, lengths, meaning, found)
    return tuple(
        Series(
            code=meaning.code,
            direction=meaning.direction,
            step_minutes=int(step),
            starts=rows.stamps[of_step],
            values_wh=values[of_step],
            states=rows.states[of_step],
            lines=rows.lines[of_step],
            register=meaning.register,
        )
        for step in np.unique(lengths)
        if (of_step := (lengths == step) & (values != _TOO_HIGH)).any()
    )


_TOO_HIGH = -2


def _in_order(rows: Rows) -> Rows:
    return rows.take(np.argsort(rows.stamps, kind="stable"))


def _drop_repeated(rows: Rows, meaning: Meaning, found: Findings) -> Rows:
    return rows.take(_find_first(rows, meaning, found))


def _find_first(rows: Rows, meaning: Meaning, found: Findings) -> IntArray:
    """One row of each stamp: the one with a value; none where values differ."""
    stamps = rows.stamps
    firsts = np.flatnonzero(np.append(True, stamps[1:] != stamps[:-1])) if len(stamps) else stamps
    if len(firsts) == len(stamps):
        return firsts
    kept = []
    for first, until in pairwise([*firsts.tolist(), len(stamps)]):
        if until - first == 1:
            kept.append(first)
            continue
        group = range(first, until)
        with_value = [each for each in group if rows.numbers[each] != MISSING_WH] or [first]
        best = with_value[0]
        is_told_twice = len({int(rows.numbers[each]) for each in with_value}) > 1
        for each in group:
            line = int(rows.lines[each])
            if is_told_twice:
                other = rows.lines[best if each != best else with_value[-1]]
                found.add(kinds.CONFLICT, line=line, field=meaning.field, other=int(other))
            elif each != best:
                other = rows.lines[best]
                found.add(kinds.REPEATED, line=line, field=meaning.field, other=int(other))
        if not is_told_twice:
            kept.append(best)
    return np.array(kept, dtype=np.int64)


def _see_steps(rows: Rows, meaning: Meaning, found: Findings) -> tuple[Rows, IntArray]:
    """The minutes of each row, from the distances of stamps; rows between the steps are left out."""
    distances = np.diff(rows.stamps)
    settled = _settled_steps(distances)
    if not len(settled):
        kinds_fr.add_each(found, kinds_fr.STEP_UNTOLD, lines=rows.lines[:1], field=meaning.field)
        return rows.take(slice(0)), np.zeros(0, dtype=np.int64)  # type: ignore[arg-type]
    # A distance belongs to the settled run it is in, else to the one before it, or, where it is
    # shorter than that one's step, to the one after it.
    places = np.arange(len(distances))
    known = np.flatnonzero(settled)
    before = known[np.maximum(np.searchsorted(known, places, "right") - 1, 0)]
    after = known[np.minimum(np.searchsorted(known, places, "left"), len(known) - 1)]
    is_short = distances < settled[before]
    lengths = np.where(settled > 0, settled, np.where(is_short, settled[after], settled[before]))
    # An end stamp closes the interval after the stamp before it; a start stamp opens the one before
    # the stamp after it.
    lengths = (
        np.append(lengths[0], lengths)
        if meaning.is_end_stamped
        else np.append(lengths, lengths[-1])
    )
    minutes = lengths // 60
    for place in (np.flatnonzero(np.diff(minutes)) + 1).tolist():
        line, other, found_now = rows.lines[place], minutes[place - 1], minutes[place]
        kind, field = kinds_fr.STEP_CHANGES, meaning.field
        found.add(kind, line=int(line), field=field, found=int(found_now), other=int(other))
    return rows, minutes


def _settled_steps(distances: IntArray) -> IntArray:
    """The distance itself where it is a settled step, else 0; empty where nothing can be told."""
    is_step = np.isin(distances, [each * 60 for each in STEPS])
    if not is_step.any():
        return distances[:0]
    changes = np.flatnonzero(np.diff(distances)) + 1
    lengths = np.diff(np.concatenate(([0], changes, [len(distances)])))
    in_run = np.repeat(lengths, lengths)
    is_settled = is_step & (in_run >= _SETTLED)
    if is_settled.any():
        return np.where(is_settled, distances, 0)
    steps, counts = np.unique(distances[is_step], return_counts=True)
    return np.where(distances == steps[np.argmax(counts)], distances, 0)


def _drop_misplaced(
    rows: Rows, lengths: IntArray, meaning: Meaning, found: Findings
) -> tuple[Rows, IntArray]:
    """Leave out what begins off its step, and what overlaps. Days begin where midnight is."""
    is_off = (lengths != DAILY) & (rows.stamps % (np.maximum(lengths, 1) * 60) != 0)
    for line, step in zip(rows.lines[is_off], lengths[is_off], strict=True):
        found.add(kinds.OFF_STEP, line=int(line), field=meaning.field, expected=int(step))
    rows, lengths = rows.take(~is_off), lengths[~is_off]
    order = np.argsort(rows.stamps, kind="stable")
    rows, lengths = rows.take(order), lengths[order]
    # A day may have 23 hours: its length in hours is not that of its values.
    ends = rows.stamps + np.where(lengths == DAILY, 23 * 60, lengths) * 60
    latest = np.maximum.accumulate(ends)
    late = np.flatnonzero(rows.stamps[1:] < latest[:-1]) + 1
    if not len(late):
        return rows, lengths
    is_kept = np.ones(len(lengths), dtype=np.bool_)
    for each in late.tolist():
        for place, other in ((each - 1, each), (each, each - 1)):
            if is_kept[place]:
                is_kept[place] = False
                line, beside = int(rows.lines[place]), int(rows.lines[other])
                found.add(kinds_fr.OVERLAP, line=line, field=meaning.field, other=beside)
    return rows.take(is_kept), lengths[is_kept]


def _as_wh(rows: Rows, lengths: IntArray, meaning: Meaning, found: Findings) -> IntArray:
    """Wh of each row, by the rule of this module; `_TOO_HIGH`, and found, where it cannot be."""
    is_known = rows.numbers != MISSING_WH
    parts = rows.numbers * lengths if meaning.is_power else rows.numbers * 60
    is_high = is_known & (parts > cells.HIGHEST_WH * 60)
    for place in np.flatnonzero(is_high).tolist():
        kwh = int(parts[place]) // (60 * _WH_PER_KWH)
        found.add(kinds.TOO_HIGH, line=int(rows.lines[place]), field=meaning.field, found=kwh)
    counted = np.where(is_known & ~is_high, parts, 0)
    if (counted % 60).any():
        values = _carry(counted, rows.stamps, meaning.timezone)
    else:
        values = counted // 60
    return np.where(is_high, _TOO_HIGH, np.where(is_known, values, MISSING_WH))


def _carry(parts: IntArray, starts: IntArray, timezone: str) -> IntArray:
    """Sixtieths of Wh into Wh, what is left over carried within each local day."""
    first, last = (int(each) // 86_400 for each in (starts[0], starts[-1]))
    midnights = local_midnights(first - 1, last + 2, timezone)
    days = np.searchsorted(midnights, starts, "right")
    is_first = np.append(True, days[1:] != days[:-1])
    sums = np.cumsum(parts)
    before_day = (sums - parts)[is_first][np.cumsum(is_first) - 1]
    until = (sums - before_day + 30) // 60
    before = np.where(is_first, 0, np.append(0, until[:-1]))
    return np.asarray(until - before, dtype=np.int64)


def _tell_gaps(rows: Rows, lengths: IntArray, meaning: Meaning, found: Findings) -> None:
    """Say how many intervals are missing between two rows; days are counted as days."""
    if not len(lengths):
        return
    seconds = lengths * 60
    between = rows.stamps[1:] - rows.stamps[:-1] - seconds[:-1]
    # A day of 25 hours is no gap.
    counts = np.where(lengths[1:] == DAILY, between + 7200, between) // seconds[1:]
    for place in np.flatnonzero(counts > 0).tolist():
        found.add(
            kinds.GAP,
            line=int(rows.lines[place + 1]),
            field=meaning.field,
            other=int(rows.lines[place]),
            count=int(counts[place]),
        )


def tell_rounded(
    texts: Sequence[str], lines: IntArray, *, scale: int, field: str, found: Findings
) -> None:
    """Say once, at the first of them, that powers have parts of a watt."""
    parts = {text for text in set(texts) if cells.is_rounded(text, scale=scale)}
    first = next((place for place, text in enumerate(texts) if text in parts), None)
    if parts and first is not None:
        line, shown = int(lines[first]), texts[first]
        found.add(kinds_fr.ROUNDED_POWER, line=line, field=field, found=shown)


def states_of(numbers: IntArray, state: ValueState) -> ByteArray:
    """The same state for all, but for those without a value."""
    return np.where(numbers == MISSING_WH, ValueState.MISSING, state).astype(np.uint8)
