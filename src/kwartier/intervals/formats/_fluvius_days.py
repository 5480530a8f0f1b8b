"""Daily totals of two registers: a day's value is what its day and its night register counted."""

import numpy as np

from energycore.clocks import weekday_of
from energycore.intervals import MISSING_WH, ValueState
from energycore.units import BoolArray, ByteArray, IntArray
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._local_times import DAY_SECONDS, face_of
from kwartier.intervals.types import Series

_SATURDAY = 5


def add_registers(
    day: Series, night: Series, *, timezone: str, field: str, found: Findings
) -> Series:
    """The daily totals of a supply point from its two registers.

    The night register counts every day, the day register from Monday to Friday. A total of which
    a part is missing is missing; a day of which a part is not in the file stays out.
    """
    starts = np.union1d(day.starts, night.starts)
    by_day, by_night = _find(day.starts, starts), _find(night.starts, starts)
    is_weekend = weekday_of(face_of(starts, timezone) // DAY_SECONDS) >= _SATURDAY
    is_lonely = (by_night < 0) | ((by_day < 0) & ~is_weekend)
    lines = np.maximum(_pick(day.lines, by_day), _pick(night.lines, by_night))
    for line in lines[is_lonely].tolist():
        found.add(kinds.LONELY_REGISTER, line=line, field=field)
    day_wh, night_wh = _pick(day.values_wh, by_day), _pick(night.values_wh, by_night)
    rests_on_night = is_weekend & (day_wh == MISSING_WH)
    is_known = (night_wh != MISSING_WH) & ((day_wh != MISSING_WH) | rests_on_night)
    total_wh = night_wh + np.where(rests_on_night, 0, day_wh)
    day_states = np.where(rests_on_night, ValueState.VALIDATED, _pick(day.states, by_day))
    worst = np.maximum(_pick(night.states, by_night), day_states)
    states = np.where(is_known, worst, ValueState.MISSING).astype(np.uint8)
    return _take(
        Series(
            night.code,
            night.direction,
            night.step_minutes,
            starts,
            np.where(is_known, total_wh, MISSING_WH),
            states,
            lines,
            "",
        ),
        ~is_lonely,
    )


def _find(starts: IntArray, wanted: IntArray) -> IntArray:
    """The place of each wanted start; -1 where there is none."""
    places = np.searchsorted(starts, wanted)
    is_there = np.isin(wanted, starts)
    return np.where(is_there, places, -1)


def _pick(column: IntArray | ByteArray, places: IntArray) -> IntArray:
    """What stands at some places; -1 at none."""
    padded = np.append(column.astype(np.int64), -1)
    return np.asarray(padded[places])


def _take(series: Series, is_taken: BoolArray) -> Series:
    return Series(
        series.code,
        series.direction,
        series.step_minutes,
        series.starts[is_taken],
        series.values_wh[is_taken],
        series.states[is_taken],
        series.lines[is_taken],
        series.register,
    )
