"""Cubic metres of gas to watt-hours, exactly.

The network operator publishes, month after month, how much energy a cubic metre held (the gross
calorific value, about 11.5 kWh/m3 for rich gas, 10.2 for poor). It is kept as whole micro-kWh
per cubic metre, six decimals, so that the product is an integer.
"""

import numpy as np

from energycore.units import FloatArray, IntArray, Wh, divide_half_away

# 1 micro-kWh is a thousandth of a Wh.
_MICRO_KWH_PER_WH = 1_000
_MAX_DECIMALS = 6


def gas_wh(
    volume: int | IntArray, micro_kwh_per_m3: int | IntArray, *, decimals: int = 0
) -> int | Wh:
    """Return the energy, in whole Wh, of a volume of gas at a calorific value.

    `volume` is in units of 10**-decimals m3 (a classic meter counts whole cubic metres, a digital
    one thousandths: decimals=3). One rounding, half away from zero, to the Wh. Ints give an int,
    arrays broadcast to int64. Raises ValueError for a calorific value that is not positive, or
    decimals outside 0 to 6.
    """
    if not 0 <= decimals <= _MAX_DECIMALS:
        raise ValueError(f"a gas meter has 0 to {_MAX_DECIMALS} decimals, not {decimals}")
    if np.any(np.asarray(micro_kwh_per_m3) <= 0):
        raise ValueError("a calorific value must be positive")
    return divide_half_away(volume * micro_kwh_per_m3, _MICRO_KWH_PER_WH * 10**decimals)


def mean_calorific_value(micro_kwh_per_m3: IntArray, weights: FloatArray) -> int:
    """Return the calorific value of a period from those of its months, as whole micro-kWh per m3.

    The weights are the shares that the gas profile gives to the months (any scale). The result is
    rounded to the micro-kWh, half to even; it is stored with the period and never recomputed.
    Raises ValueError when lengths differ, or when the weights are negative or all zero.
    """
    if micro_kwh_per_m3.shape != weights.shape:
        raise ValueError("one weight belongs to each calorific value")
    if not (np.all(weights >= 0) and np.any(weights > 0)):
        raise ValueError("weights cannot be negative, and one at least must be above zero")
    return round(float(np.average(micro_kwh_per_m3, weights=weights)))
