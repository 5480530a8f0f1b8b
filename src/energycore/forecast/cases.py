"""Cases of a back-test: real meter-years, cut at many days, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from energycore.clocks import add_months, month_starts, year_of
from energycore.profiles import LoadProfile
from energycore.units import BoolArray, FloatArray, IntArray

SMOOTHING_DAYS = 31
LEAP_DAYS = 366


@dataclass(frozen=True, slots=True, eq=False)
class MeterSeries:
    """The daily volumes of one meter: `daily_wh` float64[D] from `first_day`, without holes."""

    meter: str
    first_day: int
    daily_wh: FloatArray

    @property
    def until_day(self) -> int:
        """The day number after the last day."""
        return self.first_day + len(self.daily_wh)

    def cumulative(self) -> FloatArray:
        """Return float64[D + 1]: Wh from the first day until each midnight."""
        return np.concatenate([[0.0], np.cumsum(self.daily_wh)])


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Forecasts to make and their outcomes; every array is [C].

    `meter` int64: position of the meter; `fraction` float64: share of the year known, by profile;
    `day_fraction` float64: the same by days; `known_wh`, `actual_wh` float64: volume until the cut
    and of the whole year; `prior_wh` float64: volume of the twelve months before (NaN: unknown).
    """

    meter: IntArray
    fraction: FloatArray
    day_fraction: FloatArray
    known_wh: FloatArray
    actual_wh: FloatArray
    prior_wh: FloatArray

    def __len__(self) -> int:
        return len(self.meter)

    def where(self, chosen: BoolArray) -> "Cases":
        """Return the cases for which `chosen` bool[C] holds."""
        return Cases(
            meter=self.meter[chosen],
            fraction=self.fraction[chosen],
            day_fraction=self.day_fraction[chosen],
            known_wh=self.known_wh[chosen],
            actual_wh=self.actual_wh[chosen],
            prior_wh=self.prior_wh[chosen],
        )

    @property
    def has_prior(self) -> BoolArray:
        """Whether the year before is known."""
        known: BoolArray = ~np.isnan(self.prior_wh)
        return known


def list_cases(
    meters: Sequence[MeterSeries], profiles: Sequence[LoadProfile], *, step_days: int = 15
) -> Cases:
    """Return every meter-year that starts on a first of a month, cut every `step_days`.

    `profiles[m]` covers meter m and knows nothing of it. A meter-year without any consumption is
    left out: no relative error can be told of it.
    """
    rows: list[tuple[float, ...]] = []
    for place, (series, profile) in enumerate(zip(meters, profiles, strict=True)):
        running = series.cumulative()
        for start in month_starts(series.first_day, series.until_day).tolist():
            end = add_months(start, 12)
            if end > series.until_day:
                break
            actual = _between(series, running, start, end)
            if actual <= 0:
                continue
            before = add_months(start, -12)
            prior = np.nan
            if before >= series.first_day:
                prior = _between(series, running, before, start)
            year = profile.fraction(start, end)
            for cut in range(start, end, step_days):
                rows.append(
                    (
                        place,
                        profile.fraction(start, cut) / year,
                        (cut - start) / (end - start),
                        _between(series, running, start, cut),
                        actual,
                        prior,
                    )
                )
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 6)
    return Cases(table[:, 0].astype(np.int64), *(table[:, column] for column in range(1, 6)))


def leave_one_out_profile(meters: Sequence[MeterSeries], left_out: int) -> LoadProfile:
    """Return a profile made of all meters but one, over the days of that one.

    Raises ValueError without another meter.
    """
    others = [series for place, series in enumerate(meters) if place != left_out]
    if not others:
        raise ValueError("a profile without the meter itself needs another meter")
    return profile_from(others, meters[left_out])


def profile_from(sources: Sequence[MeterSeries], target: MeterSeries) -> LoadProfile:
    """Return a profile with the shape of the sources' years over the days of another meter.

    Each source's mean volume per day of the year, scaled to 1, averaged over the sources and
    smoothed over a month; a calendar year sums to 1. A load profile's own daily shares may serve
    as a source: it then says what that profile would have said in other years.
    """
    shape = np.mean([_yearly_shape(series) for series in sources], axis=0)
    first = _january(target.first_day)
    days = np.arange(first, _january(target.until_day, years_later=1), dtype=np.int64)
    shares = shape[_day_of_year(days)]
    years = year_of(days)
    for year in np.unique(years).tolist():
        shares[years == year] /= shares[years == year].sum()
    running = np.concatenate([[0.0], np.cumsum(shares)])
    return LoadProfile(key=f"shape.{target.meter}", first_day=first, cumulative=running)


def _yearly_shape(series: MeterSeries) -> FloatArray:
    """Return float64[366]: the meter's mean volume per day of the year, smoothed, summing to 1."""
    place = _day_of_year(np.arange(series.first_day, series.until_day, dtype=np.int64))
    totals = np.bincount(place, weights=series.daily_wh, minlength=LEAP_DAYS)
    counts = np.bincount(place, minlength=LEAP_DAYS)
    seen = np.flatnonzero(counts)
    mean = np.interp(np.arange(LEAP_DAYS), seen, totals[seen] / counts[seen], period=LEAP_DAYS)
    half = SMOOTHING_DAYS // 2
    padded = np.concatenate([mean[-half:], mean, mean[:half]])
    smooth = np.convolve(padded, np.ones(SMOOTHING_DAYS) / SMOOTHING_DAYS, mode="valid")
    return np.asarray(smooth / smooth.sum(), dtype=np.float64)


def _between(series: MeterSeries, running: FloatArray, from_: int, until: int) -> float:
    return float(running[until - series.first_day] - running[from_ - series.first_day])


def _day_of_year(days: IntArray) -> IntArray:
    dates = days.astype("datetime64[D]")
    return np.asarray((dates - dates.astype("datetime64[Y]")).astype(np.int64))


def _january(day: int, *, years_later: int = 0) -> int:
    start = np.datetime64(day, "D").astype("datetime64[Y]") + np.timedelta64(years_later, "Y")
    return int(start.astype("datetime64[D]").astype(np.int64))
