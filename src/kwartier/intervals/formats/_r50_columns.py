"""R50 read as columns of bytes, several times as fast as element by element.

A flow is millions of points that look alike: ``<PDC><H>…</H><V>…</V><IV>…</IV></PDC>``. Once a parser
has said that the XML is whole, the place of each ``<`` tells where the cells are, and numpy reads all
of them at once. Where a single point looks otherwise, or anything in the file could mean something
else than its bytes say, `read_points` gives up, and the flow is read as a tree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.parsers import expat

import numpy as np

from energycore.intervals import MISSING_WH
from energycore.units import BoolArray, ByteArray, IntArray
from kwartier.intervals.formats._cells import UNREADABLE
from kwartier.intervals.formats._xml import STAMP_LENGTH, read_packed

_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding=["']([^"']*)["']""")
_ENCODINGS = (b"utf-8", b"us-ascii", b"iso-8859-1")
_PRM = re.compile(rb"<PRM>\s*<Id_PRM>([^<>]*)</Id_PRM>|</PRM>")
# So many bytes are looked at together: enough to be quick, and not several times a file of 64 MB.
_PIECE_BYTES = 4_000_000
_TAG, _SLASH, _END_OF_LINE, _ZERO = (ord(each) for each in "</\n0")
_DIGITS = np.arange(10)
_LONGEST_POWER = 9
# As many tags as a point has, of which the first is the one looked from.
_TAGS_OF_A_POINT = 8


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The half-hours of one supply point; ``doubts`` are what IV says, by place, where it is not 0.

    at       int64, unix seconds, where the half-hour ends
    numbers  int64, W, `MISSING_WH` where there is none
    lines    int64
    """

    code: str
    line: int
    at: IntArray
    numbers: IntArray
    lines: IntArray
    doubts: dict[int, str]


def read_points(content: bytes) -> list[Points] | None:
    """The points of a flow, supply point by supply point; None where they do not all look alike."""
    told = _ENCODING.match(content)
    if b"<!" in content or b"&" in content or (told and told[1].lower() not in _ENCODINGS):
        return None
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError:
        return None
    spans = _list_spans(content)
    if spans is None:
        return None
    points: list[Points] = []
    told_count, line = 0, 1
    for piece in _group(spans):
        from_, until = piece[0].start, piece[-1].until
        line += content.count(b"\n", told_count, from_)
        told_count = from_
        read = _Piece.read(content, from_, until, line)
        if read is None:
            return None
        points += read.split(piece)
    return points


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a PRM stands in the content, and which it is."""

    start: int
    until: int
    code: str


def _list_spans(content: bytes) -> list[_Span] | None:
    """The PRMs, one after the other; None where one is within another, or written otherwise."""
    marks = list(_PRM.finditer(content))
    begun, ended = marks[0::2], marks[1::2]
    is_plain = (
        len(begun) == len(ended)
        and all(each[1] is not None for each in begun)
        and all(each[1] is None for each in ended)
    )
    if not is_plain or not begun:
        return None
    # <PRM>, <Id_PRM>, </Id_PRM> and </PRM> of each, and no other; no point outside of them.
    if content.count(b"PRM", begun[0].start()) != 4 * len(begun):
        return None
    edges = [
        0,
        *(edge for one, end in zip(begun, ended, strict=True) for edge in (one.start(), end.end())),
    ]
    gaps = zip(edges[0::2], [*edges[1::2], len(content)], strict=True)
    if any(content.find(b"PDC", from_, until) >= 0 for from_, until in gaps):
        return None
    return [
        _Span(one.start(), end.end(), one[1].decode(errors="replace").strip())
        for one, end in zip(begun, ended, strict=True)
    ]


