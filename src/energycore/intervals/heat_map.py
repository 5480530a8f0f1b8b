"""The heat map: what an hour of the day uses on average, month by month."""

from dataclasses import dataclass

import numpy as np

from energycore.intervals.slots import HOUR_MINUTES, DaySlots
from energycore.intervals.states import MISSING_WH, IntervalValues, ValueState
from energycore.intervals.sums import coarsen, month_boundaries
from energycore.units import ByteArray, IntArray

_HOURS = 24
_HOUR_SECONDS = 3_600


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """Months by hours of the wall clock, [M, 24].

    days          int64[M + 1] day numbers: where each month starts (cut where the slots are)
    mean_wh       int64, the mean of the known hours, rounded half up; MISSING_WH of none
    known_counts  int64, over how many hours it is the mean
    hour_counts   int64, how many there are
    states        uint8, the worst state among them; MISSING of none
    """

    days: IntArray
    mean_wh: IntArray
    known_counts: IntArray
    hour_counts: IntArray
    states: ByteArray


def make_heat_map(slots: DaySlots, values_wh: IntervalValues, states: ByteArray) -> HeatMap:
    """Return the mean Wh of each hour of the wall clock in each month that the slots touch.

    `values_wh` int[S], `states` uint8[S]. An hour counts where all of it is known. The hour that
    comes twice in autumn counts twice, the one that is lost in spring not at all, so a mean is
    always one of whole hours. Gas days belong to the month in which they start. Raises ValueError
    for intervals that last a day.
    """
    hours, values, own_states = coarsen(slots, values_wh, states, step_minutes=HOUR_MINUTES)
    days = month_boundaries(hours)
    months = np.searchsorted(days, hours.day_numbers, "right") - 1
    cells = months * _HOURS + hours.wall_seconds() // _HOUR_SECONDS % _HOURS
    count = (len(days) - 1) * _HOURS
    known = np.flatnonzero(values >= 0)
    sums, known_counts, worst = (np.zeros(count, dtype=np.int64) for _ in range(3))
    np.add.at(sums, cells[known], values[known])
    np.add.at(known_counts, cells[known], 1)
    np.maximum.at(worst, cells[known], own_states[known])
    is_known = known_counts > 0
    # Energy is never negative here: half up is half away from zero.
    means = (2 * sums + known_counts) // np.maximum(2 * known_counts, 1)
    shape = (-1, _HOURS)
    return HeatMap(
        days=days,
        mean_wh=np.where(is_known, means, MISSING_WH).reshape(shape),
        known_counts=known_counts.reshape(shape),
        hour_counts=np.bincount(cells, minlength=count).astype(np.int64).reshape(shape),
        states=np.where(is_known, worst, ValueState.MISSING).astype(np.uint8).reshape(shape),
    )
