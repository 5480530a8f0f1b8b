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
from kwartier.pricing.formats.card_reading import CardReader
from kwartier.pricing.formats.file_lines import find_line, list_lines


def read_card_file(text: str, *, is_csv: bool = False) -> list[CardFile]:
    """The products of a file with their cards.

    Raises:
        CardFileInvalid: with everything that is wrong.
    """
    problems: list[FileProblem] = []
    documents = _read_csv(text, problems) if is_csv else _read_toml(text)
    found = [CardReader(document, line_of, problems).read() for document, line_of in documents]
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
    """One document per product, its cards by row."""
    rows: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        card: dict[str, Any] = {}
        for column, value in row.items():
            if not column or not isinstance(value, str) or not value.strip():
                continue
            inside = card
            *parents, name = column.strip().split(".")
            for parent in parents:
                inside = inside.setdefault(parent, {})
            inside[name] = value.strip()
        try:
            card["promises"] = json.loads(card.get("promises", "[]"))
        except json.JSONDecodeError as broken:
            card["promises"] = []
            problems.append(FileProblem(reader.line_num, "promises", str(broken)))
        product = card.pop("product", {})
        if isinstance(product.get("registers"), str):
            product["registers"] = product["registers"].split()
        rows.setdefault(str(product.get("key", "")), []).append(
            (reader.line_num, {"product": product, "card": card})
        )
    documents: list[_Located] = []
    for of_product in rows.values():
        numbers = [line for line, _ in of_product]
        document = {
            "product": of_product[0][1]["product"],
            "cards": [each["card"] for _, each in of_product],
        }

        def line_of(path: str, numbers: list[int] = numbers) -> int:
            head = path.removeprefix("cards[").partition("]")[0]
            return numbers[int(head)] if head.isdecimal() else numbers[0]

        documents.append((document, line_of))
    return documents
