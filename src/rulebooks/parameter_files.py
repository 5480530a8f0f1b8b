"""Reads parameter files: TOML that a tariff analyst writes, checked as it is read.

Each key has a `unit`, a `source`, a `review_by` day (a `[defaults]` table may give these for the
whole file) and dated `values`. A value is a decimal in a string, `bands` of [edge, value] with the
last edge empty, or `slots` of [days, from hour, until hour, register] that cover every hour once.
"""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args

from energycore.clocks import DayRange, day_number
from rulebooks.parameter_values import Band, DayKind, ParameterValue, Slot

_FAR_FUTURE = day_number(date(9999, 12, 31))
_HOURS = 24
_FORMS = ("value", "bands", "slots")


def parse_parameters(text: str, file: str) -> dict[str, tuple[ParameterValue, ...]]:
    """Return the parameters in the text of one file.

    Raises ValueError naming key and file for a value without unit, source or review day, with
    dates out of order, a scale whose edges do not rise, or a clock with a hole or an overlap.
    """
    content = tomllib.loads(text)
    defaults = content.pop("defaults", {})
    return {key: _timeline_of(key, {**defaults, **entry}, file) for key, entry in content.items()}


def _timeline_of(key: str, entry: dict[str, Any], file: str) -> tuple[ParameterValue, ...]:
    missing = [name for name in ("unit", "source", "review_by", "values") if not entry.get(name)]
    if missing:
        raise ValueError(f"{key} in {file} lacks {', '.join(missing)}")
    values = [_value_of(key, {**entry, **value}, file) for value in entry["values"]]
    for earlier, later in pairwise(values):
        if later.valid.from_ <= earlier.valid.from_:
            raise ValueError(f"the dates of {key} in {file} do not rise")
    closed = [
        replace(v, valid=DayRange(v.valid.from_, min(v.valid.until, following.valid.from_)))
        for v, following in pairwise(values)
    ]
    last = values[-1]
    end = min(last.valid.until, last.review_by + 1)
    return (*closed, replace(last, valid=DayRange(last.valid.from_, end)))


def _value_of(key: str, entry: dict[str, Any], file: str) -> ParameterValue:
    bands = tuple(_band_of(edge, value) for edge, value in entry.get("bands", ()))
    edges = [band.up_to for band in bands]
    known = [edge for edge in edges if edge is not None]
    has_order = known == sorted(set(known)) and None not in edges[:-1] and edges[-1:] != known[-1:]
    if bands and not (has_order and "edge_unit" in entry):
        raise ValueError(f"the bands of {key} in {file} do not rise to an open end, or lack a unit")
    if sum(bool(entry.get(form)) for form in _FORMS) != 1:
        raise ValueError(f"{key} in {file} needs one of {', '.join(_FORMS)}")
    until = entry.get("until")
    return ParameterValue(
        key=key,
        valid=DayRange(
            day_number(entry["from"]), _FAR_FUTURE if until is None else day_number(until)
        ),
        unit=str(entry["unit"]),
        value=Decimal(entry["value"]) if "value" in entry else None,
        bands=bands,
        slots=_slots_of(key, entry.get("slots", ()), file),
        edge_unit=str(entry.get("edge_unit", "")),
        source=str(entry["source"]),
        review_by=day_number(entry["review_by"]),
        included_vat_percent=Decimal(str(entry.get("included_vat_percent", "0"))),
        is_demonstration=bool(entry.get("demonstration", False)),
        provisional=bool(entry.get("announced", False)),
        note=str(entry.get("note", "")),
        file=file,
    )


def _band_of(edge: str, value: str) -> Band:
    return Band(None if edge == "" else Decimal(edge), Decimal(value))


def _slots_of(key: str, rows: Any, file: str) -> tuple[Slot, ...]:
    slots = tuple(Slot(*row) for row in rows)
    if not slots:
        return ()
    for day in ("weekday", "weekend"):
        hours = [
            hour
            for slot in slots
            if slot.days in {day, "every_day"}
            for hour in range(slot.from_hour, slot.until_hour)
        ]
        if sorted(hours) != list(range(_HOURS)):
            raise ValueError(f"the slots of {key} in {file} do not cover a {day} hour by hour")
    if any(slot.days not in get_args(DayKind) for slot in slots):
        raise ValueError(f"the slots of {key} in {file} name days that are none")
    return slots
