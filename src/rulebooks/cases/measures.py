"""What was measured in a case: volumes of every register on every day, once, and monthly peaks."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

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
from energycore.clocks import DayRange, date_of
from energycore.volumes import gas_wh
from rulebooks.cases.dates import read_days

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
        mean_w = from_decimal(required(mapping, "mean_kw", place), 3, f"{place}.mean_kw")
        if mean_w < 0:
            raise DocumentInvalid(f"{place}.mean_kw", "a peak cannot be below zero")
        days = read_days(mapping, place)
        due = stretches[-1].days.until if stretches else period.from_
        if days.from_ > due or (stretches and days.from_ < due):
            raise DocumentInvalid(f"{place}.from", f"it must begin on {_name(due)}")
        stretches.append(PeakStretch(days=days, mean_w=mean_w))
    if stretches and stretches[-1].days.until < period.until:
        until = _name(stretches[-1].days.until)
        raise DocumentInvalid("peaks", f"none is told from {until} until {_name(period.until)}")
    return tuple(stretches)


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
