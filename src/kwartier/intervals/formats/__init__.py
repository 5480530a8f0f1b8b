"""Files of consumption, as grid operators and meters write them; pure functions from bytes to values.

`read_file` unpacks a file and recognizes it by its content. Each format is a module with
``recognize(head)`` and ``read(content, timezone=...)``; `FORMATS` lists them in the order in which
they are asked.

Guarantees: nothing crashes a reader; a row is read exactly or stays out, and a finding names its
line; missing is never zero; whatever an archive says of itself, no more than a bounded size of it
is unpacked.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from kwartier.intervals.formats import (
    enedis_csv,
    enedis_json,
    espi,
    fluvius,
    open_csv,
    p1,
    sge_xml,
    supplier_csv,
)
from kwartier.intervals.formats._findings import quote
from kwartier.intervals.formats._unpacking import LARGEST_MB, decode, too_large, unpack
from kwartier.intervals.refusals import FormatUnknown
from kwartier.intervals.types import ParsedFile

__all__ = ["BELGIAN_TIME", "FORMATS", "LARGEST_MB", "name_format", "read_file", "too_large"]

# The clocks of Belgium and France agree, so this serves the French files as well.
BELGIAN_TIME: Final = "Europe/Brussels"
_HEAD_BYTES = 4_096


class _Format(Protocol):
    """What a module of this package has to offer."""

    FORMAT: str

    def recognize(self, head: bytes) -> bool:
        """Whether a file that begins so (in its own encoding) is in this format."""
        ...

    def read(self, content: bytes, *, timezone: str) -> ParsedFile:
        """What the file says."""
        ...


FORMATS: Sequence[_Format] = (
    fluvius,
    p1,
    open_csv,
    enedis_csv,
    enedis_json,
    supplier_csv,
    sge_xml,
    espi,
)


def read_file(content: bytes, *, timezone: str = BELGIAN_TIME) -> ParsedFile:
    """What a file says, whichever of our formats it is in, packed or not.

    Raises:
        FileTooLarge, ArchiveUnreadable, ArchiveHoldsSeveral: it cannot be opened.
        FormatUnknown: it is in none of the formats.
    """
    content = unpack(content)
    return _recognize(content).read(content, timezone=timezone)


def name_format(content: bytes) -> str:
    """In which of our formats a file is, packed or not; its rows are not looked at.

    Raises:
        FileTooLarge, ArchiveUnreadable, ArchiveHoldsSeveral, FormatUnknown: as `read_file`.
    """
    return _recognize(unpack(content)).FORMAT


def _recognize(content: bytes) -> _Format:
    """The format of what is unpacked. Raises FormatUnknown."""
    head = content[:_HEAD_BYTES]
    for each in FORMATS:
        if each.recognize(head):
            return each
    lines = decode(head).lstrip().splitlines() or [""]
    raise FormatUnknown(params={"beginning": quote(lines[0])})
