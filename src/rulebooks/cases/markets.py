"""What a case says of its supply point, turned into the rules of its market."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

from energycore.bundle.decimals import from_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.reading import as_flag, as_text, required
from energycore.clocks import DayRange
from energycore.tariff import INJECTION_KINDS, Term
from rulebooks.be.connection import OPERATORS, Category, ConnectionUnclear, Energy, MeterKind
from rulebooks.be.terms import build_terms as build_belgian_terms
from rulebooks.fr.price_list import price_list_terms
from rulebooks.fr.terms import REGISTERS, SupplyUnclear
from rulebooks.fr.terms import build_terms as build_french_terms

type Fields = Mapping[str, Any]

_PLACE = "supply_point"
_POWER_PLACES = 3
_BELGIAN = frozenset(
    {
        *("country", "region", "operator", "energy", "category", "meter", "domicile"),
        *("prosumer_kva", "subscribed_kva", "protected", "registers", "profile"),
        "injection_profile",
    }
)
_FRENCH = frozenset(
    {
        *("country", "energy", "category", "subscribed_kva", "registers", "profile"),
        *("formula", "price_list", "storage_kwc"),
    }
)


def list_market_terms(point: Fields, registers: tuple[str, ...], period: DayRange) -> list[Term]:
    """Return network, levies and VAT of a supply point as a case describes it.

    Raises DocumentInvalid for a country, a field or a mix that the rules do not know, and what the
    rulebooks raise for a figure that is not known.
    """
    country = text(point, "country")
    if country not in _MARKETS:
        known = ", ".join(_MARKETS)
        raise DocumentInvalid(f"{_PLACE}.country", f"{country!r} is not one of {known}")
    fields, build = _MARKETS[country]
    for name in point:
        if name not in fields:
            raise DocumentInvalid(f"{_PLACE}.{name}", f"this field is not known in {country}")
    try:
        return build(point, registers, period)
    except (ConnectionUnclear, SupplyUnclear) as unclear:
        raise DocumentInvalid(_PLACE, str(unclear)) from None


def text(point: Fields, name: str) -> str:
    """Return a field of the supply point that must be there."""
    return as_text(required(point, name, _PLACE), f"{_PLACE}.{name}")


def _one_of(point: Fields, name: str, known: Sequence[str]) -> str:
    """A field of the supply point that has one of some values."""
    value = text(point, name)
    if value not in known:
        raise DocumentInvalid(f"{_PLACE}.{name}", f"{value!r} is not one of {', '.join(known)}")
    return value


def _belgian(point: Fields, registers: tuple[str, ...], period: DayRange) -> list[Term]:
    build: Callable[..., list[Term]] = build_belgian_terms
    region = _one_of(point, "region", tuple(OPERATORS))
    _check_meter(point)
    prosumer_kva = _power(point, "prosumer_kva")
    terms = build(
        region=region,
        operator=_one_of(point, "operator", OPERATORS[region]),
        energy=_one_of(point, "energy", get_args(Energy)),
        category=_one_of(point, "category", get_args(Category)),
        meter_kind=_one_of(point, "meter", get_args(MeterKind)),
        register_kinds=registers,
        domicile=_flag(point, "domicile", default=True),
        prosumer_kva=prosumer_kva,
        subscribed_kva=_power(point, "subscribed_kva"),
        is_protected=_flag(point, "protected", default=False),
        from_day=period.from_,
        until_day=period.until,
    )
    if prosumer_kva and all(term.code != "prosumer" for term in terms):
        raise DocumentInvalid(f"{_PLACE}.prosumer_kva", _say_who_pays_no_prosumer_tariff(point))
    return terms


def _check_meter(point: Fields) -> None:
    """Raise DocumentInvalid for a meter of another energy."""
    energy = _one_of(point, "energy", get_args(Energy))
    meter = _one_of(point, "meter", get_args(MeterKind))
    if (energy == "gas") != (meter == "gas"):
        raise DocumentInvalid(f"{_PLACE}.meter", f"a meter of {energy} is expected, not {meter!r}")


def _say_who_pays_no_prosumer_tariff(point: Fields) -> str:
    """The sentence for an inverter that no term charges."""
    if _flag(point, "protected", default=False):
        return "a protected customer pays no prosumer tariff"
    told = f"{point['energy']} with a {point['meter']} meter in {point['region']}"
    return f"no prosumer tariff is charged on {told}"


def _french(point: Fields, registers: tuple[str, ...], period: DayRange) -> list[Term]:
    build: Callable[..., list[Term]] = build_french_terms
    _one_of(point, "energy", ("electricity",))
    _one_of(point, "category", get_args(Category))
    subscribed_kva = _power(point, "subscribed_kva")
    if subscribed_kva is None:
        raise DocumentInvalid(f"{_PLACE}.subscribed_kva", "it is missing")
    if "price_list" in point:
        # A price with everything inside: the network's terms explain it and are not added to it.
        listed: Callable[..., list[Term]] = price_list_terms
        return listed(
            option=text(point, "price_list"),
            subscribed_kva=subscribed_kva,
            storage_kwc=_power(point, "storage_kwc"),
            from_day=period.from_,
            until_day=period.until,
        )
    formula = _one_of(point, "formula", tuple(REGISTERS))
    counted = [name for name in registers if name not in INJECTION_KINDS]
    if set(counted) != set(REGISTERS[formula]):
        told = (
            f"the formula {formula} has {', '.join(REGISTERS[formula])}, not {', '.join(counted)}"
        )
        raise DocumentInvalid(f"{_PLACE}.registers", told)
    return build(
        formula=formula,
        subscribed_kva=subscribed_kva,
        from_day=period.from_,
        until_day=period.until,
    )


def has_own_prices(point: Fields) -> bool:
    """Whether the rules already hold what is bought: a social tariff, or a price list."""
    return "price_list" in point or _flag(point, "protected", default=False)


_MARKETS = {"BE": (_BELGIAN, _belgian), "FR": (_FRENCH, _french)}


def _flag(point: Fields, name: str, *, default: bool) -> bool:
    return as_flag(point.get(name, default), f"{_PLACE}.{name}")


def _power(point: Fields, name: str) -> Decimal | None:
    if name not in point:
        return None
    place = f"{_PLACE}.{name}"
    power = Decimal(from_decimal(point[name], _POWER_PLACES, place)).scaleb(-_POWER_PLACES)
    if power < 0:
        raise DocumentInvalid(place, "a power cannot be below zero")
    return power.normalize() + 0
