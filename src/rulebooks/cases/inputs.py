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
from energycore.bundle.reading import (
    as_code,
    as_list,
    as_mapping,
    as_text,
    refuse_unknown,
    required,
)
from energycore.clocks import DayRange
from energycore.profiles import LoadProfile
from energycore.tariff import (
    COMPONENTS,
    INJECTION_KINDS,
    OFFTAKE_KINDS,
    CapacityTerm,
    OneOffTerm,
    RegisterUnpriced,
    Term,
    TermGap,
    TermOverlap,
    compile_tariff,
)
from energycore.units import BASIS_POINTS_PER_UNIT, IntArray
from rulebooks.cases.cards import list_card_terms
from rulebooks.cases.dates import read_day, read_days
from rulebooks.cases.markets import has_own_prices, list_market_terms, text
from rulebooks.cases.measures import (
    WH_PLACES,
    list_measured,
    list_monthly_peaks,
    list_peaks,
)
from rulebooks.cases.promises import check_followed, list_further_terms
from rulebooks.cases.quarters import weigh_intervals
from rulebooks.profile_errors import UnknownProfile
from rulebooks.profiles import get_register_profile
from rulebooks.vat import list_vat_rates

KNOWN = frozenset(
    {
        *("title", "source", "supply_point", "period", "cards", "volumes", "annual_kwh"),
        *("peaks", "monthly_peaks", "lines", "terms", "intervals"),
    }
)
_LINE = frozenset({"code", "on", "eur", "vat_percent", "component", "source"})


def read_case(document: object) -> BillInputs:
    """Return the inputs of the bill that a case describes; `state` makes its statement.

    Raises DocumentInvalid with the place and the problem of the first thing that is wrong, and
    what the rulebooks raise for a figure that is not known on a day.
    """
    case = as_mapping(document, "case")
    refuse_unknown(case, KNOWN, "")
    for name in ("title", "source"):
        as_text(case.get(name, ""), name)
    point = as_mapping(required(case, "supply_point", ""), "supply_point")
    written_days = as_mapping(required(case, "period", ""), "period")
    refuse_unknown(written_days, ("from", "until"), "period")
    period = read_days(written_days, "period")
    registers = _registers(point)
    terms = _terms(case, point, registers, period)
    counted, intervals = weigh_intervals(
        as_list(case.get("intervals", []), "intervals"),
        registers=registers,
        boundaries=_boundaries(terms, registers, period),
        period=period,
        country=text(point, "country"),
    )
    measured = list_measured(case, registers, period, counted)
    profiles = {name: _profile(point, name) for name in registers}
    days = statement_days(terms, registers, measured, period)
    return BillInputs(
        period=period,
        registers=registers,
        terms=tuple(terms),
        measured=measured,
        shares={name: keep_shares(profiles[name], days[name]) for name in registers},
        annual_wh=_annual_wh(case, measured, profiles, period),
        peaks=_peaks(case, terms, period),
        intervals=tuple(intervals),
    )


def _registers(point: Mapping[str, Any]) -> tuple[str, ...]:
    place = "supply_point.registers"
    names = as_list(required(point, "registers", "supply_point"), place)
    registers = tuple(as_text(name, place) for name in names)
    for name in registers:
        if name not in {*OFFTAKE_KINDS, *INJECTION_KINDS} or registers.count(name) > 1:
            raise DocumentInvalid(place, f"{name!r} is no register, or is there twice")
    if not registers:
        raise DocumentInvalid(place, "at least one is expected")
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
    # Cards may be left out where the rules hold the price, or the case writes it itself.
    is_priced = has_own_prices(point) or "terms" in case
    bought = [] if is_priced and not cards else list_card_terms(cards, rates, period)
    lines = as_list(case.get("lines", []), "lines")
    extra = [_extra_line(line, f"lines[{number}]", period) for number, line in enumerate(lines)]
    further = list_further_terms(as_list(case.get("terms", []), "terms"), rates, period)
    terms = [*bought, *market, *extra, *further]
    check_followed(terms)
    return terms


def _extra_line(line: object, place: str, period: DayRange) -> Term:
    mapping = as_mapping(line, place)
    refuse_unknown(mapping, _LINE, place)
    day = read_day(required(mapping, "on", place), f"{place}.on")
    if day not in period:
        raise DocumentInvalid(f"{place}.on", "it lies outside the period of the case")
    vat_bp = from_decimal(required(mapping, "vat_percent", place), 2, f"{place}.vat_percent")
    if not 0 <= vat_bp < BASIS_POINTS_PER_UNIT:
        raise DocumentInvalid(f"{place}.vat_percent", "a rate lies between 0 and 100")
    component = as_text(mapping.get("component", "energy"), f"{place}.component")
    if component not in COMPONENTS:
        raise DocumentInvalid(
            f"{place}.component", f"{component!r} is not one of {', '.join(COMPONENTS)}"
        )
    return OneOffTerm(
        code=as_code(required(mapping, "code", place), f"{place}.code"),
        component=COMPONENTS[COMPONENTS.index(component)],
        vat_bp=vat_bp,
        valid=DayRange(day, day + 1),
        source=as_text(mapping.get("source", "line of the case"), f"{place}.source"),
        micro_eur=from_decimal(required(mapping, "eur", place), 6, f"{place}.eur"),
    )


def _boundaries(terms: Sequence[Term], registers: tuple[str, ...], period: DayRange) -> IntArray:
    """The days on which a price changes, once every register has one price on every day."""
    try:
        return compile_tariff(terms, registers, period.from_, period.until).boundaries
    except RegisterUnpriced as unpriced:
        raise DocumentInvalid(
            "cards", f"{unpriced}; give every card a price for {unpriced.register}"
        ) from None
    except (TermGap, TermOverlap) as wrong:
        raise DocumentInvalid(
            "cards", f"{wrong}; let one card or term hold it on every day"
        ) from None


def _peaks(
    case: Mapping[str, Any], terms: Sequence[Term], period: DayRange
) -> tuple[PeakStretch, ...]:
    """The monthly peaks, which a tariff with a capacity term cannot do without."""
    capacities = [term for term in terms if isinstance(term, CapacityTerm)]
    if "monthly_peaks" in case:
        if "peaks" in case:
            raise DocumentInvalid("monthly_peaks", "peaks says them already; give one of the two")
        floor_w = max((term.floor_w for term in capacities), default=0)
        return list_monthly_peaks(case["monthly_peaks"], period, floor_w=floor_w)
    peaks = list_peaks(case, period)
    if not peaks and any(term.default_peak_w is None for term in capacities):
        told = "a digital meter is charged by them; give mean_kw by period, or monthly_peaks"
        raise DocumentInvalid("peaks", told)
    return peaks


def _profile(point: Mapping[str, Any], register: str) -> LoadProfile:
    key = text(point, "profile")
    gives = register in INJECTION_KINDS
    injection_key = text(point, "injection_profile") if gives else ""
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
        annual_wh = from_decimal(case["annual_kwh"], WH_PLACES, "annual_kwh")
        if annual_wh < 0:
            raise DocumentInvalid("annual_kwh", "a volume cannot be below zero")
        return annual_wh
    return annual_offtake_wh(measured, profiles, period)
