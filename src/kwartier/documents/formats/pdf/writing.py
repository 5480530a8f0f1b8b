"""From the facts of a document to its bytes: the paper, checked for its signs, laid out by Typst."""

import json
import threading
from datetime import UTC, datetime, time
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
    made: bytes = _compile(facts, format="pdf", pdf_standards=_STANDARDS)
    return made


def write_pictures(facts: DocumentFacts, *, ppi: float = _PIXELS_PER_INCH) -> list[bytes]:
    """The same as pictures, one PNG a page: to look at.

    Raises:
        GlyphMissing: the fonts have no sign for a character.
    """
    made = _compile(facts, format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def _compile(facts: DocumentFacts, **options: Any) -> Any:
    with translation.override(speech_of(facts.language, facts.issuer.country)):
        paper = write_paper(facts)
    missing = find_missing_glyph(paper["text"])
    if missing is not None:
        raise _refuse(facts, missing)
    # Noon: the day of a document is the same wherever it is read.
    made_at = datetime.combine(facts.issued_on, time(12), tzinfo=UTC)
    return _compiler().compile(
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        timestamp=int(made_at.timestamp()),
        **options,
    )


def _refuse(facts: DocumentFacts, missing: MissingGlyph) -> GlyphMissing:
    return GlyphMissing(
        params={
            "number": facts.number,
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
