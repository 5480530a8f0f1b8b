"""Day numbers and half-open ranges of days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Self, overload

import numpy as np

from energycore.units import IntArray

# Python counts days from 0001-01-01, the house from 1970-01-01, as numpy's datetime64 does.
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
# 1970-01-01 was a Thursday; Monday is 0, as in `date.weekday`.
_EPOCH_WEEKDAY = 3


class InvertedRange(ValueError):
    """A period that ends before it starts; `from_` and `until` say which."""

    def __init__(self, from_: int, until: int) -> None:
        self.from_ = from_
        self.until = until
        super().__init__(
            f"the period from {date_of(from_)} ends before it starts: {date_of(until)}"
        )


def day_number(day: date) -> int:
    """Return the number of days from 1970-01-01 to `day` (negative before it)."""
    return day.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """Return the calendar date of a day number; the inverse of `day_number`."""
    return date.fromordinal(int(day) + _EPOCH_ORDINAL)


@overload
def weekday_of(day: int) -> int: ...
@overload
def weekday_of(day: IntArray) -> IntArray: ...
def weekday_of(day: int | IntArray) -> int | IntArray:
    """Return the weekday of day numbers: Monday 0 to Sunday 6."""
    return (day + _EPOCH_WEEKDAY) % 7


@overload
def year_of(day: int) -> int: ...
@overload
def year_of(day: IntArray) -> IntArray: ...
def year_of(day: int | IntArray) -> int | IntArray:
    """Return the calendar year of day numbers (an int, or an int64 array)."""
    if isinstance(day, np.ndarray):
        years = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
        return np.asarray(years + 1970, dtype=np.int64)
    return date_of(day).year


def year_start(year: int) -> int:
    """Return the day number of 1 January of `year`."""
    return day_number(date(year, 1, 1))


def days_in_year(year: int) -> int:
    """Return 365 or 366."""
    return year_start(year + 1) - year_start(year)


@dataclass(frozen=True, slots=True, order=True)
class DayRange:
    """The half-open period [from_, until) in day numbers; it may be empty, never inverted.

    Raises InvertedRange when `until` lies before `from_`.
    """

    from_: int
    until: int

    def __post_init__(self) -> None:
        if self.until < self.from_:
            raise InvertedRange(self.from_, self.until)

    @classmethod
    def of_dates(cls, from_: date, until: date) -> Self:
        """Return the range between two dates, `until` not included."""
        return cls(day_number(from_), day_number(until))

    @classmethod
    def of_year(cls, year: int) -> Self:
        """Return the calendar year `year`."""
        return cls(year_start(year), year_start(year + 1))

    @property
    def days_count(self) -> int:
        """The number of days in the range."""
        return self.until - self.from_

    def __len__(self) -> int:
        return self.days_count

    def __bool__(self) -> bool:
        return self.until > self.from_

    def __contains__(self, day: int) -> bool:
        return self.from_ <= day < self.until

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.from_, self.until))

    @property
    def days(self) -> IntArray:
        """The day numbers of the range as an int64 array of length `days_count`."""
        return np.arange(self.from_, self.until, dtype=np.int64)

    def overlap(self, other: "DayRange") -> "DayRange | None":
        """Return the days that both ranges hold, or None when they hold none in common."""
        from_, until = max(self.from_, other.from_), min(self.until, other.until)
        return DayRange(from_, until) if from_ < until else None

    def covers(self, other: "DayRange") -> bool:
        """Return whether every day of `other` lies in this range."""
        return self.from_ <= other.from_ and other.until <= self.until

    def split(self, at_days: Iterable[int]) -> "list[DayRange]":
        """Return the pieces of the range, cut at those of `at_days` that lie inside it.

        The pieces are in order, none is empty, and together they are the range. An empty range
        has no pieces. Cuts may come in any order and more than once.
        """
        if not self:
            return []
        inner = sorted({day for day in at_days if self.from_ < day < self.until})
        bounds = [self.from_, *inner, self.until]
        return [DayRange(start, end) for start, end in pairwise(bounds)]
