"""The few things that stand on paper, as plain values for the template: it only lays them out."""

from collections.abc import Sequence
from typing import Any, Literal

type Block = dict[str, Any]
type SumKind = Literal["part", "plain", "total", "result"]


def section(heading: str, *blocks: Block | None, letter: str = "") -> Block:
    """A heading with its blocks; ``letter`` is the place that the law gives it."""
    return {
        "heading": heading,
        "letter": letter,
        "blocks": [block for block in blocks if block is not None],
    }


def facts_block(rows: Sequence[tuple[str, str]], *, columns: int = 2) -> Block:
    """Labels with their values; a row without a value is left out."""
    return {
        "kind": "facts",
        "columns": columns,
        "rows": [[label, value] for label, value in rows if value],
    }


def text_block(text: str, *, style: Literal["normal", "small", "strong"] = "normal") -> Block:
    """A paragraph."""
    return {"kind": "text", "text": text, "style": style}


def notes_block(notes: Sequence[tuple[str, str]]) -> Block:
    """Short paragraphs, each with its own little heading, in two columns."""
    return {"kind": "notes", "rows": [[lead, text] for lead, text in notes if text]}


def sum_row(label: str, amount: str, kind: SumKind = "plain", color: str = "") -> dict[str, str]:
    """A row of a sum; a ``part`` carries the color of its component."""
    return {"label": label, "amount": amount, "style": kind, "color": color}


def sums_block(rows: Sequence[dict[str, str]]) -> Block:
    """Amounts under each other, down to what they make."""
    return {"kind": "sums", "rows": list(rows)}


def columns_block(*columns: Sequence[Block | None]) -> Block:
    """Blocks beside each other."""
    return {
        "kind": "columns",
        "columns": [[block for block in column if block is not None] for column in columns],
    }


def pay_block(
    title: str, rows: Sequence[tuple[str, str]], *, code: str, code_alt: str, code_caption: str
) -> Block:
    """How it is paid; ``code`` is the QR code as SVG."""
    return {
        "kind": "pay",
        "title": title,
        "rows": [[label, value] for label, value in rows if value],
        "code": code,
        "code_alt": code_alt,
        "code_caption": code_caption,
    }


def box_block(title: str, text: str, *, tone: str) -> Block:
    """A framed answer, in the tone of money that comes back, or of none."""
    return {"kind": "box", "title": title, "text": text, "tone": tone}


def table_block(
    caption: str,
    columns: Sequence[tuple[str, Literal["text", "number"]]],
    rows: Sequence[Sequence[str]],
    *,
    foot: Sequence[str] | None = None,
) -> Block:
    """A table with a head that comes back on every page that it fills."""
    return {
        "kind": "table",
        "caption": caption,
        "heads": [head for head, _kind in columns],
        "numbers": [kind == "number" for _head, kind in columns],
        "rows": [list(row) for row in rows],
        "foot": list(foot) if foot else [],
    }
