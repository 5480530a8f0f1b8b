"""CSV and XLSX of a table: exact values, ISO 8601 dates, and no text that a spreadsheet would run.

Units move into the headings (EUR, kWh, kW, c EUR/kWh, %), numbers keep a decimal point. A text that
begins with ``= + - @`` (or a tab or a return) is neutralized: in CSV by a leading apostrophe, as OWASP
advises; in XLSX it is stored as a text cell that stays a text when it is edited.
"""

import csv
import io
from datetime import date
from decimal import Decimal

import xlsxwriter
from django.utils.functional import Promise

from kwartier.ui.states import show_state
from kwartier.ui.tables import Cell, Column, Table

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_UNITS = {
    "money": "EUR",
    "money0": "EUR",
    "energy": "kWh",
    "power": "kW",
    "unit_price": "c EUR/kWh",
    "percent": "%",
}
_DIVISORS = {"money": 100, "money0": 100, "energy": 1000, "power": 1000, "unit_price": 10_000}
_DECIMALS = {"money": 2, "money0": 2, "energy": 3, "power": 3, "unit_price": 4}

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def heading(column: Column) -> str:
    """The column's label with its unit."""
    unit = _UNITS.get(column.kind)
    return f"{column.label} ({unit})" if unit else str(column.label)


def plain_value(cell: Cell, column: Column) -> str | Decimal | date | None:
    """The value as a file carries it: text, exact number, day, or None for missing."""
    if cell is None or isinstance(cell, date):
        return cell
    if column.kind == "state":
        return show_state(cell).word
    if isinstance(cell, str | Promise):
        return str(cell)
    exact = cell if isinstance(cell, Decimal) else Decimal(str(cell))
    if column.kind == "percent":
        return exact * 100
    if column.kind in _DIVISORS:
        return (exact / _DIVISORS[column.kind]).quantize(Decimal(1).scaleb(-_DECIMALS[column.kind]))
    return exact


def neutralize(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def csv_bytes(table: Table) -> bytes:
    """The table as CSV (RFC 4180: commas, CRLF; UTF-8 with a byte order mark, which spreadsheets need)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([neutralize(heading(column)) for column in table.columns])
    for row in _all_rows(table):
        writer.writerow(
            [
                _csv_cell(plain_value(cell, column))
                for cell, column in zip(row, table.columns, strict=True)
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(plain: str | Decimal | date | None) -> str:
    if plain is None:
        return ""
    if isinstance(plain, date):
        return plain.isoformat()
    return f"{plain:f}" if isinstance(plain, Decimal) else neutralize(plain)


def xlsx_bytes(table: Table) -> bytes:
    """The table as one sheet, headings frozen, numbers as numbers and days as days."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        text = book.add_format({"quote_prefix": True})
        for at, column in enumerate(table.columns):
            sheet.write_string(0, at, heading(column), bold)
            sheet.set_column(at, at, max(12, len(heading(column)) + 2))
        for down, row in enumerate(_all_rows(table), start=1):
            for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                plain = plain_value(cell, column)
                if isinstance(plain, date):
                    sheet.write_datetime(down, at, plain, day)
                elif isinstance(plain, Decimal):
                    sheet.write_number(down, at, float(plain))
                elif plain is not None:
                    sheet.write_string(down, at, plain, text if plain.startswith(_RISKY) else None)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _all_rows(table: Table) -> tuple[tuple[Cell, ...], ...]:
    return (*table.rows, table.foot) if table.foot else table.rows
