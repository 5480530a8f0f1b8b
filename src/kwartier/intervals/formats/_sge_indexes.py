"""Indexes of the French operator's flows to suppliers: R151, R15 and C15."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from energycore.clocks import date_of
from energycore.intervals import MISSING_WH
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._envelope import is_prm
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._indexes import tell_falls
from kwartier.intervals.formats._monthly_peaks import MonthlyPeaks
from kwartier.intervals.formats._xml import Lines, name_of, stream, text_of
from kwartier.intervals.types import IndexRow, PeakRow

_SCALES = {"Wh": 0, "kWh": 3}
_USUAL_UNITS = {"R151": "Wh", "R15": "kWh", "C15": "kWh"}
_GRIDS = {"Classe_Temporelle_Distributeur": "D", "Classe_Temporelle": "F"}
_WAYS = {"": "EAS", "0": "EAS", "1": "EAI"}
_INDEX = ("", "1")
_SIDES = {"1": "before", "2": "after"}
# R151: "the day J" is the one that ends, so its index is that of J + 1 at 00:00.
_CLASS = re.compile(r"[A-Z0-9]{1,8}")
_DAYS_AFTER = {"R151": 1, "R15": 0, "C15": 0}


def read_readings(
    content: bytes, flow: str, *, timezone: str, found: Findings
) -> tuple[tuple[IndexRow, ...], tuple[PeakRow, ...]]:
    """The indexes of a flow, and of R151 the highest power of each month.

    Raises:
        XmlBroken: as it says.
    """
    reader = _Reader(content, flow, ZoneInfo(timezone), found)
    for element in stream(content, "Unite_Mesure_Index", "PRM"):
        if name_of(element) == "PRM":
            reader.take(element)
        else:
            reader.unit = (element.text or "").strip()
    tell_falls([each for each in reader.rows if not each.origin.startswith("C15")], found)
    return tuple(reader.rows), reader.peaks.as_rows()


class _Reader:
    """Takes the supply points of a flow one by one."""

    def __init__(self, content: bytes, flow: str, zone: ZoneInfo, found: Findings) -> None:
        self.unit = _USUAL_UNITS[flow]
        self.rows: list[IndexRow] = []
        self.peaks = MonthlyPeaks(found)
        self._flow, self._zone, self._found = flow, zone, found
        self._lines = Lines(content, "Donnees_Releve")
        self._prm_lines = Lines(content, "PRM")
        self._known: dict[tuple[object, ...], IndexRow] = {}
        self._conflicting: set[IndexRow] = set()

    def take(self, prm: Any) -> None:
        """The readings of one supply point."""
        code, (prm_line,) = text_of(prm, "Id_PRM"), self._prm_lines.take(1).tolist()
        is_code = is_prm(code)
        if not is_code:
            self._found.add(kinds.NO_CODE, line=prm_line, field="Id_PRM", found=code)
        for reading in prm.iter("{*}Donnees_Releve"):
            (line,) = self._lines.take(1).tolist()
            if is_code:
                self._take_reading(reading, code, line)
        if self._conflicting:
            self.rows = [each for each in self.rows if each not in self._conflicting]
            self._conflicting.clear()

    def _take_reading(self, reading: Any, code: str, line: int) -> None:
        told = text_of(reading, "Date_Releve")
        day = self._read_day(told)
        if day is None:
            self._found.add(kinds.NO_TIME, line=line, field="Date_Releve", found=told)
            return
        read_on = day + timedelta(days=_DAYS_AFTER[self._flow])
        side = _SIDES.get(text_of(reading, "Code_Qualification"), "")
        origin = " ".join(
            each for each in (self._flow, side, text_of(reading, "Nature_Index")) if each
        )
        for element in reading:
            grid = _GRIDS.get(name_of(element))
            if grid:
                self._take_class(element, code, grid, read_on, origin=origin, line=line)
        peak = text_of(reading, "Puissance_Maximale/Valeur")
        if peak:
            self._take_peak(peak, code, day, line)

    def _read_day(self, told: str) -> date | None:
        """The day of a reading: as written, or the one on the local clock at an instant."""
        if len(told) == len("2026-01-31"):
            number = cells.read_day(told)
            return None if number == cells.UNREADABLE else date_of(number)
        seconds = cells.read_instant(told)
        if seconds == cells.UNREADABLE:
            return None
        return datetime.fromtimestamp(seconds, self._zone).date()

    def _take_class(
        self, element: Any, code: str, grid: str, read_on: date, *, origin: str, line: int
    ) -> None:
        if text_of(element, "Classe_Mesure") not in _INDEX:
            return  # energy of a period, or of shared self-consumption: not an index
        name, text = text_of(element, "Id_Classe_Temporelle"), text_of(element, "Valeur")
        way = text_of(element, "Sens_Mesure")
        unit = text_of(element, "Unite_Mesure") or self.unit
        if unit not in _SCALES:
            self._found.add(kinds_fr.WRONG_UNIT, line=line, field="Unite_Mesure", found=unit)
        elif way not in _WAYS:
            self._found.add(kinds.UNKNOWN_WORD, line=line, field="Sens_Mesure", found=way)
        elif not _CLASS.fullmatch(name):
            field = "Id_Classe_Temporelle"
            self._found.add(kinds.UNKNOWN_WORD, line=line, field=field, found=name)
        else:
            index = cells.read_wh(text, scale=_SCALES[unit])
            if index in (cells.UNREADABLE, MISSING_WH) or index > cells.HIGHEST_INDEX_WH:
                self._found.add(kinds_fr.NO_INDEX, line=line, field=name, found=text)
                return
            if cells.is_rounded(text, scale=_SCALES[unit]):
                self._found.add(kinds.ROUNDED, line=line, field=name, found=text)
            register = f"{_WAYS[way]} {grid} {name}"
            meter = text_of(element, "Num_Serie")
            self._keep(IndexRow(code, register, read_on, index, origin, line, None, meter))

    def _keep(self, row: IndexRow) -> None:
        key = (row.code, row.register, row.read_on, row.origin, row.meter)
        before = self._known.setdefault(key, row)
        if before is row:
            self.rows.append(row)
        elif before.index_wh == row.index_wh:
            self._found.add(kinds.REPEATED, line=row.line, field=row.register, other=before.line)
        else:
            for one, other in ((before, row), (row, before)):
                line, beside = one.line, other.line
                self._found.add(kinds.CONFLICT, line=line, field=row.register, other=beside)
            self._conflicting.add(before)

    def _take_peak(self, text: str, code: str, day: date, line: int) -> None:
        peak = cells.read_wh(text, scale=0)
        if peak == cells.UNREADABLE:
            field = "Puissance_Maximale"
            self._found.add(kinds_fr.NO_POWER, line=line, field=field, found=text)
            self.peaks.lose(code, day)
            return
        self.peaks.take(code, day, peak, line=line, at=None)
