"""Yearly prices as cumulative amounts by day: what a period costs is a difference of two.

The amount up to a day is counted from a fixed day (1970-01-01) and floored to a whole pico-euro
there; a period's amount is the difference between its two ends. Differences telescope: however
a period is cut, the parts add up to the whole, exactly.
"""

import numpy as np

from energycore.clocks import days_in_year, year_of, year_start
from energycore.tariff.terms import DayCount
from energycore.units import IntArray

DAYS_PER_YEAR = 365
MONTHS_PER_YEAR = 12
MAX_YEARLY_PICO = 150_000 * 10**12
"""Yearly prices above 150,000 euro are refused: their cumulative amount would leave int64."""


def cumulative_amount(yearly_pico: int, days: IntArray, day_count: DayCount) -> IntArray:
    """Return the pico-euro that a yearly price amounts to from 1970-01-01 until each day.

    `days` is an int64 array of day numbers, not before 1970. Raises ValueError for a price beyond
    MAX_YEARLY_PICO. Only differences between two days have a meaning.
    """
    if abs(yearly_pico) > MAX_YEARLY_PICO:
        raise ValueError(f"a yearly price of {yearly_pico} pico-euro is beyond what int64 holds")
    if day_count == "365":
        return _share(yearly_pico, days, DAYS_PER_YEAR)
    if day_count == "month":
        return _by_month(yearly_pico, days)
    years = year_of(days)
    amount = np.empty(len(days), dtype=np.int64)
    for year in np.unique(years).tolist():
        rows = years == year
        within = _share(yearly_pico, days[rows] - year_start(year), days_in_year(year))
        amount[rows] = yearly_pico * (year - 1970) + within
    return amount


def _by_month(yearly_pico: int, days: IntArray) -> IntArray:
    """Return the amount where every calendar month has a twelfth, whatever its length."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    lengths = (months + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - first
    amount = _share(yearly_pico, months.astype(np.int64), MONTHS_PER_YEAR)
    for length in np.unique(lengths).tolist():
        rows = lengths == length
        amount[rows] += _share(yearly_pico, (days - first)[rows], MONTHS_PER_YEAR * length)
    return amount


def _share(yearly_pico: int, days: IntArray, divisor: int) -> IntArray:
    """Return floor(yearly_pico x days / divisor) without leaving int64 on the way."""
    whole, rest = divmod(yearly_pico, divisor)
    return whole * days + rest * days // divisor
