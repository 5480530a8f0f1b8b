"""Demonstration profiles from the weather of a normal year.

The official gas and French profiles are imported (see `rulebooks.importers`); until somebody
does, the demonstration needs a shape that behaves like them. It is made, not measured, every
profile built here says `demonstration=True`, and no real bill may rest on one.

The construction, all of it dated parameters in a file beside the country's profiles: a monthly
mean temperature, drawn as straight lines from mid-month to mid-month; around it the days of real
years scatter normally, so that the expected degree-days of a date below a base temperature are
s * (z * Phi(z) + phi(z)) with z = (base - mean) / s, which leaves a little heating in June as real
years do; a base load (hot water, light) that is the same every day; a factor for weekends; and
the hours of a day. Each calendar year is scaled to 1.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from energycore.clocks import (
    days_in_year,
    local_midnights,
    wall_quarters,
    weekday_of,
    year_start,
)
from energycore.profiles import LoadProfile, QuarterDetail
from energycore.units import FloatArray

_SATURDAY = 5
_MONTHS = 12
_HOURS = 24
_QUARTERS_PER_HOUR = 4


@dataclass(frozen=True, slots=True)
class NormalYear:
    """The parameters of a made profile.

    monthly_mean_celsius   12 mean temperatures, January first
    base_celsius           the outside temperature below which people heat
    scatter_celsius        the spread of days around the mean of their date, above 0
    base_load_share        the share of a year that does not depend on the weather, 0 to 1
    weekend_factor         what a Saturday or Sunday uses, where a weekday uses 1
    hourly_weights         24 weights for the hours of the day, or none for no quarter detail
    """

    monthly_mean_celsius: Sequence[float]
    base_celsius: float
    scatter_celsius: float
    base_load_share: float
    weekend_factor: float = 1.0
    hourly_weights: Sequence[float] = ()

    def __post_init__(self) -> None:
        if len(self.monthly_mean_celsius) != _MONTHS:
            raise ValueError("a normal year has twelve monthly temperatures")
        if len(self.hourly_weights) not in {0, _HOURS}:
            raise ValueError("a day has 24 hourly weights, or none are given")


def build_profile(
    year_shape: NormalYear,
    *,
    key: str,
    first_year: int,
    until_year: int,
    timezone: str,
    source: str,
    day_start_hour: int = 0,
) -> LoadProfile:
    """Return the demonstration profile for the calendar years [first_year, until_year).

    The same parameters give the same profile, to the last bit.
    """
    cumulative = [np.zeros(1)]
    for number, year in enumerate(range(first_year, until_year)):
        running = np.cumsum(_day_shares(year_shape, year))
        running[-1] = 1.0
        cumulative.append(number + running)
    total = np.concatenate(cumulative)
    first_day = year_start(first_year)
    detail = None
    if year_shape.hourly_weights:
        detail = _spread_over_quarters(year_shape, total, first_day, timezone)
    return LoadProfile(
        key=key,
        first_day=first_day,
        cumulative=total,
        source=source,
        demonstration=True,
        timezone=timezone,
        day_start_hour=day_start_hour,
        quarters=detail,
    )


def _day_shares(shape: NormalYear, year: int) -> FloatArray:
    """Return the share of each day of a calendar year; they sum to 1."""
    days = np.arange(days_in_year(year))
    temperatures = _mean_temperatures(shape.monthly_mean_celsius, days.size)
    heating = _degree_days(shape.base_celsius - temperatures, shape.scatter_celsius)
    heated = 1.0 - shape.base_load_share
    shares = heated * heating / heating.sum() + shape.base_load_share / days.size
    weekend = weekday_of(days + year_start(year)) >= _SATURDAY
    shares = shares * np.where(weekend, shape.weekend_factor, 1.0)
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def _mean_temperatures(monthly: Sequence[float], days_count: int) -> FloatArray:
    """Return the mean temperature of each date, in straight lines between mid-months."""
    middles = (np.arange(_MONTHS) + 0.5) * days_count / _MONTHS
    dates = np.arange(days_count) + 0.5
    return np.asarray(np.interp(dates, middles, monthly, period=days_count), dtype=np.float64)


def _degree_days(shortfall: FloatArray, scatter: float) -> FloatArray:
    """Return E[max(0, shortfall + noise)] for normal noise: the expected degree-days of a date."""
    z = shortfall / scatter
    below = np.array([0.5 * (1.0 + math.erf(value / math.sqrt(2.0))) for value in z])
    density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return np.asarray(scatter * (z * below + density), dtype=np.float64)


def _spread_over_quarters(
    shape: NormalYear, total: FloatArray, first_day: int, timezone: str
) -> QuarterDetail:
    """Return the quarter detail: each day's share spread by the wall clock's hourly weights."""
    weights = np.repeat(np.asarray(shape.hourly_weights, dtype=np.float64), _QUARTERS_PER_HOUR)
    pieces = [total[:1]]
    for position in range(total.size - 1):
        running = np.cumsum(weights[wall_quarters(first_day + position, timezone)])
        share = total[position + 1] - total[position]
        piece = total[position] + running * (share / running[-1])
        # The midnights of both totals are the same numbers, not almost the same.
        piece[-1] = total[position + 1]
        pieces.append(piece)
    starts_at = int(local_midnights(first_day, first_day, timezone)[0])
    return QuarterDetail(starts_at=starts_at, cumulative=np.concatenate(pieces))
