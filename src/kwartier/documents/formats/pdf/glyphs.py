"""Which characters the shipped fonts can draw: read from the fonts themselves."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONT_FOLDER = Path(__file__).parent / "fonts"
# Characters that layout consumes: they need no sign.
_INVISIBLE = frozenset("\n\u200b")
_TEXT_FONT = "Figtree-Regular.ttf"

_TABLE_RECORD = struct.Struct(">4sLLL")
_ENCODING_RECORD = struct.Struct(">HHL")
_SEGMENTED = 4


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character without a sign: where it stands (``to.0``), in which text."""

    character: str
    place: str
    text: str


def find_missing_glyph(values: object, place: str = "") -> MissingGlyph | None:
    """The first text of a tree of values with a character that the text font lacks."""
    if isinstance(values, str):
        known = _list_signs()
        if known.issuperset(values):
            return None
        missing = next(character for character in values if character not in known)
        return MissingGlyph(missing, place, values)
    for key, value in _children(values):
        found = find_missing_glyph(value, f"{place}.{key}" if place else str(key))
        if found is not None:
            return found
    return None


def _children(values: object) -> Iterator[tuple[object, object]]:
    if isinstance(values, Mapping):
        yield from values.items()
    elif isinstance(values, Sequence):
        yield from enumerate(values)


@cache
def _list_signs() -> frozenset[str]:
    """Every character that a text may have."""
    return _INVISIBLE | frozenset(map(chr, read_characters(_TEXT_FONT)))


def read_characters(file_name: str) -> frozenset[int]:
    """The code points that a font has a sign for."""
    return frozenset(read_glyphs(file_name))


@cache
def read_font(file_name: str) -> tuple[bytes, dict[bytes, int]]:
    """A font and where each of its tables begins."""
    font = (FONT_FOLDER / file_name).read_bytes()
    (table_count,) = struct.unpack_from(">H", font, 4)
    records = (_TABLE_RECORD.unpack_from(font, 12 + 16 * at) for at in range(table_count))
    return font, {tag: offset for tag, _sum, offset, _length in records}


@cache
def read_glyphs(file_name: str) -> dict[int, int]:
    """The glyph of each code point that a font has one for: its ``cmap``, format 4.

    Raises:
        ValueError: the font has no such table.
    """
    font, tables = read_font(file_name)
    start = tables[b"cmap"]
    (encoding_count,) = struct.unpack_from(">H", font, start + 2)
    for at in range(encoding_count):
        _platform, _encoding, offset = _ENCODING_RECORD.unpack_from(font, start + 4 + 8 * at)
        if struct.unpack_from(">H", font, start + offset)[0] == _SEGMENTED:
            return dict(_read_segments(font, start + offset))
    raise ValueError(f"{file_name} has no table of characters")


def _read_segments(font: bytes, table: int) -> Iterator[tuple[int, int]]:
    """Pairs of a code point and its glyph; a segment counts glyphs on, or points into a list."""
    (doubled,) = struct.unpack_from(">H", font, table + 6)
    count, deltas_at = doubled // 2, table + 16 + 2 * doubled
    ends = struct.unpack_from(f">{count}H", font, table + 14)
    starts = struct.unpack_from(f">{count}H", font, table + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", font, deltas_at)
    offsets = struct.unpack_from(f">{count}H", font, deltas_at + doubled)
    for at, (first, last) in enumerate(zip(starts, ends, strict=True)):
        place = deltas_at + doubled + 2 * at + offsets[at]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[at]:
                (glyph,) = struct.unpack_from(">H", font, place + 2 * (code - first))
            yield code, (glyph + deltas[at]) & 0xFFFF
