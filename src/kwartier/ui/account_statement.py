"""An account statement: as tables on a page, and as a workbook with totals as formulas."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kwartier.billing.queries import (
    AccountStatement,
    BilledParts,
    PointStatement,
    StatementRow,
)
from kwartier.billing.statement_words import describe_point, name_point, say_row
from kwartier.ui.tables import Column, Table

_CENTS = 100
_LONGEST_SHEET_NAME = 31
_WIDTHS = (11, 26, 20, 14, 11, 11, 11, 12, 12, 12, 13, 13, 13)
_AMOUNT, _BALANCE = 11, 12
_FIRST_ROW = 2
_SUMMARY_WIDTHS = (22, 34, 14, 14, 14, 14)


def points_table(statement: AccountStatement) -> Table:
    """A row for each supply point: what was owed before, what came and went, what is owed after."""
    return Table(
        caption=_("Supply point by supply point"),
        columns=(
            Column(_("Supply point")),
            Column(_("Address")),
            Column(_("Balance before"), "money"),
            Column(_("Invoiced"), "money"),
            Column(_("Payments and other movements"), "money"),
            Column(_("Balance after"), "money"),
        ),
        rows=tuple(
            (name_point(each), describe_point(each), *each.summary_cents)
            for each in statement.points
        ),
        foot=(_("Total"), "", *statement.summary_cents),
    )


def all_rows_table(statement: AccountStatement) -> Table:
    """The movements of all supply points in one table, for machines."""
    return Table(
        caption=_("Account statement"),
        columns=(
            Column(_("Supply point")),
            Column(_("Day"), "day"),
            Column(pgettext("movement", "What")),
            Column(_("Document")),
            Column(_("Paid with")),
            Column(_("Due"), "day"),
            Column(_("Amount"), "money"),
            Column(_("Balance"), "money"),
        ),
        rows=tuple(
            (
                *(name_point(each), row.on, say_row(row), row.document, row.other, row.due_on),
                *(row.amount_cents, row.balance_cents),
            )
            for each in statement.points
            for row in each.rows
        ),
    )


def _columns_of_rows() -> tuple[str, ...]:
    """The headings of the rows of a supply point; amounts are in euro, VAT included."""
    return (
        _("Day"),
        pgettext("movement", "What"),
        _("Document"),
        _("Paid with"),
        _("Due"),
        _("From"),
        _("To"),
        _("Energy"),
        _("Network"),
        _("Taxes and levies"),
        _("Advances taken off"),
        _("Amount"),
        _("Balance"),
    )


def statement_xlsx(statement: AccountStatement, *, title: str) -> bytes:
    """The workbook; numbers are numbers, days are days, totals are formulas that hold their value."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        writer = _Writer(book)
        writer.write_summary(statement, title)
        for each in statement.points:
            writer.write_point(each, statement.from_)
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._money = book.add_format({"num_format": "#,##0.00"})
        self._total = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
        # A text that looks like a formula stays a text when it is edited.
        self._text = book.add_format({"quote_prefix": True})

    def write_summary(self, statement: AccountStatement, title: str) -> None:
        sheet = self._book.add_worksheet(_("Summary"))
        sheet.write_string(0, 0, title, self._bold)
        headings = (
            _("Supply point"),
            _("Address"),
            _("Balance before (EUR)"),
            _("Invoiced (EUR)"),
            _("Payments and other movements (EUR)"),
            _("Balance after (EUR)"),
        )
        self._head(sheet, 1, headings, _SUMMARY_WIDTHS)
        for down, each in enumerate(statement.points, start=_FIRST_ROW):
            name = name_point(each)
            sheet.write_url(down, 0, f"internal:'{_sheet_name(each)}'!A1", string=name)
            sheet.write_string(down, 1, describe_point(each), self._text)
            for at, cents in enumerate(each.summary_cents[:-1], start=2):
                sheet.write_number(down, at, cents / _CENTS, self._money)
            row = down + 1
            formula = f"=SUM(C{row}:E{row})"
            sheet.write_formula(down, 5, formula, self._money, each.closing_cents / _CENTS)
        self._sum_up(sheet, _FIRST_ROW + len(statement.points), statement.summary_cents)
        sheet.freeze_panes(_FIRST_ROW, 1)

    def _sum_up(self, sheet: Any, down: int, totals: Sequence[int]) -> None:
        sheet.write_string(down, 0, _("Total"), self._bold)
        for at, cents in enumerate(totals, start=2):
            letter = chr(ord("A") + at)
            formula = f"=SUM({letter}{_FIRST_ROW + 1}:{letter}{down})"
            sheet.write_formula(down, at, formula, self._total, cents / _CENTS)

    def write_point(self, each: PointStatement, from_: date) -> None:
        sheet = self._book.add_worksheet(_sheet_name(each))
        sheet.write_string(0, 0, describe_point(each), self._bold)
        self._head(sheet, 1, _columns_of_rows(), _WIDTHS)
        sheet.write_datetime(_FIRST_ROW, 0, from_, self._day)
        sheet.write_string(_FIRST_ROW, 1, _("balance before"))
        sheet.write_number(_FIRST_ROW, _BALANCE, each.opening_cents / _CENTS, self._money)
        down = _FIRST_ROW
        for down, row in enumerate(each.rows, start=_FIRST_ROW + 1):
            self._write_row(sheet, down, row)
        self._close(sheet, down, each)
        sheet.freeze_panes(_FIRST_ROW, 0)

    def _write_row(self, sheet: Any, down: int, row: StatementRow) -> None:
        sheet.write_datetime(down, 0, row.on, self._day)
        sheet.write_string(down, 1, say_row(row))
        sheet.write_string(down, 2, row.document, self._text)
        if row.other:
            sheet.write_string(down, 3, row.other, self._text)
        if row.due_on is not None:
            sheet.write_datetime(down, 4, row.due_on, self._day)
        if row.parts is not None:
            sheet.write_datetime(down, 5, row.parts.period_from, self._day)
            sheet.write_datetime(down, 6, row.parts.last_day, self._day)
            for at, cents in enumerate(_split(row.parts), start=7):
                sheet.write_number(down, at, cents / _CENTS, self._money)
        sheet.write_number(down, _AMOUNT, row.amount_cents / _CENTS, self._money)
        formula = f"=M{down}+L{down + 1}"
        sheet.write_formula(down, _BALANCE, formula, self._money, row.balance_cents / _CENTS)

    def _close(self, sheet: Any, last: int, each: PointStatement) -> None:
        """Sums below the rows; the balance is the one before and all that was added."""
        down = last + 1
        sheet.write_string(down, 1, _("Total"), self._bold)
        moved_cents = each.closing_cents - each.opening_cents
        formula = f"=SUM(L{_FIRST_ROW + 1}:L{down})"
        sheet.write_formula(down, _AMOUNT, formula, self._total, moved_cents / _CENTS)
        formula = f"=M{_FIRST_ROW + 1}+L{down + 1}"
        sheet.write_formula(down, _BALANCE, formula, self._total, each.closing_cents / _CENTS)

    def _head(self, sheet: Any, down: int, names: Sequence[str], widths: Sequence[int]) -> None:
        for at, (name, width) in enumerate(zip(names, widths, strict=True)):
            sheet.write_string(down, at, name, self._bold)
            sheet.set_column(at, at, width)


def _sheet_name(each: PointStatement) -> str:
    """As long as a workbook allows, in every language."""
    return name_point(each)[:_LONGEST_SHEET_NAME].rstrip()


def _split(parts: BilledParts) -> tuple[int, ...]:
    """The components of a bill, and the advances that it takes off; nothing of an advance."""
    if not parts.is_bill:
        return ()
    return (parts.energy_cents, parts.network_cents, parts.taxes_cents, -parts.advances_cents)
