"""Differences of a register, with the roll-over that each may hide."""

from dataclasses import dataclass

import numpy as np

from energycore.units import BoolArray, IntArray

_MAX_DIALS = 18


@dataclass(frozen=True, slots=True, eq=False)
class RegisterDelta:
    """What the difference of two indexes can mean; int64 arrays of one shape (0-d for ints).

    forward     end - start; negative where the index fell
    rolled      the volume if the register passed its last number once: forward + 10**dials
    decreased   where the index fell, so that `rolled` is a candidate and `forward` is none
    """

    forward: IntArray
    rolled: IntArray
    decreased: BoolArray


def register_modulus(dials: int) -> int:
    """Return how many numbers a register of `dials` digits can show: 10**dials.

    Raises ValueError unless 1 <= dials <= 18 (what an int64 holds).
    """
    if not 1 <= dials <= _MAX_DIALS:
        raise ValueError(f"a register has 1 to {_MAX_DIALS} digits, not {dials}")
    return int(10**dials)


def register_delta(
    start: int | IntArray, end: int | IntArray, dials: int | IntArray
) -> RegisterDelta:
    """Return the candidate volumes between two indexes, in the register's unit.

    Ints or int64 arrays that broadcast. A decrease is a roll-over, an exchanged meter, a meter
    that ran backwards, or an error: the caller decides (see `assess_readings`). Raises ValueError
    for an index that the register cannot show, or a number of dials outside 1 to 18.
    """
    first, last = np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64)
    moduli = _moduli(np.asarray(dials, dtype=np.int64))
    if np.any((first < 0) | (last < 0) | (first >= moduli) | (last >= moduli)):
        raise ValueError("an index does not fit on its register")
    forward = np.asarray(last - first, dtype=np.int64)
    return RegisterDelta(
        forward=forward,
        rolled=np.asarray(forward + moduli, dtype=np.int64),
        decreased=np.asarray(forward < 0),
    )


def _moduli(dials: IntArray) -> IntArray:
    """Return 10**dials for an array of dials."""
    for unusual in (dials.min(initial=1), dials.max(initial=1)):
        register_modulus(int(unusual))
    return np.power(np.int64(10), dials)
