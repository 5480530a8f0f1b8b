"""The few things that stand on paper, as plain values for the template: it only lays them out."""

from collections.abc import Sequence
from typing import Any, Literal, TypedDict

from kwartier.documents.formats.pdf.measuring import fit_columns, fits_on_one_line, measure_text

PAGE_WIDTH, HALF_WIDTH = 174.0, 83.5
"""Millimeters between the margins, and of one of two columns."""

# What the template sets too: sizes in points, the rest in millimeters.
_TEXT, _VALUE, _LABEL, _RESULT, _CELL, _HEAD = 9, 8.6, 7.6, 11, 8, 7.5
_LABEL_GAP, _LABELS_AT_MOST = 2, 38
_AMOUNT_GAP = 4
_FACT_HEIGHT, _FACT_GAP, _ROW_HEIGHT = 2.25, 1.9, 4.1
_SUM_HEIGHTS = {"part": 4.7, "of": 4.1, "plain": 4.7, "total": 5.2, "result": 6.8}
_SWATCH = 4.2
_HEAD_HEIGHT, _HEAD_LINE = 3.6, 2.9
_HEAD_ROW, _LINE_INDENT, _LINE_HEIGHT, _PROMISE_HEIGHT = 8, 3, 3.5, 4.0

type Block = dict[str, Any]
type SumKind = Literal["part", "of", "plain", "total", "result"]
type Column = tuple[str, Literal["text", "number"]]
"""The head of a column, and whether it has numbers."""
type Height = float | Literal["auto"]
"""Of a row, in millimeters; `auto` where a text fills more than one line."""


def section(
    heading: str, *blocks: Block | None, letter: str = "", breakable: bool = False
) -> Block:
    """A heading with its blocks; ``letter`` is the place that the law gives it.

    What is ``breakable`` goes on on the next page, where the rest goes there as one.
    """
    return {
        "heading": heading,
        "letter": letter,
        "breakable": breakable,
        "blocks": [block for block in blocks if block is not None],
    }


