"""From two indexes of a register to a volume: the room's one rule for an index that fell.

An index that fell by more than half of what the register can show has rolled over. One that fell
by less has run backwards: a meter with a turning disc under solar panels does that honestly, and
an estimate of the operator that was too high is corrected by it. A meter that runs backwards can
likewise pass zero downwards. Whether a customer's reading that falls is *taken* at all is decided
when it is recorded (see ``_plausibility``).
"""

import numpy as np

from energycore.units import BoolArray, IntArray
from energycore.volumes import gas_wh, register_delta, register_modulus
from kwartier.metering.types import Unit

_WH_PER_KWH = 1_000


def volumes_between(
    previous: IntArray, new: IntArray, *, dials: IntArray, runs_backwards: BoolArray
) -> IntArray:
    """The volumes, in the registers' units, between pairs of indexes (int64 arrays of one shape)."""
    if previous.size == 0:
        return np.zeros(0, dtype=np.int64)
    delta = register_delta(previous, new, dials)
    moduli = delta.rolled - delta.forward
    half = moduli // 2
    rolled_over = np.where(delta.forward < -half, delta.rolled, delta.forward)
    passed_zero = runs_backwards & (delta.forward > half)
    return np.asarray(np.where(passed_zero, delta.forward - moduli, rolled_over), dtype=np.int64)


def volume_between(previous: int, new: int, *, dials: int, runs_backwards: bool) -> int:
    """`volumes_between` for one pair."""
    forward = new - previous
    modulus = register_modulus(dials)
    half = modulus // 2
    if forward < -half:
        return forward + modulus
    if runs_backwards and forward > half:
        return forward - modulus
    return forward


def volume_wh(volume: int, *, unit: str, calorific_micro_kwh_per_m3: int | None) -> int:
    """A volume in the register's unit as Wh; gas at the calorific value of its supply point.

    Raises ValueError for cubic metres without a calorific value: the database forbids that.
    """
    if unit == Unit.KWH:
        return volume * _WH_PER_KWH
    if calorific_micro_kwh_per_m3 is None:
        raise ValueError("cubic metres need a calorific value")
    return int(gas_wh(volume, calorific_micro_kwh_per_m3))


def volumes_wh(
    volumes: IntArray, *, in_cubic_metres: BoolArray, calorific_micro_kwh_per_m3: IntArray
) -> IntArray:
    """`volume_wh` for arrays; the calorific value is read only where volumes are cubic metres."""
    calorific = np.where(in_cubic_metres, calorific_micro_kwh_per_m3, 1)
    gas = gas_wh(volumes, calorific)
    return np.asarray(np.where(in_cubic_metres, gas, volumes * _WH_PER_KWH), dtype=np.int64)
