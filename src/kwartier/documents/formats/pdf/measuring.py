"""How wide a text is on paper, from the fonts themselves: tables are laid out before Typst sees them.

A table whose columns and rows are known is laid out once; one that Typst has to measure is laid out
three times. Widths are millimeters, and never too small: digits count as the widest one, since tables
have them all alike.
"""

import struct
from collections.abc import Sequence
from functools import cache, lru_cache

from kwartier.documents.formats.pdf.glyphs import read_font, read_glyphs

_MM_PER_POINT = 25.4 / 72
_FONTS = {False: "Figtree-Regular.ttf", True: "Figtree-SemiBold.ttf"}
# Kerning widens a pair here and there.
_MARGIN = 1.01
_MISSING = 0.6
# What the columns after the first take of the width that nobody needs.
_SPREAD = 0.5
_NARROWEST_GAP, _WIDEST_GAP = 1.5, 3.0

type Cell = tuple[str, bool]
"""A text, and whether it is bold."""


@lru_cache(maxsize=8_192)
def measure_text(text: str, size: float, *, is_bold: bool = False) -> float:
    """How wide a text of ``size`` points is on one line."""
    widths = _read_widths(_FONTS[is_bold])
    ems = sum(widths.get(character, _MISSING) for character in text)
    return ems * size * _MM_PER_POINT * _MARGIN


def measure_head(text: str, size: float) -> float:
    """How wide a column must be for the head of a column, which may fill two lines."""
    words = text.split(" ")
    return min(
        max(
            measure_text(" ".join(words[:at]), size),
            measure_text(" ".join(words[at:]), size),
        )
        for at in range(1, len(words) + 1)
    )


def fit_columns(
    rows: Sequence[Sequence[Cell]],
    heads: Sequence[str],
    *,
    total: float,
    size: float,
    head_size: float,
) -> tuple[list[float], float]:
    """Each column as wide as it must be, and how far they are apart; the first takes most of the rest.

    A head may fill two lines, but no cell does, except in the first column.
    """
    widths = [
        max(
            measure_head(heads[at], head_size),
            *(measure_text(text, size, is_bold=is_bold) for text, is_bold in column),
        )
        for at, column in enumerate(zip(*rows, strict=True))
    ]
    gaps = max(len(widths) - 1, 1)
    gap = min(max((total - sum(widths)) / gaps, _NARROWEST_GAP), _WIDEST_GAP)
    spare = max(total - gap * gaps - sum(widths), 0.0) * _SPREAD / gaps
    others = [width + spare for width in widths[1:]]
    return [max(total - gap * gaps - sum(others), 0.0), *others], gap


def fits_on_one_line(row: Sequence[Cell], widths: Sequence[float], *, size: float) -> bool:
    """Whether no cell of a row is wider than its column."""
    return all(
        measure_text(text, size, is_bold=is_bold) <= width
        for (text, is_bold), width in zip(row, widths, strict=True)
    )


@cache
def _read_widths(file_name: str) -> dict[str, float]:
    """The width of each character in em: the table ``hmtx``, by way of the character's glyph."""
    font, tables = read_font(file_name)
    (units,) = struct.unpack_from(">H", font, tables[b"head"] + 18)
    (count,) = struct.unpack_from(">H", font, tables[b"hhea"] + 34)
    start = tables[b"hmtx"]
    widths = {
        chr(code): struct.unpack_from(">H", font, start + 4 * min(glyph, count - 1))[0] / units
        for code, glyph in read_glyphs(file_name).items()
    }
    widest = max(widths[digit] for digit in "0123456789")
    return widths | dict.fromkeys("0123456789", widest) | {"\n": 0.0, "\u200b": 0.0}
