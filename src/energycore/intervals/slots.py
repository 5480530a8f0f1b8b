"""The slots of consecutive local days: 92, 96 or 100 quarter-hours, 23 to 25 hours, or one day."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from energycore.clocks import DayRange, local_midnights
from energycore.units import IntArray

STEPS: Final = (5, 10, 15, 30, 60, 1440)
"""How many minutes an interval may last; 1440 is a local day, of 23, 24 or 25 hours."""

OUTSIDE: Final = -1
OFF_GRID: Final = -2
"""What stands in place of the number of a slot for an instant that has none."""

QUARTER_MINUTES: Final = 15
HOUR_MINUTES: Final = 60
DAY_MINUTES: Final = 1440

_SECONDS = 60
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, eq=False)
class DaySlots:
    """Every interval of some consecutive days, numbered from 0 in the order of time.

    days           the local days, [from_, until); gas days when `start_hour` is 6
    step_minutes   how long an interval lasts, one of STEPS
    timezone       whose midnights begin the days
    start_hour     the hour of the wall clock at which a day starts
    day_starts     int64[D + 1] Unix seconds (UTC): where each day starts, and where the last ends
    positions      int64[D + 1]: the number of the first slot of each day, and how many there are

    Make one with `slots_of`. Arrays of values over it have a last axis of `count`.
    """

    days: DayRange
    step_minutes: int
    timezone: str
    start_hour: int
    day_starts: IntArray
    positions: IntArray

    @property
    def count(self) -> int:
        """How many slots there are."""
        return int(self.positions[-1])

    @property
    def lengths(self) -> IntArray:
        """The number of slots of each day, int64[D]: 92, 96 or 100 of quarter-hours."""
        return np.diff(self.positions)

    @property
    def starts(self) -> IntArray:
        """The instants at which the slots start, int64[count] Unix seconds."""
        if self.step_minutes == DAY_MINUTES:
            return self.day_starts[:-1].copy()
        first, last = self.day_starts[[0, -1]].tolist()
        return np.arange(first, last, self.step_minutes * _SECONDS, dtype=np.int64)

    @property
    def day_numbers(self) -> IntArray:
        """The day of each slot, int64[count] day numbers."""
        return np.repeat(self.days.days, self.lengths)

    @property
    def shortest_seconds(self) -> int:
        """How long the shortest slot lasts: the step, or the shortest of the days."""
        if self.step_minutes == DAY_MINUTES:
            return int(np.diff(self.day_starts).min(initial=_DAY_SECONDS))
        return self.step_minutes * _SECONDS

    def slots_on(self, day: int) -> slice:
        """Return the slots of one day, as a slice of the last axis. Raises ValueError outside."""
        if day not in self.days:
            raise ValueError(f"day {day} is none of these days")
        place = day - self.days.from_
        return slice(int(self.positions[place]), int(self.positions[place + 1]))

    def slots_over(self, days: DayRange) -> slice:
        """Return the slots of those of `days` that are here, as a slice; it may be empty."""
        places = np.clip([days.from_, days.until], self.days.from_, self.days.until)
        start, end = self.positions[places - self.days.from_].tolist()
        return slice(start, end)

    def numbers_of(self, instants: IntArray) -> IntArray:
        """Return the slot that starts at each instant, int64 in the shape of `instants`.

        OUTSIDE where an instant (Unix seconds) lies beyond the days, OFF_GRID where no slot starts.
        """
        first, last = self.day_starts[[0, -1]].tolist()
        if self.step_minutes == DAY_MINUTES:
            numbers = np.searchsorted(self.day_starts, instants, "right") - 1
            is_off = self.day_starts[np.clip(numbers, 0, None)] != instants
        else:
            numbers, rest = np.divmod(instants - first, self.step_minutes * _SECONDS)
            is_off = rest != 0
        is_outside = (instants < first) | (instants >= last)
        return np.where(is_outside, OUTSIDE, np.where(is_off, OFF_GRID, numbers)).astype(np.int64)

    def wall_seconds(self) -> IntArray:
        """Return the wall clock at the start of each slot, int64[count] seconds.

        Counted as if the clock had never been moved: divided by 86,400 they give the date as a day
        number and the second of that day. The hour that comes twice in autumn has its numbers
        twice, the hour that is lost in spring has none.
        """
        # A day that is as long as a day has one offset from UTC; only the two others are asked for.
        nominal = (self.days.days * 24 + self.start_hour) * 3_600
        wall = self.starts + np.repeat(nominal - self.day_starts[:-1], self.lengths)
        if self.step_minutes == DAY_MINUTES:
            return wall
        zone = ZoneInfo(self.timezone)
        for place in np.flatnonzero(np.diff(self.day_starts) != _DAY_SECONDS).tolist():
            for number in range(int(self.positions[place]), int(self.positions[place + 1])):
                instant = int(self.day_starts[0]) + number * self.step_minutes * _SECONDS
                local = datetime.fromtimestamp(instant, zone).replace(tzinfo=UTC)
                wall[number] = int(local.timestamp())
        return wall


def slots_of(days: DayRange, *, step_minutes: int, timezone: str, start_hour: int = 0) -> DaySlots:
    """Return the slots of some local days; `start_hour` 6 gives gas days.

    Raises ValueError for a step that is none of STEPS, or that does not divide one of the days
    evenly; zoneinfo.ZoneInfoNotFoundError for a time zone that does not exist.

    >>> sunday = DayRange(20_541, 20_542)  # 29 March 2026
    >>> slots_of(sunday, step_minutes=15, timezone="Europe/Brussels").count
    92
    """
    if step_minutes not in STEPS:
        raise ValueError(f"an interval lasts one of {STEPS} minutes, not {step_minutes}")
    starts = local_midnights(days.from_, days.until, timezone, start_hour=start_hour)
    if step_minutes == DAY_MINUTES:
        positions = np.arange(len(starts), dtype=np.int64)
    else:
        positions, rest = np.divmod(starts - starts[0], step_minutes * _SECONDS)
        if rest.any():
            raise ValueError(f"{step_minutes} minutes do not divide each day of {timezone} evenly")
    return DaySlots(days, step_minutes, timezone, start_hour, starts, positions)


def starts_of(days: DayRange, *, step_minutes: int, timezone: str, start_hour: int = 0) -> IntArray:
    """Return the instants at which the intervals of some days start: int64[S] Unix seconds.

    The way back from days to instants; raises what `slots_of` raises.
    """
    slots = slots_of(days, step_minutes=step_minutes, timezone=timezone, start_hour=start_hour)
    return slots.starts
