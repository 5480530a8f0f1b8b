"""Fields of a document, each checked and named when it is wrong."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from energycore.bundle.errors import DocumentInvalid
from energycore.clocks import DayRange, date_of, day_number

type Json = Mapping[str, Any]

_MOST_YEARS = 1e6


def as_mapping(value: object, place: str) -> Json:
    """Return a JSON object, or raise DocumentInvalid."""
    if not isinstance(value, Mapping):
        raise DocumentInvalid(place, "an object is expected")
    return value


def as_list(value: object, place: str) -> Sequence[Any]:
    """Return a JSON array, or raise DocumentInvalid."""
    if not isinstance(value, list | tuple):
        raise DocumentInvalid(place, "a list is expected")
    return value


def as_text(value: object, place: str) -> str:
    """Return a text, or raise DocumentInvalid."""
    if not isinstance(value, str):
        raise DocumentInvalid(place, "a text is expected")
    return value


def as_whole(value: object, place: str) -> int:
    """Return a whole number that an int64 holds, or raise DocumentInvalid."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise DocumentInvalid(place, "a whole number is expected")
    return value


def as_flag(value: object, place: str) -> bool:
    """Return true or false, or raise DocumentInvalid."""
    if not isinstance(value, bool):
        raise DocumentInvalid(place, "true or false is expected")
    return value


def as_share(value: object, place: str) -> float:
    """Return a finite running total, or raise DocumentInvalid."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not abs(value) < _MOST_YEARS
    ):
        raise DocumentInvalid(place, "a running total is expected")
    return float(value)


def required(document: Json, name: str, place: str) -> Any:
    """Return a field that must be there, or raise DocumentInvalid."""
    if name not in document:
        raise DocumentInvalid(f"{place}.{name}" if place else name, "it is missing")
    return document[name]


def day_of(document: Json, name: str, place: str) -> int:
    """Return the day number of an ISO date, or raise DocumentInvalid."""
    text = as_text(required(document, name, place), f"{place}.{name}")
    try:
        return day_number(date.fromisoformat(text))
    except ValueError:
        raise DocumentInvalid(f"{place}.{name}", f"{text!r} is no date") from None


def days_of(document: Json, place: str) -> DayRange:
    """Return the half-open period of the fields `from` and `until`, or raise DocumentInvalid."""
    first, until = day_of(document, "from", place), day_of(document, "until", place)
    if first >= until:
        raise DocumentInvalid(place, "the period ends before it starts, or holds no day")
    return DayRange(first, until)


def days_to_json(days: DayRange) -> dict[str, str]:
    """Return a period as the fields `from` and `until`."""
    return {"from": date_of(days.from_).isoformat(), "until": date_of(days.until).isoformat()}
