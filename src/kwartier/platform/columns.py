"""Many rows of whole numbers as columns, without an object for each value: for runs over everybody."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from energycore.units import IntArray

# Before an array in the binary format of COPY: a signature, flags and no extension; how many fields
# the one row has. The number -1 ends it in place of another row's.
_HEADER_BYTES: Final = 19 + 2
_TRAILER_BYTES: Final = 2
# Of a field: its length, or -1 for no array at all. Of an array: how many dimensions, whether one
# is null, of what type (int8), how many values, the first one's place; then each with its length.
_LENGTH_BYTES: Final = 4
_ARRAY_BYTES: Final = 20
_BIGINT: Final = 20
_VALUE: Final = np.dtype([("length", ">i4"), ("value", ">i8")])


def fetch_columns(statement: str, values: Mapping[str, Any], *, count: int) -> IntArray:
    """The rows of a statement as int64[count, N]: its first columns, of type bigint, none null.

    ``%(name)s`` stands for values, cast in the statement. Row-level security holds as ever.

    Raises:
        ValueError: a column is of another type, or a value is null.
    """
    names = [f"c{place}" for place in range(count)]
    # The database gathers each column: a message for each row costs more than reading it.
    arrays = ", ".join(f"array_agg({name})" for name in names)
    gathered = f"SELECT {arrays} FROM ({statement}) AS found ({', '.join(names)})"  # noqa: S608 - names of this function
    opened: Any = connections[DEFAULT_DB_ALIAS]
    opened.ensure_connection()
    with opened.wrap_database_errors:
        cursor = psycopg.ClientCursor(opened.connection)
        with cursor.copy(f"COPY ({gathered}) TO STDOUT (FORMAT binary)", values) as copied:
            found = b"".join(copied)
    fields = memoryview(found)[_HEADER_BYTES : len(found) - _TRAILER_BYTES]
    columns = []
    for _ in names:
        length = int.from_bytes(fields[:_LENGTH_BYTES], signed=True)
        fields = fields[_LENGTH_BYTES:]
        columns.append(_read_array(fields[: max(length, 0)]))
        fields = fields[max(length, 0) :]
    return np.array(columns, dtype=np.int64).reshape(count, -1)


def _read_array(field: memoryview) -> IntArray:
    """The values of an array of bigint, none where there is no array."""
    if not field:
        return np.zeros(0, dtype=np.int64)
    _, has_nulls, type_of_values, _, _ = np.frombuffer(field[:_ARRAY_BYTES], dtype=">i4").tolist()
    if has_nulls or type_of_values != _BIGINT:
        raise ValueError("a column is no bigint, or holds nothing")
    values: IntArray = np.frombuffer(field[_ARRAY_BYTES:], dtype=_VALUE)["value"].astype(np.int64)
    return values
