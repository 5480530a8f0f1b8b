"""``kwartier bill``: a bill made again from its bundle, and a case priced; no database is asked."""

import argparse
import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from energycore.bundle import DocumentInvalid, recompute, state, write_bundle
from energycore.bundle.decimals import to_decimal
from energycore.clocks import date_of
from energycore.statement import Statement, StatementLine
from kwartier.config.command_parsing import PlainParser
from rulebooks.cases import read_case
from rulebooks.parameters import ExpiredParameter, MissingParameter

_DIFFERS = 1
_LARGEST_BYTES = 50_000_000
_CASE_FORM = "The form of a case stands in docs/reference/quotes.md."
_BUNDLE_FORM = "The form of a bundle stands in docs/reference/bundle.md."
_UNITS = {
    "Wh": ("kWh", 3),
    "W": ("kW", 3),
    "days": ("days", 0),
    "times": ("x", 0),
    "pico_eur": ("EUR", 12),
}
_PRICES = {
    "nano_eur_per_kwh": ("EUR/kWh", 9),
    "micro_eur_per_year": ("EUR/year", 6),
    "nano_eur_per_kw_year": ("EUR/kW/year", 9),
    "micro_eur": ("EUR", 6),
    "share_ppm": ("%", 4),
    "factor_nano": ("x", 9),
}


def recompute_bill(arguments: list[str]) -> int:
    """``kwartier bill recompute``: 0 when the bill comes out the same, 1 when it differs."""
    parser = PlainParser("bill recompute", "Make a bill again from its bundle, and compare.")
    _add_file(parser, "bundle", "the bundle of a bill (JSON), as it was downloaded")
    path = parser.parse_args(arguments).bundle
    try:
        found = recompute(_read_bundle(path))
    except DocumentInvalid as wrong:
        return _refuse(path, str(wrong), _BUNDLE_FORM)
    print(render_statement(found.statement))
    if found.provisional_part is not None:
        print("\nProvisional part, which the next bill takes off again:")
        print(render_statement(found.provisional_part))
    for each in found.differences:
        print(f"{each.place}: the bundle says {each.written}, computed is {each.computed}")
    if found.differences:
        count = len(found.differences)
        told = "1 figure differs" if count == 1 else f"{count} figures differ"
        print(f"{told} from what the bundle says.")
        return _DIFFERS
    print("Every line, every rate of VAT and the total are what the bundle says.")
    return 0


def quote_bill(arguments: list[str]) -> int:
    """``kwartier bill quote``: what a hand-written case costs, with every line."""
    parser = PlainParser("bill quote", "Price a case that you write by hand.")
    _add_file(parser, "case", "the case (TOML, or JSON)")
    parser.add_argument("--json", action="store_true", help="print the bundle instead of a table")
    chosen = parser.parse_args(arguments)
    try:
        document = _read_case(chosen.case)
        inputs = read_case(document)
        statement = state(inputs)
    except (MissingParameter, ExpiredParameter) as wrong:
        return _refuse(chosen.case, f"period: {wrong}", _CASE_FORM)
    except (ValueError, OverflowError) as wrong:
        return _refuse(chosen.case, str(wrong), _CASE_FORM)
    if chosen.json:
        facts = {name: document[name] for name in ("title", "source") if name in document}
        print(json.dumps(write_bundle(inputs, statement, facts), indent=2, ensure_ascii=False))
    else:
        print(render_statement(statement))
    return 0


def render_statement(statement: Statement) -> str:
    """A statement as a table of text: lines without VAT as they are, then totals."""
    rows = [_row(line) for line in statement.lines if line.pico_eur or line.quantity]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(len(_HEADS))]
    shown = [_pad(row, widths) for row in rows]
    shown += dict.fromkeys(_condition(line) for line in statement.lines if line.condition)
    for each in statement.vat:
        shown.append(
            f"VAT {to_decimal(each.rate_bp, 2)} % on {_euro(each.base_cents)}: "
            f"{_euro(each.vat_cents)} EUR"
        )
    parts = ", ".join(f"{name} {_euro(cents)}" for name, cents in statement.component_cents.items())
    shown += [f"Of which: {parts} EUR, VAT included", f"Total: {_euro(statement.total_cents)} EUR"]
    return "\n".join(shown)


