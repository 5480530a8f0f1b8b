"""What quarter-hours came to: the part of a dynamic price that a bill carries.

A year of quarter-hours is 35,040 volumes and as many prices; a bundle keeps what they came to between
two days on which a price changes, and the hash of both series. Whoever has the series can make the
sum again and compare; everything after it is made again from the bundle alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from energycore.clocks import DayRange
from energycore.tariff import DynamicTerm, Tariff
from energycore.units import IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalTotal:
    """The sum of Wh x index, in pico-euro, over the intervals of one register on some days.

    `interval_count` intervals of equal length cover the days; `index` names their prices. The
    hashes are those of both series over exactly these intervals (`series_sha256`).
    """

    register: str
    days: DayRange
    index: str
    weighted_pico: int
    interval_count: int
    index_sha256: str
    volumes_sha256: str


def series_sha256(values: Sequence[int]) -> str:
    """Return the SHA-256 of a series: its whole numbers in decimal, one a line, each line ended.

    >>> series_sha256([1, -2])[:8]
    'c0a0646b'
    """
    return sha256("".join(f"{value}\n" for value in values).encode("ascii")).hexdigest()


def weigh_segments(
    tariff: Tariff, totals: Sequence[IntervalTotal], *, columns: dict[str, int]
) -> IntArray:
    """Return int64[R, S]: the volumes at their index on the segments of a tariff.

    Raises ValueError for a total that a change of price cuts (it cannot be divided), one that comes
    twice, and a dynamic price of a register that has no total, or one at another index.
    """
    shape = (len(tariff.registers), tariff.segment_count)
    weighted = np.zeros(shape, dtype=np.int64)
    indexes: dict[tuple[int, int], str] = {}
    starts = tariff.boundaries[:-1].tolist()
    for each in totals:
        segment = int(np.searchsorted(tariff.boundaries, each.days.from_, "right")) - 1
        is_inside = 0 <= segment < len(starts) and each.days.until <= tariff.boundaries[segment + 1]
        if not is_inside or each.register not in columns:
            raise ValueError(f"the intervals of {each.register} lie across a change of price")
        place = columns[each.register], segment
        if indexes.setdefault(place, each.index) != each.index:
            raise ValueError(f"the intervals of {each.register} have two indexes")
        weighted[place] += each.weighted_pico
    _check_indexes(tariff, indexes)
    return weighted


def _check_indexes(tariff: Tariff, indexes: dict[tuple[int, int], str]) -> None:
    for term in (term for versions in tariff.versions for term in versions):
        if not isinstance(term, DynamicTerm) or not term.is_granted:
            continue
        for column in tariff.columns_of(term.registers):
            for segment, start in enumerate(tariff.boundaries[:-1].tolist()):
                is_its = term.valid.from_ <= start < term.valid.until
                if is_its and indexes.get((column, segment)) != term.index:
                    register = tariff.registers[column]
                    raise ValueError(f"{term.code}: no intervals of {register} at {term.index}")
