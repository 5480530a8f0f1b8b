"""`LoadProfile`: a profile as a running total, and the questions it answers."""

from dataclasses import dataclass
from typing import Literal, overload

import numpy as np

from energycore.clocks import InvertedRange
from energycore.profiles.errors import NoShare, OutsidePeriod, OutsideProfile
from energycore.profiles.quarters import QuarterDetail
from energycore.units import FloatArray, IntArray

type Days = int | IntArray
type Volume = float | IntArray | FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class LoadProfile:
    """A load profile as cumulative shares at local midnights.

    key              e.g. "rlp0n.flanders"
    first_day        day number of the first day covered
    cumulative       float64[n_days + 1], the running total at each local midnight from
                     `first_day` on; never decreasing. It is made read-only.
    unit             "years": a calendar year is 1; "kwh_per_kwp": what one installed kilowatt-peak
                     produces, a calendar year is about 1,024
    provisional_from the first day that is not published but extended, or None
    source           where it comes from, in one line
    demonstration    True for a made profile that must never settle a real bill
    timezone         the zone whose midnights are meant
    day_start_hour   0, or 6 for gas days
    quarters         the same total by quarter-hour, where it was asked for

    Days are day numbers; each question takes ints or int64 arrays, which broadcast. Compared by
    identity: a profile is loaded once and shared. Raises ValueError when `cumulative` is not a
    never-decreasing float64 vector of at least two midnights.
    """

    key: str
    first_day: int
    cumulative: FloatArray
    unit: Literal["years", "kwh_per_kwp"] = "years"
    provisional_from: int | None = None
    source: str = ""
    demonstration: bool = False
    timezone: str = "Europe/Brussels"
    day_start_hour: int = 0
    quarters: QuarterDetail | None = None

    def __post_init__(self) -> None:
        total = self.cumulative
        if total.dtype != np.float64 or total.ndim != 1 or total.size <= 1:
            raise ValueError(
                f"{self.key}: a profile needs a float64 vector of two or more midnights"
            )
        # A NaN fails this comparison too, which is what we want.
        if not bool(np.all(np.diff(total) >= 0)):
            raise ValueError(f"{self.key}: the running total of a profile cannot decrease")
        total.setflags(write=False)

    @property
    def until_day(self) -> int:
        """The day number after the last day covered; `cumulative_at` can still be asked there."""
        return self.first_day + self.cumulative.size - 1

    @overload
    def cumulative_at(self, days: int) -> float: ...
    @overload
    def cumulative_at(self, days: IntArray) -> FloatArray: ...
    def cumulative_at(self, days: Days) -> float | FloatArray:
        """Return the running total at the start of `days`, in the profile's unit.

        An int gives a float, an int64 array a float64 array of the same shape. Raises
        OutsideProfile, with the first such day, when one is not covered.
        """
        if isinstance(days, np.ndarray):
            positions = np.subtract(days, self.first_day, dtype=np.int64)
            # Seen as unsigned, a negative position is huge: one pass finds both kinds of outside.
            if positions.size and positions.view(np.uint64).max() >= self.cumulative.size:
                outside = (positions < 0) | (positions >= self.cumulative.size)
                raise self._outside(int(days[outside][0]))
            return self.cumulative.take(positions)
        position = int(days) - self.first_day
        if not 0 <= position < self.cumulative.size:
            raise self._outside(int(days))
        return float(self.cumulative[position])

    @overload
    def fraction(self, from_: int, until: int) -> float: ...
    @overload
    def fraction(self, from_: Days, until: IntArray) -> FloatArray: ...
    @overload
    def fraction(self, from_: IntArray, until: Days) -> FloatArray: ...
    def fraction(self, from_: Days, until: Days) -> float | FloatArray:
        """Return the share of a year that [from_, until) covers; 0.0 for an empty period.

        A calendar year is 1, two years are 2, a winter half about 0.57. Raises OutsideProfile,
        and InvertedRange with the first period that ends before it starts.
        """
        if isinstance(from_, int) and isinstance(until, int):
            # One supply point at a time must not pay for numpy's generality.
            if until < from_:
                raise InvertedRange(from_, until)
            return self.cumulative_at(until) - self.cumulative_at(from_)
        if np.any(until < from_):
            starts, ends = np.broadcast_arrays(from_, until)
            first = np.argmax(ends < starts)
            raise InvertedRange(int(starts.flat[first]), int(ends.flat[first]))
        share: float | FloatArray = self.cumulative_at(until) - self.cumulative_at(from_)
        return share

    @overload
    def annualise(self, volume_wh: float, from_: int, until: int) -> float: ...
    @overload
    def annualise(self, volume_wh: Volume, from_: Days, until: IntArray) -> FloatArray: ...
    @overload
    def annualise(self, volume_wh: Volume, from_: IntArray, until: Days) -> FloatArray: ...
    @overload
    def annualise(
        self, volume_wh: IntArray | FloatArray, from_: Days, until: Days
    ) -> FloatArray: ...
    def annualise(self, volume_wh: Volume, from_: Days, until: Days) -> float | FloatArray:
        """Return the yearly volume of which `volume_wh` is what fell in [from_, until).

        EAV = V / f, as the market computes it. Float, because it is an estimate; never money.
        Raises NoShare when the profile gives a period no share (an empty period, for one),
        and what `fraction` raises.
        """
        share = self.fraction(from_, until)
        if not np.all(share > 0):
            raise NoShare(key=self.key)
        return volume_wh / share

    @overload
    def expected(self, annual_wh: float, from_: int, until: int) -> float: ...
    @overload
    def expected(self, annual_wh: Volume, from_: Days, until: IntArray) -> FloatArray: ...
    @overload
    def expected(self, annual_wh: Volume, from_: IntArray, until: Days) -> FloatArray: ...
    @overload
    def expected(
        self, annual_wh: IntArray | FloatArray, from_: Days, until: Days
    ) -> FloatArray: ...
    def expected(self, annual_wh: Volume, from_: Days, until: Days) -> float | FloatArray:
        """Return what a supply point of `annual_wh` a year is expected to use in [from_, until).

        The way back from `annualise`: float Wh (or whatever unit went in). Raises what
        `fraction` raises.
        """
        share = self.fraction(from_, until)
        if isinstance(annual_wh, np.ndarray) or isinstance(share, np.ndarray):
            return np.multiply(annual_wh, share, dtype=np.float64)
        return annual_wh * share

    @overload
    def interpolate_index(
        self, index0: int, index1: int, from_: int, until: int, at: int
    ) -> int: ...
    @overload
    def interpolate_index(
        self, index0: Days, index1: Days, from_: Days, until: Days, at: IntArray
    ) -> IntArray: ...
    @overload
    def interpolate_index(
        self, index0: IntArray, index1: Days, from_: Days, until: Days, at: Days
    ) -> IntArray: ...
    @overload
    def interpolate_index(
        self, index0: Days, index1: Days, from_: IntArray, until: Days, at: Days
    ) -> IntArray: ...
    def interpolate_index(
        self, index0: Days, index1: Days, from_: Days, until: Days, at: Days
    ) -> int | IntArray:
        """Return the index at day `at`, between `index0` on `from_` and `index1` on `until`.

        I0 + (I1 - I0) x f(from_, at) / f(from_, until), rounded to a whole unit. Exact at both
        ends, never outside them, and monotone in `at`. Integers in any unit, also beyond 2**53;
        `index1` may be below `index0` (a meter that ran backwards). Roll-over is not its affair:
        see `energycore.volumes`. Raises OutsidePeriod when `at` is not in [from_, until], NoShare
        when the index changed over a period without a share, and what `fraction` raises.
        """
        if np.any((at < from_) | (at > until)):
            raise OutsidePeriod(key=self.key)
        whole = np.asarray(self.fraction(from_, until))
        part = np.asarray(self.fraction(from_, at))
        change = np.asarray(index1, dtype=np.int64) - np.asarray(index0, dtype=np.int64)
        if np.any((whole <= 0) & (change != 0)):
            raise NoShare(key=self.key)
        ratio = part / np.where(whole > 0, whole, 1.0)
        # Rounding keeps order; a change above 2**53 is the one thing float64 cannot hold, so the
        # end is set, and everything before it kept from overtaking it.
        moved = np.rint(change * ratio).astype(np.int64)
        moved = np.clip(moved, np.minimum(change, 0), np.maximum(change, 0))
        moved = np.where(np.equal(at, until), change, moved)
        index: IntArray = np.asarray(index0, dtype=np.int64) + moved
        return int(index) if index.ndim == 0 else index

    def _outside(self, day: int) -> OutsideProfile:
        return OutsideProfile(
            key=self.key, day=day, first_day=self.first_day, last_day=self.until_day
        )
