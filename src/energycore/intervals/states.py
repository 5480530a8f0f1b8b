"""What is known about a value: measured, estimated, missing; and how a day of it is kept.

This is the only vocabulary of the house for it. The order counts: what several values come to is
in the worst of their states, so a sum that rests on one estimate is an estimate.
"""

from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from energycore.units import BoolArray, ByteArray

MISSING_WH: Final = -1
"""Stands where a value is not known. It never enters a sum, and it is never zero."""

type IntervalValues = NDArray[np.integer[Any]]
"""Whole Wh of intervals in any whole-number type that an int64 holds; MISSING_WH where none."""


class ValueState(IntEnum):
    """How a value came about, best first. `label` is the word used in records and in the API."""

    VALIDATED = 0  # measured, and checked by the grid operator
    MEASURED = 1  # as the meter gave it
    CORRECTED = 2  # replaces an earlier value
    GIVEN = 3  # told by the customer
    ESTIMATED = 4  # computed, because nobody measured
    NOT_YET = 5  # has no value, because it is still to come
    MISSING = 6  # has no value, and should have one

    @property
    def label(self) -> str:
        """The state in small letters: validated, measured ... not_yet, missing."""
        return self.name.lower()

    @property
    def has_value(self) -> bool:
        """Whether a value in this state is a number of Wh."""
        return self < ValueState.NOT_YET


def check_values(values_wh: IntervalValues, states: ByteArray) -> None:
    """Refuse values and states that contradict each other.

    `values_wh` int[..., S] and `states` uint8 that broadcasts to it. Raises ValueError for floats,
    a value below MISSING_WH, a state that is none, a value without a state that has one, or the
    other way round.

    >>> check_values(np.array([250, -1]), np.array([1, 6], dtype=np.uint8))
    """
    if not np.can_cast(values_wh.dtype, np.int64):
        raise ValueError("values are whole Wh")
    if values_wh.min(initial=0) < MISSING_WH:
        raise ValueError("a value lies below zero")
    if states.max(initial=0) > ValueState.MISSING:
        raise ValueError("a state is none of the vocabulary")
    is_silent = states >= ValueState.NOT_YET
    if np.any((values_wh < 0) != is_silent):
        raise ValueError("a value is missing where its state says that there is one, or is not")


def is_known(values_wh: IntervalValues) -> BoolArray:
    """Return where a value is a number, bool in the shape of `values_wh`."""
    return np.asarray(values_wh >= 0)


def worst_state(states: ByteArray) -> ValueState:
    """Return the worst of some states; of none at all, MISSING.

    >>> worst_state(np.array([1, 4, 0], dtype=np.uint8)).label
    'estimated'
    """
    return ValueState(int(states.max())) if states.size else ValueState.MISSING


def pack_states(states: ByteArray) -> bytes:
    r"""Return the states of a day, uint8[S], as they are kept: one byte when all are alike.

    >>> pack_states(np.array([1, 1, 1], dtype=np.uint8)), pack_states(np.array([1, 4], np.uint8))
    (b'\x01', b'\x01\x04')
    """
    if states.size and (states == states.flat[0]).all():
        return states[:1].tobytes()
    return states.tobytes()


def unpack_states(packed: bytes, count: int) -> ByteArray:
    r"""Return uint8[count]: the states that `pack_states` packed.

    Raises ValueError when the bytes are neither one nor `count`, or one of them is no state.

    >>> unpack_states(b"\x01", 3).tolist()
    [1, 1, 1]
    """
    states = np.frombuffer(packed, dtype=np.uint8)
    if states.max(initial=0) > ValueState.MISSING:
        raise ValueError("a state is none of the vocabulary")
    if len(states) == 1:
        return np.full(count, states[0], dtype=np.uint8)
    if len(states) != count:
        raise ValueError(f"{len(states)} states do not fit {count} values")
    return states.copy()
