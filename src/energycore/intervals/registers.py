"""Which register counts each interval, and what each of them comes to: day and night, and others."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from energycore.clocks import weekday_of
from energycore.intervals.slots import DAY_MINUTES, QUARTER_MINUTES, DaySlots, slots_of
from energycore.intervals.states import IntervalValues
from energycore.intervals.sums import Sums, sum_between
from energycore.units import BoolArray, ByteArray, IntArray

_DAY_SECONDS = 86_400
_QUARTER_SECONDS = QUARTER_MINUTES * 60
_FINEST_MINUTES = 5


@dataclass(frozen=True, slots=True, eq=False)
class RegisterSlots:
    """The register that counts each slot: `labels` int64[S] are positions in `names`."""

    names: tuple[str, ...]
    labels: IntArray


def label_slots(slots: DaySlots, windows: Mapping[str, BoolArray], *, rest: str) -> RegisterSlots:
    """Return which register counts each slot, by weekly windows on the wall clock.

    `windows` maps a register to bool[7, 96], Monday first (see
    `energycore.profiles.weekly_windows`); what no window holds goes to the register `rest`, which
    is the last of the names. Raises ValueError when two windows hold the same quarter, or when a
    window starts or ends inside an interval: then nobody knows whose it is.
    """
    names = (*windows, rest)
    weekly = np.full((7, 96), len(windows), dtype=np.int64)
    for place, window in enumerate(windows.values()):
        if (weekly[window] < len(windows)).any():
            raise ValueError("two registers cannot count the same quarter")
        weekly[window] = place
    fine = _finer(slots)
    wall_days, seconds = np.divmod(fine.wall_seconds(), _DAY_SECONDS)
    labels = weekly[weekday_of(wall_days), seconds // _QUARTER_SECONDS]
    if fine is slots:
        return RegisterSlots(names, labels)
    starts = fine.numbers_of(slots.starts)
    lowest = np.minimum.reduceat(labels, starts) if starts.size else labels
    highest = np.maximum.reduceat(labels, starts) if starts.size else labels
    if (lowest != highest).any():
        raise ValueError("a register starts or ends inside an interval: it needs shorter ones")
    return RegisterSlots(names, lowest)


def _finer(slots: DaySlots) -> DaySlots:
    """Return slots that lie inside one quarter each, over the same days."""
    if QUARTER_MINUTES % slots.step_minutes == 0:
        return slots
    is_regular = slots.step_minutes % QUARTER_MINUTES == 0 or slots.step_minutes == DAY_MINUTES
    return slots_of(
        slots.days,
        step_minutes=QUARTER_MINUTES if is_regular else _FINEST_MINUTES,
        timezone=slots.timezone,
        start_hour=slots.start_hour,
    )


def sum_registers(
    values_wh: IntervalValues, states: ByteArray, registers: RegisterSlots, bounds: IntArray
) -> dict[str, Sums]:
    """Return what each register counts between slot numbers, by its name.

    Arrays and errors as in `sum_between`; a stretch in which a register never counts knows
    nothing and lacks nothing. The registers together come to the sums of the whole.
    """
    found = {}
    for label, name in enumerate(registers.names):
        columns = np.flatnonzero(registers.labels == label)
        own = states if states.shape[-1] == 1 else states[..., columns]
        found[name] = sum_between(values_wh[..., columns], own, np.searchsorted(columns, bounds))
    return found
