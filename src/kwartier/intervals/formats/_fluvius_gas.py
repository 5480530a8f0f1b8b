"""Gas in the Flemish operator's exports: each interval in m³ and in kWh. The kWh are kept.

They follow from the m³ by a calorific value that the operator knows, and we do not: the m³ serve
as a check of the order of magnitude alone.
"""

import numpy as np

from energycore.units import BoolArray, IntArray
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._fluvius_words import CUBIC_METRES, KWH
from kwartier.intervals.formats._sieve import Sieve

# kWh/m³ of the gases in the grid are 9.5 to 12.8; the reading is to a liter.
_LEAST, _MOST, _LITER = 8, 14, 1


def check_cubic_metres(
    sieve: Sieve, units: IntArray, owners: IntArray, *, starts: IntArray, volumes: IntArray
) -> None:
    """Compare the rows in m³ with those in kWh, and take them no further.

    ``owners`` tells supply points and directions apart; ``volumes`` are Wh, or liters. m³ without
    kWh are found, and so are kWh that cannot come from their m³.
    """
    liters = np.flatnonzero(sieve.is_taken & (units == CUBIC_METRES))
    if not len(liters):
        return
    (energy,) = np.nonzero(sieve.is_taken & (units == KWH))
    if not len(energy):
        sieve.tell("unit", liters[:1], kinds.ONLY_CUBIC_METRES)
    beside = _find_beside(owners, starts, liters, energy)
    if len(energy):
        sieve.tell("unit", liters[(beside < 0) & (volumes[liters] > 0)], kinds.ONLY_CUBIC_METRES)
    sieve.is_taken[liters] = False
    liters, beside = liters[beside >= 0], beside[beside >= 0]
    is_odd = _cannot_be(volumes[liters], volumes[beside])
    for liter, wh in zip(liters[is_odd], beside[is_odd], strict=True):
        other = int(sieve.table.lines[liter])
        sieve.tell("volume", np.array([wh]), kinds.CONVERSION, other=other)


def _find_beside(
    owners: IntArray, starts: IntArray, liters: IntArray, energy: IntArray
) -> IntArray:
    """For each row in m³ the row in kWh of the same interval; -1 without one."""
    places = {
        each: int(row)
        for row, each in zip(
            energy, zip(owners[energy].tolist(), starts[energy].tolist(), strict=True), strict=True
        )
    }
    wanted = zip(owners[liters].tolist(), starts[liters].tolist(), strict=True)
    return np.array([places.get(each, -1) for each in wanted], dtype=np.int64)


def _cannot_be(liters: IntArray, values_wh: IntArray) -> BoolArray:
    is_low = values_wh < _LEAST * (liters - _LITER)
    is_high = values_wh > _MOST * (liters + _LITER)
    return np.asarray((liters >= 0) & (values_wh >= 0) & (is_low | is_high))
