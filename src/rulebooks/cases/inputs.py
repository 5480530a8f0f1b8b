"""A case read, completed from the rulebooks, and handed on as the inputs of a bill."""

from collections.abc import Mapping, Sequence
from typing import Any

from energycore.bundle import (
    BillInputs,
    Measured,
    PeakStretch,
    annual_offtake_wh,
    keep_shares,
    statement_days,
)
from energycore.bundle.decimals import from_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.reading import as_list, as_mapping, as_text, required
from energycore.clocks import DayRange
from energycore.profiles import LoadProfile
from energycore.tariff import COMPONENTS, INJECTION_KINDS, OFFTAKE_KINDS, OneOffTerm, Term
from energycore.volumes import gas_wh
from rulebooks.cases.cards import list_card_terms
from rulebooks.cases.dates import read_day, read_days
from rulebooks.cases.markets import has_own_prices, list_market_terms, text
from rulebooks.profile_errors import UnknownProfile
from rulebooks.profiles import get_register_profile
from rulebooks.vat import list_vat_rates

_KNOWN = frozenset(
    {
        *("title", "source", "supply_point", "period", "cards", "volumes", "annual_kwh"),
        *("peaks", "lines"),
    }
)
_WH_PLACES = 3


def read_case(document: object) -> BillInputs:
    """Return the inputs of the bill that a case describes; `state` makes its statement.

    Raises DocumentInvalid with the place and the problem of the first thing that is wrong, and
    what the rulebooks raise for a figure that is not known on a day.
    """
    case = as_mapping(document, "case")
    for name in case:
        if name not in _KNOWN:
            raise DocumentInvalid(name, "this part is not known in a case")
    point = as_mapping(required(case, "supply_point", ""), "supply_point")
    period = read_days(as_mapping(required(case, "period", ""), "period"), "period")
    registers = _registers(point)
    terms = _terms(case, point, registers, period)
    measured = _measured(case, registers, period)
    profiles = {name: _profile(point, name) for name in registers}
    days = statement_days(terms, registers, measured, period)
    return BillInputs(
        period=period,
        registers=registers,
        terms=tuple(terms),
        measured=measured,
        shares={name: keep_shares(profiles[name], days[name]) for name in registers},
        annual_wh=_annual_wh(case, measured, profiles, period),
        peaks=_peaks(case),
    )


def _registers(point: Mapping[str, Any]) -> tuple[str, ...]:
    place = "supply_point.registers"
    names = as_list(required(point, "registers", "supply_point"), place)
    registers = tuple(as_text(name, place) for name in names)
    for name in registers:
        if name not in {*OFFTAKE_KINDS, *INJECTION_KINDS} or registers.count(name) > 1:
            raise DocumentInvalid(place, f"{name!r} is no register, or is there twice")
    return registers


def _terms(
    case: Mapping[str, Any],
    point: Mapping[str, Any],
    registers: tuple[str, ...],
    period: DayRange,
) -> list[Term]:
    market = list_market_terms(point, registers, period)
    rates = list_vat_rates(
        country=text(point, "country"),
        energy=text(point, "energy"),
        category=text(point, "category"),
        period=period,
    )
    cards = as_list(case.get("cards", []), "cards")
    bought = [] if has_own_prices(point) and not cards else list_card_terms(cards, rates, period)
    lines = as_list(case.get("lines", []), "lines")
    extra = [_extra_line(line, f"lines[{number}]") for number, line in enumerate(lines)]
    return [*bought, *market, *extra]


def _extra_line(line: object, place: str) -> Term:
    mapping = as_mapping(line, place)
    day = read_day(required(mapping, "on", place), f"{place}.on")
    component = as_text(mapping.get("component", "energy"), f"{place}.component")
    if component not in COMPONENTS:
        raise DocumentInvalid(
            f"{place}.component", f"{component!r} is not one of {', '.join(COMPONENTS)}"
        )
    return OneOffTerm(
        code=as_text(required(mapping, "code", place), f"{place}.code"),
        component=COMPONENTS[COMPONENTS.index(component)],
        vat_bp=from_decimal(required(mapping, "vat_percent", place), 2, f"{place}.vat_percent"),
        valid=DayRange(day, day + 1),
        source=as_text(mapping.get("source", "line of the case"), f"{place}.source"),
        micro_eur=from_decimal(required(mapping, "eur", place), 6, f"{place}.eur"),
    )


def _measured(
    case: Mapping[str, Any], registers: tuple[str, ...], period: DayRange
) -> tuple[Measured, ...]:
    measured = []
    for number, volume in enumerate(as_list(required(case, "volumes", ""), "volumes")):
        place = f"volumes[{number}]"
        mapping = as_mapping(volume, place)
        register = as_text(required(mapping, "register", place), f"{place}.register")
        if register not in registers:
            raise DocumentInvalid(
                f"{place}.register", f"{register!r} is not one of {', '.join(registers)}"
            )
        days = read_days(mapping, place) if {"from", "until"} & set(mapping) else period
        if not period.covers(days):
            raise DocumentInvalid(place, "it lies outside the period of the case")
        measured.append(
            Measured(register=register, days=days, volume_wh=_volume_wh(mapping, place))
        )
    return tuple(measured)


def _volume_wh(volume: Mapping[str, Any], place: str) -> int:
    """`kwh`, or `m3` with its `kwh_per_m3`."""
    if ("kwh" in volume) == ("m3" in volume):
        raise DocumentInvalid(place, "either kwh or m3 is expected")
    if "kwh" in volume:
        wh = from_decimal(volume["kwh"], _WH_PLACES, f"{place}.kwh")
    else:
        cubic = from_decimal(volume["m3"], _WH_PLACES, f"{place}.m3")
        value = from_decimal(required(volume, "kwh_per_m3", place), 6, f"{place}.kwh_per_m3")
        if value <= 0:
            raise DocumentInvalid(f"{place}.kwh_per_m3", "it must be above zero")
        wh = int(gas_wh(cubic, value, decimals=_WH_PLACES))
    if wh < 0:
        raise DocumentInvalid(place, "a volume cannot be below zero")
    return wh


def _peaks(case: Mapping[str, Any]) -> tuple[PeakStretch, ...]:
    stretches = []
    for number, peak in enumerate(as_list(case.get("peaks", []), "peaks")):
        place = f"peaks[{number}]"
        mapping = as_mapping(peak, place)
        mean_w = from_decimal(required(mapping, "mean_kw", place), 3, f"{place}.mean_kw")
        stretches.append(PeakStretch(days=read_days(mapping, place), mean_w=mean_w))
    return tuple(stretches)


def _profile(point: Mapping[str, Any], register: str) -> LoadProfile:
    key = text(point, "profile")
    injection_key = text(point, "injection_profile") if "injection_profile" in point else ""
    try:
        return get_register_profile(key, register, injection_key=injection_key)
    except UnknownProfile as unknown:
        field = "profile" if unknown.key == key else "injection_profile"
        raise DocumentInvalid(f"supply_point.{field}", str(unknown)) from None


def _annual_wh(
    case: Mapping[str, Any],
    measured: Sequence[Measured],
    profiles: Mapping[str, LoadProfile],
    period: DayRange,
) -> int:
    """The yearly offtake: as the case says, or as its volumes let tell."""
    if "annual_kwh" in case:
        return from_decimal(case["annual_kwh"], _WH_PLACES, "annual_kwh")
    return annual_offtake_wh(measured, profiles, period)
