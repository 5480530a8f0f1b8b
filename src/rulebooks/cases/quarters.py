"""Quarter-hours or hours of a case: volumes and the index of each, brought to what a bill keeps."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from energycore.bundle import IntervalTotal, Measured, series_sha256
from energycore.bundle.decimals import from_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.reading import (
    as_list,
    as_mapping,
    as_text,
    as_whole,
    refuse_unknown,
    required,
)
from energycore.charges import charge_dynamic_parts
from energycore.clocks import DayRange, quarters_in_day
from energycore.units import IntArray
from rulebooks.cases.dates import read_days

TIMEZONES = {"BE": "Europe/Brussels", "FR": "Europe/Paris"}
_QUARTERS_PER_HOUR = 4
UNIT_PLACES = 9
KNOWN_OF_INTERVALS = frozenset({"register", "from", "until", "index", "wh", "index_eur_per_kwh"})

type Weighed = tuple[list[Measured], list[IntervalTotal]]


def weigh_intervals(
    written: Sequence[Any],
    *,
    registers: tuple[str, ...],
    boundaries: IntArray,
    period: DayRange,
    country: str,
) -> Weighed:
    """Return what the series under `intervals` of a case counted, and came to at their index.

    They are cut at the `boundaries` of the tariff, where a price changes. Raises DocumentInvalid
    for a series that does not fit its days: one value for every quarter-hour, or every hour, of the
    local days (a day on which the clock is moved has 23 or 25 hours).
    """
    measured: list[Measured] = []
    totals: list[IntervalTotal] = []
    for number, document in enumerate(written):
        place = f"intervals[{number}]"
        mapping = as_mapping(document, place)
        refuse_unknown(mapping, KNOWN_OF_INTERVALS, place)
        register = as_text(required(mapping, "register", place), f"{place}.register")
        if register not in registers:
            known = ", ".join(registers)
            raise DocumentInvalid(f"{place}.register", f"{register!r} is not one of {known}")
        days = read_days(mapping, place) if {"from", "until"} & set(mapping) else period
        if not period.covers(days):
            raise DocumentInvalid(place, "it lies outside the period of the case")
        found = _weigh(mapping, place, register, days.split(boundaries.tolist()), country)
        measured += found[0]
        totals += found[1]
    return measured, totals


def _weigh(
    mapping: Mapping[str, Any],
    place: str,
    register: str,
    stretches: Sequence[DayRange],
    country: str,
) -> Weighed:
    index = as_text(required(mapping, "index", place), f"{place}.index")
    volumes = [
        _not_negative(as_whole(each, f"{place}.wh"), f"{place}.wh")
        for each in as_list(required(mapping, "wh", place), f"{place}.wh")
    ]
    prices = [
        from_decimal(each, UNIT_PLACES, f"{place}.index_eur_per_kwh")
        for each in as_list(
            required(mapping, "index_eur_per_kwh", place), f"{place}.index_eur_per_kwh"
        )
    ]
    if len(prices) != len(volumes):
        raise DocumentInvalid(place, f"{len(prices)} prices stand beside {len(volumes)} volumes")
    ends = _ends(stretches, len(volumes), place, country)
    weighted = charge_dynamic_parts(np.array([volumes]), np.array(prices), np.array(ends))[0]
    measured, totals = [], []
    for days, (first, end), sum_pico in zip(
        stretches, pairwise(ends), weighted.tolist(), strict=True
    ):
        wh = sum(volumes[first:end])
        measured.append(Measured(register=register, days=days, volume_wh=wh))
        totals.append(
            IntervalTotal(
                register=register,
                days=days,
                index=index,
                weighted_pico=sum_pico,
                interval_count=end - first,
                index_sha256=series_sha256(prices[first:end]),
                volumes_sha256=series_sha256(volumes[first:end]),
            )
        )
    return measured, totals


def _ends(stretches: Sequence[DayRange], count: int, place: str, country: str) -> list[int]:
    """Return the positions between the stretches among `count` quarter-hours, or hours."""
    zone = TIMEZONES[country]
    quarters = [sum(quarters_in_day(day, zone) for day in days) for days in stretches]
    whole = sum(quarters)
    steps = {whole: 1, whole // _QUARTERS_PER_HOUR: _QUARTERS_PER_HOUR}
    if count not in steps:
        raise DocumentInvalid(
            place,
            f"{count} values are neither the {whole} quarter-hours nor the "
            f"{whole // _QUARTERS_PER_HOUR} hours of its days",
        )
    ends = [0]
    for each in quarters:
        ends.append(ends[-1] + each // steps[count])
    return ends


def _not_negative(wh: int, place: str) -> int:
    if wh < 0:
        raise DocumentInvalid(place, "a volume cannot be below zero")
    return wh
