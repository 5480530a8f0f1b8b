"""Price terms as JSON: every kind of promise, with its prices as decimals in euro."""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from typing import Any, Final

from energycore.bundle.decimals import from_decimal, to_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.reading import (
    Json,
    as_flag,
    as_list,
    as_mapping,
    as_text,
    as_whole,
    days_of,
    days_to_json,
    required,
)
from energycore.clocks import DayRange
from energycore.tariff import (
    COMPONENTS,
    CapacityTerm,
    Condition,
    DynamicTerm,
    FixedTerm,
    InjectionTerm,
    LimitTerm,
    OneOffTerm,
    PercentageTerm,
    Slice,
    SliceTerm,
    Term,
    Tier,
    TierTerm,
    UnitTerm,
)

KINDS: Final[dict[str, type[Term]]] = {
    "fixed": FixedTerm,
    "one_off": OneOffTerm,
    "unit": UnitTerm,
    "slices": SliceTerm,
    "tiers": TierTerm,
    "capacity": CapacityTerm,
    "injection": InjectionTerm,
    "dynamic": DynamicTerm,
    "percentage": PercentageTerm,
    "limit": LimitTerm,
}
"""The kinds of term by the name that they have in a bundle."""

DECIMALS: Final = {
    "nano_eur_per_kwh": ("eur_per_kwh", 9),
    "ceiling_nano_eur_per_kwh": ("ceiling_eur_per_kwh", 9),
    "nano_eur_per_kw_year": ("eur_per_kw_year", 9),
    "micro_eur": ("eur", 6),
    "micro_eur_per_year": ("eur_per_year", 6),
    "vat_bp": ("vat_percent", 2),
    "included_vat_bp": ("included_vat_percent", 2),
    "share_ppm": ("percent", 4),
    "factor_nano": ("factor", 9),
    "addend_nano_eur_per_kwh": ("addend_eur_per_kwh", 9),
}
"""Each integer of a term with the name and the decimals that it has on paper."""

BANDS: Final[dict[str, type[Slice] | type[Tier]]] = {"slices": Slice, "tiers": Tier}
PARTS: Final[dict[str, type[Condition]]] = {"condition": Condition}
LISTS: Final = frozenset({"registers", "parameters", "of"})
READERS: Final[dict[str, Callable[[object, str], Any]]] = {
    "code": as_text,
    "component": as_text,
    "source": as_text,
    "day_count": as_text,
    "required": as_flag,
    "provisional": as_flag,
    "is_surcharge": as_flag,
    "floor_w": as_whole,
    "default_peak_w": as_whole,
    "up_to_wh": as_whole,
    "index": as_text,
    "side": as_text,
    "is_credit": as_flag,
    "name": as_text,
    "reason": as_text,
    "is_met": as_flag,
}
CHOICES: Final = {
    "component": COMPONENTS,
    "day_count": ("365", "actual", "month"),
    "side": ("at_least", "at_most"),
}


def term_to_json(term: Term, period: DayRange) -> dict[str, Any]:
    """Return a term as JSON, its validity clipped to a period that it touches.

    A field that has its usual value is left out, so that a card reads like a card.
    """
    days = term.valid.overlap(period)
    if days is None:
        raise ValueError(f"{term.code}: it is not valid on a day of the period")
    kind = next(name for name, known in KINDS.items() if type(term) is known)
    return {"kind": kind, "code": term.code, **days_to_json(days)} | _to_json(term)


def term_from_json(document: object, place: str) -> Term:
    """Return the term that `term_to_json` wrote, or a person.

    Raises DocumentInvalid with the field that is missing, unknown or not what it should be.
    """
    mapping = as_mapping(document, place)
    kind = as_text(required(mapping, "kind", place), f"{place}.kind")
    if kind not in KINDS:
        raise DocumentInvalid(f"{place}.kind", f"{kind!r} is not one of {', '.join(KINDS)}")
    inner = {name: mapping[name] for name in mapping if name not in {"kind", "from", "until"}}
    found = _from_json(KINDS[kind], inner, place) | {"valid": days_of(mapping, place)}
    try:
        return KINDS[kind](**found)
    except ValueError as error:
        raise DocumentInvalid(place, str(error)) from None


def condition_to_json(condition: Condition) -> dict[str, Any]:
    """Return a condition and what came of it as JSON."""
    return _to_json(condition)


def _to_json(part: Term | Slice | Tier | Condition) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name == "valid" or _is_usual(field, value):
            continue
        if field.name in DECIMALS:
            name, places = DECIMALS[field.name]
            written[name] = to_decimal(value, places)
        elif field.name in BANDS:
            written[field.name] = [_to_json(band) for band in value]
        elif field.name in PARTS:
            written[field.name] = _to_json(value)
        else:
            written[field.name] = list(value) if field.name in LISTS else value
    return written


def _is_usual(field: Field[Any], value: object) -> bool:
    return value is None or (field.default is not MISSING and value == field.default)


def _from_json(
    kind: type[Term | Slice | Tier | Condition], document: Json, place: str
) -> dict[str, Any]:
    known = {DECIMALS.get(each.name, (each.name, 0))[0]: each for each in fields(kind)}
    for name in document:
        if name not in known or name == "valid":
            raise DocumentInvalid(f"{place}.{name}", "this field is not known here")
    found: dict[str, Any] = {}
    for name, field in known.items():
        if name in document:
            found[field.name] = _read(field.name, document[name], f"{place}.{name}")
        elif field.name == "up_to_wh":
            found[field.name] = None
        elif field.default is MISSING and name != "valid":
            raise DocumentInvalid(f"{place}.{name}", "it is missing")
    return found


def _read(name: str, value: object, place: str) -> object:
    if name in DECIMALS:
        return from_decimal(value, DECIMALS[name][1], place)
    if name in BANDS:
        return tuple(
            BANDS[name](**_from_json(BANDS[name], as_mapping(band, where), where))
            for where, band in _numbered(value, place)
        )
    if name in PARTS:
        return PARTS[name](**_from_json(PARTS[name], as_mapping(value, place), place))
    if name in LISTS:
        return tuple(as_text(each, where) for where, each in _numbered(value, place))
    read = READERS[name](value, place)
    if name in CHOICES and read not in CHOICES[name]:
        raise DocumentInvalid(place, f"{read!r} is not one of {', '.join(CHOICES[name])}")
    return read


def _numbered(value: object, place: str) -> list[tuple[str, Any]]:
    return [(f"{place}[{number}]", each) for number, each in enumerate(as_list(value, place))]
