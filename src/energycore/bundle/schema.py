"""The JSON Schema of a bundle, read off the same tables that write and read one."""

from dataclasses import MISSING, fields
from typing import Any, Final, get_args

from energycore.bundle.reading import as_flag, as_text
from energycore.bundle.terms import BANDS, CHOICES, DECIMALS, KINDS, LISTS, PARTS, READERS
from energycore.bundle.writing import FORMAT, PICO_PLACES, PRICES, ROUNDING, VERSION
from energycore.statement import QuantityUnit, Rule
from energycore.tariff import INJECTION_KINDS, OFFTAKE_KINDS, Condition, Slice, Term, Tier

type Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_INT64: Final = {"type": "integer", "minimum": -(2**63) + 1, "maximum": 2**63 - 1}
_MOST_DIGITS: Final = 40
_CENT_PLACES: Final = 2

TERM_SENTENCES: Final = {
    "code": "Names the promise; terms of one code follow each other in time and do not overlap.",
    "component": "The block of the bill that it belongs to.",
    "vat_bp": "The rate of VAT on it.",
    "included_vat_bp": "The rate of VAT that is inside the price as published; none without it.",
    "parameters": "The keys of the dated figures behind the price.",
    "source": "Where the price is published.",
    "required": "False where days without a price are no error.",
    "provisional": "True where the price was carried beyond its last known date.",
    "micro_eur_per_year": "The price of a year, before VAT unless some is included.",
    "micro_eur": "The amount that falls due once, negative for a credit.",
    "nano_eur_per_kwh": "The price of a kWh; of an injection, the credit.",
    "nano_eur_per_kw_year": "The price of a kW of peak and a year.",
    "ceiling_nano_eur_per_kwh": "Times the kWh of `registers`, the most that a peak may cost.",
    "floor_w": "A smaller peak counts as this one; 2500 where it is left out.",
    "default_peak_w": "The peak that counts where none is known.",
    "registers": "The kinds of register whose kWh are priced; all of their direction where left out.",
    "is_surcharge": "True where it comes on top of a price, so that alone it prices no register.",
    "day_count": "A day is a 365th of the price (also where this is left out), a 366th in a leap year "
    "(actual), or its share of a twelfth a month.",
    "slices": "Progressive: each slice of the yearly volume has its own price.",
    "tiers": "Banded: the yearly volume picks one tier, which prices everything.",
    "condition": "What the promise hangs on; without one it holds.",
    "name": "The condition.",
    "is_met": "Whether it is met: a promise whose condition is not met costs nothing.",
    "reason": "Why it is met, or why it is not.",
    "of": "The codes of the promises whose amounts are followed.",
    "share_ppm": "The share of what these come to on the same days; negative for a discount.",
    "side": "From which side the limit bounds what these come to.",
    "index": "The published series of quarter-hour or hourly prices.",
    "factor_nano": "Times the index, in euro per kWh, of every interval.",
    "addend_nano_eur_per_kwh": "Added to the price of every interval.",
    "is_credit": "True where the amount lowers the bill.",
    "up_to_wh": "The yearly volume that closes the band; the last band has none.",
}
"""What every field of a term means, by its name in the code."""


