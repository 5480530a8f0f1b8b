"""Calendar months and billing periods, in day numbers."""

from calendar import monthrange
from datetime import date

import numpy as np

from energycore.clocks.days import DayRange, InvertedRange, date_of, day_number
from energycore.units import IntArray

_SHORTEST_MONTH = 28


def month_start(day: int) -> int:
    """Return the day number of the first of the month that holds `day`."""
    return day_number(date_of(day).replace(day=1))


def month_starts(from_: int, until: int) -> IntArray:
    """Return the firsts of the month in [from_, until), an increasing int64 array.

    Raises InvertedRange when `until` lies before `from_`.
    """
    if until < from_:
        raise InvertedRange(from_, until)
    first, last = date_of(from_), date_of(until)
    months = np.arange(_month_number(first), _month_number(last) + 1)
    starts = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    inside = (starts >= from_) & (starts < until)
    return np.asarray(starts[inside], dtype=np.int64)


def _month_number(day: date) -> int:
    """Return the months since January 1970, as numpy counts them."""
    return (day.year - 1970) * 12 + day.month - 1


def add_months(day: int, months: int) -> int:
    """Return the same day of the month, `months` later (or earlier, when negative).

    Where the month is too short the last day of it is taken: 31 January plus one month is the
    last of February. Count from the first day of a series, never from the previous one, so that
    31 January, 28 February, 31 March follow each other without drifting to the 28th.
    """
    start = date_of(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day_of_month = start.day
    if day_of_month > _SHORTEST_MONTH:
        day_of_month = min(day_of_month, monthrange(year, month + 1)[1])
    return day_number(date(year, month + 1, day_of_month))


def split_by_month(period: DayRange) -> list[DayRange]:
    """Return the pieces of `period` in each calendar month, in order."""
    return period.split(int(day) for day in month_starts(period.from_, period.until))


def billing_periods(from_: int, until: int, *, months: int = 12) -> list[DayRange]:
    """Return the consecutive billing periods of `months` months that fill [from_, until).

    Each starts a whole number of periods after `from_`; the last is cut at `until`. Raises
    InvertedRange when `until` lies before `from_`, ValueError when `months` is not positive.
    """
    _require_positive(months)
    whole = DayRange(from_, until)
    count = (until - from_) // (28 * months) + 1
    return whole.split(add_months(from_, months * number) for number in range(1, count + 1))


def billing_period_of(day: int, *, anchor: int, months: int = 12) -> DayRange:
    """Return the billing period that holds `day`, in the series through `anchor`.

    `anchor` is the first day of any one period of the series, before or after `day`. Raises
    ValueError when `months` is not positive.
    """
    _require_positive(months)
    wanted, start = date_of(day), date_of(anchor)
    distance = (wanted.year - start.year) * 12 + wanted.month - start.month
    number = distance // months
    # The day of the month decides between this period and the one before it.
    if add_months(anchor, number * months) > day:
        number -= 1
    return DayRange(add_months(anchor, number * months), add_months(anchor, (number + 1) * months))


def _require_positive(months: int) -> None:
    if months <= 0:
        raise ValueError(f"a billing period lasts at least one month, not {months}")
