"""Working days in the calendar of a brand's country: what a promise is counted in."""

from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

PROMISED_WORKING_DAY_COUNT = 2
_SATURDAY = 5


@lru_cache(maxsize=64)
def _holidays_of_year(country: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays(country, years=year))


def is_working_day(day: date, *, country: str) -> bool:
    """Whether the day is neither in a weekend nor a public holiday of the country ("BE", "FR")."""
    return day.weekday() < _SATURDAY and day not in _holidays_of_year(country, day.year)


def working_day_after(day: date, *, country: str, count: int = PROMISED_WORKING_DAY_COUNT) -> date:
    """The ``count``-th working day after ``day``; the day itself never counts.

    >>> working_day_after(date(2026, 7, 17), country="BE")  # Friday; the 21st is a holiday
    datetime.date(2026, 7, 22)
    """
    reached, left = day, count
    while left > 0:
        reached += timedelta(days=1)
        left -= is_working_day(reached, country=country)
    return reached