def bundle_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of what `write_bundle` writes."""
    schema = _object(
        "Everything that a bill was made from, and the statement that followed.",
        {
            "format": {"const": FORMAT, "description": "What the document says that it is."},
            "version": {"const": VERSION, "description": "The version of the layout."},
            "rounding": {
                "const": ROUNDING,
                "description": "Once per VAT rate for the base and once for its VAT, half a cent "
                "away from zero.",
            },
            "facts": {
                "type": "object",
                "description": "What is carried and never calculated with: number, supply point, "
                "price card, sources.",
            },
            "period": _object("The days of the bill.", _days()),
            "registers": {
                "type": "array",
                "description": "The kinds of register that were counted.",
                "items": _register(),
                "uniqueItems": True,
            },
            "annual_wh": {
                **_INT64,
                "minimum": 0,
                "description": "The yearly offtake in Wh that decides on slices and tiers.",
            },
            "peaks": _array(
                "The mean of the last monthly peaks, on days that follow each other.", _peak()
            ),
            "measured": _array("What the registers counted.", _measured()),
            "intervals": _array(
                "What quarter-hours or hours came to at their index, between days on which a "
                "price changes.",
                _intervals(),
            ),
            "shares": _shares(),
            "terms": _array(
                "Every promise of the period: prices, grid, levies.",
                {"oneOf": [{"$ref": f"#/$defs/term_{kind}"} for kind in KINDS]},
            ),
            "statement": _statement(),
            "provisional_part": {
                "$ref": "#",
                "description": "Such a document about the days after the bill that it charges by an "
                "estimate; the next bill takes it off again.",
            },
        },
        optional=("facts", "peaks", "intervals", "provisional_part"),
    )
    terms = {f"term_{kind}": _term(kind, of_kind) for kind, of_kind in KINDS.items()}
    title = {"$schema": DIALECT, "title": "A bill of Kwartier"}
    kinds = {"enum": [*OFFTAKE_KINDS, *INJECTION_KINDS], "description": "Kinds of register."}
    return {**title, **schema, "$defs": {"register": kinds, "condition": _condition(), **terms}}


def _condition() -> Schema:
    found, optional = _fields(Condition)
    return _object("A condition, and what came of it.", found, optional=optional)


def _object(
    description: str, properties: Schema, *, optional: tuple[str, ...] = (), is_open: bool = False
) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": is_open,
    }


def _array(description: str, items: Schema) -> Schema:
    return {"type": "array", "description": description, "items": items}


def _decimal(places: int, description: str) -> Schema:
    return {
        "type": "string",
        "description": description,
        "pattern": rf"^-?(0|[1-9][0-9]*)(\.[0-9]{{1,{places}}})?$",
        "maxLength": _MOST_DIGITS,
    }


def _day(description: str) -> Schema:
    return {
        "type": "string",
        "format": "date",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "description": description,
    }


def _days() -> Schema:
    return {
        "from": _day("The first day."),
        "until": _day("The first day that no longer counts."),
    }


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _register(description: str = "A kind of register.") -> Schema:
    return {"$ref": "#/$defs/register", "description": description}


def _peak() -> Schema:
    mean = {**_INT64, "description": "The mean of the last monthly peaks, in watts."}
    return _object("A stretch of days with one peak.", {**_days(), "mean_w": mean})


def _measured() -> Schema:
    return _object(
        "What one register counted between two readings. Further fields say where it comes from "
        "(meter, readings, indexes and their unit) and are not calculated with; a volume that is not "
        "the difference of its indexes is told.",
        {
            "register": _register("The kind of register that counted."),
            **_days(),
            "wh": {**_INT64, "minimum": 0, "description": "The volume in Wh."},
        },
        is_open=True,
    )


def _intervals() -> Schema:
    return _object(
        "A volume at its index. Who has both series can make the sum again.",
        {
            "register": _register("The kind of register that counted."),
            **_days(),
            "index": _text("The published series."),
            "at_index_eur": _decimal(PICO_PLACES, "The sum of kWh x index over the intervals."),
            "count": {**_INT64, "minimum": 1, "description": "The number of intervals."},
            "index_sha256": _sha256("The series of the index, as `series_sha256` writes it."),
            "wh_sha256": _sha256("The series of the volumes, as `series_sha256` writes it."),
        },
    )


def _sha256(description: str) -> Schema:
    return {
        "type": "string",
        "format": "sha256",
        "pattern": "^[0-9a-f]{64}$",
        "description": description,
    }


def _shares() -> Schema:
    return {
        "type": "object",
        "description": "By register: the running total of its load profile, in years, on the days "
        "between which a volume was divided.",
        "propertyNames": _register(),
        "additionalProperties": {
            "type": "object",
            "description": "By day: the running total.",
            "propertyNames": _day("The start of a day."),
            "additionalProperties": {"type": "number", "description": "The running total."},
        },
    }


def _term(kind: str, of_kind: type[Term]) -> Schema:
    properties: Schema = {"kind": {"const": kind, "description": "The kind of promise."}, **_days()}
    found, optional = _fields(of_kind)
    description = " ".join((of_kind.__doc__ or "").split("\n\n")[0].split())
    return _object(description, properties | found, optional=optional)


def _fields(of_kind: type[Term | Slice | Tier | Condition]) -> tuple[Schema, tuple[str, ...]]:
    """Return the fields of a dataclass as it is written, and those that may be left out."""
    properties: Schema = {}
    optional: list[str] = []
    for field in fields(of_kind):
        if field.name == "valid":
            continue
        name = DECIMALS.get(field.name, (field.name, 0))[0]
        properties[name] = _field(field.name)
        if field.default is not MISSING or field.name == "up_to_wh":
            optional.append(name)
    return properties, tuple(optional)


def _field(name: str) -> Schema:
    sentence = TERM_SENTENCES[name]
    if name in DECIMALS:
        return _decimal(DECIMALS[name][1], sentence)
    if name in BANDS:
        found, optional = _fields(BANDS[name])
        return _array(sentence, _object("A band.", found, optional=optional)) | {"minItems": 1}
    if name in PARTS:
        return {"$ref": f"#/$defs/{name}", "description": sentence}
    if name in LISTS:
        return _array(sentence, _register() if name == "registers" else _text("A name."))
    return _single(name, sentence)


def _single(name: str, sentence: str) -> Schema:
    """Return the schema of a field that holds one value."""
    if name in CHOICES:
        return {"enum": list(CHOICES[name]), "description": sentence}
    if READERS[name] is as_flag:
        return {"type": "boolean", "description": sentence}
    return _text(sentence) if READERS[name] is as_text else {**_INT64, "description": sentence}


def _statement() -> Schema:
    of_rate = _object(
        "What is owed at one rate.",
        {
            "percent": _decimal(2, "The rate."),
            "base_eur": _decimal(_CENT_PLACES, "The sum of the lines, rounded to a cent."),
            "vat_eur": _decimal(_CENT_PLACES, "The rate of the base, rounded to a cent."),
        },
    )
    blocks = {
        name: _decimal(_CENT_PLACES, "The block in euro, VAT included.")
        for name in CHOICES["component"]
    }
    return _object(
        "What followed.",
        {
            "lines": _array("Quantity times price, by a rule.", _line()),
            "vat": _array("VAT by rate.", of_rate),
            "components_eur": _object("The blocks, which add up to the total.", blocks),
            "total_eur": _decimal(_CENT_PLACES, "What is owed, VAT included."),
        },
    )


def _line() -> Schema:
    prices = {
        name: _decimal(places, "The price of the line, in the unit that its name says.")
        for name, places in PRICES.values()
    }
    line = _object(
        "One amount. It has exactly one of the prices.",
        {
            "code": _text("The promise."),
            "component": {"enum": list(CHOICES["component"]), "description": "Its block."},
            "rule": {
                "enum": list(get_args(Rule)),
                "description": "How quantity and price made the amount.",
            },
            **_days(),
            "quantity": {**_INT64, "description": "How much, in `unit`."},
            "unit": {"enum": list(get_args(QuantityUnit)), "description": "Of the quantity."},
            **prices,
            "amount_eur": _decimal(PICO_PLACES, "The exact amount, before any rounding."),
            "vat_percent": _decimal(2, "The rate of VAT on it."),
            "included_vat_percent": _decimal(2, "The rate of VAT inside it, 0 for none."),
            "parameters": _array("The keys of the dated figures behind it.", _text("A key.")),
            "source": _text("Where the price is published."),
            "provisional": {
                "type": "boolean",
                "description": "Whether the price was carried beyond its last known date.",
            },
            "of": _array("The promises that a share or a limit follows.", _text("A name.")),
            "index": _text("The series behind a dynamic price."),
            "condition": _field("condition"),
        },
        optional=(*prices, "of", "index", "condition"),
    )
    return {**line, "oneOf": [{"required": [name]} for name in prices]}
