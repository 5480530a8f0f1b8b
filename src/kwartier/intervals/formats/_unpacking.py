"""From the bytes of an upload to the bytes of one file: unpacked, bounded, in UTF-8."""

import zipfile
import zlib
from io import BytesIO

from kwartier.intervals.refusals import ArchiveHoldsSeveral, ArchiveUnreadable, FileTooLarge

LARGEST_MB = 64
# The shortest lines that an export has, those of XML with each element on its own, are 13 bytes on
# average: 64 MB of them are 5 million.
MOST_LINES = 5_000_000
# Of XML each element takes memory, and of JSON each object: 64 MB of half-hours without any space
# are 3.8 million elements.
MOST_ELEMENTS = 4_000_000
_BYTES_IN_MB = 1_000_000
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")  # the second holds no file
_WITH_GZIP_HEADER = 31  # zlib's window of 15 bits, and 16 for the header of gzip
# What follows a member is copied for each: of millions of empty ones the last would never be reached.
_MOST_MEMBERS = 100
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_MARK = b"\xef\xbb\xbf"
# A Mac puts these beside what was packed.
_BESIDE = ("__MACOSX/", ".DS_Store")


def unpack(content: bytes) -> bytes:
    """The content of a file, out of its ZIP or GZIP if it is packed in one.

    Never more than `LARGEST_MB` are unpacked, whatever the archive says of itself; an archive
    within the archive stays what it is. Its lines and elements are counted, for each takes memory of its
    own: a file made of line ends would take many times its size.

    Raises:
        FileTooLarge, ArchiveUnreadable, ArchiveHoldsSeveral: as they say.
    """
    _require_size(content)
    try:
        if content.startswith(_GZIP):
            content = _open_gzip(content)
        elif content.startswith(_ZIP):
            content = _open_zip(content)
    except (zlib.error, zipfile.BadZipFile, RuntimeError, EOFError, OSError):
        raise ArchiveUnreadable from None
    lines = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
    elements = content.count(b"{") + content.count(b"<") - content.count(b"</")
    if lines > MOST_LINES or elements > MOST_ELEMENTS:
        raise too_large()
    return content


def _open_gzip(content: bytes) -> bytes:
    limit = LARGEST_MB * _BYTES_IN_MB
    unpacked, rest = bytearray(), content
    for _member in range(_MOST_MEMBERS):  # one after the other, as `cat a.gz b.gz` makes them
        opener = zlib.decompressobj(_WITH_GZIP_HEADER)
        unpacked += opener.decompress(rest, limit + 1 - len(unpacked))
        _require_size(unpacked)
        if not opener.eof:
            raise EOFError
        rest = opener.unused_data
        if not rest.startswith(_GZIP):
            return bytes(unpacked)
    raise EOFError


def _open_zip(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [
            each
            for each in archive.infolist()
            if not each.is_dir() and not each.filename.startswith(_BESIDE)
        ]
        if len(names) != 1:
            raise ArchiveHoldsSeveral(params={"count": len(names)})
        with archive.open(names[0]) as member:
            unpacked = member.read(LARGEST_MB * _BYTES_IN_MB + 1)
    _require_size(unpacked)
    return unpacked


def _require_size(content: bytes | bytearray) -> None:
    if len(content) > LARGEST_MB * _BYTES_IN_MB:
        raise too_large()


def too_large() -> FileTooLarge:
    """What a door says of a file that it need not read to the end."""
    return FileTooLarge(params={"limit_mb": LARGEST_MB, "limit_lines": MOST_LINES // 1_000_000})


def decode(content: bytes) -> str:
    """The text of a file: UTF-8 (with a mark or without), UTF-16 with its mark, or windows-1252.

    Always gives a text: what is in none of these looks wrong, and the format's reader finds it so.
    """
    for mark, name in _UTF_16.items():
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace")
    content = content.removeprefix(_MARK)
    # Twice: a program that saw no mark wrote the one it had read as three characters.
    content = content.removeprefix(_MARK.decode("windows-1252").encode())
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # The five bytes that windows-1252 leaves open become the sign for what cannot be read.
        return content.decode("windows-1252", errors="replace")
