"""The French operator's JSON (Data Connect): load curves, daily energy, daily highest power.

A curve is W over its ``interval_length``, stamped at the end, on the clock's face: as in the
supplier's CSV, only the order tells the hour that comes twice. Daily energy is Wh of the day it is
dated. Numbers are texts. The file does not say which way the energy went, unless it does.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from energycore.clocks import date_of, local_midnights
from energycore.intervals import ValueState
from energycore.units import IntArray
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._curves import DAILY, Meaning, Rows, as_series
from kwartier.intervals.formats._envelope import is_prm
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._local_times import DAY_SECONDS
from kwartier.intervals.formats._monthly_peaks import MonthlyPeaks
from kwartier.intervals.formats._series import finish
from kwartier.intervals.formats._told_apart import as_instants
from kwartier.intervals.formats._unpacking import decode
from kwartier.intervals.types import Direction, ParsedFile, Series

FORMAT = "enedis_json"
_ITEM = re.compile(r"\{[^{}]*\}")
_STEPS = {"PT5M": 5, "PT10M": 10, "PT15M": 15, "PT30M": 30, "PT60M": 60, "PT1H": 60}
_DIRECTIONS = {
    "consumption": Direction.OFFTAKE,
    "production": Direction.INJECTION,
}
_MEASURE_TYPES = {"B": ValueState.MEASURED, "C": ValueState.CORRECTED, "": ValueState.MEASURED}
_UNITS = {"W": (True, 0), "kW": (True, 3), "Wh": (False, 0), "kWh": (False, 3), "VA": (True, 0)}


def recognize(head: bytes) -> bool:
    """Whether a file that begins so is JSON with the operator's words."""
    text = decode(head).lstrip()
    return text.startswith(("{", "[")) and any(
        word in text for word in ('"usage_point_id"', '"interval_reading"', '"reading_type"')
    )


def read(content: bytes, *, timezone: str) -> ParsedFile:
    """The curves, the daily values and the highest powers of a file."""
    found = Findings()
    text = decode(content)
    try:
        told = json.loads(text)
    except json.JSONDecodeError as wrong:
        found.add(kinds_fr.BROKEN, line=wrong.lineno, field="", found=wrong.msg)
        return finish(FORMAT, found)
    except (RecursionError, ValueError):
        found.add(kinds_fr.TOO_DEEP, line=1, field="")
        return finish(FORMAT, found)
    reader = _Reader(timezone, _Places(text), found)
    for answer in _list_answers(told):
        reader.take(answer)
    if not reader.has_rows and not found.in_order():
        found.add(kinds.NO_ROWS, line=1, field="interval_reading")
    peaks = reader.peaks.as_rows()
    return finish(FORMAT, found, series=tuple(reader.series), peaks=peaks)


def _list_answers(told: Any) -> Iterator[dict[str, Any]]:
    """The answers of the service in a file: one, or a list, in an envelope or without."""
    for each in told if isinstance(told, list) else [told]:
        if isinstance(each, dict):
            inner = each.get("meter_reading", each)
            yield from (one for one in _as_list(inner) if isinstance(one, dict))


def _as_list(told: Any) -> list[Any]:
    return told if isinstance(told, list) else [told]


class _Places:
    """The line of each reading: the n-th innermost object of the text that has a date."""

    def __init__(self, text: str) -> None:
        ends = [each.start() for each in re.finditer("\n", text)]
        self._lines = [
            bisect_right(ends, each.start()) + 1
            for each in _ITEM.finditer(text)
            if '"date"' in each[0] or '"value"' in each[0]
        ]
        self._next = 0

    def take(self) -> int:
        """The line of the next reading; the last known one where the text counts otherwise."""
        place, self._next = self._next, self._next + 1
        return self._lines[min(place, len(self._lines) - 1)] if self._lines else 1


@dataclass(frozen=True, slots=True)
class _Item:
    """One reading: its number as a text, on the clock's face or of a day."""

    line: int
    number: int
    face: int
    step: int
    state: ValueState


