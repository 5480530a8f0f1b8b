"""The three blocks of a bill, in whole cents that add up to what is owed."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final

import numpy as np

from energycore.statement.sharing import share_cents
from energycore.tariff import COMPONENTS, Row
from energycore.tax import PICO_PER_CENT
from energycore.units import BASIS_POINTS_PER_UNIT, Cents, IntArray

_LARGEST_FACTOR: Final = (2**62) // PICO_PER_CENT


def component_cents(pico_eur: IntArray, rows: Sequence[Row], total_cents: Cents) -> Cents:
    """Return int64[3, N] cents, VAT included, of int64[T, N] amounts: energy, network, taxes.

    The exact cents of a row are its pico-euro x (1 + VAT) / (1 + VAT inside) / 10^10. All rows
    are brought to one denominator, whole cents and rests apart, so that nothing leaves int64;
    rates so odd that their denominator is too large take the slow way through Python's integers.
    """
    factors = [
        Fraction(BASIS_POINTS_PER_UNIT + row.vat_bp, BASIS_POINTS_PER_UNIT + row.included_vat_bp)
        for row in rows
    ]
    unit = lcm(*(factor.denominator for factor in factors))
    scaled = [int(factor * unit) for factor in factors]
    is_small = max(unit, *scaled) * len(rows) <= _LARGEST_FACTOR
    amounts = pico_eur if is_small else pico_eur.astype(object)
    shape = (len(COMPONENTS), pico_eur.shape[1])
    cents, rests = np.zeros(shape, amounts.dtype), np.zeros(shape, amounts.dtype)
    for row, factor, each in zip(rows, scaled, amounts, strict=True):
        block = COMPONENTS.index(row.component)
        cents[block] += each // PICO_PER_CENT * factor
        rests[block] += each % PICO_PER_CENT * factor
    cents += rests // PICO_PER_CENT
    remainders = cents % unit * PICO_PER_CENT + rests % PICO_PER_CENT
    return share_cents(cents // unit, remainders, total_cents).astype(np.int64)
