"""The weather of the demonstration, invented: the mean temperature of each day at one station a brand.

It was cold on the days on which one told home heated more than its profile says, so that the weather
explains something of what customers see. No thermometer ever showed it, and the source says so.
"""

from datetime import date, timedelta
from functools import cache

import numpy as np

from energycore.clocks import date_of, day_number
from energycore.units import FloatArray
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.energy import FIRST_DAY, daily_use_wh, long_profile
from kwartier.demo.generator.stories import belgian_stories
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.weather.operations import keep_station, load_temperatures
from kwartier.weather.types import LoadDoor

HEATED = "jef"
"""Whose gas tells how cold it was."""
_CODE = "invented"
_STATIONS = {
    "BE": ("Merelveld", "verzonnen voor deze demonstratie / inventé pour cette démonstration"),
    "FR": ("Champ-des-Merles", "inventé pour cette démonstration"),
}
_MEAN_CELSIUS = {"BE": 10.9, "FR": 14.2}
_SWING, _COLDEST_DAY = 7.4, 18
_DEGREES = 5.0  # for a use that lies e times above its profile
_YEAR_DAYS = 365.25


def load_past(brand: BrandInfo, *, today: date) -> None:
    """The station, and every day before ``today``."""
    name, source = _STATIONS[brand.country]
    keep_station(
        brand=brand,
        code=_CODE,
        name=name,
        source=source,
        serves=[],
        actor=SYSTEM,
        now=morning_of(FIRST_DAY),
    )
    _load(brand, FIRST_DAY, today)


def tell_yesterday(brand: BrandInfo, *, today: date) -> None:
    """The temperature of the day before, as it comes each morning."""
    _load(brand, today - timedelta(days=1), today)


def celsius_of(country: str, first: int, until: int) -> FloatArray:
    """The mean of each day in [first, until) (day numbers), to a tenth of a degree."""
    days = np.arange(first, until)
    season = np.cos((days - day_number(date(2024, 1, _COLDEST_DAY))) / _YEAR_DAYS * 2 * np.pi)
    normal = _MEAN_CELSIUS[country] - _SWING * season
    mild = -_DEGREES * _warmth_wanted()[first - day_number(FIRST_DAY) :][: len(days)]
    return np.round(normal + mild, 1)


@cache
def _warmth_wanted() -> FloatArray:
    """By how much the told home heated more than its profile says since `FIRST_DAY`, as a logarithm."""
    home = next(story.home for story in belgian_stories() if story.login == HEATED)
    point = next(point for point in home.points if point.energy == "gas")
    profile = long_profile(point.profile_key)
    first, until = day_number(FIRST_DAY), profile.until_day
    shares = np.diff(profile.cumulative_at(np.arange(first, until + 1)))
    (used,) = daily_use_wh(home, point, first, until).values()
    return np.asarray(np.log(used / (point.annual_wh * shares)), dtype=np.float64)


def _load(brand: BrandInfo, first: date, until: date) -> None:
    means = celsius_of(brand.country, day_number(first), day_number(until))
    rows = (
        f"{date_of(day)};{mean:.1f}" for day, mean in enumerate(means.tolist(), day_number(first))
    )
    load_temperatures(
        brand=brand,
        station=_CODE,
        content="\n".join(["date;temperature", *rows]).encode(),
        name=f"{_CODE}-{first}.csv",
        door=LoadDoor.COMMAND,
        actor=SYSTEM,
        now=morning_of(until),
    )
