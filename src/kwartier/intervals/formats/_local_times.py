"""Times as a clock on the wall shows them, without offset, and the instants that they are.

The night the clock is put back shows an hour twice, the night it is put forward skips one.
"""

from dataclasses import dataclass

import numpy as np

from energycore.clocks import local_midnights, midnight_at, wall_quarters
from energycore.units import BoolArray, IntArray

DAY_SECONDS, _QUARTER_SECONDS = 86_400, 900


@dataclass(frozen=True, slots=True, eq=False)
class LocalTimes:
    """Instants of local times, in Unix seconds; arrays of one length.

    at          the instant; the first pass (summer time) where the time comes twice
    again_at    the second pass where it does; otherwise as ``at``
    is_double   where the time comes twice
    is_skipped  where it does not come at all; ``at`` then means nothing
    """

    at: IntArray
    again_at: IntArray
    is_double: BoolArray
    is_skipped: BoolArray


def locate(days: IntArray, seconds: IntArray, timezone: str) -> LocalTimes:
    """The instants of times on days: day numbers, and seconds since midnight on the clock's face."""
    at = np.zeros(len(days), dtype=np.int64)
    is_double = np.zeros(len(days), dtype=np.bool_)
    is_skipped, again_at = is_double.copy(), at.copy()
    known, place = np.unique(days, return_inverse=True)
    starts = [int(midnight_at(int(day), timezone).timestamp()) for day in known]
    at = np.array(starts, dtype=np.int64)[place] + seconds if len(known) else at
    again_at = at.copy()
    for each in _list_clock_days(known, starts, timezone):
        (rows,) = np.nonzero(place == each)
        first, last = _quarters_on_face(int(known[each]), starts[each], timezone)
        quarter, rest = np.divmod(seconds[rows], _QUARTER_SECONDS)
        at[rows] = first[quarter] + rest
        again_at[rows] = last[quarter] + rest
        is_double[rows] = first[quarter] != last[quarter]
        is_skipped[rows] = first[quarter] < 0
    return LocalTimes(at, again_at, is_double, is_skipped)


def _list_clock_days(known: IntArray, starts: list[int], timezone: str) -> list[int]:
    """Which of some days have 23 or 25 hours."""
    found = []
    for place, (day, start) in enumerate(zip(known, starts, strict=True)):
        has_next = place + 1 < len(known) and known[place + 1] == day + 1
        end = (
            starts[place + 1] if has_next else int(midnight_at(int(day) + 1, timezone).timestamp())
        )
        if end - start != DAY_SECONDS:
            found.append(place)
    return found


def _quarters_on_face(day: int, start: int, timezone: str) -> tuple[IntArray, IntArray]:
    """The first and the last instant of each of the 96 quarters on the clock's face; -1 without one."""
    faces = wall_quarters(day, timezone)
    instants = start + _QUARTER_SECONDS * np.arange(len(faces), dtype=np.int64)
    first = np.full(DAY_SECONDS // _QUARTER_SECONDS, -1, dtype=np.int64)
    last = first.copy()
    first[faces[::-1]] = instants[::-1]
    last[faces] = instants
    return first, last


def face_of(instants: IntArray, timezone: str) -> IntArray:
    """What the clock on the wall shows at instants: seconds since 1970-01-01 on its face."""
    if not len(instants):
        return instants
    first = int(instants.min()) // DAY_SECONDS - 1
    last = int(instants.max()) // DAY_SECONDS + 1
    # Offsets change at full hours: one for each hour of the span would do, one for each day and a
    # look at the days of 23 and 25 hours costs less.
    midnights = local_midnights(first, last + 1, timezone)
    place = np.searchsorted(midnights, instants, side="right") - 1
    face = (first + place) * DAY_SECONDS + (instants - midnights[place])
    lengths = np.diff(midnights)
    for each in np.flatnonzero(lengths != DAY_SECONDS):
        (rows,) = np.nonzero(place == each)
        faces = wall_quarters(first + int(each), timezone)
        quarter, rest = np.divmod(instants[rows] - midnights[each], _QUARTER_SECONDS)
        face[rows] = (first + each) * DAY_SECONDS + faces[quarter] * _QUARTER_SECONDS + rest
    return np.asarray(face, dtype=np.int64)
