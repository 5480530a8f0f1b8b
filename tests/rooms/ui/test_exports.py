"""CSV and XLSX carry exact values, and nothing that a spreadsheet would run."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from energycore.intervals import ValueState
from kwartier.ui.exports import csv_bytes, neutralize, xlsx_bytes
from kwartier.ui.tables import Column, Table, foot_markup, rows_markup

TABLE = Table(
    caption="Readings",
    columns=(Column("Day", "day"), Column("Note"), Column("Amount", "money"), Column("Volume", "energy"), Column("Price", "unit_price"), Column("State", "state")),
    rows=(
        (date(2026, 11, 14), "plain", -5_727, 1_742_500, 139_160, ValueState.MEASURED),
        (date(2026, 10, 1), None, None, None, None, ValueState.MISSING),
    ),
    foot=("Sum", "", 1, 0, None, None),
)  # fmt: skip


def test_csv_has_iso_days_exact_numbers_and_units_in_the_headings():
    lines = csv_bytes(TABLE).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Day,Note,Amount (EUR),Volume (kWh),Price (c EUR/kWh),State"
    assert lines[1] == "2026-11-14,plain,-57.27,1742.500,13.9160,measured"
    assert lines[2] == "2026-10-01,,,,,missing"
    assert lines[3] == "Sum,,0.01,0.000,,"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_in_a_text_is_neutralized(text):
    table = Table("t", (Column("Name"),), ((text,),))
    assert "'" + text in csv_bytes(table).decode("utf-8-sig")
    book = zipfile.ZipFile(io.BytesIO(xlsx_bytes(table)))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert b'quotePrefix="1"' in book.read("xl/styles.xml")


@given(st.text())
def test_no_neutralized_text_starts_a_formula(text):
    assert not neutralize(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_numbers_and_days_stay_numbers_and_days_in_a_workbook():
    book = zipfile.ZipFile(io.BytesIO(xlsx_bytes(TABLE)))
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    cells = {cell.get("r"): cell for cell in sheet.findall(".//{*}c")}
    assert float(cells["C2"].findtext("{*}v")) == pytest.approx(-57.27)
    assert float(cells["D2"].findtext("{*}v")) == pytest.approx(1742.5)
    assert float(cells["A2"].findtext("{*}v")) == (date(2026, 11, 14) - date(1899, 12, 30)).days
    assert "C3" not in cells


def test_a_page_writes_the_same_table_in_the_locale_and_marks_what_is_missing():
    body = rows_markup(TABLE, "fr_BE")
    first, second = body.split("</tr>")[:2]
    assert '<th scope="row" class="nb">14 novembre 2026</th>' in first
    assert "−57,27\u00a0€" in first
    assert 'data-state="measured"' in first
    assert second.count('data-state="missing"') == 5
    assert "0,01\u00a0€" in foot_markup(TABLE, "fr_BE")
    assert "missing" not in foot_markup(TABLE, "fr_BE")


def test_a_text_in_a_table_is_escaped():
    table = Table("t", (Column("Name"),), (("<b>&",),))
    assert "&lt;b&gt;&amp;" in rows_markup(table, "fr_BE")


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="2 cells in a table of 1"):
        Table("t", (Column("a"),), ((1, 2),))


def test_a_table_that_stacks_on_a_phone_carries_its_labels():
    labels = [str(column.label) for column in TABLE.columns[1:]]
    stacked = rows_markup(TABLE, "fr_BE", stacks=True)
    assert all(f'data-label="{label}"' in stacked for label in labels)
    assert "data-label" not in rows_markup(TABLE, "fr_BE")
