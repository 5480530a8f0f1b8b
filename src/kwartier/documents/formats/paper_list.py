"""A list of papers of a former system (CSV) beside a folder of PDFs: what it says, and its mistakes."""

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kwartier.documents.refusals import ImportRefused
from kwartier.documents.types import ImportedKind, ImportMistake
from kwartier.platform.types import BrandInfo

COLUMNS = ("file", "customer_number", "number", "kind", "issued_on", "amount", "language")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,29}")
_PDF = b"%PDF-"
# A thousand times the dearest bill of a factory, in cents.
_MOST_CENTS = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A line of a list: a PDF, by its path and the fingerprint of its bytes, and what it is."""

    line: int
    account_id: int
    number: str
    kind: ImportedKind
    issued_on: date
    amount_cents: int | None
    language: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A line of a list as it was written, with its number."""

    line: int
    cells: Mapping[str, str]


def read_lines(manifest: Path) -> list[PaperLine]:
    """The lines of a list; the first names the columns.

    Raises:
        ImportRefused: a column is missing.
        OSError: it cannot be read.
    """
    with manifest.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ImportRefused(
                [ImportMistake(1, name, "the column is missing") for name in missing]
            )
        return [
            PaperLine(
                line=reader.line_num, cells={name: (row[name] or "").strip() for name in COLUMNS}
            )
            for row in reader
        ]


def read_papers(
    lines: list[PaperLine],
    *,
    brand: BrandInfo,
    accounts: Mapping[str, int],
    folder: Path,
    today: date,
    mistakes: list[ImportMistake],
) -> list[Paper]:
    """The papers of the lines that are right by themselves; the others are among ``mistakes`` then.

    Of each file no more than a piece is in memory at a time. ``accounts`` are ids by number.
    """
    papers = []
    for each in lines:
        found = [
            ImportMistake(each.line, field, reason)
            for field, reason in _find_mistakes(
                each.cells, brand=brand, accounts=accounts, folder=folder, today=today
            )
        ]
        mistakes += found
        if not found:
            papers.append(_as_paper(each, accounts, folder))
    return papers


def _find_mistakes(
    cells: Mapping[str, str],
    *,
    brand: BrandInfo,
    accounts: Mapping[str, int],
    folder: Path,
    today: date,
) -> Iterator[tuple[str, str]]:
    """Field and reason of everything that is wrong in a line by itself."""
    if cells["customer_number"] not in accounts:
        yield "customer_number", f"no customer has the number {cells['customer_number']!r}"
    if not _NUMBER.fullmatch(cells["number"]):
        yield "number", "letters, digits, - and _ alone, at most 30"
    if cells["kind"] not in ImportedKind:
        yield "kind", f"one of {', '.join(ImportedKind)}"
    if cells["language"] not in brand.languages:
        yield "language", f"one of {', '.join(brand.languages)}"
    issued_on = _find_day(cells["issued_on"])
    if issued_on is None:
        yield "issued_on", "a day as 2019-03-31"
    elif issued_on > today:
        yield "issued_on", "a day to come"
    if cells["amount"] and _find_cents(cells["amount"]) is None:
        yield "amount", "an amount as 123.45, or nothing"
    reason = _find_mistake_of_file(cells["file"], folder)
    if reason:
        yield "file", reason


def _find_mistake_of_file(name: str, folder: Path) -> str:
    path = folder / name
    if not name or path.parent != folder:
        return "the name of a file of the folder"
    if not path.is_file():
        return f"the folder has no file {name}"
    with path.open("rb") as file:
        return "" if file.read(len(_PDF)) == _PDF else f"{name} is no PDF"


def _find_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _find_cents(text: str) -> int | None:
    try:
        cents = Decimal(text) * 100
    except InvalidOperation:
        return None
    is_whole = cents.is_finite() and cents == cents.to_integral_value()
    return int(cents) if is_whole and abs(cents) < _MOST_CENTS else None


def _as_paper(each: PaperLine, accounts: Mapping[str, int], folder: Path) -> Paper:
    cells, path = each.cells, folder / each.cells["file"]
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Paper(
        line=each.line,
        account_id=accounts[cells["customer_number"]],
        number=cells["number"],
        kind=ImportedKind(cells["kind"]),
        issued_on=date.fromisoformat(cells["issued_on"]),
        amount_cents=_find_cents(cells["amount"]) if cells["amount"] else None,
        language=cells["language"],
        path=path,
        sha256=sha256,
    )
