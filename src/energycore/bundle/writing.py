"""A bundle as JSON: inputs, statement and facts in, the same inputs out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from energycore.bundle.decimals import from_decimal, to_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.intervals import IntervalTotal
from energycore.bundle.measured import Measured
from energycore.bundle.reading import (
    Json,
    as_count,
    as_list,
    as_mapping,
    as_share,
    as_text,
    day_of,
    days_of,
    days_to_json,
    refuse_unknown,
    required,
)
from energycore.bundle.stating import BillInputs, PeakStretch
from energycore.bundle.terms import condition_to_json, term_from_json, term_to_json
from energycore.clocks import date_of
from energycore.statement import Statement, StatementLine, VatLine

FORMAT: Final = "kwartier.bill"
"""What a bundle says that it is."""

VERSION: Final = 1
"""The version of the layout: a reader refuses one that it does not know."""

ROUNDING: Final = "vat_on_total"
"""The rounding policy: once per VAT rate for the base, once for its VAT, half away from zero."""

_DAYS: Final = frozenset({"from", "until"})
_MEASURED: Final = _DAYS | {"register", "wh"}
_PEAK: Final = _DAYS | {"mean_w"}
_INTERVALS: Final = _DAYS | {
    *("register", "index", "at_index_eur", "count", "index_sha256", "wh_sha256"),
}
_PARTS: Final = frozenset(
    {
        *("format", "version", "rounding", "facts", "period", "registers", "annual_wh"),
        *("peaks", "measured", "intervals", "shares", "terms", "statement", "provisional_part"),
    }
)
PRICES: Final = {
    "nano_eur_per_kwh": ("eur_per_kwh", 9),
    "micro_eur": ("eur", 6),
    "micro_eur_per_year": ("eur_per_year", 6),
    "nano_eur_per_kw_year": ("eur_per_kw_year", 9),
    "share_ppm": ("percent", 4),
    "factor_nano": ("factor", 9),
}
PICO_PLACES: Final = 12


def write_bundle(
    inputs: BillInputs,
    statement: Statement,
    facts: Mapping[str, Any] | None = None,
    provisional_part: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the document of a bill: made of what `json` can write, in a fixed order.

    `facts` (number, supply point, price card, sources) are carried and not calculated with.
    `provisional_part` is the bundle of the days after the bill that it charges by an estimate.
    """
    return {
        **constants_to_json(),
        "facts": dict(facts or {}),
        **shared_to_json(inputs),
        **own_to_json(inputs),
        "statement": statement_to_json(statement),
        # Most bills charge the days that were read, and no other.
        **({"provisional_part": dict(provisional_part)} if provisional_part else {}),
    }


def constants_to_json() -> dict[str, Any]:
    """Return what every bundle says of itself."""
    return {"format": FORMAT, "version": VERSION, "rounding": ROUNDING}


def shared_to_json(inputs: BillInputs) -> dict[str, Any]:
    """Return what a bill may have in common with others: its days, its promises, its shares."""
    return {
        "period": days_to_json(inputs.period),
        "registers": list(inputs.registers),
        "shares": shares_to_json(inputs.shares),
        "terms": [
            term_to_json(term, inputs.period)
            for term in inputs.terms
            if term.valid.overlap(inputs.period)
        ],
    }


def shares_to_json(shares: Mapping[str, Mapping[int, float]]) -> dict[str, Any]:
    """Return the running totals that a bill keeps, by register and day."""
    return {
        name: {date_of(day).isoformat(): total for day, total in sorted(totals.items())}
        for name, totals in shares.items()
    }


def own_to_json(inputs: BillInputs) -> dict[str, Any]:
    """Return what a bill has of its own: what was measured."""
    return {
        "annual_wh": inputs.annual_wh,
        "measured": [
            {"register": each.register, **days_to_json(each.days), "wh": each.volume_wh}
            | dict(each.about)
            for each in inputs.measured
        ],
        "peaks": [{**days_to_json(each.days), "mean_w": each.mean_w} for each in inputs.peaks],
        # A bill without dynamic prices has no such field.
        **({"intervals": intervals_to_json(inputs.intervals)} if inputs.intervals else {}),
    }


def intervals_to_json(intervals: Sequence[IntervalTotal]) -> list[dict[str, Any]]:
    """Return the totals of quarter-hours."""
    return [
        {
            "register": each.register,
            **days_to_json(each.days),
            "index": each.index,
            "at_index_eur": to_decimal(each.weighted_pico, PICO_PLACES),
            "count": each.interval_count,
            "index_sha256": each.index_sha256,
            "wh_sha256": each.volumes_sha256,
        }
        for each in intervals
    ]


def read_bundle(document: object) -> BillInputs:
    """Return the inputs of a bundle.

    Raises DocumentInvalid with the place and the problem of the first thing that is wrong.
    """
    bundle = as_mapping(document, "bundle")
    expected = {"format": FORMAT, "version": VERSION, "rounding": ROUNDING}
    for name, value in expected.items():
        if required(bundle, name, "") != value:
            raise DocumentInvalid(name, f"{value!r} is expected")
    refuse_unknown(bundle, _PARTS, "")
    as_mapping(bundle.get("facts", {}), "facts")
    period = as_mapping(required(bundle, "period", ""), "period")
    refuse_unknown(period, _DAYS, "period")
    registers = tuple(
        as_text(each, "registers")
        for each in as_list(required(bundle, "registers", ""), "registers")
    )
    return BillInputs(
        period=days_of(period, "period"),
        registers=registers,
        terms=tuple(
            term_from_json(each, f"terms[{number}]")
            for number, each in enumerate(as_list(required(bundle, "terms", ""), "terms"))
        ),
        measured=tuple(
            _read_measured(each, f"measured[{number}]", registers)
            for number, each in enumerate(as_list(required(bundle, "measured", ""), "measured"))
        ),
        shares=_read_shares(as_mapping(required(bundle, "shares", ""), "shares")),
        annual_wh=as_count(required(bundle, "annual_wh", ""), "annual_wh"),
        peaks=tuple(
            _read_peak(each, f"peaks[{number}]")
            for number, each in enumerate(as_list(bundle.get("peaks", []), "peaks"))
        ),
        intervals=tuple(
            _read_intervals(each, f"intervals[{number}]")
            for number, each in enumerate(as_list(bundle.get("intervals", []), "intervals"))
        ),
    )


