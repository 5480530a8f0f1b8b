"""What registers counted between readings, as arrays: for one supply point or many at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from energycore.clocks import day_number
from energycore.units import BoolArray, IntArray
from kwartier.metering._volumes import volumes_between, volumes_wh
from kwartier.metering.types import (
    INJECTION_KINDS,
    REGISTER_KINDS,
    MeterKind,
    ReadingOrigin,
    RegisterHistory,
    RegisterRow,
    Unit,
)
from kwartier.platform.prepared import fetch_rows_of

# Per register, with its meter: its accepted readings from the last one on or before the first day to the first one
# on or after the last day, so that the period is covered where it can be. Both ends are found by
# the index (register_id, read_on) that also keeps readings unique.
_SQL = """
SELECT g.supply_point_id, g.id, g.kind, g.dials, g.unit, m.kind, p.has_production,
       p.calorific_micro_kwh_per_m3, r.id, r.read_on, r.index_value, r.is_official, r.origin,
       m.id, m.serial, g.annual_estimate, m.installed_from, m.removed_on
FROM metering_register g
JOIN metering_meter m ON m.id = g.meter_id
JOIN metering_supplypoint p ON p.id = g.supply_point_id
CROSS JOIN LATERAL (
  SELECT (SELECT max(b.read_on) FROM metering_reading b
          WHERE b.register_id = g.id AND b.state = 'accepted' AND b.read_on <= %(from)s::date
            AND (b.is_official OR NOT %(official)s::boolean)) AS first_on,
         (SELECT min(a.read_on) FROM metering_reading a
          WHERE a.register_id = g.id AND a.state = 'accepted' AND a.read_on >= %(until)s::date
            AND (a.is_official OR NOT %(official)s::boolean)) AS last_on) bounds
LEFT JOIN metering_reading r ON r.register_id = g.id AND r.state = 'accepted'
  AND (r.is_official OR NOT %(official)s::boolean)
  AND r.read_on >= COALESCE(bounds.first_on, %(from)s::date)
  AND r.read_on <= COALESCE(bounds.last_on, %(until)s::date)
WHERE g.supply_point_id = ANY (%(points)s::bigint[])
ORDER BY g.supply_point_id, g.id, r.read_on
"""
_COLUMN_COUNT = 13
_READING_ID = 8
_KIND_POSITIONS = {kind.value: position for position, kind in enumerate(REGISTER_KINDS)}


def get_register_history(
    supply_point_ids: Sequence[int], from_: date, until: date, *, official_only: bool = False
) -> RegisterHistory:
    """The intervals between accepted readings that touch [from_, until), in one query.

    The first interval of a register may start before ``from_`` and the last end after ``until``:
    whoever needs the bounds exactly interpolates along the profile. A bill rests on
    ``official_only``; a simulation also takes what customers gave.
    """
    return build_history(_fetch(supply_point_ids, from_, until, official_only=official_only))


def list_registers_with_history(
    supply_point_ids: Sequence[int], from_: date, until: date
) -> tuple[list[RegisterRow], RegisterHistory]:
    """`list_current_registers` on ``until`` and `get_register_history`, in the same one query."""
    rows = _fetch(supply_point_ids, from_, until, official_only=False)
    registers: dict[int, RegisterRow] = {}
    for row in rows:
        register_id = row[1]
        if register_id not in registers and _hangs_on(row, until):
            registers[register_id] = _as_register(row)
    return list(registers.values()), build_history(rows)


def _fetch(
    supply_point_ids: Sequence[int], from_: date, until: date, *, official_only: bool
) -> list[tuple[Any, ...]]:
    days = {"from": from_, "until": until, "official": official_only}
    return fetch_rows_of(_SQL, "points", set(supply_point_ids), days)


def _hangs_on(row: Sequence[Any], day: date) -> bool:
    installed_from, removed_on = row[-2:]
    return bool(installed_from <= day and (removed_on is None or removed_on > day))


def _as_register(row: Sequence[Any]) -> RegisterRow:
    point, register, kind, dials, unit, meter_kind = row[:6]
    meter, serial, annual_estimate, installed_from, removed_on = row[_COLUMN_COUNT:]
    return RegisterRow(
        id=register,
        supply_point_id=point,
        meter_id=meter,
        meter_serial=serial,
        meter_kind=meter_kind,
        kind=kind,
        dials=dials,
        unit=unit,
        annual_estimate=annual_estimate,
        installed_from=installed_from,
        removed_on=removed_on,
    )


def build_history(rows: Sequence[tuple[Any, ...]]) -> RegisterHistory:
    """Pair consecutive readings of each register (rows as `_SQL` gives them) into intervals."""
    read = [row[:_COLUMN_COUNT] for row in rows if row[_READING_ID] is not None]
    columns = tuple(zip(*read, strict=True)) if read else ((),) * _COLUMN_COUNT
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
