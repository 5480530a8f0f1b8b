"""Load curves of the French operator's flows to suppliers: R50 and R4x."""

from collections.abc import Iterator
from itertools import compress
from typing import Any

import numpy as np

from energycore.intervals import MISSING_WH, ValueState
from energycore.units import IntArray
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
from kwartier.intervals.formats._envelope import is_prm
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._r50_columns import read_points
from kwartier.intervals.formats._xml import Lines, read_instants, stream, text_of
from kwartier.intervals.types import Direction, Series

_HALF_HOUR = 30
_NONE = np.zeros(0, dtype=np.int64)
_NO_ROWS = Rows(_NONE, _NONE, _NONE.astype(np.uint8), _NONE)
_POWERS = {"W": 0, "kW": 3}
_STATUSES = {
    "R": ValueState.MEASURED,
    "H": ValueState.MEASURED,
    "P": ValueState.MEASURED,
    "S": ValueState.MEASURED,
    "T": ValueState.MEASURED,
    "C": ValueState.CORRECTED,
    "K": ValueState.CORRECTED,
    "E": ValueState.ESTIMATED,
    "D": ValueState.ESTIMATED,
}


def read_r50(content: bytes, *, timezone: str, found: Findings) -> tuple[Series, ...]:
    """The half-hours of each supply point; a PDC without V is missing, one with IV is doubted.

    Raises:
        XmlBroken: as it says.
    """
    points = read_points(content)
    if points is None:
        return tuple(_read_r50_tree(content, timezone, found))
    series: list[Series] = []
    for each in points:
        rows = Rows(each.at, each.numbers, states_of(each.numbers, ValueState.MEASURED), each.lines)
        told = (each.code, each.line, each.doubts)
        series.extend(_lay_out_r50(rows, *told, timezone=timezone, found=found))
    return tuple(series)


def _read_r50_tree(content: bytes, timezone: str, found: Findings) -> Iterator[Series]:
    """R50 element by element."""
    lines, prm_lines = Lines(content, "PDC"), Lines(content, "PRM")
    for prm in stream(content, "PRM"):
        stamps, texts, doubts = _read_pdc(prm)
        mine, (line,) = lines.take(len(stamps)), prm_lines.take(1).tolist()
        code = text_of(prm, "Id_PRM")
        rows = _NO_ROWS
        if is_prm(code):
            rows = _as_rows(stamps, texts, mine, fields=("H", "V"), scale=0, found=found)
        doubted = {place: text for place, text in enumerate(doubts) if text.strip("0 ")}
        yield from _lay_out_r50(rows, code, line, doubted, timezone=timezone, found=found)


def _lay_out_r50(
    rows: Rows, code: str, line: int, doubted: dict[int, str], *, timezone: str, found: Findings
) -> tuple[Series, ...]:
    if not is_prm(code):
        found.add(kinds.NO_CODE, line=line, field="Id_PRM", found=code)
        return ()
    rows = _mark_doubts(rows, doubted, found) if len(rows.lines) else rows
    meaning = Meaning(code, Direction.OFFTAKE, timezone, field="V")
    return as_series(_readable(rows), meaning, steps=_HALF_HOUR, found=found)


