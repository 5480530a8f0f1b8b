"""The peak of each month, from its quarter-hours: with its instant, and what of the month lacks."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from energycore.charges.peaks import MONTHS, rolling_mean_peaks
from energycore.clocks import local_midnights
from energycore.intervals.slots import QUARTER_MINUTES, DaySlots
from energycore.intervals.states import MISSING_WH, IntervalValues
from energycore.intervals.sums import month_boundaries, row_blocks
from energycore.units import BoolArray, IntArray

_QUARTERS_PER_HOUR = 4
_QUARTER_SECONDS = 900

UNKNOWN_PEAK_W = -1
"""Stands where not one quarter-hour of a month is known."""


class StepTellsNoPeak(ValueError):
    """Intervals from which no quarter-hour can be made; `step_minutes` is how long they last."""

    def __init__(self, step_minutes: int) -> None:
        self.step_minutes = step_minutes
        super().__init__(
            f"a peak is a quarter-hour, and intervals of {step_minutes} minutes hide it"
        )


@dataclass(frozen=True, slots=True, eq=False)
class MonthPeaks:
    """The highest quarter-hour of M calendar months, for one supply point [M] or for many [N, M].

    months          int64[M] day numbers of their firsts
    peaks_w         int64, mean watts of the highest known quarter-hour, or UNKNOWN_PEAK_W
    peak_starts     int64, Unix seconds at which it starts (the first, if several are as high)
    known_counts    int64, how many quarter-hours of the month are known
    quarter_counts  int64[M], how many it has

    A month that lacks quarter-hours peaked *at least* there: one that lacks may have been higher.
    """

    months: IntArray
    peaks_w: IntArray
    peak_starts: IntArray
    known_counts: IntArray
    quarter_counts: IntArray

    @property
    def lacking_counts(self) -> IntArray:
        """How many quarter-hours of each month are not known, in the shape of `peaks_w`."""
        return np.asarray(self.quarter_counts - self.known_counts, dtype=np.int64)

    @property
    def is_whole(self) -> BoolArray:
        """Where each quarter-hour of the month is known, so that the peak is the peak."""
        return np.asarray(self.lacking_counts == 0)

    def sure_w(self, *, lacking_at_most: int = 0) -> IntArray:
        """Return the peaks of the months that lack no more quarter-hours than that.

        The others are UNKNOWN_PEAK_W, and so is a month of which nothing is known.
        """
        return np.where(self.lacking_counts <= lacking_at_most, self.peaks_w, UNKNOWN_PEAK_W)


def month_peaks(slots: DaySlots, values_wh: IntervalValues) -> MonthPeaks:
    """Return the peak of each calendar month that the slots touch.

    `values_wh` int[S] or int[N, S] of quarter-hours, or of five minutes, three of which make a
    quarter-hour that is known where all three are. Raises StepTellsNoPeak for other steps,
    ValueError for values that do not fit the slots.
    """
    if values_wh.shape[-1] != slots.count:
        raise ValueError(f"{values_wh.shape[-1]} values do not fit {slots.count} slots")
    if QUARTER_MINUTES % slots.step_minutes:
        raise StepTellsNoPeak(slots.step_minutes)
    parts = QUARTER_MINUTES // slots.step_minutes
    days = month_boundaries(slots)
    bounds = slots.positions[days - slots.days.from_] // parts
    rows = np.atleast_2d(values_wh)
    shape = (len(rows), len(bounds) - 1)
    peaks_wh, places, known = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for block in row_blocks(*rows.shape):
        quarters = _quarters_of(rows[block], parts)
        for month, (start, end) in enumerate(pairwise(bounds.tolist())):
            own = quarters[:, start:end]
            highest = own.argmax(axis=1)
            places[block, month] = start + highest
            peaks_wh[block, month] = own[np.arange(len(own)), highest]
            known[block, month] = np.count_nonzero(own >= 0, axis=1)
    firsts, counts = _whole_months(days, slots.timezone)
    shape = (*values_wh.shape[:-1], len(firsts))
    watts = np.where(peaks_wh < 0, UNKNOWN_PEAK_W, peaks_wh * _QUARTERS_PER_HOUR)
    return MonthPeaks(
        months=firsts,
        peaks_w=watts.reshape(shape),
        peak_starts=(int(slots.day_starts[0]) + places * _QUARTER_SECONDS).reshape(shape),
        known_counts=known.reshape(shape),
        quarter_counts=counts,
    )


def _quarters_of(rows: IntervalValues, parts: int) -> IntervalValues:
    if parts == 1:
        return rows
    shorter = rows.reshape(len(rows), -1, parts)
    is_known = (shorter >= 0).all(axis=2)
    return np.where(is_known, shorter.sum(axis=2, dtype=np.int64), MISSING_WH)


def _whole_months(days: IntArray, timezone: str) -> tuple[IntArray, IntArray]:
    """Return the firsts of the months in which the stretches between `days` begin, and lengths."""
    firsts = days[:-1].astype("datetime64[D]").astype("datetime64[M]")
    months = np.append(firsts, firsts[-1:] + np.timedelta64(1, "M"))
    bounds = months.astype("datetime64[D]").astype(np.int64)
    midnights = [int(local_midnights(day, day, timezone)[0]) for day in bounds.tolist()]
    seconds = np.diff(np.array(midnights, dtype=np.int64))
    return bounds[:-1], np.asarray(seconds // _QUARTER_SECONDS, dtype=np.int64)


def mean_month_peaks(
    peaks: MonthPeaks, *, floor_w: int, months: int = MONTHS, lacking_at_most: int = 0
) -> IntArray:
    """Return the rolling mean of monthly peaks as capacity is charged: int64[M - months + 1, N].

    What `energycore.charges.rolling_mean_peaks` says of peaks from the grid operator, for peaks
    from intervals: a month that is not sure counts for the floor. N is 1 for one supply point.
    Raises ValueError for fewer months than a mean needs.
    """
    sure = np.atleast_2d(peaks.sure_w(lacking_at_most=lacking_at_most))
    return rolling_mean_peaks(np.maximum(sure, 0).T, floor_w=floor_w, months=months)
