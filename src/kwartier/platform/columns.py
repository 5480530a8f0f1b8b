"""Many rows of whole numbers as columns, without an object for each value: for runs over everybody."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from energycore.units import IntArray

# The binary format of COPY: a signature, flags and no extension; rows of fields, each with its
# length before it; the number -1 in place of a row's field count.
_HEADER_BYTES: Final = 19
_TRAILER_BYTES: Final = 2
_VALUE_BYTES: Final = 8


def fetch_columns(statement: str, values: Mapping[str, Any], *, count: int) -> IntArray:
    """The rows of a statement as int64[count, N]: `count` columns of type bigint, none of them null.

    ``%(name)s`` stands for values, cast in the statement. Row-level security holds as ever.

    Raises:
        ValueError: a column is of another type, or a value is null.
    """
    opened: Any = connections[DEFAULT_DB_ALIAS]
    opened.ensure_connection()
    with opened.wrap_database_errors:
        cursor = psycopg.ClientCursor(opened.connection)
        with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT binary)", values) as copied:
            found = b"".join(copied)
    rows = memoryview(found)[_HEADER_BYTES : len(found) - _TRAILER_BYTES]
    row = np.dtype([("fields", ">i2"), ("values", [("length", ">i4"), ("value", ">i8")], count)])
    if len(rows) % row.itemsize:
        raise ValueError("a column is no bigint, or holds nothing")
    read = np.frombuffer(rows, dtype=row)
    if len(read) and (
        (read["fields"] != count).any() or (read["values"]["length"] != _VALUE_BYTES).any()
    ):
        raise ValueError("a column is no bigint, or holds nothing")
    return np.ascontiguousarray(read["values"]["value"].T, dtype=np.int64)
