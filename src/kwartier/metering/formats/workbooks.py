"""Workbooks (xlsx, xlsb, xls, ods) and delimited text as rows of cells.

A cell that reads as a number is a float at full precision, one that is a date an instant without
a zone, anything else text; an empty one is None. Nothing here knows what the rows mean.
"""

import csv
from collections.abc import Iterator

import fastexcel

from kwartier.metering.formats._arrow import Cell, list_columns

type Row = list[Cell]


class UnreadableWorkbook(ValueError):
    """Bytes that are no workbook, or a sheet that the workbook does not have.

    `sentence` says which; `sheet` is the sheet asked for, `sheets` those that exist.
    """

    def __init__(self, sentence: str, *, sheet: str = "", sheets: tuple[str, ...] = ()) -> None:
        self.sentence = sentence
        self.sheet = sheet
        self.sheets = sheets
        super().__init__(sentence)


def list_sheets(content: bytes) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, in order. Raises UnreadableWorkbook."""
    return tuple(_open(content).sheet_names)


def read_rows(content: bytes, *, sheet: str) -> list[Row]:
    """Return the rows of one sheet, all of the same width. Raises UnreadableWorkbook.

    Empty rows above the first filled one are part of the result, so that row numbers are those a
    person sees, minus one.
    """
    workbook = _open(content)
    names = tuple(workbook.sheet_names)
    if sheet not in names:
        sentence = f"The workbook has no sheet {sheet!r}; it has {', '.join(names)}."
        raise UnreadableWorkbook(sentence, sheet=sheet, sheets=names)
    # A column of mixed cells can only be had as text, which rounds numbers. So the sheet is read
    # as numbers, as instants and as text, and each cell takes the first that it is.
    numbers, instants, texts = (
        list_columns(workbook.load_sheet(sheet, header_row=None, skip_rows=0, dtypes=kind))
        for kind in ("float", "datetime", "string")
    )
    columns = [
        [_first_known(*cells) for cells in zip(*column, strict=True)]
        for column in zip(numbers, instants, texts, strict=True)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def read_delimited_rows(content: bytes, *, delimiter: str = ";") -> Iterator[Row]:
    """Return the rows of a delimited text file; empty cells are None, all others text.

    UTF-8 with or without a byte-order mark, or Latin-1. Raises UnreadableWorkbook for bytes that
    hold a zero, which no text does.
    """
    if b"\0" in content:
        raise UnreadableWorkbook("The file is not a text file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    for row in csv.reader(text.splitlines(), delimiter=delimiter):
        yield [cell or None for cell in row]


def _open(content: bytes) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError as problem:
        raise UnreadableWorkbook("The file is not a workbook that can be read.") from problem


def _first_known(number: Cell, instant: Cell, text: Cell) -> Cell:
    if number is not None:
        return number
    return text if instant is None else instant
