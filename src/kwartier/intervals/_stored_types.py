"""Series as they are kept, as arrays."""

from dataclasses import dataclass

import numpy as np

from energycore.units import BoolArray, ByteArray, IntArray
from kwartier.intervals._direction import Direction


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StoredDays:
    """Days of a supply point in one direction, as parallel arrays of length D, the earliest first.

    days            int64, day numbers; a day of which nothing is kept has no place
    revisions       int64: the newest
    steps_minutes   int64; days may have different ones
    is_official     bool: brought by the grid operator
    totals_wh       int64, what is known of the day
    peaks_wh        int64, the highest value, -1 where none is known
    missing_counts  int64
    worst_states    uint8, `ValueState`
    load_ids        int64, the load that brought it
    values_wh       of each day its values, int64, -1 where missing
    packed_states   of each day its states, for `energycore.intervals.unpack_states`
    """

    supply_point_id: int
    direction: Direction
    days: IntArray
    revisions: IntArray
    steps_minutes: IntArray
    is_official: BoolArray
    totals_wh: IntArray
    peaks_wh: IntArray
    missing_counts: IntArray
    worst_states: ByteArray
    load_ids: IntArray
    values_wh: tuple[IntArray, ...]
    packed_states: tuple[bytes, ...]

    def __len__(self) -> int:
        return len(self.days)

    def where(self, chosen: BoolArray) -> "StoredDays":
        """The days that a mask of length D chooses."""
        if chosen.all():
            return self
        places = np.flatnonzero(chosen)
        return StoredDays(
            supply_point_id=self.supply_point_id,
            direction=self.direction,
            **{name: getattr(self, name)[places] for name in _ARRAYS},
            values_wh=tuple(self.values_wh[place] for place in places),
            packed_states=tuple(self.packed_states[place] for place in places),
        )


_ARRAYS = (
    "days",
    "revisions",
    "steps_minutes",
    "is_official",
    "totals_wh",
    "peaks_wh",
    "missing_counts",
    "worst_states",
    "load_ids",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MonthSums:
    """Sums by supply point and month, as parallel arrays, sorted by both.

    ``months`` are day numbers of first days; ``missing_counts`` values of ``day_counts`` days are in
    no sum.
    """

    supply_point_ids: IntArray
    months: IntArray
    totals_wh: IntArray
    missing_counts: IntArray
    worst_states: ByteArray
    day_counts: IntArray

    def __len__(self) -> int:
        return len(self.months)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MonthPeaksOf:
    """The highest quarter-hour by supply point and month, as parallel arrays, sorted by both.

    ``peak_days`` are the day numbers on which it first came.
    """

    supply_point_ids: IntArray
    months: IntArray
    peaks_w: IntArray
    peak_days: IntArray
    missing_counts: IntArray
    day_counts: IntArray

    def __len__(self) -> int:
        return len(self.months)
