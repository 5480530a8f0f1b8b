"""Tables of typed values: one source for what the page shows, what CSV and XLSX carry, what a chart tells.

A cell is the raw value (cents, Wh, a date ...); its column says how to write it. None is *missing*,
never zero.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Literal

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from energycore.intervals import ValueState
from kwartier.ui import formats
from kwartier.ui.states import show_state, state_markup

Kind = Literal[
    "text",
    "day",
    "month",
    "money",
    "money0",
    "energy",
    "number",
    "power",
    "unit_price",
    "percent",
    "state",
]
Text = str | Promise
Cell = str | Promise | int | float | Decimal | date | ValueState | None

LEFT_KINDS = frozenset({"text", "state"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the kind of its values, and decimals where the kind leaves a choice.

    ``money`` and ``money0`` hold cents, ``energy`` Wh, ``power`` W, ``unit_price`` micro-euro per kWh,
    ``percent`` a share, ``state`` a :class:`ValueState`.
    """

    label: Text
    kind: Kind = "text"
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption. Every row, and the foot, has one cell per column."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] | None = None

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.foot] if self.foot else [])):
            if len(row) != len(self.columns):
                msg = f"a row of {len(row)} cells in a table of {len(self.columns)} columns"
                raise ValueError(msg)


def write_cell(cell: Cell, column: Column, locale: str) -> str:  # noqa: PLR0911 - one return per kind
    """The text of a cell; missing is empty, a state its word."""
    if cell is None:
        return ""
    if column.kind == "state":
        return show_state(cell).word
    if isinstance(cell, date):
        return (formats.format_month if column.kind == "month" else formats.format_day)(
            cell, locale
        )
    if isinstance(cell, str | Promise):
        return str(cell)
    match column.kind:
        case "money":
            return formats.format_money(int(cell), locale)
        case "money0":
            return formats.format_money(int(cell), locale, 0)
        case "energy":
            return formats.format_energy(int(cell), locale, column.decimals)
        case "power":
            return formats.format_power(int(cell), locale, column.decimals)
        case "unit_price":
            return formats.format_unit_price(int(cell), locale)
        case "percent":
            return formats.format_percent(cell, locale, column.decimals)
        case _:
            return formats.format_number(cell, locale, column.decimals)


def rows_markup(table: Table, locale: str, *, stacks: bool = False) -> SafeString:
    """The body's rows as markup, every text escaped; the first cell of a row is its header.

    ``stacks``: on a phone a row becomes a card, so that each cell carries its column's label.
    """
    rows = (
        _row_markup(row, table, locale, marks_missing=True, stacks=stacks) for row in table.rows
    )
    return SafeString("".join(rows))


def foot_markup(table: Table, locale: str, *, stacks: bool = False) -> SafeString:
    """The foot's row as markup; empty when there is none."""
    if not table.foot:
        return SafeString("")
    return SafeString(_row_markup(table.foot, table, locale, marks_missing=False, stacks=stacks))


def _row_markup(
    row: tuple[Cell, ...], table: Table, locale: str, *, marks_missing: bool, stacks: bool
) -> str:
    parts = []
    for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        # an amount or a date stays on one line; a text may break
        whole = "" if column.kind == "text" else ' class="nb"'
        left = " data-left" if at and column.kind in LEFT_KINDS else ""
        if cell is None and marks_missing:
            inner: str = state_markup(ValueState.MISSING)
        elif cell is not None and column.kind == "state":
            inner = state_markup(cell)
        else:
            text = write_cell(cell, column, locale)
            inner = text if isinstance(text, SafeString) else escape(text)
        name = "td" if at else "th"
        scope = "" if at else ' scope="row"'
        label = f' data-label="{escape(str(column.label))}"' if stacks and at else ""
        parts.append(f"<{name}{scope}{label}{left}{whole}>{inner}</{name}>")
    return f"<tr>{''.join(parts)}</tr>"