def facts_block(rows: Sequence[tuple[str, str]], *, columns: int = 2) -> Block:
    """Labels with their values; a row without a value is left out."""
    told = [(label, value) for label, value in rows if value]
    first = -(-len(told) // columns)
    parts = [_facts_column(part) for part in (told[:first], told[first:]) if part]
    heights = [each["height"] for each in parts]
    return {
        "kind": "facts",
        "columns": parts,
        "height": "auto" if "auto" in heights else max(heights, default=0),
    }


def _facts_column(rows: Sequence[tuple[str, str]]) -> Block:
    """Half a page of facts, its labels as wide as leaves the fewest rows with a second line."""
    widths = [
        (measure_text(label, _LABEL), measure_text(value, _VALUE, is_bold=True))
        for label, value in rows
    ]

    def wraps(labels: float) -> list[bool]:
        room = HALF_WIDTH - labels - _LABEL_GAP
        return [label > labels or value > room for label, value in widths]

    candidates = sorted({min(label, _LABELS_AT_MOST) for label, _value in widths}, reverse=True)
    labels = min(candidates, key=lambda candidate: sum(wraps(candidate)))
    heights: list[Height] = ["auto" if is_long else _FACT_HEIGHT for is_long in wraps(labels)]
    return {
        "rows": [[label, value] for label, value in rows],
        "widths": [labels + _LABEL_GAP, HALF_WIDTH - labels - _LABEL_GAP],
        "heights": heights,
        "height": _add_heights(*heights, _FACT_GAP * (len(rows) - 1)),
    }


def text_block(text: str, *, style: Literal["normal", "small", "strong"] = "normal") -> Block:
    """A paragraph."""
    return {"kind": "text", "text": text, "style": style}


def notes_block(notes: Sequence[tuple[str, str]], *, columns: int = 1) -> Block:
    """Short paragraphs, each with its own little heading."""
    return {
        "kind": "notes",
        "columns": columns,
        "rows": [[lead, text] for lead, text in notes if text],
    }


def sum_row(label: str, amount: str, kind: SumKind = "plain", color: str = "") -> dict[str, str]:
    """A row of a sum; a ``part`` carries the color of its component."""
    return {"label": label, "amount": amount, "style": kind, "color": color}


def sums_block(rows: Sequence[dict[str, str]]) -> Block:
    """Amounts under each other, down to what they make."""
    amounts = _AMOUNT_GAP + max(
        measure_text(row["amount"], _size_of(row), is_bold=_is_strong(row)) for row in rows
    )
    labels = HALF_WIDTH - amounts
    heights: list[Height] = [
        _SUM_HEIGHTS[row["style"]]
        if measure_text(row["label"], _size_of(row), is_bold=_is_strong(row))
        < labels - (_SWATCH if row["color"] or row["style"] == "of" else 0)
        else "auto"
        for row in rows
    ]
    return {
        "kind": "sums",
        "rows": list(rows),
        "widths": [labels, amounts],
        "heights": heights,
    }


def _is_strong(row: dict[str, str]) -> bool:
    return row["style"] in ("total", "result")


def _size_of(row: dict[str, str]) -> float:
    return {"result": _RESULT, "of": _CELL}.get(row["style"], _TEXT)


def columns_block(*columns: Sequence[Block | None]) -> Block:
    """Blocks beside each other; its height is known where that of each column is."""
    told = [[block for block in column if block is not None] for column in columns]
    heights = [column[0].get("height", "auto") if len(column) == 1 else "auto" for column in told]
    return {
        "kind": "columns",
        "columns": told,
        "height": "auto" if "auto" in heights else max(heights),
    }


def pay_block(
    title: str,
    rows: Sequence[tuple[str, str]],
    *,
    code: str = "",
    code_alt: str = "",
    code_caption: str = "",
    note: str = "",
) -> Block:
    """How it is paid; ``code`` is the QR code as SVG, and there is none where nobody transfers."""
    return {
        "kind": "pay",
        "title": title,
        "rows": [[label, value] for label, value in rows if value],
        "code": code,
        "code_alt": code_alt,
        "code_caption": code_caption,
        "note": note,
    }


def box_block(title: str, text: str, *, tone: str) -> Block:
    """A framed answer, in the tone of money that comes back, or of none."""
    return {"kind": "box", "title": title, "text": text, "tone": tone}


def table_block(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    foot: Sequence[str] | None = None,
    width: float = PAGE_WIDTH,
) -> Block:
    """A table with a head that comes back on every page that it fills."""
    cells = [[(text, False) for text in row] for row in rows]
    if foot:
        cells.append([(text, True) for text in foot])
    heads = [head for head, _kind in columns]
    widths, gap = fit_columns(cells, heads, total=width, size=_CELL, head_size=_HEAD)
    head_height = _head_height(heads, widths)
    heights = [row_height(row, widths, _ROW_HEIGHT) for row in cells]
    return {
        "kind": "table",
        "heads": heads,
        "numbers": [kind == "number" for _head, kind in columns],
        "rows": [list(row) for row in rows],
        "foot": list(foot) if foot else [],
        "widths": widths,
        "gap": gap,
        "head_height": head_height,
        "heights": heights,
        "height": _add_heights(head_height, *heights),
    }


def _head_height(heads: Sequence[str], widths: Sequence[float]) -> float:
    fits = fits_on_one_line([(head, False) for head in heads], widths, size=_HEAD)
    return _HEAD_HEIGHT if fits else _HEAD_HEIGHT + _HEAD_LINE


def _add_heights(*heights: Height) -> Height:
    total = 0.0
    for height in heights:
        if height == "auto":
            return "auto"
        total += height
    return total


class LineRow(TypedDict):
    """A row of the detail: a promise, or one of its lines."""

    style: str
    cells: list[str]


def lines_tables(heads: Sequence[str], components: Sequence[Block]) -> Block:
    """The detail of a bill: a table for each component, all with the same columns.

    ``heads`` are four; each component has a ``color``, a ``head`` and ``rows``.
    """
    cells = [_line_cells(row) for each in components for row in each["rows"]]
    cells += [[(text, True) for text in each["head"]] for each in components]
    widths, gap = fit_columns(cells, heads, total=PAGE_WIDTH, size=_HEAD_ROW, head_size=_HEAD)
    return {
        "kind": "lines",
        "heads": list(heads),
        "widths": widths,
        "gap": gap,
        "head_height": _head_height(heads, widths),
        "components": [
            {**each, "heights": [_line_height(row, widths) for row in each["rows"]]}
            for each in components
        ],
    }


def _line_cells(row: LineRow) -> list[tuple[str, bool]]:
    *words, amount = row["cells"]
    return [*((text, False) for text in words), (amount, row["style"] == "promise")]


def _line_height(row: LineRow, widths: Sequence[float]) -> Height:
    is_line = row["style"] == "line"
    room = [widths[0] - (_LINE_INDENT if is_line else 0), *widths[1:]]
    height = _LINE_HEIGHT if is_line else _PROMISE_HEIGHT
    return row_height(_line_cells(row), room, height)


def row_height(
    row: Sequence[tuple[str, bool]], widths: Sequence[float], height: float, *, size: float = _CELL
) -> Height:
    """The height of a row of a table, where each text is with whether it is bold."""
    return height if fits_on_one_line(row, widths, size=size) else "auto"
