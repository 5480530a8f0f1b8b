"""From the facts of a document to its bytes: the paper, checked for its signs, laid out by Typst."""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst
from django.utils import translation

from kwartier.documents.formats.pdf.glyphs import FONT_FOLDER, MissingGlyph, find_missing_glyph
from kwartier.documents.formats.pdf.paper import write_paper
from kwartier.documents.refusals import GlyphMissing
from kwartier.documents.types import DocumentFacts
from kwartier.platform.language import speech_of

_FOLDER = Path(__file__).parent / "templates"
# Archivable with attachments, and tagged for readers who listen.
_STANDARDS = ["a-3a", "ua-1"]
_PIXELS_PER_INCH = 110
# A compiler keeps what it has parsed and shaped; it serves one thread at a time.
_of_thread = threading.local()


def write_pdf(facts: DocumentFacts) -> bytes:
    """The PDF of a document, in its own language; the same facts make the same bytes.

    Raises:
        GlyphMissing: the fonts have no sign for a character.
    """
    made: bytes = _compile(facts)
    return made


def write_pictures(facts: DocumentFacts, *, ppi: float = _PIXELS_PER_INCH) -> list[bytes]:
    """The same as pictures, one PNG a page: to look at.

    Raises:
        GlyphMissing: the fonts have no sign for a character.
    """
    made = _compile(facts, format="png", pdf_standards=[], ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def _compile(facts: DocumentFacts, **options: Any) -> Any:
    with translation.override(speech_of(facts.language, facts.issuer.country)):
        paper = write_paper(facts)
    return compile_paper(paper, name=facts.number, made_on=facts.issued_on, **options)


def compile_paper(
    paper: Mapping[str, Any], *, name: str, made_on: date, **options: Any
) -> bytes | list[bytes]:
    """Lay a paper out: PDF for the archive, unless ``options`` say otherwise.

    Raises:
        GlyphMissing: the fonts have no sign for a character; it tells the ``name`` of the paper.
    """
    missing = find_missing_glyph(paper["text"])
    if missing is not None:
        raise _refuse(name, missing)
    # Noon: the day of a document is the same wherever it is read.
    made_at = datetime.combine(made_on, time(12), tzinfo=UTC)
    made: Any = _compiler().compile(
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        timestamp=int(made_at.timestamp()),
        **{"format": "pdf", "pdf_standards": _STANDARDS, **options},
    )
    return made if isinstance(made, bytes) else list(made)


def _refuse(name: str, missing: MissingGlyph) -> GlyphMissing:
    return GlyphMissing(
        params={
            "number": name,
            "character": missing.character,
            "code_point": f"U+{ord(missing.character):04X}",
            "text": missing.text,
        }
    )


def _compiler() -> typst.Compiler:
    known: typst.Compiler | None = getattr(_of_thread, "compiler", None)
    if known is None:
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(FONT_FOLDER)],
        )
        known = _of_thread.compiler = typst.Compiler(
            input=str(_FOLDER / "paper.typ"),
            root=str(_FOLDER),
            font_paths=fonts,
            ignore_system_fonts=True,
        )
    return known
