"""Instalments: an amount in equal parts, a month apart, the odd cents with the last.

Guarantees: the parts sum to the amount, to the cent; none is negative; days follow the month's end
where it is shorter (31 January, 28 February, 31 March).
"""

import numpy as np

from energycore.clocks import add_months
from energycore.units import IntArray

__all__ = ["list_due_days", "split_evenly"]


def split_evenly(total_cents: int | IntArray, count: int) -> IntArray:
    """Return amounts in so many parts: int64[count] of one, int64[N, count] of N amounts.

    All parts are equal but the last, which has what does not divide. Raises ValueError for a
    negative amount or less than one part.
    """
    totals = np.asarray(total_cents, dtype=np.int64)
    if count < 1 or np.any(totals < 0):
        raise ValueError("an amount of at least nothing is split into at least one part")
    part, odd = np.divmod(totals, count)
    parts = np.repeat(part[..., None], count, axis=-1)
    parts[..., -1] += odd
    return parts


def list_due_days(first_day: int, count: int) -> list[int]:
    """Return the day numbers of so many parts, each a month after the one before."""
    return [add_months(first_day, month) for month in range(count)]
