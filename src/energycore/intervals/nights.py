"""The nights of some days: the hours in which nobody needs much, and what goes on uses on."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from energycore.intervals.slots import DAY_MINUTES, DaySlots
from energycore.intervals.states import IntervalValues
from energycore.units import IntArray

NIGHT_FROM_HOUR: Final = 1
NIGHT_UNTIL_HOUR: Final = 5

_DAY_SECONDS = 86_400
_HOUR_SECONDS = 3_600
_HOURS = 24


@dataclass(frozen=True, slots=True, eq=False)
class Nights:
    """The slots of G nights, in order: `columns` int64[K] are their numbers.

    `starts` int64[G] are the positions in `columns` at which each night begins, `days` int64[G]
    the dates on which it is night, as day numbers.
    """

    columns: IntArray
    starts: IntArray
    days: IntArray

    def lacking_counts(self, values_wh: IntervalValues) -> IntArray:
        """Return how many values each night lacks, int64[..., G] for int[..., S]."""
        lacking = values_wh[..., self.columns] < 0
        if not self.starts.size:
            return np.zeros((*lacking.shape[:-1], 0), dtype=np.int64)
        return np.add.reduceat(lacking, self.starts, axis=-1, dtype=np.int64)


def nights_of(
    slots: DaySlots, *, from_hour: int = NIGHT_FROM_HOUR, until_hour: int = NIGHT_UNTIL_HOUR
) -> Nights:
    """Return the slots that start at night by the wall clock, from one hour until another.

    In spring a night may be an hour shorter, in autumn an hour longer. Raises ValueError for hours
    that are none or that pass midnight, and for intervals that last a day.
    """
    if not 0 <= from_hour < until_hour <= _HOURS:
        raise ValueError(
            f"a night lasts from an hour until a later one, not {from_hour} to {until_hour}"
        )
    if slots.step_minutes == DAY_MINUTES:
        raise ValueError("days tell nothing of their nights")
    dates, seconds = np.divmod(slots.wall_seconds(), _DAY_SECONDS)
    hours = seconds // _HOUR_SECONDS
    columns = np.flatnonzero((hours >= from_hour) & (hours < until_hour))
    days, starts = np.unique(dates[columns], return_index=True)
    return Nights(columns, starts, days)