class _Reader:
    """Takes the answers one by one."""

    def __init__(self, timezone: str, places: _Places, found: Findings) -> None:
        self.series: list[Series] = []
        self.peaks = MonthlyPeaks(found)
        self.has_rows = False
        self._timezone, self._places, self._found = timezone, places, found

    def take(self, answer: dict[str, Any]) -> None:
        """One answer: whose, of what, and its readings."""
        kind = answer.get("reading_type")
        kind = kind if isinstance(kind, dict) else {}
        readings = answer.get("interval_reading")
        lines = [self._places.take() for _ in readings] if isinstance(readings, list) else []
        line = lines[0] if lines else 1
        code, unit = str(answer.get("usage_point_id", "")), str(kind.get("unit", ""))
        if not is_prm(code):
            self._found.add(kinds.NO_CODE, line=line, field="usage_point_id", found=code)
            return
        if unit not in _UNITS:
            self._found.add(kinds_fr.WRONG_UNIT, line=line, field="unit", found=unit)
            return
        if not isinstance(readings, list):
            self._found.add(kinds.NO_ROWS, line=line, field="interval_reading")
            return
        self.has_rows = self.has_rows or bool(readings)
        is_power, scale = _UNITS[unit]
        items = [
            item
            for line, told in zip(lines, readings, strict=True)
            if (item := self._read_item(told, line, scale, is_curve=is_power and unit != "VA"))
        ]
        if unit == "VA":
            # One that cannot be read may be the highest of its month.
            for item in items if len(items) == len(readings) else ():
                at = date_of(item.face // DAY_SECONDS)
                self.peaks.take(code, at, item.number, line=item.line, at=None)
            return
        self._lay_out(items, code, self._direction_of(answer, kind, line), is_power=is_power)

    def _direction_of(self, answer: dict[str, Any], kind: dict[str, Any], line: int) -> Direction:
        told = kind.get("flow_direction") or answer.get("flow_direction") or ""
        direction = _DIRECTIONS.get(str(told).lower())
        if direction is None:
            self._found.add(kinds_fr.DIRECTION_UNTOLD, line=line, field="flow_direction")
            return Direction.OFFTAKE
        return direction

    def _read_item(self, told: Any, line: int, scale: int, *, is_curve: bool) -> _Item | None:
        if not isinstance(told, dict):
            self._found.add(kinds.NO_TIME, line=line, field="interval_reading", found=str(told))
            return None
        text, stamp = _text_of(told.get("value")), str(told.get("date", ""))
        number = cells.read_wh(text, scale=scale)
        if number == cells.UNREADABLE:
            self._found.add(kinds_fr.NO_POWER, line=line, field="value", found=text)
            return None
        if cells.is_rounded(text, scale=scale):
            self._found.add(kinds_fr.ROUNDED_POWER, line=line, field="value", found=text)
        day, _space, time = stamp.replace("T", " ").partition(" ")
        days, seconds = cells.read_day(day), cells.read_time(time) if time else 0
        if cells.UNREADABLE in (days, seconds) or (is_curve and not time):
            self._found.add(kinds.NO_TIME, line=line, field="date", found=stamp)
            return None
        length = str(told.get("interval_length", "PT30M"))
        if is_curve and length not in _STEPS:
            self._found.add(kinds_fr.NO_STEP, line=line, field="interval_length", found=length)
            return None
        measure = str(told.get("measure_type", ""))
        if measure not in _MEASURE_TYPES:
            self._found.add(kinds.UNKNOWN_STATE, line=line, field="measure_type", found=measure)
        state = _MEASURE_TYPES.get(measure, ValueState.ESTIMATED) if number >= 0 else _MISSING
        step = _STEPS[length] if is_curve else DAILY
        return _Item(line, number, days * DAY_SECONDS + seconds, step, state)

    def _lay_out(
        self, items: list[_Item], code: str, direction: Direction, *, is_power: bool
    ) -> None:
        if not items:
            return
        lines, numbers, faces, steps, states = (
            np.array([getattr(each, name) for each in items], dtype=np.int64)
            for name in ("line", "number", "face", "step", "state")
        )
        field = "value"
        if is_power:
            stamps = as_instants(
                faces, timezone=self._timezone, lines=lines, field="date", found=self._found
            )
        else:
            stamps = _midnights(faces // DAY_SECONDS, self._timezone)
        rows = Rows(stamps, numbers, states.astype(np.uint8), lines)
        kept = stamps != cells.UNREADABLE
        meaning = Meaning(code, direction, self._timezone, is_power, is_power, field=field)
        made = as_series(rows.take(kept), meaning, steps=steps[kept], found=self._found)
        self.series.extend(made)


_MISSING = ValueState.MISSING


def _midnights(days: IntArray, timezone: str) -> IntArray:
    first = int(days.min())
    return local_midnights(first, int(days.max()), timezone)[days - first]


def _text_of(told: Any) -> str:
    """A value as a text; what is none counts as empty only where it is null."""
    return "" if told is None else str(told) if not isinstance(told, bool | float) else repr(told)
