"""How a profile divides over the registers of a meter: day and night, base and peak."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from energycore.clocks import wall_quarters, weekday_of
from energycore.profiles.normal import as_shares
from energycore.profiles.profile import Days, LoadProfile
from energycore.units import BoolArray, FloatArray

_QUARTERS_PER_HOUR = 4
_WEEKDAYS = 7
_WALL_QUARTERS = 96
_SATURDAY = 5


def weekly_windows(*, from_hour: float, until_hour: float, weekend: bool = False) -> BoolArray:
    """Return the week's quarters on a wall clock that lie in a daily window, bool[7, 96].

    Hours in [0, 24], in quarter steps (22.5 is 22:30); a window may pass midnight (22 to 7).
    With `weekend`, Saturday and Sunday count whole. Row 0 is Monday. Raises ValueError for an
    hour outside the day or between two quarters.
    """
    bounds = [hour * _QUARTERS_PER_HOUR for hour in (from_hour, until_hour)]
    if any(not 0 <= bound <= _WALL_QUARTERS or bound % 1 for bound in bounds):
        raise ValueError(f"not an hour of the day in quarter steps: {from_hour} to {until_hour}")
    start, end = (int(bound) for bound in bounds)
    quarters = np.arange(_WALL_QUARTERS)
    if start <= end:
        daily = (quarters >= start) & (quarters < end)
    else:
        daily = (quarters >= start) | (quarters < end)
    windows = np.tile(daily, (_WEEKDAYS, 1))
    if weekend:
        windows[_SATURDAY:] = True
    return windows


@dataclass(frozen=True, slots=True, eq=False)
class RegisterShape:
    """How a profile divides over registers, day by day.

    whole       the profile that is divided
    parts       one profile per register name; their running totals add up to the whole's. A
                part's unit is still years *of the whole*: the night part of a year is about 0.5
    """

    whole: LoadProfile
    parts: Mapping[str, LoadProfile]

    def share(self, register: str, from_: Days, until: Days) -> float | FloatArray:
        """Return the part of the volume of [from_, until) that `register` is expected to count.

        Between 0 and 1; over all registers they add up to 1. Shapes as in
        `LoadProfile.fraction`. Raises KeyError for a register that is not there, NoShare for a
        period without volume.
        """
        # Annualising the part by the whole is the ratio wanted, with its check for an empty share.
        part = self.parts[register].fraction(from_, until)
        return self.whole.annualise(part, from_, until)

    def profile_of(self, register: str) -> LoadProfile:
        """Return the register's own profile: each calendar year scaled to 1.

        With it the volume of a night register is annualised and interpolated. Its key is
        "<profile>/<register>". Raises KeyError for a register that is not there.
        """
        return as_shares(self.parts[register], key=f"{self.whole.key}/{register}")


def split_registers(
    profile: LoadProfile, windows: Mapping[str, BoolArray], *, rest: str
) -> RegisterShape:
    """Return how `profile` divides over registers that count in weekly wall-clock windows.

    `windows` maps a register to bool[7, 96] (see `weekly_windows`); what no window holds goes to
    the register `rest`. Needs the profile's quarter detail over its published days; the shape
    covers the days that the detail covers. Raises ValueError without detail, or when two windows
    overlap.
    """
    detail = profile.quarters
    if detail is None:
        raise ValueError(f"{profile.key} was loaded without its quarters")
    if len(windows) > 1 and np.any(np.sum(list(windows.values()), axis=0) > 1):
        raise ValueError("two registers cannot count the same quarter")
    until = profile.until_day if profile.provisional_from is None else profile.provisional_from
    days = range(profile.first_day, until)
    labels = [wall_quarters(day, profile.timezone) for day in days]
    weekdays = np.repeat([weekday_of(day) for day in days], [len(label) for label in labels])
    quarters = np.concatenate(labels)
    bounds = np.concatenate(([0], np.cumsum([len(label) for label in labels])))
    whole = profile.cumulative[: len(days) + 1]
    left = whole.copy()
    parts: dict[str, LoadProfile] = {}
    for register, window in windows.items():
        counted = np.where(window[weekdays, quarters], detail.shares, 0.0)
        running = np.concatenate(([0.0], np.cumsum(counted)))[bounds]
        parts[register] = replace(
            profile, key=f"{profile.key}/{register}", cumulative=running, quarters=None
        )
        left = left - running
    # The difference of two running totals may fall by a rounding error where a day has none.
    left = np.maximum.accumulate(left)
    parts[rest] = replace(profile, key=f"{profile.key}/{rest}", cumulative=left, quarters=None)
    return RegisterShape(whole=profile, parts=parts)
