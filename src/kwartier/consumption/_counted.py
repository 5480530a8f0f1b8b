"""What series of intervals tell of days, register by register where the hours of the meter are known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from energycore.clocks import DayRange, day_number
from energycore.intervals import (
    Curve,
    DaySlots,
    RegisterSlots,
    ValueState,
    label_slots,
    slots_of,
    sum_registers,
    unpack_states,
)
from energycore.units import BoolArray, ByteArray, FloatArray, IntArray
from kwartier.intervals.types import Direction, StoredDays
from kwartier.metering.types import (
    INJECTION_KINDS,
    REGISTER_KINDS,
    Energy,
    RegisterKind,
    RegisterRow,
    SupplyPointRow,
)
from rulebooks.profiles import find_register_windows

ALL_KIND: Final = {
    Direction.OFFTAKE: REGISTER_KINDS.index(RegisterKind.TOTAL),
    Direction.INJECTION: REGISTER_KINDS.index(RegisterKind.INJECTION),
}
"""The kind that stands for a whole direction, where its registers cannot be told apart."""
_DAY_MINUTES = 1440
_GAS_DAY_HOUR = 6


@dataclass(frozen=True, slots=True, eq=False)
class CountedDays:
    """What intervals tell of days in one direction, as parallel arrays of length M.

    kinds, days  int64, positions in ``REGISTER_KINDS`` and day numbers; each pair once
    known_wh     int64, the known values of the day that this register counted
    states       int64 `ValueState`, the worst of the day
    lacking      float64, the share of the day's intervals that is not known: 0 of a whole day
    in_one       bool, whether several registers counted it and it is not known which: all of the
                 day then stands under `ALL_KIND`
    """

    kinds: IntArray
    days: IntArray
    known_wh: IntArray
    states: IntArray
    lacking: FloatArray
    in_one: BoolArray

    def __len__(self) -> int:
        return len(self.days)

    def of_kind(self, kind: int) -> "CountedDays":
        """The days of one kind of register."""
        return self.where(self.kinds == kind)

    def where(self, chosen: BoolArray) -> "CountedDays":
        """The days that a mask of length M chooses."""
        return CountedDays(*(getattr(self, name)[chosen] for name in _COLUMNS))


_COLUMNS = ("kinds", "days", "known_wh", "states", "lacking", "in_one")


def place_stored(
    stored: StoredDays, point: SupplyPointRow, days: DayRange, *, step_minutes: int
) -> Curve:
    """The days of one step on the slots of ``days``; what is not kept is missing.

    What a customer loaded themselves is in the state of what they gave, or in a worse one.
    """
    # A day that was told as a total has no hours to begin at.
    is_gas = point.energy == Energy.GAS and step_minutes != _DAY_MINUTES
    slots = slots_of(
        days,
        step_minutes=step_minutes,
        timezone=point.timezone_name,
        start_hour=_GAS_DAY_HOUR if is_gas else 0,
    )
    values = np.full(slots.count, -1, dtype=np.int64)
    states = np.full(slots.count, ValueState.MISSING, dtype=np.uint8)
    chosen, into = _find_places(stored, slots)
    if chosen:
        values[into] = np.concatenate([stored.values_wh[place] for place in chosen])
        states[into] = _states_of(stored, chosen, values[into])
    return Curve(slots, values, states)


def _find_places(stored: StoredDays, slots: DaySlots) -> tuple[list[int], IntArray]:
    """The days that fit on the slots, and of all of their values the slot.

    A day that is shorter or longer than its slots began at another hour.
    """
    mine = stored.steps_minutes == slots.step_minutes
    mine &= (stored.days >= slots.days.from_) & (stored.days < slots.days.until)
    places = np.flatnonzero(mine)
    days = stored.days[places] - slots.days.from_
    counts = np.array([len(stored.values_wh[place]) for place in places.tolist()], dtype=np.int64)
    fits = counts == slots.lengths[days]
    lengths = counts[fits]
    ends = lengths.cumsum()
    shifts = slots.positions[days[fits]] - (ends - lengths)
    return places[fits].tolist(), np.arange(lengths.sum()) + np.repeat(shifts, lengths)


def _states_of(stored: StoredDays, chosen: Sequence[int], told: IntArray) -> ByteArray:
    """The state of each value of some days."""
    counts = [len(stored.values_wh[place]) for place in chosen]
    packed = [stored.packed_states[place] for place in chosen]
    if all(len(each) == 1 for each in packed):  # most days are in one state
        states = np.repeat(np.frombuffer(b"".join(packed), dtype=np.uint8), counts)
    else:
        states = np.concatenate(
            [unpack_states(each, count) for each, count in zip(packed, counts, strict=True)]
        )
    is_own = np.repeat(~stored.is_official[chosen], counts) & (told >= 0)
    return np.where(is_own, np.maximum(states, ValueState.GIVEN), states).astype(np.uint8)


def count_days(
    stored: StoredDays, point: SupplyPointRow, registers: Sequence[RegisterRow]
) -> CountedDays:
    """What each day comes to, by the registers that hung there.

    In one where it is not known when each of several registers counts, day by day: what is not
    known of one day says nothing about another.
    """
    blocks = []
    for step_minutes in sorted(set(stored.steps_minutes.tolist())):
        own = stored.days[stored.steps_minutes == step_minutes]
        span = DayRange(int(own[0]), int(own[-1]) + 1)
        curve = place_stored(stored, point, span, step_minutes=step_minutes)
        is_told = np.isin(span.days, own)
        for days, kinds in _list_meters(registers, stored.direction, span):
            labels = _label(curve.slots, kinds)
            whole = labels or _all_in_one(curve.slots, stored.direction)
            blocks.append(_sum(curve, whole, is_told & days, in_one=labels is None))
    return _join(blocks)


def _list_meters(
    registers: Sequence[RegisterRow], direction: Direction, span: DayRange
) -> Iterator[tuple[BoolArray, frozenset[str]]]:
    """The days of a span, bool[D], on which the same kinds of registers hung there."""
    found: dict[frozenset[str], BoolArray] = {}
    gives = direction is Direction.INJECTION
    own = [each for each in registers if (each.kind in INJECTION_KINDS) == gives]
    ends = {span.from_, span.until}
    for each in own:
        hung = (each.installed_from, each.removed_on)
        ends |= {day_number(day) for day in hung if day is not None and day_number(day) in span}
    bounds = sorted(ends)
    for first, until in pairwise(bounds):
        kinds = frozenset(each.kind for each in own if _hangs(each, first))
        days = found.setdefault(kinds, np.zeros(len(span), dtype=np.bool_))
        days[first - span.from_ : until - span.from_] = True
    for kinds, days in found.items():
        yield days, kinds or frozenset({REGISTER_KINDS[ALL_KIND[direction]].value})


def _hangs(register: RegisterRow, day: int) -> bool:
    removed_on = register.removed_on
    return day_number(register.installed_from) <= day and (
        removed_on is None or day_number(removed_on) > day
    )


def _label(slots: DaySlots, kinds: frozenset[str]) -> RegisterSlots | None:
    """Which register counts each slot; None where that is not known."""
    windows = find_register_windows(kinds)
    if windows is None:
        return None
    try:
        return label_slots(slots, windows[0], rest=windows[1])
    except ValueError:  # a register begins inside an interval: a day told as a total
        return None


def _all_in_one(slots: DaySlots, direction: Direction) -> RegisterSlots:
    name = REGISTER_KINDS[ALL_KIND[direction]].value
    return RegisterSlots((name,), np.zeros(slots.count, dtype=np.int64))


def _sum(curve: Curve, labels: RegisterSlots, chosen: BoolArray, *, in_one: bool) -> CountedDays:
    """What the chosen days (bool[D]) come to, register by register; days without a value are none."""
    slots = curve.slots
    by_name = sum_registers(curve.values_wh, curve.states, labels, slots.positions)
    sums = list(by_name.values())
    known = np.sum([each.known_counts for each in sums], axis=0)
    worst = np.max([np.where(each.known_counts > 0, each.states, 0) for each in sums], axis=0)
    told = chosen & (known > 0)
    count = int(told.sum())
    lacking = 1.0 - known[told] / slots.lengths[told]
    kinds = [REGISTER_KINDS.index(RegisterKind(name)) for name in by_name]
    return CountedDays(
        kinds=np.repeat(np.array(kinds, dtype=np.int64), count),
        days=np.tile(slots.days.days[told], len(sums)),
        known_wh=np.concatenate([np.maximum(each.sums_wh[told], 0) for each in sums]),
        states=np.tile(worst[told].astype(np.int64), len(sums)),
        lacking=np.tile(lacking, len(sums)),
        in_one=np.full(count * len(sums), in_one),
    )


def _join(blocks: Sequence[CountedDays]) -> CountedDays:
    none = np.zeros(0, dtype=np.int64)
    empty = CountedDays(none, none, none, none, np.zeros(0), np.zeros(0, dtype=np.bool_))
    return CountedDays(
        *(np.concatenate([getattr(each, name) for each in (empty, *blocks)]) for name in _COLUMNS)
    )
