"""Local times of a file whose rows are in order: instants, also where the hour comes twice."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from energycore.units import BoolArray, IntArray
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._cells import UNREADABLE
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._local_times import DAY_SECONDS, locate


def as_instants(
    faces: IntArray, *, timezone: str, lines: IntArray, field: str, found: Findings
) -> IntArray:
    """Unix seconds of ``faces``: seconds since 1970-01-01 on the clock's face, in the file's order.

    In the night that the clock is put back, the order tells the first pass from the second. Where
    the hour comes but once, or three times, nobody can tell: such rows are found, and `UNREADABLE`,
    as are those of the hour that the clock skips in spring.
    """
    times = locate(faces // DAY_SECONDS, faces % DAY_SECONDS, timezone)
    instants = times.at.copy()
    rows = (faces, instants, lines)
    _leave_out(kinds.SKIPPED_HOUR, times.is_skipped, rows, field=field, found=found)
    is_newest_first = bool(np.sign(np.diff(faces)).sum() < 0)
    nights: dict[int, list[int]] = defaultdict(list)
    for place in np.flatnonzero(times.is_double).tolist():
        nights[int(faces[place]) // DAY_SECONDS].append(place)
    is_unclear = np.zeros(len(faces), dtype=np.bool_)
    for places in nights.values():
        second = _second_pass(faces, places[::-1] if is_newest_first else places)
        if second is None:
            is_unclear[places] = True
        else:
            instants[second] = times.again_at[second]
    _leave_out(kinds.UNCLEAR_HOUR, is_unclear, rows, field=field, found=found)
    return instants


def _second_pass(faces: IntArray, places: Sequence[int]) -> list[int] | None:
    """Which of the rows of a night, oldest first, are of the second pass; None if it is not told."""
    passes, before = 0, -1
    second = []
    for place in places:
        face = int(faces[place])
        passes += face <= before
        before = face
        if passes:
            second.append(place)
    return second if passes == 1 else None


def _leave_out(
    kind: kinds.Kind,
    is_out: BoolArray,
    rows: tuple[IntArray, IntArray, IntArray],
    *,
    field: str,
    found: Findings,
) -> None:
    """Find the rows that are out, and take their instant away; rows are faces, instants, lines."""
    faces, instants, lines = rows
    instants[is_out] = UNREADABLE
    shown = [
        datetime.fromtimestamp(int(face), UTC).strftime("%Y-%m-%d %H:%M") for face in faces[is_out]
    ]
    kinds_fr.add_each(found, kind, lines=lines[is_out], field=field, shown=shown)
