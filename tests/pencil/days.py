"""Shares of a year per day, from published quarter-hours; holidays; the years to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


def days_between(first: date, until: date) -> list[date]:
    """The days of [first, until)."""
    return [first + n * DAY for n in range((until - first).days)]


@dataclass(frozen=True)
class Shares:
    """The share of a year of each day; `published_until` is the first day that is continued."""

    by_day: Mapping[date, Decimal]
    published_until: date

    def of(self, first: date, until: date) -> Decimal:
        """The share of [first, until)."""
        return sum((self.by_day[day] for day in days_between(first, until)), Decimal(0))


def is_night(instant: datetime) -> bool:
    """Belgian off-peak on a wall clock: 22:00 to 07:00, and whole weekends."""
    local = instant.astimezone(BRUSSELS)
    return local.weekday() >= 5 or local.hour >= 22 or local.hour < 7


def shares_of_quarters(quarters: Mapping[int, list[float]], part: str = "") -> dict[date, Decimal]:
    """Shares per local day, each calendar year scaled to 1; `part` keeps "day" or "night" only."""
    shares: dict[date, Decimal] = {}
    for year, values in quarters.items():
        instant = datetime(year, 1, 1, tzinfo=BRUSSELS).astimezone(UTC)
        of_year: dict[date, Decimal] = {}
        for value in values:
            day = instant.astimezone(BRUSSELS).date()
            counts = not part or is_night(instant) == (part == "night")
            of_year[day] = of_year.get(day, Decimal(0)) + (Decimal(value) if counts else 0)
            instant += QUARTER
        assert instant.astimezone(BRUSSELS) == datetime(year + 1, 1, 1, tzinfo=BRUSSELS)
        whole = sum(of_year.values())
        shares |= {day: share / whole for day, share in of_year.items()}
    return shares


@cache
def holidays_of(year: int, country: str = "BE") -> frozenset[date]:
    """The public holidays of a year; the Belgian ones with the Sundays of Easter and Whitsun."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - epact // 28 * (1 - 29 // (epact + 1) * ((21 - golden) // 11))
    sunday = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (sunday + 40) // 44
    easter = date(year, month, sunday + 28 - 31 * (month // 4))
    fixed = [(1, 1), (5, 1), (8, 15), (11, 1), (11, 11), (12, 25)]
    fixed += [(7, 21)] if country == "BE" else [(5, 8), (7, 14)]
    sundays = (0, 49) if country == "BE" else ()
    moved = [easter + timedelta(days=n) for n in (1, 39, 50, *sundays)]
    return frozenset([*(date(year, *day) for day in fixed), *moved])


def continued(shares: Mapping[date, Decimal], until_year: int, country: str = "BE") -> Shares:
    """The latest year laid on the years to come: same weekday (or a holiday), nearest date.

    Each year to come is scaled to 1.
    """
    latest = max(shares).year
    reference = [day for day in shares if day.year == latest]
    by_day = dict(shares)
    for year in range(latest + 1, until_year + 1):
        coming = {
            day: shares[_nearest_like(day, reference, latest, country)]
            for day in days_between(date(year, 1, 1), date(year + 1, 1, 1))
        }
        whole = sum(coming.values())
        by_day |= {day: share / whole for day, share in coming.items()}
    return Shares(by_day, date(latest + 1, 1, 1))


def continued_part(
    whole: Mapping[date, Decimal], part: Mapping[date, Decimal], until_year: int
) -> Shares:
    """A register's part of the years to come: of each day of the whole, what the clock gives it.

    The clock of the week knows no holidays: a day is divided as the nearest of its weekday.
    """
    latest = max(part).year
    extended = continued(whole, until_year).by_day
    by_day = dict(part)
    for year in range(latest + 1, until_year + 1):
        coming: dict[date, Decimal] = {}
        for day in days_between(date(year, 1, 1), date(year + 1, 1, 1)):
            same_date = _in_year(day, latest)
            alike = [one for one in part if one.year == latest and one.weekday() == day.weekday()]
            like = min(alike, key=lambda one: (abs((one - same_date).days), one))
            coming[day] = extended[day] * part[like] / whole[like]
        total = sum(coming.values())
        by_day |= {day: share / total for day, share in coming.items()}
    return Shares(by_day, date(latest + 1, 1, 1))


def _in_year(day: date, year: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return date(year, 3, 1) if leap_day else day.replace(year=year)


def _nearest_like(day: date, reference: list[date], year: int, country: str) -> date:
    same_date = _in_year(day, year)
    if day in holidays_of(day.year, country):
        like = [one for one in reference if one in holidays_of(year, country)]
    else:
        like = [
            one
            for one in reference
            if one not in holidays_of(year, country) and one.weekday() == day.weekday()
        ]
    return min(like, key=lambda one: (abs((one - same_date).days), one))
