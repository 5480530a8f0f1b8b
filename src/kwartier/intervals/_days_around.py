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

# The newest are chosen before their values are written out. Ranges are told as two bounds each, so
# that the database opens the partitions of those months alone. A total of a day needs no consent.
_SHOWN = """
SELECT shown.finer, d.direction, (d.day - DATE '1970-01-01')::int, d.revision, d.step_minutes,
  d.is_official, d.total_wh, d.peak_wh, d.missing_count, d.worst_state, d.load_id,
  array_send(d.values_wh), d.states
FROM (SELECT EXISTS (
        SELECT FROM intervals_consent c WHERE c.account_id = %(account)s::bigint
          AND c.supply_point_id = %(point)s::bigint AND c.purpose = 'display'
          AND c.ended_at IS NULL AND c.expires_on > %(today)s::date) AS finer OFFSET 0) shown
LEFT JOIN LATERAL (
  SELECT DISTINCT ON (direction, day) * FROM intervals_day
  WHERE supply_point_id = %(point)s::bigint AND (shown.finer OR step_minutes = 1440)
    AND day < %(today)s::date
    AND (day >= %(from_1)s::date AND day < %(until_1)s::date
      OR day >= %(from_2)s::date AND day < %(until_2)s::date
      OR day = (SELECT max(day) FROM intervals_day
                WHERE supply_point_id = %(point)s::bigint AND day < %(today)s::date
                  AND (shown.finer OR step_minutes = 1440)))
  ORDER BY direction, day, revision DESC) d ON true
ORDER BY d.direction, d.day
"""


def get_shown_days(
    account_id: int,
    supply_point_id: int,
    ranges: Sequence[tuple[date, date]],
    *,
    today: date,
) -> tuple[bool, dict[Direction, StoredDays]]:
    """Whether an account's consent lets values finer than a day be shown, and what is shown so.

    The newest revision of each day before ``today`` in one or two ranges [from, until), and of the
    last of all, in one query for both directions. Without that consent only what was told as a
    total of its day.
    """
    first, *others = ranges
    (second,) = others or [first]
    rows = fetch_rows(
        _SHOWN,
        {
            "account": account_id,
            "point": supply_point_id,
            "today": today,
            "from_1": first[0],
            "until_1": first[1],
            "from_2": second[0],
            "until_2": second[1],
        },
    )
    return bool(rows[0][0]), {
        direction: as_stored_days(
            supply_point_id, direction, [row[2:] for row in rows if row[1] == direction]
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
