"""The quarter-hours of a profile, for the few questions that midnights cannot answer."""

from dataclasses import dataclass

import numpy as np

from energycore.clocks import QUARTER_SECONDS, local_midnights
from energycore.units import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class QuarterDetail:
    """The running total of a profile at every quarter-hour.

    starts_at    Unix seconds (UTC) of the first quarter
    cumulative   float64[n_quarters + 1], never decreasing; made read-only

    Quarters are contiguous in UTC, so clock changes need no special case here.
    """

    starts_at: int
    cumulative: FloatArray

    def __post_init__(self) -> None:
        self.cumulative.setflags(write=False)

    @property
    def quarters_count(self) -> int:
        """The number of quarters covered."""
        return self.cumulative.size - 1

    @property
    def shares(self) -> FloatArray:
        """The share of each quarter, float64[n_quarters]."""
        return np.diff(self.cumulative)

    def positions_of(self, instants: IntArray) -> IntArray:
        """Return the positions in `cumulative` of UTC instants in Unix seconds.

        Raises ValueError for an instant that is not on a quarter or not covered.
        """
        positions, rest = np.divmod(instants - self.starts_at, QUARTER_SECONDS)
        if np.any(rest != 0):
            raise ValueError("a quarter starts at :00, :15, :30 or :45")
        if np.any((positions < 0) | (positions > self.quarters_count)):
            raise ValueError("an instant lies outside the quarters of the profile")
        return np.asarray(positions, dtype=np.int64)

    def cumulative_at(self, instants: IntArray) -> FloatArray:
        """Return the running total at UTC instants in Unix seconds (same shape, same errors)."""
        return self.cumulative[self.positions_of(instants)]

    def at_midnights(self, from_: int, until: int, timezone: str) -> FloatArray:
        """Return the running total at the local midnights `from_` to `until`, both included."""
        return self.cumulative_at(local_midnights(from_, until, timezone))


def from_quarters(shares: FloatArray, *, starts_at: int) -> QuarterDetail:
    """Return the detail for the shares of consecutive quarters, float64[n_quarters].

    `starts_at` is the Unix second of the first. Raises ValueError for a share that is negative or
    not a number.
    """
    if not bool(np.all(shares >= 0)):
        raise ValueError("the share of a quarter cannot be negative or missing")
    return QuarterDetail(starts_at=starts_at, cumulative=np.concatenate(([0.0], np.cumsum(shares))))
