"""Monthly peaks: the mean of the last twelve, as capacity is charged, month after month."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from energycore.clocks import DayRange
from energycore.units import IntArray, divide_half_away

MONTHS = 12
"""How many monthly peaks the Flemish capacity tariff looks back on, the month itself included."""


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """The peak that each stretch of days is charged on.

    `days` int64[P + 1] are the ends of the stretches, rising; `watts` int64[P, N] holds the mean
    peak of N supply points on each, before any floor.
    """

    days: IntArray
    watts: IntArray

    def __post_init__(self) -> None:
        """Raise ValueError for stretches out of order or without their peaks."""
        if len(self.watts) != len(self.days) - 1 or (np.diff(self.days) <= 0).any():
            raise ValueError("peaks need one value for each stretch of days, in order")

    def part(self, rows: slice) -> "Peaks":
        """Return the peaks of some supply points; what all share stays as it is."""
        return self if self.watts.shape[1] == 1 else Peaks(self.days, self.watts[:, rows])

    @classmethod
    def over(cls, days: DayRange, watts: int) -> Self:
        """Return one peak for one supply point over all of some days."""
        return cls(np.array([days.from_, days.until]), np.array([[watts]]))


def rolling_mean_peaks(month_peaks_w: IntArray, *, floor_w: int, months: int = MONTHS) -> IntArray:
    """Return int64[M - months + 1, N]: the mean of each run of `months` monthly peaks, in watts.

    `month_peaks_w` int64[M, N] are the highest quarter-hours of the months, oldest first, 0 where
    a month is not known; each counts for at least `floor_w`. Means are rounded half up to a watt.
    Source: Flemish tariff methodology, the monthly peak averaged over the last twelve months.
    Raises ValueError for fewer months than a mean needs.

    >>> rolling_mean_peaks(np.array([[1_000], [6_000]]), floor_w=2_500, months=2).tolist()
    [[4250]]
    """
    if len(month_peaks_w) < months:
        raise ValueError(
            f"a mean of {months} monthly peaks needs as many, not {len(month_peaks_w)}"
        )
    counted: IntArray = np.maximum(month_peaks_w, floor_w)
    up_to: IntArray = np.concatenate([np.zeros_like(counted[:1]), np.cumsum(counted, axis=0)])
    return divide_half_away(up_to[months:] - up_to[:-months], months)
