"""This period and the same one a year before, with the weather taken out of the difference.

Only what was measured by the day tells anything: what was shared out along a load profile follows
the weather of a normal year by its making. The slope comes from the twelve months that end with the
period, in each year apart; it is put on the days of the period that were measured in both.
"""

from datetime import date
from typing import Final

import numpy as np

from energycore.clocks import DayRange, add_months, date_of, day_number
from energycore.intervals import (
    NotDrivenByWeather,
    TooFewDays,
    compare_weather,
    degree_days,
    split_by_weather,
)
from energycore.units import FloatArray, IntArray
from kwartier.consumption._reading import Sources
from kwartier.consumption._weather_types import NoComparison, Weather, WeatherCompared
from kwartier.consumption.types import Period, View
from kwartier.intervals.queries import list_measured_days
from kwartier.intervals.types import Direction
from kwartier.metering.types import SupplyPointRow
from kwartier.weather.queries import find_temperatures
from kwartier.weather.types import Temperatures
from rulebooks.parameters import ExpiredParameter, MissingParameter
from rulebooks.weather import WeatherRules, get_weather_rules

_YEAR: Final = 12
_SHORT: Final = {View.DAY, View.WEEK}


def tell_weather(
    sources: Sources, point: SupplyPointRow, period: Period, *, today: date
) -> Weather | None:
    """The comparison, or why there is none; None for days and weeks, and where no interval is shown.

    Two questions at the most.
    """
    ends = min(period.until, today)
    if period.view in _SHORT or ends <= period.from_:
        return None
    if not len(sources.stored.get(Direction.OFFTAKE, ())):
        return None
    if point.has_production or sources.told.has_injection:
        return Weather(reason=NoComparison.PANELS)
    try:
        rules = get_weather_rules(country=point.country, on=day_number(period.from_))
    except (MissingParameter, ExpiredParameter) as missing:
        return Weather(reason=NoComparison.NO_FIGURES, lacking=missing.key)
    first = min(period.from_, _back(ends))
    found = find_temperatures(
        brand_id=point.brand_id, postal_code=point.postal_code, from_=_back(first), until=ends
    )
    if found is None or np.isnan(found.mean_celsius).all():
        return Weather(reason=NoComparison.NO_TEMPERATURES)
    days, totals = list_measured_days(
        point.id, _back(first), ends, direction=Direction.OFFTAKE, finer=sources.consents
    )
    daily = np.full(len(found.mean_celsius), -1, dtype=np.int64)
    daily[days - found.first] = totals
    daily[~sources.told.own_days(DayRange(found.first, found.first + len(daily)))] = -1
    return _compare(daily, found, rules, period, ends)


def _compare(
    daily: IntArray, found: Temperatures, rules: WeatherRules, period: Period, ends: date
) -> Weather:
    cold = degree_days(found.mean_celsius, base_celsius=rules.base_celsius)
    first = min(period.from_, _back(ends))
    now = slice(day_number(first) - found.first, day_number(ends) - found.first)
    then = slice(0, day_number(_back(ends)) - found.first)
    here, there = _pair(daily, cold, found.first, period.from_, ends)
    if len(here) < max(rules.least_days, 1):
        return Weather(reason=NoComparison.FEW_IN_BOTH, least_days=rules.least_days)
    if min(cold[here].mean(), cold[there].mean()) < rules.least_degree_days:
        return Weather(reason=NoComparison.MILD)
    try:
        split_now = split_by_weather(daily[now], cold[now]).of_days(daily[here], cold[here])
        split_then = split_by_weather(daily[then], cold[then]).of_days(daily[there], cold[there])
    except TooFewDays as few:
        return Weather(reason=NoComparison.TOO_FEW_DAYS, least_days=few.least_days)
    except NotDrivenByWeather:
        return Weather(reason=NoComparison.NOT_DRIVEN)
    neutral = compare_weather(
        split_then,
        split_now,
        degree_days_per_day=split_then.degree_days / split_then.days_count,
    )
    if min(neutral.now_wh, split_then.usage_wh) <= 0:  # a line that says so is none of this use
        return Weather(reason=NoComparison.NOT_DRIVEN)
    return Weather(
        WeatherCompared(
            station_name=found.station.name,
            source=found.station.source,
            base_celsius=rules.base_celsius,
            days_count=len(here),
            used_wh=split_now.usage_wh,
            before_wh=split_then.usage_wh,
            neutral_wh=neutral.now_wh,
            # Temperatures are in hundredths: this rounds nothing but what floats leave.
            degree_days=round(split_now.degree_days, 2),
            degree_days_before=round(split_then.degree_days, 2),
            explained=round(min(split_now.explained, split_then.explained), 4),
        )
    )


def _pair(
    daily: IntArray, cold: FloatArray, origin: int, from_: date, until: date
) -> tuple[IntArray, IntArray]:
    """The places of the days of a period, and of the same dates a year before, known in both.

    A 29 February has no such date, and is left out.
    """
    here = np.arange(day_number(from_), day_number(until), dtype=np.int64)
    months = here.astype("datetime64[D]").astype("datetime64[M]")
    in_month = here - months.astype("datetime64[D]").astype(np.int64)
    months -= np.timedelta64(_YEAR, "M")
    there = months.astype("datetime64[D]").astype(np.int64) + in_month
    has_fellow = there.astype("datetime64[D]").astype("datetime64[M]") == months
    here, there = here[has_fellow] - origin, there[has_fellow] - origin
    known = (daily >= 0) & np.isfinite(cold)
    both = known[here] & known[there]
    return here[both], there[both]


def _back(day: date) -> date:
    """The same date a year before."""
    return date_of(add_months(day_number(day), -_YEAR))
