"""The public holidays of a country, as day numbers: days on which nobody delivers a letter.

Sources: Belgium, law of 4 January 1974 and royal decree of 18 April 1974; France, Code du travail,
art. L3133-1 (Alsace-Moselle has two more).
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from energycore.clocks import day_number

_FIXED = {
    "be": ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    "fr": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
}
# Easter Monday, Ascension and Whit Monday, in days after Easter.
_AFTER_EASTER = (1, 39, 50)


def list_public_holidays(country: str, years: Iterable[int]) -> list[int]:
    """Return the day numbers of the public holidays of a country, `be` or `fr`, in some years."""
    return [day for year in years for day in _holidays_of(country, year)]


@lru_cache(maxsize=256)
def _holidays_of(country: str, year: int) -> tuple[int, ...]:
    easter = day_number(easter_of(year))
    fixed = [day_number(date(year, month, day)) for month, day in _FIXED[country]]
    return tuple(sorted([*fixed, *(easter + after for after in _AFTER_EASTER)]))


def easter_of(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    moved = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - moved + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
