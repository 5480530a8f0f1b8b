"""Days of a case: a date of TOML, or the text of one in JSON."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.reading import required
from energycore.clocks import DayRange, day_number


def read_day(value: object, place: str) -> int:
    """Return the day number of a date, as TOML or JSON gives it, or raise DocumentInvalid."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return day_number(value)
    if isinstance(value, str):
        try:
            return day_number(date.fromisoformat(value))
        except ValueError:
            raise DocumentInvalid(place, f"{value!r} is no date") from None
    raise DocumentInvalid(place, "a date is expected, such as 2026-01-31")


def read_month(value: str, place: str) -> int:
    """Return the day number of the first of a month such as 2026-01, or raise DocumentInvalid."""
    first = f"{value}-01"
    if len(first) != len("2026-01-01"):
        raise DocumentInvalid(place, f"{value!r} is no month, such as 2026-01")
    return read_day(first, place)


def read_days(document: Mapping[str, Any], place: str) -> DayRange:
    """Return the half-open period of the fields `from` and `until`, or raise DocumentInvalid."""
    first = read_day(required(document, "from", place), f"{place}.from")
    until = read_day(required(document, "until", place), f"{place}.until")
    if first >= until:
        raise DocumentInvalid(place, "the period ends before it starts, or holds no day")
    return DayRange(first, until)