def find_provisional_part(document: object) -> Json | None:
    """Return the bundle of what a bill charges by an estimate; None for most.

    Raises DocumentInvalid where it does not begin on the day on which the bill ends, or has such a
    part itself.
    """
    bundle = as_mapping(document, "bundle")
    if "provisional_part" not in bundle:
        return None
    part = as_mapping(bundle["provisional_part"], "provisional_part")
    place = "provisional_part.period"
    period = as_mapping(required(part, "period", "provisional_part"), place)
    own = as_mapping(required(bundle, "period", ""), "period")
    if days_of(period, place).from_ != days_of(own, "period").until:
        raise DocumentInvalid(place, "it does not begin where the bill ends")
    if "provisional_part" in part:
        raise DocumentInvalid("provisional_part.provisional_part", "it has no such part of its own")
    return part


def statement_to_json(statement: Statement) -> dict[str, Any]:
    """Return a statement with its amounts in euro: lines exact, totals in cents."""
    return {
        "lines": [line_to_json(line) for line in statement.lines],
        **sums_to_json(statement.vat, statement.component_cents, total_cents=statement.total_cents),
    }


def sums_to_json(
    vat: Sequence[VatLine], component_cents: Mapping[Any, int], *, total_cents: int
) -> dict[str, Any]:
    """Return what a statement comes to: VAT per rate, components, total."""
    return {
        "vat": [
            {
                "percent": to_decimal(each.rate_bp, 2),
                "base_eur": to_decimal(each.base_cents, 2),
                "vat_eur": to_decimal(each.vat_cents, 2),
            }
            for each in vat
        ],
        "components_eur": {name: to_decimal(cents, 2) for name, cents in component_cents.items()},
        "total_eur": to_decimal(total_cents, 2),
    }


def line_to_json(line: StatementLine) -> dict[str, Any]:
    """Return a line: what it is about, its quantity, its price and its exact amount."""
    price_name, places = PRICES[line.price_unit]
    return {
        "code": line.code,
        "component": line.component,
        "rule": line.rule,
        **days_to_json(line.period),
        "quantity": line.quantity,
        "unit": line.quantity_unit,
        price_name: to_decimal(line.price, places),
        "amount_eur": to_decimal(line.pico_eur, PICO_PLACES),
        "vat_percent": to_decimal(line.vat_bp, 2),
        "included_vat_percent": to_decimal(line.included_vat_bp, 2),
        "parameters": list(line.parameters),
        "source": line.source,
        "provisional": line.provisional,
        **_told_of(line),
    }


def _told_of(line: StatementLine) -> dict[str, Any]:
    """Return what only some lines have: what they follow, their index, their condition."""
    told: dict[str, Any] = {}
    if line.of:
        told["of"] = list(line.of)
    if line.index:
        told["index"] = line.index
    if line.condition is not None:
        told["condition"] = condition_to_json(line.condition)
    return told


def _read_measured(document: object, place: str, registers: tuple[str, ...]) -> Measured:
    mapping = as_mapping(document, place)
    register = as_text(required(mapping, "register", place), f"{place}.register")
    if register not in registers:
        raise DocumentInvalid(f"{place}.register", f"{register!r} is not one of {list(registers)}")
    return Measured(
        register=register,
        days=days_of(mapping, place),
        volume_wh=as_count(required(mapping, "wh", place), f"{place}.wh"),
        about={name: value for name, value in mapping.items() if name not in _MEASURED},
    )


def _read_intervals(document: object, place: str) -> IntervalTotal:
    mapping = as_mapping(document, place)
    refuse_unknown(mapping, _INTERVALS, place)

    def text(name: str) -> str:
        return as_text(required(mapping, name, place), f"{place}.{name}")

    return IntervalTotal(
        register=text("register"),
        days=days_of(mapping, place),
        index=text("index"),
        weighted_pico=from_decimal(
            required(mapping, "at_index_eur", place), PICO_PLACES, f"{place}.at_index_eur"
        ),
        interval_count=as_count(required(mapping, "count", place), f"{place}.count", at_least=1),
        index_sha256=text("index_sha256"),
        volumes_sha256=text("wh_sha256"),
    )


def _read_peak(document: object, place: str) -> PeakStretch:
    mapping = as_mapping(document, place)
    refuse_unknown(mapping, _PEAK, place)
    mean_w = as_count(required(mapping, "mean_w", place), f"{place}.mean_w")
    return PeakStretch(days=days_of(mapping, place), mean_w=mean_w)


def _read_shares(document: Json) -> dict[str, dict[int, float]]:
    shares: dict[str, dict[int, float]] = {}
    for name, totals in document.items():
        place = f"shares.{name}"
        shares[name] = {
            day_of({"day": text}, "day", place): as_share(total, f"{place}.{text}")
            for text, total in as_mapping(totals, place).items()
        }
    return shares
