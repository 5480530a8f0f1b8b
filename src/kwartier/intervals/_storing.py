"""Days into the database, as many as there are: binary COPY built by columns, never value by value.

PostgreSQL lets nobody COPY into a table under row-level security, so the rows go into a table of the
transaction's own first, and from there through the policies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections

from energycore.clocks import date_of
from energycore.units import BoolArray, ByteArray, IntArray
from kwartier.platform.inserting import as_array

_HEADER: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_FIELD_COUNT: Final = 10
_INTEGER: Final = 23  # the number of the type in arrays
_ARRAY_HEADER_BYTES: Final = 20
_VALUE_BYTES: Final = 8
# PostgreSQL counts days from 2000-01-01, the house from 1970-01-01.
_POSTGRES_EPOCH: Final = 10_957
_AT_ONCE: Final = 20_000
_SCALARS: Final = (
    ("supply_point_id", ">i8"),
    ("total_wh", ">i8"),
    ("peak_wh", ">i4"),
    ("day", ">i4"),
    ("direction", ">i2"),
    ("revision", ">i2"),
    ("missing_count", ">i2"),
    ("worst_state", ">i2"),
)
_INCOMING: Final = """
CREATE TEMP TABLE IF NOT EXISTS intervals_incoming (
  supply_point_id bigint, total_wh bigint, peak_wh integer, day date, direction smallint,
  revision smallint, missing_count smallint, worst_state smallint, states bytea,
  values_wh integer[]) ON COMMIT DROP
"""
_MOVE: Final = """
INSERT INTO intervals_day (brand_id, load_id, step_minutes, is_official, supply_point_id, total_wh,
  peak_wh, day, direction, revision, missing_count, worst_state, states, values_wh)
SELECT %s, %s, %s, %s, supply_point_id, total_wh, NULLIF(peak_wh, -1), day, direction, revision,
  missing_count, worst_state, states, values_wh FROM pg_temp.intervals_incoming
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayRows:
    """Days of one step with as many values each: arrays of N days, and of N days by S slots.

    supply_point_ids  int64[N]
    directions        int64[N], `Direction`
    days              int64[N], day numbers since 1970-01-01
    revisions         int64[N], from 1 on
    step_minutes      of all of them
    values_wh         int[N, S], -1 where missing
    states            uint8[N, S], `ValueState`
    """

    supply_point_ids: IntArray
    directions: IntArray
    days: IntArray
    revisions: IntArray
    step_minutes: int
    values_wh: IntArray
    states: ByteArray

    def __len__(self) -> int:
        return len(self.days)

    def where(self, chosen: BoolArray) -> "DayRows":
        """The days that a mask of length N chooses."""
        return DayRows(
            supply_point_ids=self.supply_point_ids[chosen],
            directions=self.directions[chosen],
            days=self.days[chosen],
            revisions=self.revisions[chosen],
            step_minutes=self.step_minutes,
            values_wh=self.values_wh[chosen],
            states=self.states[chosen],
        )


def copy_days(rows: DayRows, *, brand_id: int, load_id: int, is_official: bool) -> int:
    """Write days, with their sums, and the partitions that they need; how many values there were.

    Within the caller's transaction, with the rights of the caller.

    Raises:
        IntegrityError: a revision of a day is there already, or a day is beyond reason.
        ProgrammingError: row-level security does not let the caller write one of the days.
    """
    if not len(rows):
        return 0
    _provide_months(rows.days)
    opened: Any = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING)
        cursor.execute("TRUNCATE pg_temp.intervals_incoming")
        with opened.wrap_database_errors:
            into = "COPY pg_temp.intervals_incoming FROM STDIN (FORMAT binary)"
            with psycopg.Cursor(opened.connection).copy(into) as copied:
                copied.write(_HEADER)
                for part in _encode(rows):
                    copied.write(part)
                copied.write(_TRAILER)
        cursor.execute(_MOVE, [brand_id, load_id, rows.step_minutes, is_official])
    return int(rows.values_wh.size)


def _provide_months(days: IntArray) -> None:
    """The partitions of the days: made by the owner, whoever asks."""
    months = np.unique(np.unique(days).astype("datetime64[D]").astype("datetime64[M]"))
    firsts = [date_of(int(month.astype("datetime64[D]").astype(np.int64))) for month in months]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(kwartier_provide_interval_month(month))"
            " FROM unnest(%s::date[]) AS wanted (month)",
            [as_array(firsts)],
        )


def _encode(rows: DayRows) -> Iterator[bytes]:
    """The rows in the binary format of COPY, some thousand at a time."""
    for begin in range(0, len(rows), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        states = rows.states[part]
        is_alike = (states == states[:, :1]).all(axis=1)
        for chosen, width in ((is_alike, 1), (~is_alike, states.shape[1])):
            if chosen.any():
                yield _encode_alike(rows, np.flatnonzero(chosen) + begin, width)


def _encode_alike(rows: DayRows, places: IntArray, state_count: int) -> bytes:
    """Rows of one width: each field with its length before it, numbers with the highest byte first."""
    values, states = rows.values_wh[places], rows.states[places]
    known = values >= 0
    records = np.zeros(len(places), dtype=_layout(values.shape[1], state_count))
    records["fields"] = _FIELD_COUNT
    given = {
        "supply_point_id": rows.supply_point_ids[places],
        "total_wh": np.where(known, values, 0).sum(axis=1, dtype=np.int64),
        "peak_wh": values.max(axis=1),
        "day": rows.days[places] - _POSTGRES_EPOCH,
        "direction": rows.directions[places],
        "revision": rows.revisions[places],
        "missing_count": values.shape[1] - known.sum(axis=1),
        "worst_state": states.max(axis=1),
    }
    for name, kind in _SCALARS:
        records[f"{name}_bytes"] = np.dtype(kind).itemsize
        records[name] = given[name]
    records["states_bytes"] = state_count
    records["states"] = states[:, :state_count]
    records["array_bytes"] = _ARRAY_HEADER_BYTES + _VALUE_BYTES * values.shape[1]
    records["array"] = (1, 0, _INTEGER, values.shape[1], 1)
    records["values"]["bytes"] = 4
    records["values"]["wh"] = values
    return records.tobytes()


def _layout(slot_count: int, state_count: int) -> np.dtype[Any]:
    """A row: how many fields, and each with its length; an array has five numbers before its values."""
    scalars = [part for name, kind in _SCALARS for part in ((f"{name}_bytes", ">i4"), (name, kind))]
    array = [(name, ">i4") for name in ("dimensions", "nulls", "type", "size", "first")]
    return np.dtype(
        [
            ("fields", ">i2"),
            *scalars,
            ("states_bytes", ">i4"),
            ("states", "u1", (state_count,)),
            ("array_bytes", ">i4"),
            ("array", array),
            ("values", [("bytes", ">i4"), ("wh", ">i4")], (slot_count,)),
        ]
    )


def read_values(sent: bytes) -> IntArray:
    """The values of an ``array_send(values_wh)``, int64."""
    pairs = np.dtype([("bytes", ">i4"), ("wh", ">i4")])
    read = np.frombuffer(sent, dtype=pairs, offset=_ARRAY_HEADER_BYTES)["wh"]
    values: IntArray = read.astype(np.int64)
    return values
