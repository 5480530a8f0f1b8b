"""Columns out of an Arrow array, through the Arrow C data interface.

fastexcel hands a sheet over as an Arrow array and leaves reading it to pyarrow or polars, some
100 MB of libraries that the house has no other use for. A column is two or three buffers
(validity bits, values or offsets, bytes), so they are read here, by the published layout
(https://arrow.apache.org/docs/format/CDataInterface.html).
"""

import ctypes
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

type Cell = str | float | datetime | None


class ArrowExporter(Protocol):
    """Anything that exports itself through the Arrow PyCapsule interface."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """Return the capsules of the schema and of the array."""
        ...


class _Schema(ctypes.Structure):
    """struct ArrowSchema, up to the fields that are read."""


class _Array(ctypes.Structure):
    """struct ArrowArray, up to the fields that are read."""


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
]

# Arrow's format letters for what a sheet is asked for: text, numbers, instants without a zone.
_TEXT, _NUMBER, _INSTANT, _NULLS = b"u", b"g", b"tsm:", b"n"
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # a spreadsheet's instants have no zone

_get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_get_pointer.restype = ctypes.c_void_p
_get_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


def list_columns(exporter: ArrowExporter) -> list[list[Cell]]:
    """Return the columns of a table of text, float64 or milliseconds; None where a cell is empty.

    Raises TypeError for a column of another kind.
    """
    schema_capsule, array_capsule = exporter.__arrow_c_array__()
    schema = _Schema.from_address(_get_pointer(schema_capsule, b"arrow_schema"))
    array = _Array.from_address(_get_pointer(array_capsule, b"arrow_array"))
    # Everything is copied while the capsules live; their destructors free the memory.
    return [
        _list_cells(schema.children[place].contents.format, array.children[place].contents)
        for place in range(array.n_children)
    ]


def _list_cells(kind: bytes, array: Any) -> list[Cell]:
    readers = {_TEXT: _list_text, _NUMBER: _list_numbers, _INSTANT: _list_instants}
    if kind == _NULLS or not array.length:
        return [None] * array.length
    if kind not in readers:
        raise TypeError(f"an Arrow column of kind {kind!r} is not read here")
    cells = readers[kind](array)
    if array.null_count:
        bits = np.frombuffer(_bytes_of(array, 0, (array.offset + array.length + 7) // 8), np.uint8)
        valid = np.unpackbits(bits, bitorder="little")[array.offset :][: array.length]
        for place in np.flatnonzero(valid == 0):
            cells[place] = None
    return cells


def _list_text(array: Any) -> list[Cell]:
    end = array.offset + array.length + 1
    offsets = np.frombuffer(_bytes_of(array, 1, end * 4), np.int32)[array.offset :].tolist()
    text = _bytes_of(array, 2, offsets[-1])
    return [text[begin:until].decode() for begin, until in pairwise(offsets)]


def _list_numbers(array: Any) -> list[Cell]:
    end = array.offset + array.length
    numbers = np.frombuffer(_bytes_of(array, 1, end * 8), np.float64)[array.offset :]
    return list(numbers.tolist())


def _list_instants(array: Any) -> list[Cell]:
    end = array.offset + array.length
    instants = np.frombuffer(_bytes_of(array, 1, end * 8), np.int64)[array.offset :]
    return [_EPOCH + timedelta(milliseconds=milliseconds) for milliseconds in instants.tolist()]


def _bytes_of(array: Any, buffer: int, size: int) -> bytes:
    """Copy `size` bytes of a buffer; an empty one may have no address at all."""
    return ctypes.string_at(array.buffers[buffer], size) if size else b""
