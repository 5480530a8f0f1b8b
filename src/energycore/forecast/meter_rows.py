"""Real meters from rows of text: `meter,start,end,value_wh`, any interval up to a day and beyond."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import numpy as np

from energycore.clocks import day_number
from energycore.forecast.cases import MeterSeries

HEADER = "meter,start,end,value_wh"
LONGEST_HOLE_DAYS = 3
# A reading a year and a late one: beyond, a row says nothing about any of its days.
LONGEST_INTERVAL_DAYS = 1_100


class MeterRowUnreadable(ValueError):
    """A row that cannot be read; `line_number` counts from 1 with the header."""

    def __init__(self, line_number: int, line: str) -> None:
        self.line_number = line_number
        super().__init__(f"line {line_number} is not {HEADER}: {line.strip()[:80]!r}")


class MeterRowTooLong(MeterRowUnreadable):
    """A row whose interval is longer than `LONGEST_INTERVAL_DAYS`, most often a mistyped year."""

    def __init__(self, line_number: int, days: float) -> None:
        self.line_number = line_number
        ValueError.__init__(
            self,
            f"line {line_number} covers {days:.0f} days; an interval has at most "
            f"{LONGEST_INTERVAL_DAYS}: check the years of its start and end",
        )


def read_meters(lines: Iterable[str]) -> list[MeterSeries]:
    """Return the meters in rows of text, their longest stretch without a hole of over three days.

    An interval's volume goes to the days it covers, by time. Days without any row in between are
    filled by interpolation when they are three or fewer. Raises MeterRowUnreadable, and
    MeterRowTooLong for an interval of more than `LONGEST_INTERVAL_DAYS`.
    """
    volumes: dict[str, dict[int, float]] = {}
    for meter, first, last, wh in _intervals(lines):
        days = volumes.setdefault(meter, {})
        span = max(last - first, 1e-9)
        day = int(first)
        while day < last:
            share = (min(last, day + 1.0) - max(first, float(day))) / span
            days[day] = days.get(day, 0.0) + wh * share
            day += 1
    return [series_of(meter, days) for meter, days in sorted(volumes.items())]


def series_of(meter: str, volumes: dict[int, float]) -> MeterSeries:
    """Return the longest stretch of a meter's days (day number to Wh), short holes filled."""
    days = np.array(sorted(volumes), dtype=np.int64)
    breaks = np.flatnonzero(np.diff(days) > LONGEST_HOLE_DAYS + 1) + 1
    stretch: np.ndarray[tuple[int], np.dtype[np.int64]] = max(np.split(days, breaks), key=len)
    every = np.arange(stretch[0], stretch[-1] + 1)
    known = np.array([volumes[day] for day in stretch.tolist()], dtype=np.float64)
    return MeterSeries(meter, int(stretch[0]), np.interp(every, stretch, known))


def _intervals(lines: Iterable[str]) -> Iterator[tuple[str, float, float, float]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.strip() == HEADER:
            continue
        yield _interval(number, line)


def _interval(number: int, line: str) -> tuple[str, float, float, float]:
    parts: Sequence[str] = [part.strip() for part in line.split(",")]
    try:
        meter, start, end, value = parts
        first, last, wh = _days(start), _days(end), float(value)
    except ValueError:
        raise MeterRowUnreadable(number, line) from None
    if not (last > first and 0 <= wh < float("inf")):
        raise MeterRowUnreadable(number, line)
    if last - first > LONGEST_INTERVAL_DAYS:
        raise MeterRowTooLong(number, last - first)
    return meter, first, last, wh


def _days(text: str) -> float:
    """Return local wall-clock time as days since 1970: whole numbers are midnights."""
    at = datetime.fromisoformat(text)
    seconds = at.hour * 3_600 + at.minute * 60 + at.second
    return day_number(at.date()) + seconds / 86_400
