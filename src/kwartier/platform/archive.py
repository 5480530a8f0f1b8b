"""The archive: bytes under the name of their content, checked when they are read back."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from kwartier.platform.whole_files import open_whole

_ALIAS = "archive"
_READ_ONLY = 0o440
_FOLDER_CHARACTERS = 2


def put(content: bytes) -> str:
    """Keep some bytes; returns their SHA-256, by which they are found again.

    What is there already, and whole, is not written again.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if find(sha256) != content:
        _storage().save(_name(sha256), ContentFile(content))
    return sha256


def find(sha256: str) -> bytes | None:
    """The bytes that lie under a name, whether they fit it or not; None where nothing does."""
    try:
        with _storage().open(_name(sha256), "rb") as kept:
            return bytes(kept.read())
    except FileNotFoundError:
        return None


def drop(sha256: str) -> None:
    """Delete the bytes under a name; nothing where there are none."""
    _storage().delete(_name(sha256))


def fits(content: bytes, sha256: str) -> bool:
    """Whether some bytes are those of a name."""
    return hashlib.sha256(content).hexdigest() == sha256


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
