"""Account statements: what was invoiced and paid over any days, supply point by supply point."""

from datetime import date, timedelta

from django.http import HttpResponse
from ninja import Query, Router

from kwartier.api.access import READ
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber
from kwartier.api.schemas.account_statements import (
    AccountStatement,
    StatementWish,
    show_statement,
)
from kwartier.billing import queries
from kwartier.billing.refusals import StatementPeriodTurned, SupplyPointNotYours
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown, StatementTooLong
from kwartier.parties.types import AccountInfo
from kwartier.ui.exports import XLSX_TYPE
from kwartier.ui.statement_page import write_paper, write_workbook

router = Router(tags=["Account statements"])
_REFUSALS = (StatementPeriodTurned, SupplyPointNotYours)


@router.get(
    "/accounts/{number}/statement",
    auth=READ,
    response=AccountStatement,
    **told("get_account_statement", "An account by supply point", finds=True, refusals=_REFUSALS),
)
def get_account_statement(
    request: ApiRequest,
    number: AccountNumber,
    wanted: Query[StatementWish],
) -> AccountStatement:
    """What was owed before, every movement, and what is owed after."""
    return show_statement(_read(get_account(request, number), wanted, today=request.today))


@router.get(
    "/accounts/{number}/statement.xlsx",
    auth=READ,
    **told(
        "get_account_statement_xlsx",
        "The same as a workbook",
        finds=True,
        refusals=_REFUSALS,
        media_type=XLSX_TYPE,
    ),
)
def get_account_statement_xlsx(
    request: ApiRequest,
    number: AccountNumber,
    wanted: Query[StatementWish],
) -> HttpResponse:
    """A summary and a sheet for each supply point; totals are formulas."""
    account = get_account(request, number)
    return write_workbook(_read(account, wanted, today=request.today), account)


@router.get(
    "/accounts/{number}/statement.pdf",
    auth=READ,
    **told(
        "get_account_statement_pdf",
        "The same on paper",
        finds=True,
        refusals=(*_REFUSALS, StatementTooLong, IssuerUnknown, GlyphMissing),
        media_type="application/pdf",
    ),
)
def get_account_statement_pdf(
    request: ApiRequest, number: AccountNumber, wanted: Query[StatementWish]
) -> HttpResponse:
    """In the language of the account; for some thousand movements take the workbook."""
    account = get_account(request, number)
    statement = _read(account, wanted, today=request.today)
    return write_paper(statement, account, language=account.language, today=request.today)


def _read(account: AccountInfo, wanted: StatementWish, *, today: date) -> queries.AccountStatement:
    last = wanted.last or today
    return queries.get_account_statement(
        account_id=account.id,
        from_=wanted.first or date(last.year, 1, 1),
        until=last + timedelta(days=1),
        codes=wanted.code or None,
    )
