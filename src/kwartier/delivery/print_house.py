"""The door through which letters leave: a small interface, and a folder that fulfils it.

A print house takes the letters of a day, prints, folds and posts them. Which one it is, is the
installation's choice; the folder (`FileDropPrintHouse`) suits every one that fetches files.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from kwartier.platform.whole_files import open_whole

_HANDED_OVER = "handed-over"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # The same letters make the same bytes, whenever they are packed.


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One document to be printed: its place in the batch, and to whom it goes."""

    place: int
    document: str
    file: str
    pages: int
    language: str
    sha256: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """The letters of a brand and a day; ``number`` is by which a job is the same one."""

    number: str
    brand: str
    day: date
    letters: Sequence[Letter]


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """Under what reference a job was taken, and the fingerprint of what was handed over."""

    reference: str
    sha256: str
    is_repeat: bool


class PrintHouse(Protocol):
    """Whoever prints letters and brings them to the post."""

    def hand_over(
        self, job: PrintJob, read: Callable[[Letter], bytes], *, at: datetime
    ) -> PrintReceipt:
        """Take a job; one of the same number twice is one job. ``read`` gives a letter's PDF.

        Raises:
            OSError: it could not be taken; nothing was sent, and it may be tried again.
        """
        ...


class FileDropPrintHouse:
    """A folder into which each job is dropped as a ZIP, whole or not at all.

    In the ZIP lie the PDFs, ``manifest.csv`` and ``manifest.json``. What was dropped is noted in
    ``handed-over``, so that a job that was fetched is not dropped again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_over(
        self, job: PrintJob, read: Callable[[Letter], bytes], *, at: datetime
    ) -> PrintReceipt:
        """Drop the ZIP, then its note: what has a note was dropped.

        Raises:
            OSError: the folder cannot be written.
        """
        note = self._folder / _HANDED_OVER / f"{job.number}.json"
        if note.exists():
            known = json.loads(note.read_text("utf-8"))
            return PrintReceipt(job.number, known["sha256"], is_repeat=True)
        target = self._folder / f"{job.number}.zip"
        sha256 = _write_zip(target, job, read)
        told = {
            "number": job.number,
            "day": job.day.isoformat(),
            "sha256": sha256,
            "document_count": len(job.letters),
            "handed_over_at": at.isoformat(),
        }
        note.parent.mkdir(parents=True, exist_ok=True)
        beside = note.with_suffix(".new")
        beside.write_text(json.dumps(told, indent=1), "utf-8")
        beside.replace(note)
        return PrintReceipt(job.number, sha256, is_repeat=False)


def write_manifests(job: PrintJob) -> tuple[bytes, bytes]:
    """The list of a job's letters, as CSV and as JSON."""
    width = max((len(letter.address) for letter in job.letters), default=0)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    lines = [f"address_{number + 1}" for number in range(width)]
    writer.writerow(["place", "document", "file", "pages", "language", "sha256", *lines])
    for letter in job.letters:
        writer.writerow(
            [
                letter.place,
                letter.document,
                letter.file,
                letter.pages,
                letter.language,
                letter.sha256,
                *letter.address,
            ]
        )
    whole = {
        "number": job.number,
        "brand": job.brand,
        "day": job.day.isoformat(),
        "document_count": len(job.letters),
        "page_count": sum(letter.pages for letter in job.letters),
        "letters": [asdict(letter) for letter in job.letters],
    }
    as_json = json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8")
    return text.getvalue().encode("utf-8"), as_json


def _write_zip(target: Path, job: PrintJob, read: Callable[[Letter], bytes]) -> str:
    """Pack a job, one letter in memory at a time; its SHA-256."""
    with open_whole(target) as file:
        with ZipFile(file, "w", ZIP_STORED) as packed:
            for letter in job.letters:
                packed.writestr(ZipInfo(letter.file, _EPOCH), read(letter))
            as_csv, as_json = write_manifests(job)
            packed.writestr(ZipInfo("manifest.csv", _EPOCH), as_csv)
            packed.writestr(ZipInfo("manifest.json", _EPOCH), as_json)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()
