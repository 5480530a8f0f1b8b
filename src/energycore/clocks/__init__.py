"""Clocks: market days, gas days, months and billing periods, without ever asking what time it is.

Words: a *day number* counts whole days since 1970-01-01 in market time (an int, or an int64
array); a *market day* runs from local midnight to local midnight and has 92, 96 or 100 quarters;
a *gas day* starts at 06:00; every period is half-open, [from_, until).

Guarantees: instants are UTC; nothing here reads the clock; a local day is never 24 hours by
assumption.
"""

from energycore.clocks.days import (
    DayRange,
    InvertedRange,
    date_of,
    day_number,
    days_in_year,
    weekday_of,
    year_of,
    year_start,
)
from energycore.clocks.market import (
    GAS_DAY_START_HOUR,
    QUARTER_SECONDS,
    gas_day_starts_at,
    local_midnights,
    midnight_at,
    quarters_in_day,
    wall_quarters,
)
from energycore.clocks.months import (
    add_months,
    billing_period_of,
    billing_periods,
    month_start,
    month_starts,
    split_by_month,
)

__all__ = [
    "GAS_DAY_START_HOUR",
    "QUARTER_SECONDS",
    "DayRange",
    "InvertedRange",
    "add_months",
    "billing_period_of",
    "billing_periods",
    "date_of",
    "day_number",
    "days_in_year",
    "gas_day_starts_at",
    "local_midnights",
    "midnight_at",
    "month_start",
    "month_starts",
    "quarters_in_day",
    "split_by_month",
    "wall_quarters",
    "weekday_of",
    "year_of",
    "year_start",
]
