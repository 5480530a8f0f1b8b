"""What registers counted between readings, as arrays: for one supply point or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np

from energycore.units import BoolArray, IntArray
from kwartier.metering._volumes import volumes_between, volumes_wh
from kwartier.metering.types import (
    INJECTION_KINDS,
    REGISTER_KINDS,
    MeterKind,
    RegisterHistory,
    RegisterRow,
    SupplyPointRow,
    Unit,
)
from kwartier.platform.columns import fetch_columns
from kwartier.platform.inserting import as_array
from kwartier.platform.prepared import fetch_rows_of

# Whether a reading is an estimate: 0 it is none, 1 the grid operator's, 2 ours along the load profile.
_ESTIMATE = "CASE r.origin WHEN 'estimated' THEN 1 WHEN 'profile' THEN 2 ELSE 0 END"
_BY_PROFILE = 2
# Per register, with its meter: its accepted readings from the last one on or before the first day to the first one
# on or after the last day, so that the period is covered where it can be. Both ends are found by
# the index (register_id, read_on) that also keeps readings unique; OFFSET 0 keeps the database from
# looking for them again at every reading, and lets the readings between them be found by it too.
_SQL = f"""
SELECT g.supply_point_id, g.id, g.kind, g.dials, g.unit, m.kind, p.has_production,
       p.calorific_micro_kwh_per_m3, m.id, m.serial, g.annual_estimate, m.installed_from,
       m.removed_on, r.ids, r.days, r.indexes, r.official, r.estimated
FROM metering_register g
JOIN metering_meter m ON m.id = g.meter_id
JOIN metering_supplypoint p ON p.id = g.supply_point_id
CROSS JOIN LATERAL (
  SELECT COALESCE((SELECT max(b.read_on) FROM metering_reading b
          WHERE b.register_id = g.id AND b.state = 'accepted' AND b.read_on <= %(from)s::date
            AND (b.is_official OR NOT %(official)s::boolean)), %(from)s::date) AS first_on,
         COALESCE((SELECT min(a.read_on) FROM metering_reading a
          WHERE a.register_id = g.id AND a.state = 'accepted' AND a.read_on >= %(until)s::date
            AND (a.is_official OR NOT %(official)s::boolean)), %(until)s::date) AS last_on
  OFFSET 0) bounds
CROSS JOIN LATERAL (
  SELECT array_agg(r.id ORDER BY r.read_on) AS ids,
         array_agg(r.read_on - DATE '1970-01-01' ORDER BY r.read_on) AS days,
         array_agg(r.index_value ORDER BY r.read_on) AS indexes,
         array_agg(r.is_official ORDER BY r.read_on) AS official,
         array_agg({_ESTIMATE} ORDER BY r.read_on) AS estimated
  FROM metering_reading r WHERE r.register_id = g.id AND r.state = 'accepted'
    AND (r.is_official OR NOT %(official)s::boolean)
    AND r.read_on >= bounds.first_on AND r.read_on <= bounds.last_on) r
WHERE g.supply_point_id = ANY (%(points)s::bigint[])
ORDER BY g.supply_point_id, g.id
"""  # noqa: S608 - a part of this file
# The same, with the days of readings in whose place the operator put another one.
_SQL_CORRECTED = _SQL.replace(
    "r.official, r.estimated\nFROM",
    """r.official, r.estimated,
       ARRAY(SELECT DISTINCT s.read_on - DATE '1970-01-01' FROM metering_reading s
             WHERE s.supply_point_id = g.supply_point_id AND s.state = 'superseded')
FROM""",
)
# The operator's readings of registers alone, each over the period of its supply point.
_DELIVERED = f"""
SELECT r.register_id, r.id, (r.read_on - DATE '1970-01-01')::bigint, r.index_value::bigint,
       ({_ESTIMATE})::bigint
