"""Dynamic prices: every quarter-hour (or hour) at its own price, exact, for many meters at once."""

from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from energycore.charges.capacity import MAX_PICO
from energycore.charges.errors import AmountTooLarge, VolumeNegative
from energycore.units import IntArray

BLOCK_VALUES: Final = 2**17
"""Values per block: as int64 they take 1 MB, which the second cache of a core holds."""

type IntervalWh = NDArray[np.integer[Any]]


def charge_dynamic(wh: IntervalWh, nano_eur_per_kwh: IntArray) -> IntArray:
    """Return int64[N] pico-euro: what N meters owe for int[N, Q] Wh at int64[Q] prices.

    The case of `charge_dynamic_parts` with a single part, and with its errors.

    >>> charge_dynamic(np.array([[1_000, 2_000]]), np.array([100_000_000, -30_000_000])).tolist()
    [40000000000]
    """
    return charge_dynamic_parts(wh, nano_eur_per_kwh, np.array([0, len(nano_eur_per_kwh)]))[:, 0]


def charge_dynamic_parts(
    wh: IntervalWh, nano_eur_per_kwh: IntArray, boundaries: IntArray
) -> IntArray:
    """Return int64[N, M] pico-euro of N meters in each of M stretches of intervals.

    `wh` int[N, Q] of any whole-number type holds the Wh of Q intervals (int32 halves the memory
    that is read), `nano_eur_per_kwh` int64[Q] their prices, which may be negative; `boundaries`
    int64[M + 1] are positions among the intervals, such as the starts of months. Exact: a Wh at a
    nano-euro per kWh is a pico-euro. Raises ValueError for shapes, types or boundaries that do not
    fit, VolumeNegative, and AmountTooLarge rather than letting an integer wrap.
    """
    _check_shapes(wh, nano_eur_per_kwh, boundaries)
    count, length = wh.shape
    ends = boundaries.tolist()
    parts = [slice(start, end) for start, end in pairwise(ends)]
    heaviest = max(float(np.abs(nano_eur_per_kwh[part], dtype=float).sum()) for part in parts)
    found = np.empty((count, len(parts)), dtype=np.int64)
    step = max(BLOCK_VALUES // max(length, 1), 1)
    for start in range(0, count, step):
        rows = slice(start, start + step)
        block = wh[rows].astype(np.int64)
        _check_values(block, heaviest)
        for place, part in enumerate(parts):
            found[rows, place] = block[:, part] @ nano_eur_per_kwh[part]
    return found


def _check_shapes(wh: IntervalWh, prices: IntArray, boundaries: IntArray) -> None:
    if not np.can_cast(wh.dtype, np.int64) or wh.ndim != len(("meters", "intervals")):
        raise ValueError("volumes are whole Wh of meters by intervals")
    if wh.shape[1:] != prices.shape:
        raise ValueError(f"{len(prices)} prices do not fit volumes of shape {wh.shape}")
    is_rising = len(boundaries) > 1 and (np.diff(boundaries) > 0).all()
    if not is_rising or boundaries[0] < 0 or boundaries[-1] > len(prices):
        raise ValueError("boundaries must rise within the intervals")


def _check_values(block: IntArray, heaviest: float) -> None:
    if block.min(initial=0) < 0:
        raise VolumeNegative
    largest_wh = int(block.max(initial=0))
    if largest_wh * heaviest > MAX_PICO:
        raise AmountTooLarge(largest_wh)
