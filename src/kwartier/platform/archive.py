"""The archive: bytes under the name of their content, checked when they are read back."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

_ALIAS = "archive"
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
