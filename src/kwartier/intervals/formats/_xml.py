"""XML read as a stream: no document types, no entities, no files beside it, and a line for each element."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import numpy as np
from lxml import etree

from energycore.units import ByteArray, IntArray
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._cells import read_instant
from kwartier.intervals.formats._findings import Kind

_NEWLINE = 10
STAMP_LENGTH: Final = 25  # 2026-01-02T16:30:00+01:00
_DIGITS = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 23, 24]
_SIGNS = {4: b"-", 7: b"-", 10: b"T", 13: b":", 16: b":", 22: b":"}
_MOST_DIGIT = 9
# Century, year, month, day, hour, minute, second, and the offset.
_LEAST = [20, 0, 1, 1, 0, 0, 0, 0, 0]
_MOST = [20, 99, 12, 31, 23, 59, 59, 23, 59]
_COMMENT = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_TOLD_ENCODING = re.compile(r"""(<\?xml[^>]*?)\s+encoding=["'][^"']*["']""")
_HEAD = 4_096
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


@dataclass(frozen=True, slots=True)
class XmlBroken(Exception):
    """The file is no XML that is read: what, and at which line."""

    kind: Kind
    line: int
    shown: str


def root_of(head: bytes) -> str:
    """The plain name of the first element of a file that begins so; empty without one."""
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    if not plain.startswith(b"<"):
        return ""
    found = _ROOT.search(re.sub(rb"<!--.*?-->", b"", plain, flags=re.DOTALL))
    return found[1].decode() if found else ""


def as_utf8(content: bytes) -> bytes:
    """XML in an encoding whose letters take one byte: UTF-16 and UTF-32 become UTF-8.

    Raises:
        XmlBroken: it looks like UTF-16 or UTF-32, and is not.
    """
    head = content[:_HEAD]
    if b"\0" not in head:
        return content
    shape = bytes(each != 0 for each in head.lstrip(b"\xff\xfe")[:4])
    wide = _WIDE.get(shape)
    if wide is None:
        raise XmlBroken(kinds_fr.BROKEN, 1, "NUL")
    try:
        text = content.decode(wide).removeprefix("\N{BYTE ORDER MARK}")
    except UnicodeDecodeError:
        raise XmlBroken(kinds_fr.BROKEN, 1, wide) from None
    return _TOLD_ENCODING.sub(r"\1", text, count=1).encode()


_WIDE = {
    b"\1\0\1\0": "utf-16-le",
    b"\0\1\0\1": "utf-16-be",
    b"\1\0\0\0": "utf-32-le",
    b"\0\0\0\1": "utf-32-be",
}


def stream(content: bytes, *names: str) -> Iterator[Any]:
    """The elements with these plain names as they end, whatever their namespace; then forgotten.

    An element within another of the names comes before it.

    Raises:
        XmlBroken: the XML is cut, damaged, or has a document type.
    """
    events = etree.iterparse(
        BytesIO(content),
        events=("start", "end"),
        tag=("{*}" + names[0], *("{*}" + name for name in names[1:])),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    is_first = True
    try:
        for event, element in events:
            if is_first:
                is_first = False
                if element.getroottree().docinfo.doctype:
                    raise XmlBroken(kinds_fr.UNSAFE, 1, "")
            if event == "end":
                yield element
                _forget(element)
    except etree.XMLSyntaxError as wrong:
        shown = (wrong.msg or "").partition(", line")[0]
        raise XmlBroken(kinds_fr.BROKEN, wrong.lineno or 1, shown) from None
    if b"<!DOCTYPE" in content:
        raise XmlBroken(kinds_fr.UNSAFE, 1, "")


def _forget(element: Any) -> None:
    """Drop an element and the ones like it before, so that a large file needs little memory."""
    element.clear()
    previous = element.getprevious()
    if previous is not None:
        element.getparent().remove(previous)


def text_of(element: Any, path: str) -> str:
    """The text at a path of plain names below an element; empty without one."""
    found = element.find("/".join("{*}" + name for name in path.split("/")))
    return "" if found is None else (found.text or "").strip()


def name_of(element: Any) -> str:
    """The plain name of an element."""
    return str(element.tag).rpartition("}")[2]


class Lines:
    """The lines of the elements with a plain name, handed out in the order of the file.

    What the parser says of itself ends at line 65,535.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self._lines = _list_lines(content, name)
        self._taken = 0

    def take(self, count: int) -> IntArray:
        """The lines of the next elements; the last known one where the text counts otherwise."""
        taken = self._lines[self._taken : self._taken + count]
        self._taken += count
        last = self._lines[-1:] if len(self._lines) else np.ones(1, dtype=np.int64)
        return np.append(taken, np.repeat(last, count - len(taken)))


def _list_lines(content: bytes, name: str) -> IntArray:
    if b"<!" in content:  # what looks like an element within a comment is none
        content = _COMMENT.sub(lambda found: b"\n" * found[0].count(b"\n"), content)
    begun = re.compile(rb"<(?:[\w.-]+:)?" + name.encode() + rb"[\s/>]")
    places = np.array([each.start() for each in begun.finditer(content)], dtype=np.int64)
    ends = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) == _NEWLINE)
    return np.asarray(np.searchsorted(ends, places) + 1, dtype=np.int64)


def read_instants(texts: list[str]) -> IntArray:
    """Unix seconds of stamps with their offset, `UNREADABLE` where there is none.

    Written in the usual 25 characters they are read all at once.
    """
    if not texts:
        return np.zeros(0, dtype=np.int64)
    try:
        packed = np.array(texts, dtype=np.bytes_)
    except UnicodeEncodeError:
        return _read_each(texts)
    if packed.dtype.itemsize != STAMP_LENGTH:
        return _read_each(texts)
    return read_packed(packed.view(np.uint8).reshape(-1, STAMP_LENGTH))


def read_packed(signs: ByteArray) -> IntArray:
    """Unix seconds of stamps of the usual 25 characters, given as uint8[N, 25]; as `read_instants`."""
    # Less than a zero wraps around, and so is more than 9 as well.
    digits = signs[:, _DIGITS] - np.uint8(ord("0"))
    pairs = digits[:, 0::2].astype(np.int64) * 10 + digits[:, 1::2]
    is_east, is_west = signs[:, 19] == ord("+"), signs[:, 19] == ord("-")
    is_plain = (is_east | is_west) & (digits <= _MOST_DIGIT).all(axis=1)
    is_plain &= ((pairs >= _LEAST) & (pairs <= _MOST)).all(axis=1) & (pairs[:, -1] % 15 == 0)
    for place, sign in _SIGNS.items():
        is_plain &= signs[:, place] == sign[0]
    _century, year, month, day, hour, minute, second, off_hour, off_minute = pairs.T
    # From here on only plain rows count: the others are read one by one.
    months = np.where(is_plain, (year + 2000 - 1970) * 12 + month - 1, 0)
    first, next_first = (
        each.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        for each in (months, months + 1)
    )
    is_plain &= day <= next_first - first
    away = (off_hour * 3600 + off_minute * 60) * np.where(is_east, 1, -1)
    seconds = (first + day - 1) * 86_400 + hour * 3600 + minute * 60 + second - away
    for place in np.flatnonzero(~is_plain).tolist():
        seconds[place] = read_instant(signs[place].tobytes().rstrip(b"\0").decode(errors="replace"))
    return np.asarray(seconds, dtype=np.int64)


def _read_each(texts: list[str]) -> IntArray:
    known = {text: read_instant(text) for text in set(texts)}
    return np.array([known[text] for text in texts], dtype=np.int64)
