"""What registers counted between readings, as arrays: for one supply point or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from energycore.clocks import date_of, day_number
from energycore.units import BoolArray, IntArray
from kwartier.metering._volumes import volumes_between, volumes_wh
from kwartier.metering.types import (
    INJECTION_KINDS,
    REGISTER_KINDS,
    MeterKind,
    ReadingOrigin,
    RegisterHistory,
    Unit,
)

# Per register: its accepted readings from the last one on or before the first day to the first one
# on or after the last day, so that the period is covered where it can be. Both ends are found by
# the index (register_id, read_on) that also keeps readings unique.
_SQL = """
SELECT g.supply_point_id, g.id, g.kind, g.dials, g.unit, m.kind, p.has_production,
       p.calorific_micro_kwh_per_m3, r.id, r.read_on, r.index_value, r.is_official, r.origin
FROM metering_register g
JOIN metering_meter m ON m.id = g.meter_id
JOIN metering_supplypoint p ON p.id = g.supply_point_id
CROSS JOIN LATERAL (
  SELECT (SELECT max(b.read_on) FROM metering_reading b
          WHERE b.register_id = g.id AND b.state = 'accepted' AND b.read_on <= %(from)s
            AND (b.is_official OR NOT %(official)s)) AS first_on,
         (SELECT min(a.read_on) FROM metering_reading a
          WHERE a.register_id = g.id AND a.state = 'accepted' AND a.read_on >= %(until)s
            AND (a.is_official OR NOT %(official)s)) AS last_on) bounds
JOIN metering_reading r ON r.register_id = g.id AND r.state = 'accepted'
  AND (r.is_official OR NOT %(official)s)
  AND r.read_on >= COALESCE(bounds.first_on, %(from)s)
  AND r.read_on <= COALESCE(bounds.last_on, %(until)s)
WHERE g.supply_point_id = ANY (%(points)s)
ORDER BY g.supply_point_id, g.id, r.read_on
"""
_COLUMN_COUNT = 13
_KIND_POSITIONS = {kind.value: position for position, kind in enumerate(REGISTER_KINDS)}


@dataclass(frozen=True, slots=True)
class KnownVolume:
    """What is known of a period: Wh by register kind between the first and last readings in it.

    ``from_`` and ``until`` are the days of those readings, None when there are not two.
    """

    from_: date | None
    until: date | None
    volumes_wh: dict[str, int]

    @property
    def day_count(self) -> int:
        """How many days the readings cover."""
        return (self.until - self.from_).days if self.from_ and self.until else 0

    @property
    def offtake_wh(self) -> int:
        """What was taken from the grid, over all registers."""
        return sum(
            volume for kind, volume in self.volumes_wh.items() if kind not in INJECTION_KINDS
        )


def get_register_history(
    supply_point_ids: Sequence[int], from_: date, until: date, *, official_only: bool = False
) -> RegisterHistory:
    """The intervals between accepted readings that touch [from_, until), in one query.

    The first interval of a register may start before ``from_`` and the last end after ``until``:
    whoever needs the bounds exactly interpolates along the profile. A bill rests on
    ``official_only``; a simulation also takes what customers gave.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "points": list(supply_point_ids),
                "from": from_,
                "until": until,
                "official": official_only,
            },
        )
        rows = cursor.fetchall()
    return build_history(rows)


def build_history(rows: Sequence[tuple[Any, ...]]) -> RegisterHistory:
    """Pair consecutive readings of each register (rows as `_SQL` gives them) into intervals."""
    columns = tuple(zip(*rows, strict=True)) if rows else ((),) * _COLUMN_COUNT
    (points, registers, kinds, dials, units, meters, produces) = columns[:7]
    (calorific, reading_ids, days, indexes, official, origins) = columns[7:]
    register_ids = _ints(registers)
    starts = np.flatnonzero(register_ids[1:] == register_ids[:-1])
    ends = starts + 1
    index_values = _ints(indexes)
    volumes = volumes_between(
        index_values[starts],
        index_values[ends],
        dials=_ints(dials)[starts],
        runs_backwards=_runs_backwards(kinds, meters, produces)[starts],
    )
    day_numbers = _ints([day_number(day) for day in days])
    ids = _ints(reading_ids)
    history = RegisterHistory(
        supply_point_ids=_ints(points)[starts],
        register_ids=register_ids[starts],
        kinds=_ints([_KIND_POSITIONS[kind] for kind in kinds])[starts],
        from_days=day_numbers[starts],
        until_days=day_numbers[ends],
        volumes=volumes,
        volumes_wh=volumes_wh(
            volumes,
            in_cubic_metres=_flags([unit == Unit.M3 for unit in units])[starts],
            calorific_micro_kwh_per_m3=_ints([value or 1 for value in calorific])[starts],
        ),
        from_indexes=index_values[starts],
        until_indexes=index_values[ends],
        from_reading_ids=ids[starts],
        until_reading_ids=ids[ends],
        until_official=_flags(official)[ends],
        until_estimated=_flags([origin == ReadingOrigin.ESTIMATED for origin in origins])[ends],
    )
    order = np.lexsort((history.from_days, history.kinds, history.supply_point_ids))
    return history.taken(order)


def get_known_volume(supply_point_id: int, from_: date, today: date) -> KnownVolume:
    """What the accepted readings within [from_, today] say, without any interpolation."""
    history = get_register_history([supply_point_id], from_, today)
    inside = history.where(
        (history.from_days >= day_number(from_)) & (history.until_days <= day_number(today))
    )
    if not len(inside):
        return KnownVolume(from_=None, until=None, volumes_wh={})
    return KnownVolume(
        from_=date_of(int(inside.from_days.min())),
        until=date_of(int(inside.until_days.max())),
        volumes_wh={
            REGISTER_KINDS[int(kind)].value: int(inside.volumes_wh[inside.kinds == kind].sum())
            for kind in np.unique(inside.kinds)
        },
    )


def _ints(values: Sequence[int]) -> IntArray:
    return np.asarray(values, dtype=np.int64)


def _flags(values: Sequence[bool]) -> BoolArray:
    return np.asarray(values, dtype=np.bool_)


def _runs_backwards(
    kinds: Sequence[str], meters: Sequence[str], produces: Sequence[bool]
) -> BoolArray:
    """A turning disc under solar panels runs backwards."""
    return _flags(
        [
            meter == MeterKind.FERRARIS and produced and kind not in INJECTION_KINDS
            for kind, meter, produced in zip(kinds, meters, produces, strict=True)
        ]
    )
