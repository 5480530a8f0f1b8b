"""What registers are expected to count after a bill, from what they counted on it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from energycore.bundle.measured import Measured, MeasuredColumns
from energycore.clocks import DayRange
from energycore.profiles import LoadProfile, NoShare
from energycore.units import IntArray


def expect_measured(
    measured: Sequence[Measured],
    profiles: Mapping[str, LoadProfile],
    wanted: Iterable[tuple[str, DayRange]],
) -> list[Measured]:
    """Return what each register is expected to count on other days, whole Wh, told as estimated.

    Its yearly volume is what it counted by the share that its load profile gives those days
    (EAV = V / f), and the other days have their share of that. Raises KeyError for a register
    without a profile, NoShare where a volume was counted on days of no share, and OutsideProfile.
    """
    columns = MeasuredColumns.of(measured)
    names = np.array(columns.registers)
    starts, ends = _array(columns.from_days), _array(columns.until_days)
    volumes = columns.sum_by_register()
    found = []
    for register, days in wanted:
        profile, own = profiles[register], names == register
        share = float(np.sum(profile.fraction(starts[own], ends[own])))
        volume_wh = volumes.get(register, 0)
        if volume_wh and share <= 0:
            raise NoShare(key=profile.key)
        annual_wh = volume_wh / share if volume_wh else 0.0
        expected_wh = round(profile.expected(annual_wh, days.from_, days.until))
        about = {"estimated": True}
        found.append(Measured(register=register, days=days, volume_wh=expected_wh, about=about))
    return found


def _array(days: Sequence[int]) -> IntArray:
    return np.array(days, dtype=np.int64)
