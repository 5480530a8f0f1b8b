"""Fields of a document, each checked and named when it is wrong."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from energycore.bundle.errors import DocumentInvalid
from energycore.clocks import DayRange, date_of, day_number

type Json = Mapping[str, Any]

_MOST_YEARS = 1e6
_LONGEST_CODE = 80
_CODE_SIGNS = str.maketrans("", "", "_.-")


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


def as_code(value: object, place: str) -> str:
    """Return the name of a promise, which stands in tables and files, or raise DocumentInvalid."""
    code = as_text(value, place)
    letters = code.translate(_CODE_SIGNS)
    if not (letters.isascii() and letters.isalnum()) or len(code) > _LONGEST_CODE:
        raise DocumentInvalid(place, f"{code!r} is no name: letters, digits and _ are expected")
    return code


def as_whole(value: object, place: str) -> int:
    """Return a whole number that an int64 holds, or raise DocumentInvalid."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise DocumentInvalid(place, "a whole number is expected")
    return value


def as_count(value: object, place: str, *, at_least: int = 0) -> int:
    """Return a whole number that is not below a bound, or raise DocumentInvalid."""
    number = as_whole(value, place)
    if number < at_least:
        raise DocumentInvalid(place, f"it cannot be below {at_least}")
    return number


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


def refuse_unknown(document: Json, known: Collection[str], place: str) -> None:
    """Raise DocumentInvalid for a field that nobody reads: most often one that is misspelled."""
    for name in document:
        if name not in known:
            where = f"{place}.{name}" if place else name
            raise DocumentInvalid(where, "this field is not known here")


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
