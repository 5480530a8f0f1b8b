"""Progressive slices and banded tiers on a yearly volume."""

import numpy as np

from energycore.units import IntArray, Wh

_INT64_MAX = 2**63 - 1


def volume_below(cumulative_wh: Wh, edge_wh: int, annual_wh: Wh) -> Wh:
    """Return how much of a cumulative volume lies below an edge of the yearly scale, in whole Wh.

    Of every Wh, the share min(annual, edge) / annual lies below the edge: the edges scale with
    the period. `cumulative_wh` counts from the start of the period, so that differences between
    two days telescope. Arrays int64[N], `annual_wh` at least 1; exact for every size (volumes
    whose product leaves int64, above some 3 GWh, take the slow way through Python's integers).

    >>> volume_below(np.array([3_500_000]), 3_000_000, np.array([3_500_000]))
    array([3000000])
    """
    below = np.minimum(annual_wh, edge_wh)
    largest = int(cumulative_wh.max(initial=0)) * int(below.max(initial=0))
    if largest <= _INT64_MAX:
        return np.asarray(cumulative_wh * below // annual_wh, dtype=np.int64)
    product = cumulative_wh.astype(object) * below.astype(object)
    return np.asarray(product // annual_wh.astype(object), dtype=np.int64)


def tier_of(annual_wh: Wh, edges_wh: IntArray) -> IntArray:
    """Return the number of the tier that each yearly volume falls in; an edge closes its tier.

    >>> tier_of(np.array([5_000_000, 5_000_001]), np.array([5_000_000, 150_000_000]))
    array([0, 1])
    """
    return np.searchsorted(edges_wh, annual_wh, side="left").astype(np.int64)