def _group(spans: list[_Span]) -> Iterator[list[_Span]]:
    """The spans in groups of a few megabytes."""
    group: list[_Span] = []
    for span in spans:
        group.append(span)
        if span.until - group[0].start >= _PIECE_BYTES:
            yield group
            group = []
    if group:
        yield group


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """The points of some PRMs: parallel arrays; ``begins`` is where each stands in the content."""

    begins: IntArray
    at: IntArray
    numbers: IntArray
    lines: IntArray
    doubted: dict[int, str]
    ends_of_lines: IntArray
    first_line: int

    @classmethod
    def read(cls, content: bytes, from_: int, until: int, line: int) -> "_Piece | None":
        """The points of a piece, which begins at a line; None where one looks otherwise."""
        signs = np.frombuffer(content, dtype=np.uint8, count=until - from_, offset=from_)
        tags = np.flatnonzero(signs == _TAG)
        points = np.flatnonzero(_is_tag(signs, tags, b"PDC>"))
        if content.count(b"PDC", from_, until) != 2 * len(points):
            return None
        # Behind the last tag the last one is repeated: it closes, and so is none of a point.
        tags = np.append(tags, np.repeat(tags[-1], _TAGS_OF_A_POINT))
        places, cells = points + 1, []
        for name in (b"H>", b"V>", b"IV>"):
            has_it = _is_tag(signs, tags[places], name)
            starts, ends = tags[places] + 1 + len(name), tags[places + 1]
            if not (signs[ends[has_it] + 1] == _SLASH).all():
                return None
            cells.append((starts, np.where(has_it, ends - starts, -1)))
            places = places + 2 * has_it
        (stamps, stamp_lengths), (powers, power_lengths), (doubts, doubt_lengths) = cells
        if not (
            _is_tag(signs, tags[places], b"/PDC").all() and (stamp_lengths == STAMP_LENGTH).all()
        ):
            return None
        at = read_packed(signs[stamps[:, np.newaxis] + np.arange(STAMP_LENGTH)])
        numbers = _read_powers(signs, powers, power_lengths)
        if numbers is None or (at == UNREADABLE).any():
            return None
        ends_of_lines = np.flatnonzero(signs == _END_OF_LINE) + from_
        begins = tags[points] + from_
        lines = np.asarray(np.searchsorted(ends_of_lines, begins) + line, dtype=np.int64)
        is_doubted = (doubt_lengths > 1) | ((doubt_lengths == 1) & (signs[doubts] != _ZERO))
        texts = {
            place: signs[doubts[place] : doubts[place] + doubt_lengths[place]].tobytes()
            for place in np.flatnonzero(is_doubted).tolist()
        }
        doubted = {place: text.decode(errors="replace") for place, text in texts.items()}
        return cls(begins, at, numbers, lines, doubted, ends_of_lines, line)

    def split(self, spans: list[_Span]) -> Iterator[Points]:
        """The points of each PRM."""
        edges = np.searchsorted(self.begins, [*(each.start for each in spans), spans[-1].until])
        starts = [each.start for each in spans]
        lines = np.searchsorted(self.ends_of_lines, starts) + self.first_line
        for span, line, (first, until) in zip(
            spans, lines.tolist(), pairwise(edges.tolist()), strict=True
        ):
            doubts = {
                place - first: text
                for place, text in self.doubted.items()
                if first <= place < until
            }
            mine = slice(first, until)
            at, numbers, own = self.at[mine], self.numbers[mine], self.lines[mine]
            yield Points(span.code, line, at, numbers, own, doubts)


def _is_tag(signs: ByteArray, tags: IntArray, name: bytes) -> BoolArray:
    """Which tags go on with some letters."""
    is_it = np.ones(len(tags), dtype=np.bool_)
    for place, letter in enumerate(name, 1):
        is_it &= signs[tags + place] == letter
    return is_it


def _read_powers(signs: ByteArray, starts: IntArray, lengths: IntArray) -> IntArray | None:
    """Whole watts; `MISSING_WH` of a cell that is empty or not there, None if one is no number."""
    width = max(int(lengths.max(initial=0)), 0)
    if width > _LONGEST_POWER:
        return None
    numbers = np.zeros(len(starts), dtype=np.int64)
    for place in range(width):
        is_in = place < lengths
        digits = signs[np.where(is_in, starts + place, 0)].astype(np.int64) - _ZERO
        if not np.isin(digits[is_in], _DIGITS).all():
            return None
        numbers = np.where(is_in, numbers * 10 + digits, numbers)
    return np.where(lengths > 0, numbers, MISSING_WH)
