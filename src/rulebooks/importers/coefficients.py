"""The French operator's profile coefficients, as open data publishes them.

A delimited file with `horodate` (ISO 8601 with offset, start of the step), `sous_profil`,
`categorie` and three coefficients: prepared (before), adjusted and dynamic (after, with the
weather). The grid is of 15 minutes, values repeat by half-hour. A coefficient compares a step with
the mean of its year; here a calendar year of them is scaled to 1.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from energycore.units import FloatArray, IntArray
from rulebooks.importers.cells import Cell, Row, find_number
from rulebooks.importers.errors import BadProfileFile
from rulebooks.importers.series import PublishedSeries

COEFFICIENTS: Final = ("coefficient_prepare", "coefficient_ajuste", "coefficient_dynamique")

_TIMEZONE: Final = "Europe/Paris"
_STEPS: Final = (900, 1800)
_INSTANT: Final = "horodate"
_PROFILE: Final = "sous_profil"


def read_coefficients(
    rows: Iterable[Row], *, sheet: str, coefficient: str = "coefficient_prepare"
) -> list[PublishedSeries]:
    """Return the complete calendar years of each sub-profile, as shares that add up to 1 a year.

    `rows` may come in any order; `sheet` names the file in messages; `coefficient` is one of
    COEFFICIENTS. One series per sub-profile and calendar year (Paris time); years that the file
    holds in part are left out. Raises BadProfileFile for a missing column or value, an instant
    without an offset, a gap or a repetition, and when no year is complete; ValueError for a
    coefficient that does not exist.
    """
    if coefficient not in COEFFICIENTS:
        raise ValueError(f"{coefficient} is not one of {', '.join(COEFFICIENTS)}")
    points = _collect(iter(rows), sheet, coefficient)
    series = [
        year for profile in sorted(points) for year in _list_years(profile, points[profile], sheet)
    ]
    if not series:
        raise BadProfileFile("no calendar year is complete", sheet=sheet)
    return series


def _collect(
    rows: Iterable[Row], sheet: str, coefficient: str
) -> dict[str, dict[int, tuple[float, int]]]:
    """Return per sub-profile: Unix second -> (coefficient, row number)."""
    numbered = enumerate(rows, start=1)
    header = [str(cell).strip().lower() for cell in next(numbered, (1, []))[1]]
    missing = [name for name in (_INSTANT, _PROFILE, coefficient) if name not in header]
    if missing:
        raise BadProfileFile(f"the column {missing[0]} is missing", sheet=sheet, row=1)
    at_column, profile_column, value_column = (
        header.index(name) for name in (_INSTANT, _PROFILE, coefficient)
    )
    points: dict[str, dict[int, tuple[float, int]]] = {}
    for number, row in numbered:
        if not any(row):
            continue
        padded = [*row, *[None] * (len(header) - len(row))]
        at = _find_moment(padded[at_column])
        if at is None:
            sentence = f"not an instant with its offset: {padded[at_column]!r}"
            raise BadProfileFile(sentence, sheet=sheet, row=number, column=at_column)
        value = find_number(padded[value_column])
        if value is None or not value >= 0:
            sentence = f"not a coefficient: {padded[value_column]!r}"
            raise BadProfileFile(sentence, sheet=sheet, row=number, column=value_column)
        steps = points.setdefault(str(padded[profile_column]).strip(), {})
        if at in steps:
            sentence = "the same instant comes twice for one sub-profile"
            raise BadProfileFile(sentence, sheet=sheet, row=number, column=at_column)
        steps[at] = (value, number)
    return points


def _find_moment(cell: Cell) -> int | None:
    """Return ISO text with an offset as Unix seconds, or None."""
    try:
        moment = datetime.fromisoformat(str(cell).strip())
    except ValueError:
        return None
    return None if moment.tzinfo is None else int(moment.timestamp())


def _list_years(
    profile: str, steps: dict[int, tuple[float, int]], sheet: str
) -> list[PublishedSeries]:
    instants = np.array(sorted(steps), dtype=np.int64)
    values = np.array([steps[at][0] for at in instants.tolist()])
    step = _find_step(profile, instants, steps, sheet)
    end = int(instants[-1]) + step
    first, last = (_year_at(int(instants[0])), _year_at(end))
    found = []
    for year in range(first, last + 1):
        start, until = _new_year(year), _new_year(year + 1)
        if start >= instants[0] and until <= end:
            inside = (instants >= start) & (instants < until)
            shares = _scale(values[inside], profile, sheet)
            found.append(PublishedSeries(profile, str(year), start, step, shares, sheet))
    return found


def _find_step(
    profile: str, instants: IntArray, steps: dict[int, tuple[float, int]], sheet: str
) -> int:
    gaps = np.diff(instants)
    step = int(gaps.min()) if gaps.size else 0
    if step not in _STEPS:
        raise BadProfileFile(f"{profile} does not come by 15 or 30 minutes", sheet=sheet)
    wrong = np.flatnonzero(gaps != step)
    if wrong.size:
        row = steps[int(instants[wrong[0] + 1])][1]
        raise BadProfileFile(f"a gap lies before this row of {profile}", sheet=sheet, row=row)
    return step


def _scale(values: FloatArray, profile: str, sheet: str) -> FloatArray:
    total = float(values.sum())
    if not total > 0:
        raise BadProfileFile(f"a year of {profile} is all zero", sheet=sheet)
    return values / total


def _year_at(at: int) -> int:
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(_TIMEZONE)).year


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=ZoneInfo(_TIMEZONE)).timestamp())
