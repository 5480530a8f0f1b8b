"""Take over the papers of a former system: all of a list, or none."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from kwartier.documents.formats.paper_list import Paper, read_lines, read_papers
from kwartier.documents.models import ImportedDocument, StoredDocument
from kwartier.documents.refusals import ImportRefused
from kwartier.documents.types import MEDIA_TYPES, DocumentFormat, ImportMistake, SubjectKind
from kwartier.parties.queries import list_accounts_by_number
from kwartier.platform import archive, audit
from kwartier.platform.inserting import insert_rows
from kwartier.platform.types import Actor, BrandInfo

_STORED = (
    *("brand_id", "account_id", "subject_kind", "subject_number", "format", "language"),
    *("sha256", "size_bytes", "media_type", "made_at", "issued_on"),
)
_IMPORTED = ("brand_id", "account_id", "document_id", "kind", "amount_cents", "source")
_MOST_SIGNS = 80


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
    system that they come from. However long the list is, the database is asked the same few
    questions, and one PDF at a time is in memory.

    Raises:
        ImportRefused: something in the list is wrong; every mistake is told, with its line.
        OSError: the list, or a file that was there a moment ago, cannot be read.
    """
    mistakes: list[ImportMistake] = []
    lines = read_lines(manifest)
    if not lines:
        mistakes.append(ImportMistake(1, "file", "the list has no line"))
    if len(source) > _MOST_SIGNS:
        told = f"the name of the former system has {_MOST_SIGNS} signs at the most"
        mistakes.append(ImportMistake(1, "source", told))
    accounts = list_accounts_by_number(brand.id, {each.cells["customer_number"] for each in lines})
    papers = read_papers(
        lines, brand=brand, accounts=accounts, folder=folder, today=today, mistakes=mistakes
    )
    new = _leave_out_known(papers, brand_id=brand.id, mistakes=mistakes)
    if mistakes:
        raise ImportRefused(sorted(mistakes, key=lambda each: each.line))
    _keep(new, brand=brand, source=source, now=now)
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


def _leave_out_known(
    papers: Sequence[Paper], *, brand_id: int, mistakes: list[ImportMistake]
) -> list[Paper]:
    """Those that are not kept yet; two of one number or one content are a mistake. Two questions."""
    kept = StoredDocument.objects.filter(brand_id=brand_id)
    of_numbers = kept.filter(subject_number__in={each.number for each in papers})
    known = dict(of_numbers.values_list("subject_number", "sha256"))
    fingerprints = {each.sha256 for each in papers}
    everywhere = StoredDocument.objects.filter(sha256__in=fingerprints)
    taken = set(everywhere.values_list("sha256", flat=True))
    numbers: dict[str, int] = {}
    contents: dict[str, int] = {}
    new = []
    for paper in papers:
        field, reason = "", ""
        if paper.number in numbers:
            field, reason = "number", f"also in line {numbers[paper.number]}"
        elif paper.sha256 in contents:
            field, reason = "file", f"the content of line {contents[paper.sha256]}"
        elif paper.number not in known:
            if paper.sha256 in taken:
                field, reason = "file", "its content is kept already"
            new.append(paper)
        elif known[paper.number] != paper.sha256:
            field, reason = "number", f"{paper.number} is another document here"
        if reason:
            mistakes.append(ImportMistake(paper.line, field, reason))
        numbers.setdefault(paper.number, paper.line)
        contents.setdefault(paper.sha256, paper.line)
    return new


def _keep(papers: Sequence[Paper], *, brand: BrandInfo, source: str, now: datetime) -> None:
    """The bytes are there before the record of them, so that whatever is on record can be read."""
    archive.announce(*(paper.sha256 for paper in papers))
    sizes = [_put(paper) for paper in papers]
    document_ids = insert_rows(
        StoredDocument,
        _STORED,
        [
            (
                *(brand.id, paper.account_id, SubjectKind.IMPORTED, paper.number),
                *(DocumentFormat.PDF, paper.language, paper.sha256, size),
                *(MEDIA_TYPES[DocumentFormat.PDF], now, paper.issued_on),
            )
            for paper, size in zip(papers, sizes, strict=True)
        ],
    )
    insert_rows(
        ImportedDocument,
        _IMPORTED,
        [
            (brand.id, paper.account_id, document_id, paper.kind, paper.amount_cents, source)
            for paper, document_id in zip(papers, document_ids, strict=True)
        ],
    )


def _put(paper: Paper) -> int:
    """Put the bytes of a paper into the archive; how many they are."""
    content = paper.path.read_bytes()
    if archive.put(content, is_announced=True) != paper.sha256:
        raise ImportRefused([ImportMistake(paper.line, "file", "it changed while it was read")])
    return len(content)
