"""What an answer says, whatever it is packed in: a page, a file, a ZIP of files, a PDF."""

import io
import zipfile
from functools import lru_cache

from pypdf import PdfReader


def read_answer(answer) -> str:
    """The words of an answer; those inside a ZIP or a PDF, which is compressed, are unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return _read(content, answer.headers.get("Content-Type", ""))


def _read(content: bytes, kind: str) -> str:
    if not content:
        return ""
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            files = [(name, packed.read(name)) for name in packed.namelist()]
            return "\n".join(f"{name}\n{_read(inside, _kind_of(inside))}" for name, inside in files)
    if kind == "application/pdf":
        return _read_pages(content)
    return content.decode(errors="replace")


@lru_cache(maxsize=64)
def _read_pages(content: bytes) -> str:
    """One paper is asked for at many addresses, by many people, and read once."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _kind_of(content: bytes) -> str:
    """By what it is: papers of a former system come under any name."""
    return "application/pdf" if content.startswith(b"%PDF") and b"%%EOF" in content else ""
