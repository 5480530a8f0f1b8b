"""How much energy a home of the demonstration uses, day by day, also on days still to come.

The load profile gives the shape of the year; each home has its own size, temperament (how strongly
its winter differs from others'), good and bad years, and days that resemble the day before. The
noise of a year is drawn from the seed, the home and the year, so that a day has one answer whenever
it is asked for.
"""

from datetime import date
from functools import cache

import numpy as np
from holidays import country_holidays

from energycore.clocks import day_number
from energycore.profiles import LoadProfile, extend
from energycore.units import FloatArray, IntArray
from kwartier.demo.generator.homes import (
    GAS_CALORIFIC_MICRO_KWH_PER_M3,
    SEED,
    Home,
    Point,
)
from rulebooks.profiles import get_profile

FIRST_DAY = date(2023, 11, 1)
_LAST_DAY = date(2029, 1, 1)
_SELF_USE = 0.32
_SATURDAY = 5
_HEATER_SHARE = 0.3  # of a home with a circuit of its own for the night


@cache
def long_profile(key: str) -> LoadProfile:
    """The profile up to the end of the demonstration's calendar."""
    years = range(2022, _LAST_DAY.year + 1)
    days = frozenset(day_number(day) for day in country_holidays("BE", years=years))
    return extend(get_profile(key), day_number(_LAST_DAY), days)


def _noise(home: Home, point: Point, *, year: int, daily: float) -> FloatArray:
    draw = np.random.default_rng([SEED, home.position, point.position, year])
    start = day_number(date(year, 1, 1))
    days = day_number(date(year + 1, 1, 1)) - start
    shocks = draw.normal(0.0, daily, days)
    level = np.empty(days)
    carried = 0.0
    for position, shock in enumerate(shocks):
        carried = 0.6 * carried + shock
        level[position] = carried
    season = np.cos((np.arange(days) - 15) / days * 2 * np.pi)
    year_factor = draw.normal(0.0, 0.05)
    noise: FloatArray = np.exp(level + home.temperament * season + year_factor)
    return noise


def _noises(home: Home, point: Point, first: int, until: int, *, daily: float) -> FloatArray:
    parts = []
    for year in range(FIRST_DAY.year, _LAST_DAY.year):
        start = day_number(date(year, 1, 1))
        series = _noise(home, point, year=year, daily=daily)
        left, right = max(first - start, 0), min(until - start, len(series))
        if left < right:
            parts.append(series[left:right])
    return np.concatenate(parts)


def daily_use_wh(home: Home, point: Point, first: int, until: int) -> dict[str, FloatArray]:
    """Watt-hours per register kind and day in [first, until) (day numbers), as the meter counts.

    A Ferraris meter with solar panels runs backwards on sunny days: its ``total`` may be negative.
    """
    shares = np.diff(long_profile(point.profile_key).cumulative_at(np.arange(first, until + 1)))
    noise = _noises(home, point, first, until, daily=0.22 if point.energy == "electricity" else 0.3)
    load = point.annual_wh * shares * noise
    if point.energy == "gas":
        return {"total": load}
    given = np.zeros_like(load)
    if point.pv_kwp:
        sun = np.diff(long_profile("spp.belgium").cumulative_at(np.arange(first, until + 1)))
        produced = point.pv_kwp * 1000 * sun * _noises(home, point, first, until, daily=0.1)
        if point.meter_kind == "ferraris":
            return {"total": load - produced}
        used_at_once = np.minimum(produced * _SELF_USE, load * 0.6)
        load, given = load - used_at_once, produced - used_at_once
    weekend = (np.arange(first, until) + 3) % 7 >= _SATURDAY
    night = np.where(weekend, 1.0, point.night_share * 0.72)
    sunny_night = np.where(weekend, 1.0, 0.02)
    heater = np.zeros_like(load)
    if any(register.kind == "exclusive_night" for register in point.registers):
        heater = load * _HEATER_SHARE
        load = load - heater
    split = {
        "total": load,
        "exclusive_night": heater,
        "day": load * (1 - night),
        "night": load * night,
        "injection_day": given * (1 - sunny_night),
        "injection_night": given * sunny_night,
    }
    return {register.kind: split[register.kind] for register in point.registers}


def indexes_at(home: Home, point: Point, days: IntArray) -> dict[str, IntArray]:
    """What each register of the point shows at the start of each day (day numbers, ascending)."""
    first = day_number(FIRST_DAY)
    until = int(days.max())
    used = daily_use_wh(home, point, first, until) if until > first else {}
    shown = {}
    for register in point.registers:
        running = np.concatenate(([0.0], np.cumsum(used.get(register.kind, np.zeros(0)))))
        at = running[np.asarray(days) - first]
        units = at * 1000 / GAS_CALORIFIC_MICRO_KWH_PER_M3 if point.energy == "gas" else at / 1000
        modulus = 10**register.dials
        index: IntArray = (register.start_index + np.floor(units).astype(np.int64)) % modulus
        shown[register.kind] = index
    return shown
