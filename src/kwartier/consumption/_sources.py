"""Sources of what was used: each tells the same `Measures`, and the query asks no further."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from energycore.intervals import ValueState
from energycore.units import BoolArray, IntArray
from kwartier.metering.types import REGISTER_KINDS, RegisterHistory


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """What registers counted over stretches of days, as parallel arrays of length M.

    ``kinds`` int64 are positions in ``REGISTER_KINDS``; [``from_days``, ``until_days``) int64 day
    numbers; ``volumes_wh`` int64 whole Wh; ``states`` int64 `ValueState` of each as a whole. The
    stretches of one kind do not overlap; what no stretch holds is not known.

    [``told_from_days``, ``told_until_days``) int64 are the days of which the volume was told: those
    of the stretch, or more where it is a share of what was told of more days. Only over all of them
    is it known in its state: what a period cuts off of them is estimated.
    """

    kinds: IntArray
    from_days: IntArray
    until_days: IntArray
    volumes_wh: IntArray
    states: IntArray
    told_from_days: IntArray
    told_until_days: IntArray

    def where(self, chosen: BoolArray) -> "Measures":
        """The stretches that a mask of length M chooses."""
        return Measures(*(getattr(self, name)[chosen] for name in _NAMES))


def make_measures(
    kinds: IntArray,
    from_days: IntArray,
    until_days: IntArray,
    volumes_wh: IntArray,
    states: IntArray,
) -> Measures:
    """Stretches of which each was told as it is."""
    return Measures(kinds, from_days, until_days, volumes_wh, states, from_days, until_days)


def no_measures() -> Measures:
    """What is told where nothing is."""
    empty = np.zeros(0, dtype=np.int64)
    return make_measures(empty, empty, empty, empty, empty)


def join_measures(parts: Sequence[Measures]) -> Measures:
    """The stretches of several sources, which do not overlap, as one."""
    return Measures(*(np.concatenate([getattr(part, name) for part in parts]) for name in _NAMES))


def read_measures(history: RegisterHistory, corrected: Collection[int]) -> Measures:
    """What the readings of a supply point tell.

    A stretch is as well known as the worse of the two readings at its ends; ``corrected`` are the
    days whose reading the operator put in the place of another one.
    """
    ends = _states_of(history, history.until_days, corrected)
    # The reading that opens a stretch closed the one before it on the same register.
    known = {
        (register, day): state
        for register, day, state in zip(
            history.register_ids.tolist(), history.until_days.tolist(), ends.tolist(), strict=True
        )
    }
    starts = [
        known.get(place, ValueState.VALIDATED)
        for place in zip(history.register_ids.tolist(), history.from_days.tolist(), strict=True)
    ]
    measures = make_measures(
        kinds=history.kinds,
        from_days=history.from_days,
        until_days=history.until_days,
        volumes_wh=history.volumes_wh,
        states=np.maximum(ends, np.array(starts, dtype=np.int64)),
    )
    return _join_falls(measures) if (history.volumes_wh < 0).any() else measures


def _join_falls(measures: Measures) -> Measures:
    """The same, where an index that fell after an estimate is one stretch with those before it.

    What an estimate said too much is so taken off the days that it was said of; a fall that
    nothing before it makes up for has used nothing at the least.
    """
    rows: list[list[int]] = []
    for row in zip(*(getattr(measures, name).tolist() for name in _TOLD), strict=True):
        kind, from_day, until_day, volume_wh, state = row
        while volume_wh < 0 and rows and rows[-1][0] == kind and rows[-1][2] == from_day:
            _, from_day, _, before_wh, _ = rows.pop()
            volume_wh, state = volume_wh + before_wh, int(ValueState.ESTIMATED)
        rows.append([kind, from_day, until_day, max(volume_wh, 0), state])
    return make_measures(*np.array(rows, dtype=np.int64).T)


_TOLD = ("kinds", "from_days", "until_days", "volumes_wh", "states")
_NAMES = (*_TOLD, "told_from_days", "told_until_days")


def _states_of(history: RegisterHistory, days: IntArray, corrected: Collection[int]) -> IntArray:
    states = np.where(history.until_official, ValueState.VALIDATED, ValueState.GIVEN)
    is_corrected = history.until_official & np.isin(days, list(corrected))
    states = np.where(is_corrected, ValueState.CORRECTED, states)
    return np.where(history.until_estimated, ValueState.ESTIMATED, states).astype(np.int64)


def name_kinds(measures: Measures) -> tuple[str, ...]:
    """The kind of each stretch by name."""
    return tuple(REGISTER_KINDS[kind].value for kind in measures.kinds.tolist())
