"""Dated parameters: figures that a law, a regulator or an operator sets, as data with a source.

A file `<country>/parameters/<family>.toml` holds keys; each key has a `unit`, a `source`, a
`review_by` day (a `[defaults]` table may give these for the whole file) and dated `values`. A value
is a decimal in a string, or `bands` of [edge, value] with the last edge empty. `included_vat_percent`
says that figures were published with VAT inside, `demonstration` that they have no source and must
never settle a real bill, `announced` that they are decided but not yet in force everywhere.

A missing or expired parameter is an error, never a zero. Days are day numbers.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from energycore.clocks import DayRange, date_of, day_number

COUNTRIES = ("be", "fr")

_FAR_FUTURE = day_number(date(9999, 12, 31))


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a scale: the value up to an edge (None: no end)."""

    up_to: Decimal | None
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """One value of a parameter over its validity, and where it comes from.

    `value` is set for a plain figure, `bands` for a scale. `review_by` is the last day on which
    the newest value may be used without somebody having looked at its source again.
    `provisional` marks a value carried beyond its validity, or announced only.
    """

    key: str
    valid: DayRange
    unit: str
    value: Decimal | None
    bands: tuple[Band, ...]
    edge_unit: str
    source: str
    review_by: int
    included_vat_percent: Decimal
    is_demonstration: bool
    provisional: bool
    note: str
    file: str

    def number(self) -> Decimal:
        """Return the plain figure. Raises ValueError for a scale."""
        if self.value is None:
            raise ValueError(f"{self.key} is a scale of bands, not a figure")
        return self.value


class MissingParameter(LookupError):
    """No value of `key` on `missing_on`: it is unknown, or starts later (`first_on`)."""

    def __init__(self, key: str, missing_on: int | None, first_on: int | None = None) -> None:
        self.key = key
        self.missing_on = missing_on
        self.first_on = first_on
        when = "" if missing_on is None else f" on {date_of(missing_on)}"
        known = "" if first_on is None else f"; the first is of {date_of(first_on)}"
        super().__init__(f"the parameter {key} has no value{when}{known}")


class ExpiredParameter(LookupError):
    """The last value of `key` may no longer be used on `asked_on`: review it in `file`."""

    def __init__(self, value: ParameterValue, asked_on: int) -> None:
        self.key = value.key
        self.asked_on = asked_on
        self.last_known_on = value.valid.until - 1
        self.file = value.file
        super().__init__(
            f"the parameter {value.key} is known until {date_of(self.last_known_on)}, not on "
            f"{date_of(asked_on)}: review {value.file}"
        )


def get_parameter(key: str, on: int) -> ParameterValue:
    """Return the value of a parameter on a day.

    Raises MissingParameter before its first value or for an unknown key, ExpiredParameter after
    its last one (its end, or the day by which it had to be reviewed).
    """
    values = timeline(key)
    for value in reversed(values):
        if value.valid.from_ <= on:
            if on < value.valid.until:
                return value
            raise ExpiredParameter(value, on)
    raise MissingParameter(key, on, values[0].valid.from_)


def list_versions(
    key: str, from_day: int, until_day: int, *, carry_forward: bool = False
) -> list[ParameterValue]:
    """Return the values of a parameter that cover [from_day, until_day), in order, cut to it.

    With `carry_forward` (forecasts only) the last known value goes on past its end, marked
    provisional. Raises MissingParameter and ExpiredParameter as `get_parameter` does.
    """
    values = timeline(key)
    if values[0].valid.from_ > from_day:
        raise MissingParameter(key, from_day, values[0].valid.from_)
    last = values[-1]
    inside = [
        replace(v, valid=DayRange(max(v.valid.from_, from_day), min(v.valid.until, until_day)))
        for v in values
        if v.valid.from_ < until_day and v.valid.until > from_day
    ]
    if last.valid.until >= until_day:
        return inside
    if not carry_forward:
        raise ExpiredParameter(last, max(last.valid.until, from_day))
    beyond = DayRange(max(last.valid.until, from_day), until_day)
    return [*inside, replace(last, valid=beyond, provisional=True)]


def timeline(key: str) -> tuple[ParameterValue, ...]:
    """Return every known value of a parameter in order of time. Raises MissingParameter."""
    values = load_parameters(key.partition(".")[0]).get(key)
    if values is None:
        raise MissingParameter(key, None)
    return values


def list_keys(country: str) -> list[str]:
    """Return the keys of a country's parameters, sorted."""
    return sorted(load_parameters(country))


@cache
def load_parameters(country: str) -> dict[str, tuple[ParameterValue, ...]]:
    """Read all parameter files of a country, once. Raises MissingParameter for another country."""
    if country not in COUNTRIES:
        raise MissingParameter(country, None)
    found: dict[str, tuple[ParameterValue, ...]] = {}
    folder = resources.files("rulebooks") / country / "parameters"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for key, values in parse_parameters(file.read_text("utf-8"), file.name).items():
                if key in found:
                    raise ValueError(f"{key} stands in {file.name} and in {found[key][0].file}")
                found[key] = values
    return found


def parse_parameters(text: str, file: str) -> dict[str, tuple[ParameterValue, ...]]:
    """Return the parameters in the text of one file.

    Raises ValueError naming key and file for a value without unit, source or review day, with
    dates out of order, or a scale whose edges do not rise.
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
    if bool(bands) == ("value" in entry):
        raise ValueError(f"{key} in {file} needs either a value or bands")
    until = entry.get("until")
    return ParameterValue(
        key=key,
        valid=DayRange(
            day_number(entry["from"]), _FAR_FUTURE if until is None else day_number(until)
        ),
        unit=str(entry["unit"]),
        value=Decimal(entry["value"]) if "value" in entry else None,
        bands=bands,
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
