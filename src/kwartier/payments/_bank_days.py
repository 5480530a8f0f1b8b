"""Days on which banks of the euro settle: those of TARGET, and what falls on them.

TARGET is closed at weekends, on New Year's Day, Good Friday, Easter Monday, 1 May and at Christmas
on 25 and 26 December; the European Central Bank publishes it, `holidays` keeps it by year.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import financial_holidays

_SATURDAY = 5
_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _closed_in(year: int) -> frozenset[date]:
    return frozenset(financial_holidays("ECB", years=year))


def is_bank_day(day: date) -> bool:
    """Whether banks of the euro settle on a day.

    >>> is_bank_day(date(2026, 12, 24)), is_bank_day(date(2026, 12, 25))
    (True, False)
    """
    return day.weekday() < _SATURDAY and day not in _closed_in(day.year)


def bank_day_from(day: date) -> date:
    """The day itself if banks settle on it, else the next on which they do.

    >>> bank_day_from(date(2027, 12, 25)), bank_day_from(date(2026, 4, 3))
    (datetime.date(2027, 12, 27), datetime.date(2026, 4, 7))
    """
    while not is_bank_day(day):
        day += _DAY
    return day


def bank_day_after(day: date, *, count: int) -> date:
    """The ``count``-th day of settlement after ``day``, which itself never counts."""
    for _ in range(count):
        day = bank_day_from(day + _DAY)
    return day


def bank_day_before(day: date, *, count: int) -> date:
    """The ``count``-th day of settlement before ``day``, which itself never counts."""
    left = count
    while left > 0:
        day -= _DAY
        left -= is_bank_day(day)
    return day


def earliest_collection(
    now: datetime, *, timezone: ZoneInfo, submit_days: int, cut_off: time
) -> date:
    """The first day on which the bank still collects what it is given at an instant.

    A file has to be at the bank ``submit_days`` days of settlement before, by ``cut_off`` of the
    market's clock; what comes later, or on a day without settlement, counts as of the next one.
    """
    there = now.astimezone(timezone)
    given_on = there.date()
    is_in_time = is_bank_day(given_on) and there.time() <= cut_off
    counted_from = given_on if is_in_time else bank_day_from(given_on + _DAY)
    return bank_day_after(counted_from, count=submit_days)


def collection_day(*, due_on: date, told_on: date, notice_days: int) -> date:
    """When a document is collected: as it falls due, and no sooner than it was told of long enough.

    The document itself tells of it, unless the mandate is younger: then the mail about that one does.
    """
    return bank_day_from(max(due_on, told_on + timedelta(days=notice_days)))


def submit_by(collect_on: date, *, submit_days: int) -> date:
    """The last day on which a file with a collection of a day has to be at the bank."""
    return bank_day_before(collect_on, count=submit_days)