def _read_pdc(prm: Any) -> tuple[list[str], list[str], list[str]]:
    """Stamp, value and doubt of each PDC, as texts; the doubts are empty where there are none."""
    space = str(prm.tag)[: -len("PRM")]
    pdc, h, v, iv = (space + name for name in ("PDC", "H", "V", "IV"))
    elements = list(prm.iter(pdc, h, v, iv))
    tags = [each.tag for each in elements]
    # Nearly always all of them are alike: then every third, or every fourth, is of one kind.
    for kinds_of_one in ((pdc, h, v), (pdc, h, v, iv)):
        width = len(kinds_of_one)
        if tags == list(kinds_of_one) * (len(tags) // width):
            texts = [each.text or "" for each in elements]
            return texts[1::width], texts[2::width], texts[3::width] if iv in kinds_of_one else []
    points = [each for each in elements if each.tag == pdc]
    return (
        [text_of(each, "H") if len(each.findall(h)) == 1 else "" for each in points],
        [text_of(each, "V") if len(each.findall(v)) <= 1 else "?" for each in points],
        [text_of(each, "IV") for each in points],
    )


def _mark_doubts(rows: Rows, doubted: dict[int, str], found: Findings) -> Rows:
    """Where the operator doubts a value, it counts as estimated; ``doubted`` is what it says, by place."""
    states = rows.states.copy()
    for place, text in doubted.items():
        if rows.numbers[place] >= 0:
            states[place] = ValueState.ESTIMATED
            found.add(kinds_fr.DOUBTED, line=int(rows.lines[place]), field="IV", found=text)
    return Rows(rows.stamps, rows.numbers, states, rows.lines)


def _as_rows(
    stamps: list[str],
    texts: list[str],
    lines: IntArray,
    *,
    fields: tuple[str, str],
    scale: int,
    found: Findings,
) -> Rows:
    """The rows, those included whose stamp or value cannot be read: these are found."""
    at = read_instants(stamps)
    numbers = cells.as_array(texts, lambda text: cells.read_wh(text, scale=scale))
    tell_rounded(texts, lines, scale=scale, field=fields[1], found=found)
    for kind, field, shown, is_wrong in (
        (kinds.NO_TIME, fields[0], stamps, at == cells.UNREADABLE),
        (kinds_fr.NO_POWER, fields[1], texts, numbers == cells.UNREADABLE),
    ):
        wrong = compress(shown, is_wrong)
        kinds_fr.add_each(found, kind, lines=lines[is_wrong], field=field, shown=wrong)
    return Rows(at, numbers, states_of(numbers, ValueState.MEASURED), lines)


def _readable(rows: Rows) -> Rows:
    return rows.take((rows.stamps != cells.UNREADABLE) & (rows.numbers != cells.UNREADABLE))


def read_r4(content: bytes, *, timezone: str, found: Findings) -> tuple[Series, ...]:
    """The curves of active energy of each supply point; other quantities are left out, and told.

    Raises:
        XmlBroken: as it says.
    """
    lines = Lines(content, "Donnees_Point_Mesure")
    series: list[Series] = []
    code = ""
    for element in stream(content, "Identifiant_PRM", "Id_PRM", "Donnees_Courbe", "Courbe"):
        if not len(element):
            code = (element.text or "").strip() or code
            continue
        points = list(element.iter("{*}Donnees_Point_Mesure"))
        mine = lines.take(len(points))
        if points:
            series.extend(_read_courbe(element, points, mine, code, timezone=timezone, found=found))
    return tuple(series)


def _read_courbe(
    courbe: Any,
    points: list[Any],
    lines: IntArray,
    code: str,
    *,
    timezone: str,
    found: Findings,
) -> tuple[Series, ...]:
    line = int(lines[0])
    code = text_of(courbe, "Identifiant_PRM") or code
    if not is_prm(code):
        found.add(kinds.NO_CODE, line=line, field="Identifiant_PRM", found=code)
        return ()
    physical, way = text_of(courbe, "Grandeur_Physique"), text_of(courbe, "Grandeur_Metier")
    unit, step = text_of(courbe, "Unite_Mesure"), text_of(courbe, "Granularite")
    if physical not in ("EA", ""):
        found.add(kinds_fr.OTHER_KIND, line=line, field="Grandeur_Physique", found=physical)
        return ()
    if unit not in _POWERS or step not in map(str, STEPS) or way not in _WAYS:
        for kind, field, shown, is_wrong in (
            (kinds_fr.WRONG_UNIT, "Unite_Mesure", unit, unit not in _POWERS),
            (kinds_fr.NO_STEP, "Granularite", step, step not in map(str, STEPS)),
            (kinds.UNKNOWN_WORD, "Grandeur_Metier", way, way not in _WAYS),
        ):
            if is_wrong:
                found.add(kind, line=line, field=field, found=shown)
        return ()
    if not physical:
        found.add(kinds_fr.QUANTITY_UNTOLD, line=line, field="Grandeur_Physique")
    if not way:
        found.add(kinds_fr.DIRECTION_UNTOLD, line=line, field="Grandeur_Metier")
    rows = _as_rows(
        [each.get("Horodatage", "") for each in points],
        [each.get("Valeur_Point", "?") for each in points],
        lines,
        fields=("Horodatage", "Valeur_Point"),
        scale=_POWERS[unit],
        found=found,
    )
    statuses = [each.get("Statut_Point", "").strip() for each in points]
    rows = _with_statuses(rows, statuses, found)
    meaning = Meaning(code, _WAYS[way], timezone, is_end_stamped=False, field="Valeur_Point")
    return as_series(_readable(rows), meaning, steps=int(step), found=found)


_WAYS = {"CONS": Direction.OFFTAKE, "PROD": Direction.INJECTION, "": Direction.OFFTAKE}


def _with_statuses(rows: Rows, told: list[str], found: Findings) -> Rows:
    untold = rows.lines[[not each for each in told]]
    if len(untold):
        first, count = int(untold[0]), len(untold)
        found.add(kinds_fr.STATE_UNTOLD, line=first, field="Statut_Point", count=count)
    for line, status in zip(rows.lines.tolist(), told, strict=True):
        if status and status not in _STATUSES:
            found.add(kinds.UNKNOWN_STATE, line=line, field="Statut_Point", found=status)
    states = np.array([_STATUSES.get(each, ValueState.ESTIMATED) for each in told], dtype=np.uint8)
    states[rows.numbers == MISSING_WH] = ValueState.MISSING
    return Rows(rows.stamps, rows.numbers, states, rows.lines)
