"""When the rows of the Flemish operator's exports begin: local times without offset, made instants.

The night the clock is put back, the operator writes the hour that comes twice label by label
(02:00, 02:00, 02:15, 02:15 ...), each time summer time first; others write it pass by pass. Both
are taken, and nothing else: in a file where a row of that hour lacks, or that is sorted otherwise,
no row of the hour tells which pass it is of.
"""

from dataclasses import dataclass

import numpy as np

from energycore.units import BoolArray, IntArray
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._fluvius_words import TIMES
from kwartier.intervals.formats._local_times import DAY_SECONDS, LocalTimes, face_of, locate
from kwartier.intervals.formats._series import is_on_step
from kwartier.intervals.formats._sieve import Sieve

STEPS = (15, 30, 60, 1440)
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True, eq=False)
class _Faces:
    """What the clock showed at both ends of each row: seconds since 1970-01-01 on its face."""

    days: IntArray
    seconds: IntArray
    begins: IntArray
    ends: IntArray


def place_rows(sieve: Sieve, strands: IntArray, *, timezone: str) -> tuple[IntArray, int]:
    """The instant at which each row begins, and the step of the file in minutes (0: none we read).

    ``strands`` tells apart what is in order for itself: one register of one supply point in one
    unit. Rows that cannot be placed are kept out.
    """
    faces = _read_faces(sieve)
    starts = np.zeros(len(strands), dtype=np.int64)
    step_minutes = _find_step(sieve, faces)
    if not step_minutes:
        sieve.is_taken[:] = False
        return starts, 0
    step = step_minutes * _MINUTE
    local = locate(faces.days * sieve.is_taken, faces.seconds * sieve.is_taken, timezone)
    _block_times(sieve, local.is_skipped, kinds.SKIPPED_HOUR)
    fits = _fits_step(sieve, faces, local, step, timezone)
    sieve.block("until_time", ~fits, kinds.OFF_STEP, expected=step_minutes)
    starts[:] = local.at
    if step < DAY_SECONDS:
        is_second = _find_second_passes(sieve, strands, faces, local.is_double, step)
        starts[is_second] = local.again_at[is_second]
    fits = is_on_step(starts, step_minutes, timezone=timezone)
    sieve.block("from_time", ~fits, kinds.OFF_STEP, expected=step_minutes)
    return starts, step_minutes


def _read_faces(sieve: Sieve) -> _Faces:
    columns = []
    for name, reader in zip(TIMES, (cells.read_day, cells.read_time) * 2, strict=True):
        column = cells.as_array(sieve.table.column(name), reader)
        is_wrong = column == cells.UNREADABLE
        sieve.block(name, is_wrong, kinds.NO_TIME)
        if reader is cells.read_day and is_wrong.any():
            _block_other_days(sieve, name, is_wrong)
        columns.append(column)
    from_day, from_time, until_day, until_time = columns
    begins = from_day * DAY_SECONDS + from_time
    return _Faces(from_day, from_time, begins, until_day * DAY_SECONDS + until_time)


def _block_other_days(sieve: Sieve, name: str, is_wrong: BoolArray) -> None:
    """Keep out what may be another day, where a program wrote months before days."""
    texts = sieve.table.column(name)
    if any(cells.is_month_first(texts[place]) for place in np.flatnonzero(is_wrong).tolist()):
        doubted = [cells.may_be_month_first(text) for text in texts]
        sieve.block(name, np.array(doubted, dtype=np.bool_), kinds.MONTH_FIRST)


def _find_step(sieve: Sieve, faces: _Faces) -> int:
    """The step that most rows have, in minutes; 0, and a finding, if it is none that we read."""
    spans = (faces.ends - faces.begins)[sieve.is_taken]
    if not len(spans):
        return 0
    lengths, counts = np.unique(spans, return_counts=True)
    minutes, rest = divmod(int(lengths[counts.argmax()]), _MINUTE)
    if minutes in STEPS and not rest:
        return minutes
    first = int(sieve.table.lines[sieve.is_taken][0])
    title = sieve.table.title("until_time")
    sieve.found.add(kinds.UNKNOWN_STEP, line=first, field=title, found=minutes)
    return 0


def _fits_step(
    sieve: Sieve, faces: _Faces, local: LocalTimes, step: int, timezone: str
) -> BoolArray:
    """Where a row ends one step after it begins: on the clock's face, or by the time that passed."""
    fits = np.asarray(faces.ends - faces.begins == step)
    odd = np.flatnonzero(~fits & sieve.is_taken)
    if step < DAY_SECONDS:
        fits[odd] = face_of(local.at[odd] + step, timezone) == faces.ends[odd]
    return fits


def _find_second_passes(
    sieve: Sieve, strands: IntArray, faces: _Faces, is_double: BoolArray, step: int
) -> BoolArray:
    """Which rows are of the second pass of an hour that comes twice.

    Where the order of an hour's rows does not tell, they are kept out.
    """
    seconds = np.zeros(len(strands), dtype=np.bool_)
    rows = np.flatnonzero(is_double & sieve.is_taken)
    hours = faces.begins // _HOUR
    rising = _find_rising(strands[sieve.is_taken], hours[sieve.is_taken]) if len(rows) else set()
    order = np.lexsort((hours[rows], strands[rows]))
    is_next = (np.diff(strands[rows][order]) != 0) | (np.diff(hours[rows][order]) != 0)
    for group in np.split(order, np.flatnonzero(is_next) + 1) if len(rows) else ():
        members = rows[group]
        is_second = _order_passes(faces.begins[members])
        second = members[is_second]
        is_rising = int(strands[members[0]]) in rising
        is_clear = is_rising and (faces.ends - faces.begins == step)[second].all()
        if len(second) and is_clear:
            seconds[second] = True
        else:
            _block_times(sieve, members, kinds.UNCLEAR_HOUR)
    return seconds


def _order_passes(begins: IntArray) -> BoolArray:
    """Which rows of an hour that comes twice are of its second pass; none if the order is neither."""
    labels = np.unique(begins)
    count = len(labels)
    if len(begins) == 2 * count:
        if (begins == np.tile(labels, 2)).all():
            return np.asarray(np.arange(2 * count) >= count)
        if (begins == np.repeat(labels, 2)).all():
            return np.asarray(np.arange(2 * count) % 2 == 1)
    return np.zeros(len(begins), dtype=np.bool_)


def _find_rising(strands: IntArray, hours: IntArray) -> set[int]:
    """The strands whose rows stand in the order of time, hour by hour."""
    order = np.argsort(strands, kind="stable")
    falls = (np.diff(hours[order]) < 0) & (np.diff(strands[order]) == 0)
    return set(strands.tolist()) - set(strands[order][1:][falls].tolist())


def _block_times(sieve: Sieve, rows: IntArray | BoolArray, kind: kinds.Kind) -> None:
    """Keep rows out for their day and time together."""
    days, times = sieve.table.column("from_day"), sieve.table.column("from_time")
    places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
    for place in places[sieve.is_taken[places]]:
        found = f"{days[place]} {times[place]}"
        sieve.block("from_time", np.array([place]), kind, found=found)
