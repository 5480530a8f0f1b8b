"""Every quarter-hour of a family, as delta-coded integers.

What the market publishes is decimal: a profile of one operator has at most ten decimals, a region
is the mean of a known number of operators. So most columns are, exactly, integers over
(operators x 10**10), and those integers compress to a fifth of the floats. Where no such scale
exists, 10**12 is used, and a value is within 5e-13 of its source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from energycore.profiles import QuarterDetail
from energycore.units import FloatArray, IntArray
from rulebooks.packing.archive import Arrays, read_archive, write_archive

_QUARTERS_PER_DAY: Final = 96
# Operators per region lie below this; their number is the denominator that makes integers.
_MAX_OPERATORS: Final = 60
_DECIMALS: Final = (8, 9, 10)
_FALLBACK_SCALE: Final = 10**12
# A true integer misses by float noise only; a wrong scale misses by up to a half. Small values
# would pass at a small scale, so the miss must also stay within what the fallback promises.
_INTEGER_NOISE: Final = 2e-3
_LARGEST_MISS: Final = 5e-13

type Planes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class QuarterYear:
    """One calendar year of one column: exact integers over a scale.

    starts_at   Unix seconds (UTC) of the first quarter
    counts      int64[n_quarters]; a value is counts / scale
    scale       positive int
    """

    starts_at: int
    counts: IntArray
    scale: int

    @property
    def values(self) -> FloatArray:
        """The values of the quarters, float64[n_quarters]."""
        return self.counts / np.float64(self.scale)


def pack_quarters(
    years: Mapping[int, Mapping[str, FloatArray]], starts_at: Mapping[int, int]
) -> bytes:
    """Return the quarters file of a family.

    years       values per calendar year and column, float64[n_quarters] each
    starts_at   Unix second of the first quarter of each of those years
    """
    arrays: Arrays = {}
    for year, columns in years.items():
        for column, values in columns.items():
            scale = _find_scale(values)
            counts = np.rint(values * scale).astype(np.int64)
            arrays[f"{column}.{year}.planes"] = _planes_of(counts)
            arrays[f"{column}.{year}.head"] = np.array([scale, starts_at[year]], dtype=np.int64)
    return write_archive(arrays)


def unpack_quarters(packed: bytes, column: str) -> dict[int, QuarterYear]:
    """Return the years of one column of a quarters file, by calendar year, in order.

    Raises KeyError for a column that the file does not hold, ValueError for another kind of file.
    """
    arrays = read_archive(packed, only=f"{column}.")
    if not arrays:
        raise KeyError(column)
    years = sorted({int(name.split(".")[-2]) for name in arrays})
    return {year: _year_of(arrays, f"{column}.{year}") for year in years}


def detail_of(years: Mapping[int, QuarterYear], *, hours_per_value: float = 1.0) -> QuarterDetail:
    """Return the running total over consecutive years, as the core uses it.

    The integers are added before they are divided, so that the total of a year of shares is
    exactly 1. `hours_per_value` turns power into energy: 0.25 for a quarter-hour of kW.
    """
    pieces = [np.zeros(1)]
    for year in years.values():
        running = np.cumsum(year.counts) / np.float64(year.scale)
        pieces.append(pieces[-1][-1] + running * hours_per_value)
    first = min(years)
    return QuarterDetail(starts_at=years[first].starts_at, cumulative=np.concatenate(pieces))


def _year_of(arrays: Arrays, name: str) -> QuarterYear:
    scale, starts_at = arrays[f"{name}.head"].tolist()
    return QuarterYear(
        starts_at=starts_at, counts=_counts_of(arrays[f"{name}.planes"]), scale=scale
    )


def _find_scale(values: FloatArray) -> int:
    """Return the smallest scale at which every value is an integer, or the fallback."""
    for operators in range(1, _MAX_OPERATORS + 1):
        for decimals in _DECIMALS:
            scale = operators * 10**decimals
            counts = values * scale
            noise = min(_INTEGER_NOISE, _LARGEST_MISS * scale)
            if float(np.abs(counts - np.rint(counts)).max()) < noise:
                return scale
    return _FALLBACK_SCALE


def _planes_of(counts: IntArray) -> Planes:
    """Return the byte planes of the differences to the quarter before and to the day before.

    One quarter differs little from the last, and its step little from yesterday's step at the
    same hour. Signs go to the lowest bit, then each byte of the integers gets a plane of its own,
    because the high ones are almost all zero and vanish when compressed.
    """
    steps = np.diff(counts, prepend=0)
    residue = steps.copy()
    residue[_QUARTERS_PER_DAY:] -= steps[:-_QUARTERS_PER_DAY]
    folded = ((residue << 1) ^ (residue >> 63)).astype(np.uint64)
    planes_count = max(1, (int(folded.max()).bit_length() + 7) // 8)
    shifts = np.arange(planes_count, dtype=np.uint64)[:, np.newaxis] * np.uint64(8)
    return ((folded >> shifts) & np.uint64(0xFF)).astype(np.uint8)


def _counts_of(planes: Planes) -> IntArray:
    """Return the integers of byte planes: the way back from `_planes_of`."""
    shifts = np.arange(planes.shape[0], dtype=np.uint64)[:, np.newaxis] * np.uint64(8)
    folded = np.bitwise_or.reduce(planes.astype(np.uint64) << shifts, axis=0)
    residue = (folded >> np.uint64(1)).astype(np.int64) ^ -(folded & np.uint64(1)).astype(np.int64)
    # Adding up within each quarter of the day undoes the day's difference, then along the days
    # the step's: a short last row is filled up with zeros and cut off again.
    rows = -(-residue.size // _QUARTERS_PER_DAY)
    padded = np.zeros(rows * _QUARTERS_PER_DAY, dtype=np.int64)
    padded[: residue.size] = residue
    steps = np.cumsum(padded.reshape(rows, _QUARTERS_PER_DAY), axis=0).reshape(-1)
    return np.cumsum(steps[: residue.size], dtype=np.int64)
