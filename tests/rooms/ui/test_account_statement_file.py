"""The workbook of an account statement: typed, with formulas that hold what they come to."""

import io
import zipfile
from datetime import date, timedelta

from django.utils import translation

from kwartier.billing.queries import AccountStatement, BilledParts, PointStatement, StatementRow
from kwartier.metering.types import SupplyPointRow
from kwartier.ui.account_statement import statement_xlsx
from workbook_reader import EXCEL_EPOCH, compute, list_sheets, read_sheet

FIRST_DAY, DAY, DUE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 19)
CODE = "541449000000000017"


def make_point():
    return SupplyPointRow(
        id=1,
        brand_id=1,
        code=CODE,
        energy="electricity",
        country="BE",
        region="flanders",
        grid_operator="",
        profile_key="",
        injection_profile_key="",
        timezone_name="Europe/Brussels",
        street="=Lane",
        house_number="1",
        box="",
        postal_code="9000",
        city="Gent",
        has_production=False,
        production_kva=None,
        vacant_from=None,
        calorific_micro_kwh_per_m3=None,
        calorific_source="",
    )


def make_row(cents, balance_cents, *, parts=None, kind="payment"):
    return StatementRow(
        on=DAY,
        kind=kind,
        document="M26-0000001",
        other="",
        due_on=DUE if kind == "settlement" else None,
        amount_cents=cents,
        balance_cents=balance_cents,
        is_moved=False,
        is_invoiced=kind == "settlement",
        parts=parts,
    )


def make_statement():
    parts = BilledParts(
        kind="monthly",
        period_from=date(2026, 2, 1),
        period_until=DAY,
        energy_cents=5_000,
        network_cents=3_000,
        taxes_cents=1_000,
    )
    rows = (
        make_row(9_000, 9_512, parts=parts, kind="settlement"),
        make_row(-8_000, 1_512),
    )
    return AccountStatement(
        account_id=1,
        from_=FIRST_DAY,
        until=date(2027, 1, 1),
        points=(
            PointStatement(point=make_point(), opening_cents=512, rows=rows),
            PointStatement(point=None, opening_cents=-200, rows=()),
        ),
        is_whole=True,
    )


def test_numbers_are_numbers_and_days_are_days():
    content = statement_xlsx(make_statement(), title="Merel")
    title, heads, opening, bill, payment, total = read_sheet(content, 2)
    assert title == {"A1": "=Lane 1, 9000 Gent"}
    assert (heads["A2"], heads["H2"], heads["M2"]) == ("Day", "Energy", "Balance")
    assert (EXCEL_EPOCH + timedelta(days=opening["A3"]), opening["M3"]) == (FIRST_DAY, 5.12)
    assert (EXCEL_EPOCH + timedelta(days=bill["A4"]), bill["B4"]) == (DAY, "monthly bill")
    days = [EXCEL_EPOCH + timedelta(days=bill[f"{letter}4"]) for letter in "EFG"]
    assert days == [DUE, date(2026, 2, 1), date(2026, 2, 28)]
    assert [bill[f"{letter}4"] for letter in "HIJKLM"] == [50, 30, 10, 0, 90, 95.12]
    assert (payment["B5"], payment["L5"], payment["M5"]) == ("payment", -80, 15.12)
    assert "E5" not in payment
    assert (total["L6"], total["M6"]) == (10, 15.12)
    *_points, sums = read_sheet(content, 1)
    assert list(sums.values()) == ["Total", 3.12, 90, -80, 13.12]


def test_every_total_is_a_formula_that_comes_to_what_it_holds():
    content = statement_xlsx(make_statement(), title="Merel")
    summary, point, at_large = (compute(content, number) for number in (1, 2, 3))
    assert list(summary) == ["F3", "F4", "C5", "D5", "E5", "F5"]
    assert list(point) == ["M4", "M5", "L6", "M6"]
    assert at_large["M4"] == (-2, -2)
    for formulas in (summary, point, at_large):
        for name, (comes_to, held) in formulas.items():
            assert round(comes_to, 2) == held, name


def test_texts_are_texts_and_headings_stay_in_sight():
    with zipfile.ZipFile(io.BytesIO(statement_xlsx(make_statement(), title="Merel"))) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
    assert "Lane" not in sheet
    assert 'topLeftCell="A3"' in sheet


def test_a_sheet_has_a_name_that_workbooks_allow_in_every_language():
    with translation.override("de"):
        content = statement_xlsx(make_statement(), title="Merel")
    assert max(map(len, list_sheets(content))) <= 31
