"""Price cards as a file that a person writes: TOML for one product, CSV for many.

The TOML has a table ``product``, and one ``cards`` each with its prices and ``promises`` (see
``promises``); a price may be a formula of an index whose values stand under ``indexes``:

    formulas = { total = { factor = "1.1", index = "endex", addend = "0.042", at_most = "0.2" } }

    [[indexes.endex]]
    from = 2026-01-01
    until = 2026-04-01
    eur_per_kwh = "0.0957"

The CSV has one card a row, its columns named like the fields (``product.key``, ``eur_per_kwh.total``);
``promises`` is a JSON list. Everything that is wrong is told at once, by line and field, and nothing of
such a file is published.
"""

import csv
import io
import json
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from kwartier.pricing.formats.card_file_types import CardFile, CardFileInvalid, FileProblem
from kwartier.pricing.formats.card_reading import read_document
from kwartier.pricing.formats.file_lines import find_line, list_lines


def read_card_file(text: str, *, is_csv: bool = False) -> list[CardFile]:
    """The products of a file with their cards.

    Raises:
        CardFileInvalid: with everything that is wrong.
    """
    problems: list[FileProblem] = []
    documents = _read_csv(text, problems) if is_csv else _read_toml(text)
    found = [read_document(document, line_of, problems) for document, line_of in documents]
    if problems:
        raise CardFileInvalid(problems)
    return [each for each in found if each is not None]


type _Located = tuple[Mapping[str, Any], Callable[[str], int]]


def _read_toml(text: str) -> list[_Located]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        told = str(broken)
        line = int(told.rpartition("line ")[2].partition(",")[0] or 1) if "line " in told else 1
        raise CardFileInvalid([FileProblem(line, "file", told)]) from None
    lines = list_lines(text)
    return [(document, lambda path: find_line(lines, path))]


def _read_csv(text: str, problems: list[FileProblem]) -> list[_Located]:
    """One document per product, its cards by row; every row names its product in full."""
    rows: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    products: dict[str, object] = {}
    reader = csv.DictReader(io.StringIO(text))
    try:
        for row in reader:
            line = reader.line_num
            card = _unfold(row, line, problems)
            product = card.pop("product", {})
            key = str(product.get("key", "")) if isinstance(product, dict) else ""
            if products.setdefault(key, product) != product:
                told = "a row before it says something else of this product"
                problems.append(FileProblem(line, "product", told))
            rows.setdefault(key, []).append((line, card))
    except csv.Error as broken:
        problems.append(FileProblem(reader.line_num, "file", str(broken)))
    return [
        (
            {"product": products[key], "cards": [card for _, card in of_product]},
            _line_in([line for line, _ in of_product]),
        )
        for key, of_product in rows.items()
    ]


def _unfold(
    row: Mapping[str | None, object], line: int, problems: list[FileProblem]
) -> dict[str, Any]:
    """The tables of a row, from columns such as ``product.key``; an empty cell says nothing."""
    card: dict[str, Any] = {}
    for column, value in row.items():
        if column is None:
            problems.append(FileProblem(line, "file", "it has more cells than there are columns"))
        elif isinstance(value, str) and value.strip():
            inside = card
            *parents, name = column.strip().split(".")
            for parent in parents:
                inside = inside.setdefault(parent, {})
                if not isinstance(inside, dict):
                    break
            if not isinstance(inside, dict) or isinstance(inside.get(name), dict):
                told = "another column says the same, in one piece or in parts"
                problems.append(FileProblem(line, column, told))
            else:
                inside[name] = value.strip()
    try:
        card["promises"] = json.loads(card.get("promises", "[]"))
    except (TypeError, ValueError) as broken:
        card["promises"] = []
        problems.append(FileProblem(line, "promises", str(broken)))
    product = card.get("product")
    if isinstance(product, dict) and isinstance(product.get("registers"), str):
        product["registers"] = product["registers"].split()
    return card


def _line_in(numbers: list[int]) -> Callable[[str], int]:
    """On which line of a sheet a path stands: that of its card."""

    def line_of(path: str) -> int:
        head = path.removeprefix("cards[").partition("]")[0]
        return numbers[int(head)] if head.isdecimal() else numbers[0]

    return line_of
