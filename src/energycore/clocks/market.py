"""Local midnights as instants: where the 92 and 100 quarters of a market day come from."""

from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from energycore.clocks.days import InvertedRange, date_of, day_number
from energycore.units import IntArray

QUARTER_SECONDS: Final = 900
GAS_DAY_START_HOUR: Final = 6

_QUARTERS_PER_HOUR = 4
_PLAIN_QUARTERS = 96


@cache
def _zone(timezone: str) -> ZoneInfo:
    return ZoneInfo(timezone)


def _local_at(day: int, hour: int, timezone: str) -> datetime:
    return datetime.combine(date_of(day), time(hour), _zone(timezone)).astimezone(UTC)


def midnight_at(day: int, timezone: str) -> datetime:
    """Return the UTC instant at which the local day `day` starts in `timezone`.

    Raises zoneinfo.ZoneInfoNotFoundError for a time zone that does not exist.
    """
    return _local_at(day, 0, timezone)


def gas_day_starts_at(day: int, timezone: str) -> datetime:
    """Return the UTC instant at which the gas day `day` starts: 06:00 local time.

    A gas day has 23, 24 or 25 hours, like a market day; the hour that is lost or won on a
    Sunday at 02:00 or 03:00 belongs to the gas day of the Saturday.
    """
    return _local_at(day, GAS_DAY_START_HOUR, timezone)


def local_midnights(from_: int, until: int, timezone: str, *, start_hour: int = 0) -> IntArray:
    """Return the local midnights of the days from `from_` to `until`, both included.

    Unix seconds (UTC), an int64 array of length until - from_ + 1. `start_hour` moves the start
    of a day: 6 gives the starts of gas days. Raises InvertedRange when `until` lies before
    `from_`.
    """
    if until < from_:
        raise InvertedRange(from_, until)
    first, last = date_of(from_).year, date_of(until).year
    # A page asks for the same two years a dozen times; the clock is asked once per day and process.
    years = [_midnights_of(year, timezone, start_hour) for year in range(first, last + 1)]
    skipped = from_ - day_number(date(first, 1, 1))
    return np.concatenate(years)[skipped : skipped + until - from_ + 1]


@lru_cache(maxsize=512)
def _midnights_of(year: int, timezone: str, start_hour: int) -> IntArray:
    first, count = day_number(date(year, 1, 1)), 366 if isleap(year) else 365
    seconds = (
        int(_local_at(day, start_hour, timezone).timestamp()) for day in range(first, first + count)
    )
    return np.fromiter(seconds, dtype=np.int64, count=count)


def quarters_in_day(day: int, timezone: str) -> int:
    """Return how many quarter-hours the local day has: 96, or 92 and 100 on clock Sundays."""
    start, end = local_midnights(day, day + 1, timezone)
    return int(end - start) // QUARTER_SECONDS


def wall_quarters(day: int, timezone: str) -> IntArray:
    """Return, for each quarter of the local day in order, the place it has on a wall clock.

    Numbers 0 (00:00) to 95 (23:45); an array of 92, 96 or 100. In spring 8 to 11 (02:00 to 03:00)
    are missing, in autumn they come twice, summer time first.
    """
    count = quarters_in_day(day, timezone)
    if count == _PLAIN_QUARTERS:
        return np.arange(_PLAIN_QUARTERS, dtype=np.int64)
    start, zone = midnight_at(day, timezone), _zone(timezone)
    labels = np.empty(count, dtype=np.int64)
    for position in range(count):
        at = (start + timedelta(seconds=position * QUARTER_SECONDS)).astimezone(zone)
        labels[position] = at.hour * _QUARTERS_PER_HOUR + at.minute // 15
    return labels
