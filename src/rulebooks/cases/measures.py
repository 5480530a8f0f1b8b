"""What was measured in a case: volumes of every register on every day, once, and monthly peaks."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from energycore.bundle import Measured, PeakStretch
from energycore.bundle.decimals import from_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.reading import (
    as_list,
    as_mapping,
    as_text,
    refuse_unknown,
    required,
)
from energycore.charges.peaks import MONTHS, rolling_mean_peaks
from energycore.clocks import DayRange, add_months, date_of, month_start, split_by_month
from energycore.volumes import gas_wh
from rulebooks.cases.dates import read_days, read_month

WH_PLACES = 3
_VOLUME = frozenset({"register", "from", "until", "kwh", "m3", "kwh_per_m3"})
_PEAK = frozenset({"from", "until", "mean_kw"})


def list_measured(
    case: Mapping[str, Any],
    registers: tuple[str, ...],
    period: DayRange,
    counted: Sequence[Measured] = (),
) -> tuple[Measured, ...]:
    """Return the volumes of a case as they are written, and what its quarter-hours counted.

    Raises DocumentInvalid for a volume that cannot be read, and where the volumes of a register
    leave out a day of the period or tell one twice: a kWh is neither forgotten nor paid twice.
    """
    volumes = case.get("volumes", []) if counted else required(case, "volumes", "")
    written = tuple(
        _measured(as_mapping(volume, f"volumes[{number}]"), f"volumes[{number}]", registers, period)
        for number, volume in enumerate(as_list(volumes, "volumes"))
    )
    if as_mapping(case["supply_point"], "supply_point").get("energy") != "gas":
        _refuse_cubic_meters(case)
    measured = (*written, *counted)
    for register in registers:
        _check_days(register, measured, period)
    return measured


def list_peaks(case: Mapping[str, Any], period: DayRange) -> tuple[PeakStretch, ...]:
    """Return the mean monthly peaks of a case; none when it has none.

    Raises DocumentInvalid for a peak below zero, and where they leave out a day of the period.
    """
    stretches: list[PeakStretch] = []
    for number, peak in enumerate(as_list(case.get("peaks", []), "peaks")):
        place = f"peaks[{number}]"
        mapping = as_mapping(peak, place)
        refuse_unknown(mapping, _PEAK, place)
        mean_w = _peak_w(required(mapping, "mean_kw", place), f"{place}.mean_kw")
        days = read_days(mapping, place)
        due = stretches[-1].days.until if stretches else period.from_
        if days.from_ > due or (stretches and days.from_ < due):
            raise DocumentInvalid(f"{place}.from", f"it must begin on {_name(due)}")
        stretches.append(PeakStretch(days=days, mean_w=mean_w))
    if stretches and stretches[-1].days.until < period.until:
        until = _name(stretches[-1].days.until)
        raise DocumentInvalid("peaks", f"none is told from {until} until {_name(period.until)}")
    return tuple(stretches)


def list_monthly_peaks(
    written: object, period: DayRange, *, floor_w: int
) -> tuple[PeakStretch, ...]:
    """Return the mean that each month of the period is charged on: of twelve months, its own last.

    A month before the period that is not told counts as the smallest peak, as the tariff has it.
    Raises DocumentInvalid for a month or a peak that cannot be read, and for one of the period that
    is missing.
    """
    place = "monthly_peaks"
    peaks_w = {
        read_month(name, f"{place}.{name}"): _peak_w(peak, f"{place}.{name}")
        for name, peak in as_mapping(written, place).items()
    }
    stretches: list[PeakStretch] = []
    for days in split_by_month(period):
        month = month_start(days.from_)
        if month not in peaks_w:
            raise DocumentInvalid(place, f"the peak of {date_of(month):%Y-%m} is missing")
        last = [[peaks_w.get(add_months(month, step), 0)] for step in range(1 - MONTHS, 1)]
        mean_w = rolling_mean_peaks(np.array(last, dtype=np.int64), floor_w=floor_w)
        stretches.append(PeakStretch(days=days, mean_w=int(mean_w[0, 0])))
    return tuple(stretches)


def _peak_w(written: object, place: str) -> int:
    watts = from_decimal(written, 3, place)
    if watts < 0:
        raise DocumentInvalid(place, "a peak cannot be below zero")
    return watts


def _measured(
    volume: Mapping[str, Any], place: str, registers: tuple[str, ...], period: DayRange
) -> Measured:
    refuse_unknown(volume, _VOLUME, place)
    register = as_text(required(volume, "register", place), f"{place}.register")
    if register not in registers:
        raise DocumentInvalid(
            f"{place}.register", f"{register!r} is not one of {', '.join(registers)}"
        )
    days = read_days(volume, place) if {"from", "until"} & set(volume) else period
    if not period.covers(days):
        raise DocumentInvalid(place, "it lies outside the period of the case")
    return Measured(register=register, days=days, volume_wh=_volume_wh(volume, place))


def _refuse_cubic_meters(case: Mapping[str, Any]) -> None:
    for number, volume in enumerate(case.get("volumes", [])):
        if "m3" in volume:
            told = "only gas is counted in cubic meters; give kwh"
            raise DocumentInvalid(f"volumes[{number}].m3", told)


def _check_days(register: str, measured: Sequence[Measured], period: DayRange) -> None:
    own = sorted(
        ((each.days, number) for number, each in enumerate(measured) if each.register == register),
        key=lambda found: found[0].from_,
    )
    for (before, first), (after, second) in pairwise(own):
        if after.from_ < before.until:
            place = f"volumes[{max(first, second)}]"
            told = f"{register} on {_name(after.from_)} is in volumes[{min(first, second)}] already"
            raise DocumentInvalid(place, told)
    due = period.from_
    for days, _ in own:
        if days.from_ > due:
            _refuse_hole(register, due, days.from_)
        due = days.until
    if due < period.until:
        _refuse_hole(register, due, period.until)


def _refuse_hole(register: str, first: int, until: int) -> None:
    raise DocumentInvalid(
        "volumes",
        f"the register {register} has none from {_name(first)} until {_name(until)}; "
        'write kwh = "0" where nothing was used',
    )


def _volume_wh(volume: Mapping[str, Any], place: str) -> int:
    """`kwh`, or `m3` with its `kwh_per_m3`."""
    if ("kwh" in volume) == ("m3" in volume):
        raise DocumentInvalid(place, "either kwh or m3 is expected")
    if "kwh" in volume:
        refuse_unknown(volume, _VOLUME - {"m3", "kwh_per_m3"}, place)
        wh = from_decimal(volume["kwh"], WH_PLACES, f"{place}.kwh")
    else:
        cubic = from_decimal(volume["m3"], WH_PLACES, f"{place}.m3")
        value = from_decimal(required(volume, "kwh_per_m3", place), 6, f"{place}.kwh_per_m3")
        if value <= 0:
            raise DocumentInvalid(f"{place}.kwh_per_m3", "it must be above zero")
        wh = int(gas_wh(cubic, value, decimals=WH_PLACES))
    if wh < 0:
        raise DocumentInvalid(place, "a volume cannot be below zero")
    return wh


def _name(day: int) -> str:
    return date_of(day).isoformat()
