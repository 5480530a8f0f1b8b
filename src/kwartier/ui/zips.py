"""A ZIP that is written while it is sent: what was written is passed on and forgotten."""

import io
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

type NamedContent = tuple[str, bytes | Iterable[bytes]]

# The earliest that the format can say: the same files make the same archive, whenever it is made.
_DAY = (1980, 1, 1, 0, 0, 0)


class _Passage(io.RawIOBase):
    """What the archive writes, until it is taken away; it cannot be sought in."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """It is written to, and nothing else."""
        return True

    def write(self, content: Any, /) -> int:
        """Keep some bytes until they are taken."""
        self._written += content
        return len(content)

    def take(self) -> bytes:
        """What was written since it was asked last."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


def stream_zip(files: Iterable[NamedContent]) -> Iterator[bytes]:
    """The archive of named contents in pieces, each as soon as its file, or a piece of it, has come."""
    passage = _Passage()
    with ZipFile(passage, "w") as archive:
        for name, content in files:
            entry = ZipInfo(name, _DAY)
            entry.compress_type = ZIP_DEFLATED
            if isinstance(content, bytes):
                archive.writestr(entry, content)
            else:
                yield from _write_pieces(archive, entry, content, passage)
            yield passage.take()
    yield passage.take()


def _write_pieces(
    archive: ZipFile, entry: ZipInfo, content: Iterable[bytes], passage: _Passage
) -> Iterator[bytes]:
    # How long it becomes nobody knows: the format is told to be ready for more than 4 GB.
    with archive.open(entry, "w", force_zip64=True) as inside:
        for piece in content:
            inside.write(piece)
            if written := passage.take():
                yield written
