"""A workbook as a spreadsheet shows it: its sheets, their typed cells, and what formulas come to."""

import io
import re
import zipfile
from datetime import date

from lxml import etree

EXCEL_EPOCH = date(1899, 12, 30)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_sheet(content, number):
    """The rows of a sheet as a spreadsheet shows them: texts, numbers, and what formulas hold."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        shared = [
            "".join(text.itertext())
            for text in etree.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
        sheet = etree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
    return [
        {cell.get("r"): read_cell(cell, shared) for cell in row if len(cell)}
        for row in sheet.find(f"{SHEET}sheetData")
    ]


def read_cell(cell, shared):
    value = cell.findtext(f"{SHEET}v")
    return shared[int(value)] if cell.get("t") == "s" else float(value)


def list_sheets(content):
    """The names of the sheets, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        book = etree.fromstring(parts.read("xl/workbook.xml"))
    return [sheet.get("name") for sheet in book.iter(f"{SHEET}sheet")]


def compute(content, number):
    """Each formula of a sheet: what it comes to, worked out from the typed numbers, and what it holds."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = etree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{SHEET}c")}

    def value_of(name):
        cell = cells.get(name)
        if cell is None or cell.get("t") == "s":
            return 0
        formula = cell.findtext(f"{SHEET}f")
        return float(cell.findtext(f"{SHEET}v")) if formula is None else come_to(formula)

    def come_to(formula):
        summed = re.fullmatch(r"SUM\(([A-Z])(\d+):([A-Z])(\d+)\)", formula)
        if summed is None:
            return sum(map(value_of, formula.split("+")))
        first, top, last, bottom = summed.groups()
        columns = map(chr, range(ord(first), ord(last) + 1))
        rows = range(int(top), int(bottom) + 1)
        return sum(value_of(f"{column}{row}") for column in columns for row in rows)

    return {
        name: (come_to(cell.findtext(f"{SHEET}f")), float(cell.findtext(f"{SHEET}v")))
        for name, cell in cells.items()
        if cell.findtext(f"{SHEET}f")
    }
