"""The page and the files of an account statement, the same in the customer's area and in the office."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kwartier.billing.queries import AccountStatement
from kwartier.billing.statement_words import describe_point, name_point, say_row
from kwartier.documents.queries import fits_on_paper, write_account_statement
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown, StatementTooLong
from kwartier.parties.types import AccountInfo
from kwartier.platform.language import spoken_language
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.account_statement import all_rows_table, points_table, statement_xlsx
from kwartier.ui.downloads import document_response, table_response
from kwartier.ui.exports import XLSX_TYPE
from kwartier.ui.formats import format_day, format_money
from kwartier.ui.statement_form import StatementForm

# Whose movements are read on the page; who has hundreds of supply points takes the file.
_SHOWN = 6


def build_statement(
    asked: QueryDict,
    *,
    account_id: int,
    today: date,
    locale: str,
    file_at: Callable[[str], str],
) -> dict[str, Any]:
    """The context of the page; without a statement where what was asked cannot be."""
    form, statement = StatementForm.read(asked, account_id=account_id, today=today)
    context: dict[str, Any] = {"form": form, "statement": statement}
    if statement is None:
        return context
    moved = [each for each in statement.points if each.rows]
    query = f"?{asked.urlencode()}" if asked else ""
    return context | {
        "answer": say_balance(statement, locale),
        "points_table": points_table(statement),
        "shown": [
            (
                f"{name_point(each)}, {describe_point(each)}",
                [(row, say_row(row)) for row in each.rows],
            )
            for each in moved[:_SHOWN]
        ],
        "hidden_count": len(moved[_SHOWN:]),
        "files": [(kind.upper(), f"{file_at(kind)}{query}") for kind in _kinds(statement)],
    }


def _kinds(statement: AccountStatement) -> tuple[str, ...]:
    return ("pdf", "xlsx", "csv") if fits_on_paper(statement) else ("xlsx", "csv")


def say_balance(statement: AccountStatement, locale: str) -> str:
    """How the account stood on the last day."""
    said: Mapping[str, str] = {
        "day": format_day(statement.last_day, locale),
        "amount": format_money(abs(statement.closing_cents), locale),
    }
    if statement.closing_cents > 0:
        return _("On %(day)s, %(amount)s was invoiced and not paid.") % said
    if statement.closing_cents < 0:
        return _("On %(day)s, you were %(amount)s ahead.") % said
    return _("On %(day)s, everything was paid.") % said


def statement_file(
    request: BrandedRequest, *, account: AccountInfo, file_kind: str, page_url: str
) -> HttpResponse:
    """The statement that a request asks for as PDF, XLSX or CSV."""
    return write_file(request, request.GET, account=account, file_kind=file_kind, page_url=page_url)


def write_file(
    request: BrandedRequest,
    asked: QueryDict,
    *,
    account: AccountInfo,
    file_kind: str,
    page_url: str,
) -> HttpResponse:
    """The same of what is ``asked``; back to its page where that cannot be."""
    today = request.today
    page = f"{page_url}?{asked.urlencode()}"
    _form, statement = StatementForm.read(asked, account_id=account.id, today=today)
    if statement is None:
        return redirect(page)
    match file_kind:
        case "csv":
            name = _file_name(statement, account)
            return table_response(all_rows_table(statement), name=name, file_kind="csv")
        case "xlsx":
            return write_workbook(statement, account)
    try:
        return write_paper(statement, account, language=spoken_language(), today=today)
    except (StatementTooLong, IssuerUnknown, GlyphMissing) as refusal:
        messages.warning(request, refusal.say_all())
        return redirect(page)


def write_paper(
    statement: AccountStatement, account: AccountInfo, *, language: str, today: date
) -> HttpResponse:
    """The statement of an account as PDF, in the language of who asks.

    Raises:
        StatementTooLong: nobody reads so much on paper.
        IssuerUnknown: nobody told who the brand is before the law.
        GlyphMissing: the fonts have no sign for a character.
    """
    content = write_account_statement(statement, account=account, language=language, on=today)
    name = f"{_file_name(statement, account)}.pdf"
    return document_response(content, name=name, media_type="application/pdf")


def write_workbook(statement: AccountStatement, account: AccountInfo) -> HttpResponse:
    """The statement of an account as a download."""
    title = _("Account statement %(number)s, %(name)s") % {
        "number": account.number,
        "name": account.name,
    }
    return document_response(
        statement_xlsx(statement, title=title),
        name=f"{_file_name(statement, account)}.xlsx",
        media_type=XLSX_TYPE,
    )


def _file_name(statement: AccountStatement, account: AccountInfo) -> str:
    return f"statement-{account.number}-{statement.from_}-{statement.last_day}"
