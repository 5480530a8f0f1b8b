"""The archive: bytes under the name of their content, checked when they are read back."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from kwartier.platform import locks
from kwartier.platform.whole_files import open_whole

_ALIAS = "archive"
_READ_ONLY = 0o440
_FOLDER_CHARACTERS = 2


def put(content: bytes, *, is_announced: bool = False) -> str:
    """Keep some bytes; returns their SHA-256, by which they are found again.

    What is there already, and whole, is not written again. Until the transaction ends nobody deletes
    it, so that the row which names it can be written; of many, `announce` them first.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if not is_announced:
        announce(sha256)
    if find(sha256) != content:
        _storage().save(_name(sha256), ContentFile(content))
    return sha256


def announce(*names: str) -> None:
    """Say that these are put in this transaction: until it ends nobody deletes them."""
    locks.share(*(_lock_of(name) for name in names))


def find(sha256: str) -> bytes | None:
    """The bytes that lie under a name, whether they fit it or not; None where nothing does."""
    try:
        with _storage().open(_name(sha256), "rb") as kept:
            return bytes(kept.read())
    except FileNotFoundError:
        return None


def drop(sha256: str) -> None:
    """Delete the bytes under a name; nothing where there are none. Others may need them: see `leaving`."""
    _storage().delete(_name(sha256))


def wait_for_writers(sha256: str) -> None:
    """Wait for whoever puts these bytes, and let nobody put them until the transaction ends."""
    locks.hold_alone(_lock_of(sha256))


def walk() -> Iterator[tuple[str, datetime]]:
    """The name of everything that is kept, and when it was written."""
    storage = _storage()
    folders, _ = storage.listdir("")
    for folder in sorted(folders):
        for name in sorted(storage.listdir(folder)[1]):
            yield name, storage.get_modified_time(_name(name))


def fits(content: bytes, sha256: str) -> bool:
    """Whether some bytes are those of a name."""
    return hashlib.sha256(content).hexdigest() == sha256


def _lock_of(sha256: str) -> str:
    """One of 256, so that a transaction which puts a hundred thousand files holds no more locks."""
    return f"archive:{sha256[:_FOLDER_CHARACTERS]}"


def _name(sha256: str) -> str:
    """``ab/abcdef…``: no folder holds more than a 256th of all."""
    return f"{sha256[:_FOLDER_CHARACTERS]}/{sha256}"


def _storage() -> Storage:
    return storages[_ALIAS]


class ArchiveStorage(FileSystemStorage):
    """A folder whose files appear whole, under the name of their content, and are never written again."""

    def _save(self, name: str, content: "File[Any]") -> str:
        """Write a file; where one of this name stands already, it has the same content."""
        with open_whole(Path(self.path(name)), mode=_READ_ONLY) as written:
            for chunk in content.chunks():
                written.write(chunk)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's signature
        """The name itself: what has it has its content."""
        return name
