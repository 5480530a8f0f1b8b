"""Tables of typed values: one source for what the page shows, what CSV and XLSX carry, what a chart tells.

A cell is the raw value (cents, Wh, a date ...); its column says how to write it. None is *missing*,
never zero.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise

from kwartier.ui import formats
from kwartier.ui.states import ShownState, ValueState, show_state

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

_LEFT = {"text", "state"}


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


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell ready for the page: its text, or its state; ``is_missing`` draws the missing mark.

    ``is_whole`` keeps a date or an amount on one line.
    """

    text: str
    is_left: bool
    is_whole: bool = True
    is_missing: bool = False
    state: ShownState | None = None


def show_cell(cell: Cell, column: Column, locale: str) -> ShownCell:
    """Write one cell as its column says."""
    is_left = column.kind in _LEFT
    if cell is None:
        return ShownCell("", is_left, is_missing=True)
    if column.kind == "state":
        return ShownCell("", is_left, state=show_state(cell))
    return ShownCell(_write(cell, column, locale), is_left, is_whole=column.kind != "text")


def _write(cell: Cell, column: Column, locale: str) -> str:  # noqa: PLR0911 - one return per kind
    if isinstance(cell, date):
        return (formats.format_month if column.kind == "month" else formats.format_day)(
            cell, locale
        )
    if isinstance(cell, str | Promise) or cell is None:
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


def show_rows(table: Table, locale: str) -> list[list[ShownCell]]:
    """All body rows as the page shows them."""
    return [_show_row(row, table, locale) for row in table.rows]


def show_foot(table: Table, locale: str) -> list[ShownCell]:
    """The foot as the page shows it; empty when there is none."""
    return _show_row(table.foot, table, locale) if table.foot else []


def _show_row(row: tuple[Cell, ...], table: Table, locale: str) -> list[ShownCell]:
    return [
        show_cell(cell, column, locale) for cell, column in zip(row, table.columns, strict=True)
    ]
