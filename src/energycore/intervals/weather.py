"""Weather: how much of a use follows the cold, and two periods as if they had been equally cold."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from energycore.intervals.states import IntervalValues
from energycore.units import BoolArray, FloatArray

LEAST_DAYS: Final = 60
LEAST_EXPLAINED: Final = 0.3
"""Less than that of the differences between days, and the weather is not what makes them."""


class TooFewDays(ValueError):
    """Too few days of which both use and temperature are known; `days_count` of `least_days`."""

    def __init__(self, days_count: int, least_days: int) -> None:
        self.days_count = days_count
        self.least_days = least_days
        super().__init__(f"{days_count} days are known, and the weather needs {least_days}")


class NotDrivenByWeather(ValueError):
    """A use that does not rise with the cold; `explained` is the share that the cold explains."""

    def __init__(self, explained: float) -> None:
        self.explained = explained
        super().__init__(f"the cold explains {explained:.0%} of the differences between days")


@dataclass(frozen=True, slots=True)
class WeatherSplit:
    """A use as a base, the same each day, and a slope that follows the cold.

    base_wh_per_day      what a day without heating uses
    wh_per_degree_day    what each degree-day adds
    explained            the share of the differences between days that the cold explains, 0 to 1
    days_count           days of which both use and temperature are known
    usage_wh             what they came to
    degree_days          how cold they were together
    """

    base_wh_per_day: float
    wh_per_degree_day: float
    explained: float
    days_count: int
    usage_wh: int
    degree_days: float

    def usage_at(self, degree_days_per_day: float) -> int:
        """Return the Wh of the same days, had they been so cold on average.

        What was used, plus the slope for each degree-day more: how people differed from the
        straight line stays in it.
        """
        more = degree_days_per_day * self.days_count - self.degree_days
        return round(self.usage_wh + self.wh_per_degree_day * more)

    def of_days(self, daily_wh: IntervalValues, cold: FloatArray) -> "WeatherSplit":
        """Return the same base and slope for other days, such as a month of the year they come from.

        Arrays as `split_by_weather` takes them; raises TooFewDays where no day is known in both.
        """
        is_known = _known(daily_wh, cold)
        if not is_known.any():
            raise TooFewDays(0, 1)
        return replace(
            self,
            days_count=int(is_known.sum()),
            usage_wh=int(daily_wh[is_known].sum(dtype=np.int64)),
            degree_days=float(cold[is_known].sum()),
        )


@dataclass(frozen=True, slots=True)
class WeatherNeutral:
    """Two periods as if both had had the same degree-days per day.

    before_wh, now_wh  the normalized use of the known days of each
    per_day_before_wh, per_day_now_wh  the same for a day, for periods of other lengths
    """

    before: WeatherSplit
    now: WeatherSplit
    degree_days_per_day: float
    before_wh: int
    now_wh: int

    @property
    def per_day_before_wh(self) -> int:
        """The normalized use of a mean day of the period before."""
        return round(self.before_wh / self.before.days_count)

    @property
    def per_day_now_wh(self) -> int:
        """The normalized use of a mean day of the period now."""
        return round(self.now_wh / self.now.days_count)


def degree_days(mean_celsius: FloatArray, *, base_celsius: float) -> FloatArray:
    """Return the degree-days of each day: how far its mean lay below the base, or zero.

    Not-a-number, where a temperature is not known, stays so.

    >>> degree_days(np.array([4.0, 20.0]), base_celsius=16.5).tolist()
    [12.5, 0.0]
    """
    return np.maximum(base_celsius - mean_celsius, 0.0)


def split_by_weather(
    daily_wh: IntervalValues,
    cold: FloatArray,
    *,
    least_days: int = LEAST_DAYS,
    least_explained: float = LEAST_EXPLAINED,
) -> WeatherSplit:
    """Split the use of days into base + slope x degree-days, by least squares.

    `daily_wh` int[D] with MISSING_WH where a day is not wholly known, `cold` float64[D] degree-days
    with not-a-number where none. Raises TooFewDays; NotDrivenByWeather when the use does not rise
    with the cold, or the cold explains less than `least_explained` of it, which also says a period
    in which each day was equally cold; ValueError for arrays of other lengths.
    """
    is_known = _known(daily_wh, cold)
    count = int(is_known.sum())
    if count < max(least_days, 1):
        raise TooFewDays(count, least_days)
    usage, own_cold = daily_wh[is_known].astype(np.float64), cold[is_known]
    from_mean_wh, from_mean = usage - usage.mean(), own_cold - own_cold.mean()
    spread, spread_wh = float(from_mean @ from_mean), float(from_mean_wh @ from_mean_wh)
    shared = float(from_mean @ from_mean_wh)
    both = spread * spread_wh
    explained = shared * shared / both if both > 0 else 0.0
    if shared <= 0 or explained < least_explained:
        raise NotDrivenByWeather(explained)
    slope = shared / spread
    return WeatherSplit(
        base_wh_per_day=float(usage.mean() - slope * own_cold.mean()),
        wh_per_degree_day=slope,
        explained=explained,
        days_count=count,
        usage_wh=int(daily_wh[is_known].sum(dtype=np.int64)),
        degree_days=float(own_cold.sum()),
    )


def _known(daily_wh: IntervalValues, cold: FloatArray) -> BoolArray:
    """Return which days have both a use and degree-days."""
    if daily_wh.shape != cold.shape:
        raise ValueError("each day needs its use and its degree-days")
    return (daily_wh >= 0) & np.isfinite(cold)


def compare_weather(
    before: WeatherSplit, now: WeatherSplit, *, degree_days_per_day: float | None = None
) -> WeatherNeutral:
    """Return two periods normalized to the same degree-days per day.

    To those of a normal year, where the caller knows them; otherwise to the mean of all days of
    both periods. Each period is moved along its own slope, so a house that was insulated between
    them shows it.
    """
    if degree_days_per_day is None:
        together = before.degree_days + now.degree_days
        degree_days_per_day = together / (before.days_count + now.days_count)
    return WeatherNeutral(
        before=before,
        now=now,
        degree_days_per_day=degree_days_per_day,
        before_wh=before.usage_at(degree_days_per_day),
        now_wh=now.usage_at(degree_days_per_day),
    )
