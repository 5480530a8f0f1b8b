"""Days of series for a page: of both directions, around some days, and the last of all, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
_SHOWN_OF = """
SELECT {point}, shown.finer, d.direction, (d.day - DATE '1970-01-01')::int, d.revision,
  d.step_minutes, d.is_official, d.total_wh, d.peak_wh, d.missing_count, d.worst_state, d.load_id,
  array_send(d.values_wh), d.states
FROM {asked}
LEFT JOIN LATERAL (
  SELECT DISTINCT ON (direction, day) * FROM intervals_day
  WHERE supply_point_id = {point} AND (shown.finer OR step_minutes = 1440)
    AND day < %(today)s::date
    AND (day >= {from_1} AND day < {until_1} OR day >= {from_2} AND day < {until_2}
      OR day = (SELECT max(day) FROM intervals_day
                WHERE supply_point_id = {point} AND day < %(today)s::date
                  AND (shown.finer OR step_minutes = 1440)))
  ORDER BY direction, day, revision DESC) d ON true
ORDER BY {point}, d.direction, d.day
"""
_CONSENTED = """EXISTS (
        SELECT FROM intervals_consent c WHERE c.account_id = %(account)s::bigint
          AND c.supply_point_id = {point} AND c.purpose = 'display'
          AND c.ended_at IS NULL AND c.expires_on > %(today)s::date)"""
_BOUNDS = ("from_1", "until_1", "from_2", "until_2")
_OF_ONE = {"point": "%(point)s::bigint"} | {name: f"%({name})s::date" for name in _BOUNDS}
_OF_MANY = {name: f"asked.{name}" for name in ("point", *_BOUNDS)}
# With the bounds as constants the plan of one supply point opens no other months.
_SHOWN = _SHOWN_OF.format(
    asked=f"(SELECT {_CONSENTED.format(**_OF_ONE)} AS finer OFFSET 0) shown", **_OF_ONE
)
_SHOWN_OF_MANY = _SHOWN_OF.format(
    asked=f"""unnest(%(points)s::bigint[], {", ".join(f"%({name})s::date[]" for name in _BOUNDS)})
  AS asked (point, {", ".join(_BOUNDS)})
CROSS JOIN LATERAL (SELECT {_CONSENTED.format(**_OF_MANY)} AS finer OFFSET 0) shown""",
    **_OF_MANY,
)

Ranges = Sequence[tuple[date, date]]


@dataclass(frozen=True, slots=True, eq=False)
class ShownDays:
    """Whether a consent lets values finer than a day be shown, and the days of each direction."""

    finer: bool
    of: dict[Direction, StoredDays]


def get_shown_days(
    account_id: int, supply_point_id: int, ranges: Ranges, *, today: date
) -> ShownDays:
    """Whether an account's consent lets values finer than a day be shown, and what is shown so.

    The newest revision of each day before ``today`` in one or two ranges [from, until), and of the
    last of all, in one query for both directions. Without that consent only what was told as a
    total of its day.
    """
    return get_shown_days_of(account_id, {supply_point_id: ranges}, today=today)[supply_point_id]


def get_shown_days_of(
    account_id: int, asked: Mapping[int, Ranges], *, today: date
) -> dict[int, ShownDays]:
    """`get_shown_days` of several supply points, each with ranges of its own; one query."""
    points = list(asked)
    bounds = [(*ranges[0], *ranges[-1]) for ranges in asked.values()]
    values: dict[str, Any] = {"account": account_id, "today": today}
    if len(points) == 1:
        values |= {"point": points[0], **dict(zip(_BOUNDS, bounds[0], strict=True))}
    else:
        columns = zip(*bounds, strict=True)
        values |= {"points": points, **dict(zip(_BOUNDS, map(list, columns), strict=True))}
    rows = fetch_rows(_SHOWN if len(points) == 1 else _SHOWN_OF_MANY, values)
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return {point: _as_shown(point, own) for point, own in found.items()}


def _as_shown(supply_point_id: int, rows: Sequence[tuple[Any, ...]]) -> ShownDays:
    return ShownDays(
        finer=bool(rows[0][1]),
        of={
            direction: as_stored_days(
                supply_point_id, direction, [row[3:] for row in rows if row[2] == direction]
            )
            for direction in Direction
        },
    )


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
