"""What quarter-hours came to: the part of a dynamic price that a bill carries.

A year of quarter-hours is 35,040 volumes and as many prices; a bundle keeps what they came to between
two days on which a price changes, and the hash of both series. Whoever has the series can make the
sum again and compare; everything after it is made again from the bundle alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

import numpy as np

from energycore.clocks import DayRange, date_of
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

    Raises ValueError for a total that a change of price cuts (it cannot be divided), for days that
    come twice, and for a dynamic price of a register with days without their total, or at another
    index.
    """
    shape = (len(tariff.registers), tariff.segment_count)
    weighted = np.zeros(shape, dtype=np.int64)
    known: dict[tuple[int, int], list[IntervalTotal]] = {}
    for each in totals:
        segment = int(np.searchsorted(tariff.boundaries, each.days.from_, "right")) - 1
        is_inside = (
            0 <= segment < tariff.segment_count
            and each.days.until <= tariff.boundaries[segment + 1]
            and each.register in columns
        )
        if not is_inside:
            raise ValueError(f"the intervals of {each.register} lie across a change of price")
        place = columns[each.register], segment
        known.setdefault(place, []).append(each)
        weighted[place] += each.weighted_pico
    for found in known.values():
        _check_once(found)
    _check_prices(tariff, known)
    return weighted


def _check_once(found: list[IntervalTotal]) -> None:
    ordered = sorted(found, key=lambda each: each.days.from_)
    for before, after in pairwise(ordered):
        if after.days.from_ < before.days.until:
            raise ValueError(f"the intervals of {after.register} tell a day twice")


def _check_prices(tariff: Tariff, known: dict[tuple[int, int], list[IntervalTotal]]) -> None:
    """Refuse a dynamic price with a day that no interval tells at its index."""
    for term in (term for versions in tariff.versions for term in versions):
        if not isinstance(term, DynamicTerm) or not term.is_granted:
            continue
        for column in tariff.columns_of(term.registers):
            for segment, days in enumerate(map(DayRange, *_ends(tariff))):
                if not term.valid.covers(days):
                    continue
                mine = [
                    each for each in known.get((column, segment), ()) if each.index == term.index
                ]
                if sum(each.days.days_count for each in mine) != days.days_count:
                    register = tariff.registers[column]
                    raise ValueError(
                        f"{term.code}: {register} lacks intervals at {term.index} "
                        f"from {date_of(days.from_)} until {date_of(days.until)}"
                    )


def _ends(tariff: Tariff) -> tuple[list[int], list[int]]:
    ends: list[int] = tariff.boundaries.tolist()
    return ends[:-1], ends[1:]
