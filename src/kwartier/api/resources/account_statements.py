"""Account statements: what was invoiced and paid over any days, supply point by supply point."""

from datetime import date, timedelta

from django.http import HttpResponse
from ninja import Query, Router

from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber
from kwartier.api.schemas.account_statements import (
    AccountStatement,
    Monthly,
    MonthlyWish,
    StatementWish,
    show_monthly,
    show_statement,
)
from kwartier.billing import queries
from kwartier.billing.refusals import (
    StatementPeriodToCome,
    StatementPeriodTurned,
    SupplyPointNotYours,
)
from kwartier.delivery.operations import choose_monthly_statement, stop_monthly_statement
from kwartier.delivery.queries import find_monthly_statement
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown, StatementTooLong
from kwartier.parties.types import AccountInfo, TokenScope
from kwartier.ui.exports import XLSX_TYPE
from kwartier.ui.statement_page import write_paper, write_workbook

router = Router(tags=["Account statements"])
_WRITE = TokenScope.ACCOUNT_WRITE
_REFUSALS = (StatementPeriodTurned, StatementPeriodToCome, SupplyPointNotYours)


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


@router.get(
    "/accounts/{number}/statement/monthly",
    auth=READ,
    response=Monthly,
    **told("get_monthly_statement", "Whether it comes by e-mail each month", finds=True),
)
def get_monthly_statement(request: ApiRequest, number: AccountNumber) -> Monthly:
    """What the person behind the token gets of this account; others get theirs."""
    account = get_account(request, number)
    return show_monthly(
        find_monthly_statement(account_id=account.id, person_id=request.auth.person.id)
    )


@router.put(
    "/accounts/{number}/statement/monthly",
    auth=WRITE_ACCOUNT,
    response=Monthly,
    **told(
        "choose_monthly_statement",
        "Have it by e-mail each month",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[SupplyPointNotYours],
    ),
)
def put_monthly_statement(request: ApiRequest, number: AccountNumber, wish: MonthlyWish) -> Monthly:
    """To the person behind the token, early in each month: a mail that leads to the file."""
    chosen = choose_monthly_statement(
        account=get_account(request, number),
        person_id=request.auth.person.id,
        format=wish.format,
        codes=wish.codes,
        actor=request.auth.actor,
        now=request.now,
    )
    return show_monthly(chosen)


@router.delete(
    "/accounts/{number}/statement/monthly",
    auth=WRITE_ACCOUNT,
    response={204: None},
    **told("stop_monthly_statement", "No monthly e-mail any more", scope=_WRITE, finds=True),
)
def delete_monthly_statement(request: ApiRequest, number: AccountNumber) -> None:
    """Nothing is sent to the person behind the token from now on."""
    stop_monthly_statement(
        account_id=get_account(request, number).id,
        person_id=request.auth.person.id,
        actor=request.auth.actor,
        now=request.now,
    )


def _read(account: AccountInfo, wanted: StatementWish, *, today: date) -> queries.AccountStatement:
    last = wanted.last or today
    return queries.get_account_statement(
        account_id=account.id,
        from_=wanted.first or date(min(last, today).year, 1, 1),
        until=last + timedelta(days=1) if last < date.max else last,
        today=today,
        codes=wanted.code or None,
    )
