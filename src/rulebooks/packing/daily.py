"""The daily file of a family: running totals at local midnights, ready to use."""

from collections.abc import Mapping

import numpy as np

from energycore.units import FloatArray
from rulebooks.packing.archive import read_archive, write_archive

_FIRST_DAY = "first_day"
_COLUMN = "column."


def pack_daily(cumulative: Mapping[str, FloatArray], *, first_day: int) -> bytes:
    """Return the daily file of a family.

    cumulative   running totals per column, float64[n_days + 1], all of one length
    first_day    day number of their first midnight
    """
    arrays = {f"{_COLUMN}{name}": total for name, total in cumulative.items()}
    return write_archive({**arrays, _FIRST_DAY: np.array(first_day, dtype=np.int64)})


def unpack_daily(packed: bytes) -> tuple[int, dict[str, FloatArray]]:
    """Return the first day number and the running totals per column: the way back.

    Raises ValueError or KeyError for another kind of file.
    """
    arrays = read_archive(packed)
    first_day = int(arrays[_FIRST_DAY])
    totals = {
        name.removeprefix(_COLUMN): total
        for name, total in arrays.items()
        if name.startswith(_COLUMN)
    }
    return first_day, totals
