"""From readings to charges: each measured volume is put on the price segments that it spans."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from energycore.charges.splitting import split_volumes
from energycore.units import FloatArray, IntArray, Wh


class RunningTotal(Protocol):
    """A rising measure by day: a load profile, or the few values of it that a bill has kept."""

    def cumulative_at(self, day: IntArray, /) -> FloatArray:
        """Return the running total at the start of each day, in the shape of `day`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasuredIntervals:
    """M volumes, each counted by a register between two readings; parallel int64[M].

    `rows` number the supply points, `columns` the tariff's registers; a register that was
    exchanged inside the period simply has an interval on either side. Days are half-open.
    """

    rows: IntArray
    columns: IntArray
    from_days: IntArray
    until_days: IntArray
    volumes_wh: Wh


def place_volumes(
    intervals: MeasuredIntervals,
    boundaries: IntArray,
    measures: Sequence[RunningTotal],
    *,
    count: int,
) -> Wh:
    """Return int64[N, R, S]: the Wh of `count` supply points on the segments of a tariff.

    `boundaries` int64[S + 1] are the tariff's; `measures[r]` divides what register r counted. An
    interval is cut only at the boundaries inside it, so a reading on the day of a price change
    makes the division exact. Where the measure does not rise over an interval (a profile without
    a share), days divide it. Nothing is lost or made: a register's intervals and its segments add
    up to the same. Raises ValueError for an interval outside the boundaries or without a day.
    """
    starts, ends = intervals.from_days, intervals.until_days
    if (starts >= ends).any() or (starts < boundaries[0]).any() or (ends > boundaries[-1]).any():
        raise ValueError("a measured interval lies outside the days of the tariff, or holds none")
    placed = np.zeros((count, len(measures), len(boundaries) - 1), dtype=np.int64)
    for column, measure in enumerate(measures):
        mine = intervals.columns == column
        days = np.clip(boundaries[None, :], starts[mine, None], ends[mine, None])
        totals = measure.cumulative_at(days)
        rises = totals[:, -1:] > totals[:, :1]
        parts = split_volumes(intervals.volumes_wh[mine], np.where(rises, totals, days))
        np.add.at(placed, (intervals.rows[mine], column), parts)
    return placed
