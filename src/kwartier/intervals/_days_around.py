"""Days of series for a page: of both directions, around some days, and the last of all, at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from energycore.units import IntArray
from kwartier.intervals._direction import Direction
from kwartier.intervals._stored_types import StoredDays
from kwartier.intervals._storing import read_values
from kwartier.platform.prepared import fetch_rows

_DAY_MINUTES = 1440
# The newest are chosen before their values are written out. Ranges are told as two bounds each, so
# that the database opens the partitions of those months alone.
_AROUND = """
SELECT direction, (day - DATE '1970-01-01')::int, revision, step_minutes, is_official, total_wh,
  peak_wh, missing_count, worst_state, load_id, array_send(values_wh), states
FROM (SELECT DISTINCT ON (direction, day) * FROM intervals_day
      WHERE supply_point_id = %(point)s::bigint AND step_minutes >= %(least)s::smallint
        AND day < %(until)s::date
        AND (day >= %(from_1)s::date AND day < %(until_1)s::date
          OR day >= %(from_2)s::date AND day < %(until_2)s::date
          OR day = (SELECT max(day) FROM intervals_day
                    WHERE supply_point_id = %(point)s::bigint AND day < %(until)s::date
                      AND step_minutes >= %(least)s::smallint))
      ORDER BY direction, day, revision DESC) newest
ORDER BY direction, day
"""


def get_days_around(
    supply_point_id: int,
    ranges: Sequence[tuple[date, date]],
    *,
    until: date,
    finer: bool = True,
) -> dict[Direction, StoredDays]:
    """The newest revision of each day in one or two ranges [from, until), and the last of all.

    In one query for both directions. Nothing from ``until`` on is told; not ``finer``: only what
    was told as a total of its day, which needs no consent.
    """
    first, *others = ranges
    (second,) = others or [first]
    rows = fetch_rows(
        _AROUND,
        {
            "point": supply_point_id,
            "least": 1 if finer else _DAY_MINUTES,
            "until": until,
            "from_1": first[0],
            "until_1": first[1],
            "from_2": second[0],
            "until_2": second[1],
        },
    )
    return {
        direction: as_stored_days(
            supply_point_id, direction, [row[1:] for row in rows if row[0] == direction]
        )
        for direction in Direction
    }


def as_stored_days(
    supply_point_id: int, direction: Direction, rows: Sequence[tuple[Any, ...]]
) -> StoredDays:
    """Rows of day, revision, step and so on, the earliest first, as arrays."""
    columns: Any = tuple(zip(*rows, strict=True)) if rows else ((),) * 11
    return StoredDays(
        supply_point_id=supply_point_id,
        direction=direction,
        days=_ints(columns[0]),
        revisions=_ints(columns[1]),
        steps_minutes=_ints(columns[2]),
        is_official=np.asarray(columns[3], dtype=np.bool_),
        totals_wh=_ints(columns[4]),
        peaks_wh=_ints([-1 if peak is None else peak for peak in columns[5]]),
        missing_counts=_ints(columns[6]),
        worst_states=np.asarray(columns[7], dtype=np.uint8),
        load_ids=_ints(columns[8]),
        values_wh=tuple(read_values(sent) for sent in columns[9]),
        packed_states=tuple(bytes(states) for states in columns[10]),
    )


def _ints(values: Any) -> IntArray:
    return np.asarray(values, dtype=np.int64)