FROM unnest(%(points)s::bigint[], %(from)s::date[], %(until)s::date[]) AS due (point, from_day, until)
JOIN metering_register g ON g.supply_point_id = due.point
CROSS JOIN LATERAL (
  SELECT COALESCE((SELECT max(b.read_on) FROM metering_reading b
          WHERE b.register_id = g.id AND b.state = 'accepted' AND b.read_on <= due.from_day
            AND b.is_official), due.from_day) AS first_on,
         COALESCE((SELECT min(a.read_on) FROM metering_reading a
          WHERE a.register_id = g.id AND a.state = 'accepted' AND a.read_on >= due.until
            AND a.is_official), due.until) AS last_on
  OFFSET 0) bounds
JOIN metering_reading r ON r.register_id = g.id AND r.state = 'accepted' AND r.is_official
  AND r.read_on >= bounds.first_on AND r.read_on <= bounds.last_on
"""  # noqa: S608 - a part of this file
# Where the columns of `_SQL` about a register end, those about its meter, and those about its readings.
_OF_REGISTER, _OF_METER, _COLUMN_COUNT = 8, 13, 18
_KIND_POSITIONS = {kind.value: position for position, kind in enumerate(REGISTER_KINDS)}


def get_register_history(
    supply_point_ids: Sequence[int], from_: date, until: date, *, official_only: bool = False
) -> RegisterHistory:
    """The intervals between accepted readings that touch [from_, until), in one query.

    The first interval of a register may start before ``from_`` and the last end after ``until``:
    whoever needs the bounds exactly interpolates along the profile. A bill rests on
    ``official_only``; a simulation also takes what customers gave.
    """
    return _build(_fetch(supply_point_ids, from_, until, official_only=official_only))


def list_registers_with_history(
    supply_point_ids: Sequence[int], from_: date, until: date
) -> tuple[list[RegisterRow], RegisterHistory]:
    """`list_current_registers` on ``until`` and `get_register_history`, in the same one query."""
    rows = _fetch(supply_point_ids, from_, until, official_only=False)
    return [_as_register(row) for row in rows if _hangs_on(row, until)], _build(rows)


def list_all_registers_with_history(
    supply_point_ids: Sequence[int], from_: date, until: date
) -> tuple[list[RegisterRow], RegisterHistory, dict[int, frozenset[int]]]:
    """`list_all_registers`, `get_register_history`, and the days that were corrected; one query.

    These are, by supply point, the numbers of the days whose reading the operator put in the place
    of another one.
    """
    days = {"from": from_, "until": until, "official": False}
    found = fetch_rows_of(_SQL_CORRECTED, "points", set(supply_point_ids), days)
    corrected = {row[0]: frozenset(row[-1]) for row in found}
    rows = [row[:-1] for row in found]
    return [_as_register(row) for row in rows], _build(rows), corrected


def _fetch(
    supply_point_ids: Sequence[int], from_: date, until: date, *, official_only: bool
) -> list[tuple[Any, ...]]:
    """A row per register: what it is, then its readings as parallel lists (None without any)."""
    days = {"from": from_, "until": until, "official": official_only}
    return fetch_rows_of(_SQL, "points", set(supply_point_ids), days)


def _hangs_on(row: Sequence[Any], day: date) -> bool:
    installed_from, removed_on = row[_OF_METER - 2 : _OF_METER]
    return bool(installed_from <= day and (removed_on is None or removed_on > day))


def _as_register(row: Sequence[Any]) -> RegisterRow:
    point, register, kind, dials, unit, meter_kind = row[:6]
    meter, serial, annual_estimate, installed_from, removed_on = row[_OF_REGISTER:_OF_METER]
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


def get_delivered_history(
    periods: Mapping[int, tuple[date, date]],
    *,
    registers: Sequence[RegisterRow],
    points: Mapping[int, SupplyPointRow],
) -> RegisterHistory:
    """The intervals between the operator's readings, each supply point over a period of its own.

    The same as `get_register_history` with ``official_only``, for thousands of supply points at
    once; ``registers`` are all of theirs.
    """
    asked = {
        "points": as_array(list(periods)),
        "from": as_array([from_ for from_, _ in periods.values()]),
        "until": as_array([until for _, until in periods.values()]),
    }
    read = fetch_columns(_DELIVERED, asked, count=5)
    known = sorted(registers, key=lambda register: register.id)
    ids = _ints([register.id for register in known])
    read = read[:, np.isin(read[0], ids)]
    register_ids, reading_ids, days, indexes, estimated = read[:, np.lexsort((read[2], read[0]))]
    owners = [points[register.supply_point_id] for register in known]
    places = np.searchsorted(ids, register_ids)
    return _pair(
        _Readings(
            points=_ints([point.id for point in owners])[places],
            registers=register_ids,
            kinds=_ints([_KIND_POSITIONS[register.kind] for register in known])[places],
            dials=_ints([register.dials for register in known])[places],
            in_cubic_metres=_flags([register.unit == Unit.M3 for register in known])[places],
            runs_backwards=_runs_backwards(
                [register.kind for register in known],
                [register.meter_kind for register in known],
                [point.has_production for point in owners],
            )[places],
            calorific=_ints([point.calorific_micro_kwh_per_m3 or 1 for point in owners])[places],
            ids=reading_ids,
            days=days,
            indexes=indexes,
            official=np.ones(len(days), dtype=np.bool_),
            estimates=estimated,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Readings:
    """Readings of registers, one after the other and in order of time, as parallel arrays."""

    points: IntArray
    registers: IntArray
    kinds: IntArray
    dials: IntArray
    in_cubic_metres: BoolArray
    runs_backwards: BoolArray
    calorific: IntArray
    ids: IntArray
    days: IntArray
    indexes: IntArray
    official: BoolArray
    estimates: IntArray


def _build(rows: Sequence[tuple[Any, ...]]) -> RegisterHistory:
    """Pair consecutive readings of each register (rows as `_SQL` gives them) into intervals."""
    read = [row for row in rows if row[-1] is not None]
    columns = tuple(zip(*read, strict=True)) if read else ((),) * _COLUMN_COUNT
    (points, registers, kinds, dials, units, meters, produces, calorific) = columns[:_OF_REGISTER]
    (reading_ids, days, indexes, official, estimated) = columns[_OF_METER:]
    counts = _ints([len(each) for each in reading_ids])
    return _pair(
        _Readings(
            points=_ints(points).repeat(counts),
            registers=_ints(registers).repeat(counts),
            kinds=_ints([_KIND_POSITIONS[kind] for kind in kinds]).repeat(counts),
            dials=_ints(dials).repeat(counts),
            in_cubic_metres=_flags([unit == Unit.M3 for unit in units]).repeat(counts),
            runs_backwards=_runs_backwards(kinds, meters, produces).repeat(counts),
            calorific=_ints([value or 1 for value in calorific]).repeat(counts),
            ids=_ints([*chain(*reading_ids)]),
            days=_ints([*chain(*days)]),
            indexes=_ints([*chain(*indexes)]),
            official=_flags([*chain(*official)]),
            estimates=_ints([*chain(*estimated)]),
        )
    )


def _pair(read: _Readings) -> RegisterHistory:
    """The intervals between readings that follow each other on one register."""
    starts = np.flatnonzero(read.registers[1:] == read.registers[:-1])
    ends = starts + 1
    volumes = volumes_between(
        read.indexes[starts],
        read.indexes[ends],
        dials=read.dials[starts],
        runs_backwards=read.runs_backwards[starts],
    )
    history = RegisterHistory(
        supply_point_ids=read.points[starts],
        register_ids=read.registers[starts],
        kinds=read.kinds[starts],
        from_days=read.days[starts],
        until_days=read.days[ends],
        volumes=volumes,
        volumes_wh=volumes_wh(
            volumes,
            in_cubic_metres=read.in_cubic_metres[starts],
            calorific_micro_kwh_per_m3=read.calorific[starts],
        ),
        from_indexes=read.indexes[starts],
        until_indexes=read.indexes[ends],
        from_reading_ids=read.ids[starts],
        until_reading_ids=read.ids[ends],
        until_official=read.official[ends],
        until_estimated=read.estimates[ends] > 0,
        until_by_profile=read.estimates[ends] == _BY_PROFILE,
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