_HEADS = ("code", "from", "until", "quantity", "unit", "price", "per", "amount", "vat")


def _row(line: StatementLine) -> tuple[str, ...]:
    unit, places = _UNITS[line.quantity_unit]
    per, price_places = _PRICES[line.price_unit]
    included = f", {to_decimal(line.included_vat_bp, 2)} % inside" if line.included_vat_bp else ""
    return (
        line.code,
        date_of(line.period.from_).isoformat(),
        date_of(line.period.until).isoformat(),
        to_decimal(line.quantity, places),
        unit,
        to_decimal(line.price, price_places),
        per,
        f"{Decimal(line.pico_eur).scaleb(-12):.4f}",
        f"EUR (VAT {to_decimal(line.vat_bp, 2)} %{included})",
    )


def _condition(line: StatementLine) -> str:
    """Why a promise that hangs on a condition counts, or does not."""
    condition = line.condition
    if condition is None:
        return ""
    told = "counts" if condition.is_met else "does not count"
    return f"{line.code} {told} ({condition.name}): {condition.reason}"


_RIGHT = frozenset({3, 5, 7})


def _pad(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if column in _RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _euro(cents: int) -> str:
    return f"{Decimal(cents).scaleb(-2):.2f}"


def _add_file(parser: argparse.ArgumentParser, name: str, told: str) -> None:
    parser.add_argument(name, type=Path, help=told)


def _read_bundle(path: Path) -> Mapping[str, Any]:
    """The bundle of a file. Raises what `_read` raises, and DocumentInvalid for a case."""
    document = _read(path)
    if "supply_point" in document:
        raise DocumentInvalid("file", f"it is a case: price it by `kwartier bill quote {path}`")
    return document


def _read_case(path: Path) -> Mapping[str, Any]:
    """The case of a file. Raises what `_read` raises, and DocumentInvalid for a bundle."""
    document = _read(path)
    if "format" in document:
        again = f"kwartier bill recompute {path}"
        raise DocumentInvalid("file", f"it is a bundle: make it again by `{again}`")
    return document


def _read(path: Path) -> Mapping[str, Any]:
    """The document of a file.

    Raises:
        DocumentInvalid: it is too large, no text, or neither TOML nor JSON.
        OSError: it cannot be opened.
    """
    if path.stat().st_size > _LARGEST_BYTES:
        raise DocumentInvalid("file", f"it is larger than {_LARGEST_BYTES} bytes")
    kind = "TOML" if path.suffix.lower() == ".toml" else "JSON"
    try:
        text = path.read_text("utf-8-sig")
        document = tomllib.loads(text) if kind == "TOML" else _loads(text)
    except DocumentInvalid:
        raise
    except UnicodeDecodeError:
        raise DocumentInvalid("file", "it cannot be read: it is no text in UTF-8") from None
    except (ValueError, RecursionError) as wrong:
        raise DocumentInvalid("file", f"it cannot be read: as {kind}, {wrong}") from None
    if not isinstance(document, Mapping):
        raise DocumentInvalid("file", "an object is expected")
    return document


def _loads(text: str) -> Any:
    """JSON in which every name stands once: of two, a reader would keep one and not say which."""
    if not text.strip():
        raise DocumentInvalid("file", "it is empty")
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DocumentInvalid("file", f"the name {twice!r} stands twice in one object")
    return found


def _refuse(path: Path, problem: str, form: str) -> int:
    print(f"{path}: {problem}. {form} Nothing was calculated.", file=sys.stderr)
    return _DIFFERS
