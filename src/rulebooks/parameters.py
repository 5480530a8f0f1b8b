"""Dated parameters: figures that a law, a regulator or an operator sets, as data with a source.

A file `<country>/parameters/<family>.toml` holds keys (see `parameter_files` for its form). A value
is a decimal, `bands` of a scale, or `slots` of a tariff clock. `included_vat_percent` says that
figures were published with VAT inside, `demonstration` that they have no source and must never
settle a real bill, `announced` that they are decided but not yet in force everywhere.

A missing or expired parameter is an error, never a zero; so is a day that no value covers. Days are
day numbers.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib import resources

from energycore.clocks import DayRange, date_of
from rulebooks.parameter_files import parse_parameters
from rulebooks.parameter_values import Band, ParameterValue, Slot

__all__ = [
    "COUNTRIES",
    "Band",
    "ExpiredParameter",
    "MissingParameter",
    "ParameterValue",
    "Slot",
    "get_parameter",
    "list_demonstrations",
    "list_keys",
    "list_versions",
    "load_parameters",
    "parse_parameters",
    "timeline",
]

COUNTRIES = ("be", "fr")


class MissingParameter(LookupError):
    """No value of `key` on `missing_on`: it is unknown, or known again from `first_on` in `file`."""

    def __init__(
        self,
        key: str,
        missing_on: int | None,
        first_on: int | None = None,
        *,
        file: str = "",
        is_hole: bool = False,
    ) -> None:
        self.key = key
        self.missing_on = missing_on
        self.first_on = first_on
        self.file = file
        when = "" if missing_on is None else f" on {date_of(missing_on)}"
        which = "next" if is_hole else "first"
        known = "" if first_on is None else f"; the {which} is of {date_of(first_on)}, in {file}"
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
    list_versions(key, on, on + 1)
    return next(value for value in timeline(key) if on in value.valid)


def list_versions(
    key: str, from_day: int, until_day: int, *, carry_forward: bool = False
) -> list[ParameterValue]:
    """Return the values of a parameter that cover [from_day, until_day), in order, cut to it.

    With `carry_forward` (forecasts only) the last known value goes on past its end, marked
    provisional. Raises MissingParameter and ExpiredParameter as `get_parameter` does, and
    MissingParameter naming the first day of a hole between two values.
    """
    values = timeline(key)
    _check_cover(values, from_day, until_day)
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


def list_demonstrations(keys: Iterable[str], period: DayRange) -> list[ParameterValue]:
    """Return the values of the keys that have no source and are used in the period.

    A bill asks this of what it was made from and refuses to go out with one of them. A value that
    was carried forward past its end is not in the list: it is provisional, and refused as such.
    """
    return [
        value
        for key in dict.fromkeys(keys)
        for value in timeline(key)
        if value.is_demonstration and value.valid.overlap(period)
    ]


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


def _check_cover(values: tuple[ParameterValue, ...], from_day: int, until_day: int) -> None:
    """Raise MissingParameter where days before the end of the last value have none."""
    day = from_day
    for place, value in enumerate(values):
        if value.valid.until <= day:
            continue
        if day >= until_day:
            return
        if value.valid.from_ > day:
            raise MissingParameter(
                value.key, day, value.valid.from_, file=value.file, is_hole=place > 0
            )
        day = value.valid.until
