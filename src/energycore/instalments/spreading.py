"""Amounts in parts: evenly, within a least and a most; and whether parts have to be looked at again."""

import numpy as np

from energycore.units import BoolArray, Cents, IntArray

_PERCENT = 100


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


def spread(
    rest_cents: Cents, counts: IntArray, *, least_cents: int, most_cents: int
) -> tuple[Cents, Cents]:
    """Return what each part of N rests comes to, and the last part: int64[N] and int64[N].

    ``rest_cents`` is what is still to be paid by ``counts`` parts; it may be negative. Equal parts
    sum to it, the odd cents with the last; where a part would be below ``least_cents`` or above
    ``most_cents`` every one is that, and they do not. Without a part left both are ``least_cents``.

    >>> [int(cents[0]) for cents in spread(np.array([100_005]), np.array([10]),
    ...                                    least_cents=500, most_cents=200_000)]
    [10000, 10005]
    """
    part, odd = np.divmod(np.maximum(rest_cents, 0), np.maximum(counts, 1))
    kept = np.clip(part, least_cents, most_cents)
    is_even = (counts > 0) & (kept == part)
    kept = np.where(counts > 0, kept, least_cents)
    return kept, np.where(is_even, part + odd, kept)


def has_drifted(
    amount_cents: Cents, proposed_cents: Cents, *, percent: int, least_cents: int
) -> BoolArray:
    """Return whether a part would change by so many percent, and by so many cents: bool[N]."""
    moved = np.abs(proposed_cents - amount_cents)
    return np.asarray((moved >= least_cents) & (moved * _PERCENT >= amount_cents * percent))
