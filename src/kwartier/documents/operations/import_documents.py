"""Take over the papers of a former system: all of a list, or none."""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from kwartier.documents.models import ImportedDocument, StoredDocument
from kwartier.documents.operations.keep_document import keep_document
from kwartier.documents.refusals import ImportRefused
from kwartier.documents.types import DocumentFormat, ImportedKind, ImportMistake, SubjectKind
from kwartier.parties.queries import list_accounts_by_number
from kwartier.platform import audit
from kwartier.platform.types import Actor, BrandInfo

COLUMNS = ("file", "customer_number", "number", "kind", "issued_on", "amount", "language")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,29}")
_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    line: int
    account_id: int
    number: str
    kind: ImportedKind
    issued_on: date
    amount_cents: int | None
    language: str
    content: bytes


@transaction.atomic
def import_documents(
    *,
    brand: BrandInfo,
    folder: Path,
    manifest: Path,
    source: str,
    today: date,
    actor: Actor,
    now: datetime,
) -> int:
    """Put the PDFs of a folder into the archive, as a list of them (CSV) says; returns how many.

    A line that was imported before, with the same content, is passed over. ``source`` names the
    system that they come from.

    Raises:
        ImportRefused: something in the list is wrong; every mistake is told, with its line.
        OSError: the list cannot be read.
    """
    rows = list(_read(manifest))
    accounts = list_accounts_by_number(
        brand.id, {row.get("customer_number", "") for _, row in rows}
    )
    mistakes: list[ImportMistake] = []
    papers = []
    for line, row in rows:
        found = list(
            _find_mistakes(row, brand=brand, accounts=accounts, folder=folder, today=today)
        )
        mistakes += [ImportMistake(line, field, reason) for field, reason in found]
        if not found:
            papers.append(_as_paper(line, row, accounts, folder))
    new = _leave_out_known(papers, brand_id=brand.id, mistakes=mistakes)
    if not rows:
        mistakes.append(ImportMistake(1, "file", "the list has no line"))
    if mistakes:
        raise ImportRefused(sorted(mistakes, key=lambda each: each.line))
    for paper in new:
        _keep(paper, brand=brand, source=source, now=now)
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="document.imported",
        subject_kind="load",
        subject_id=now.isoformat(),
        account_id=None,
        after={"imported_count": len(new), "source": source},
    )
    return len(new)


def _read(manifest: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The lines of the list with their numbers; the first line names the columns."""
    with manifest.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ImportRefused(
                [ImportMistake(1, name, "the column is missing") for name in missing]
            )
        for row in reader:
            yield reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}


def _find_mistakes(
    row: Mapping[str, str],
    *,
    brand: BrandInfo,
    accounts: Mapping[str, int],
    folder: Path,
    today: date,
) -> Iterator[tuple[str, str]]:
    """Field and reason of everything that is wrong in a line by itself."""
    if row["customer_number"] not in accounts:
        yield "customer_number", f"no customer has the number {row['customer_number']!r}"
    if not _NUMBER.fullmatch(row["number"]):
        yield "number", "letters, digits, - and _ alone, at most 30"
    if row["kind"] not in ImportedKind:
        yield "kind", f"one of {', '.join(ImportedKind)}"
    if row["language"] not in brand.languages:
        yield "language", f"one of {', '.join(brand.languages)}"
    issued_on = _find_day(row["issued_on"])
    if issued_on is None:
        yield "issued_on", "a day as 2019-03-31"
    elif issued_on > today:
        yield "issued_on", "a day to come"
    if row["amount"] and _find_cents(row["amount"]) is None:
        yield "amount", "an amount as 123.45, or nothing"
    reason = _find_mistake_of_file(row["file"], folder)
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
    return int(cents) if is_whole else None


def _as_paper(
    line: int, row: Mapping[str, str], accounts: Mapping[str, int], folder: Path
) -> _Paper:
    return _Paper(
        line=line,
        account_id=accounts[row["customer_number"]],
        number=row["number"],
        kind=ImportedKind(row["kind"]),
        issued_on=date.fromisoformat(row["issued_on"]),
        amount_cents=_find_cents(row["amount"]) if row["amount"] else None,
        language=row["language"],
        content=(folder / row["file"]).read_bytes(),
    )


def _leave_out_known(
    papers: Iterable[_Paper], *, brand_id: int, mistakes: list[ImportMistake]
) -> list[_Paper]:
    """Those that are not kept yet; two of one number or one content are a mistake."""
    numbers: dict[str, int] = {}
    contents: dict[str, int] = {}
    new = []
    for paper in papers:
        sha256 = hashlib.sha256(paper.content).hexdigest()
        known = StoredDocument.objects.filter(
            brand_id=brand_id, subject_number=paper.number
        ).first()
        if paper.number in numbers:
            mistakes.append(
                ImportMistake(paper.line, "number", f"also in line {numbers[paper.number]}")
            )
        elif sha256 in contents:
            mistakes.append(
                ImportMistake(paper.line, "file", f"the content of line {contents[sha256]}")
            )
        elif known is None:
            if StoredDocument.objects.filter(sha256=sha256).exists():
                mistakes.append(ImportMistake(paper.line, "file", "its content is kept already"))
            new.append(paper)
        elif known.sha256 != sha256:
            mistakes.append(
                ImportMistake(paper.line, "number", f"{paper.number} is another document here")
            )
        numbers.setdefault(paper.number, paper.line)
        contents.setdefault(sha256, paper.line)
    return new


def _keep(paper: _Paper, *, brand: BrandInfo, source: str, now: datetime) -> None:
    kept = keep_document(
        brand_id=brand.id,
        account_id=paper.account_id,
        subject_kind=SubjectKind.IMPORTED,
        subject_number=paper.number,
        format=DocumentFormat.PDF,
        language=paper.language,
        content=paper.content,
        issued_on=paper.issued_on,
        now=now,
    )
    ImportedDocument.objects.create(
        brand_id=brand.id,
        account_id=paper.account_id,
        document_id=kept.id,
        kind=paper.kind,
        amount_cents=paper.amount_cents,
        source=source,
    )
