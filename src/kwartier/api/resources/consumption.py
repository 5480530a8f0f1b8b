"""Consumption: what was used in a period, how well that is known, what it cost, and a year before."""

from django.http import HttpResponse
from ninja import Query, Router

from kwartier.api.access import READ
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, SupplyPointCode
from kwartier.api.schemas.consumption import (
    Consumption,
    FileWish,
    PeriodWish,
    show_consumption,
)
from kwartier.api.schemas.load_curves import LoadCurve, LoadCurveWish, show_load_curve
from kwartier.consumption import queries
from kwartier.consumption.refusals import DaysUnknown, PeriodUnknown
from kwartier.consumption.types import Consumption as ConsumptionValue
from kwartier.ui.consumption import file_table, name_file
from kwartier.ui.downloads import table_response
from kwartier.ui.exports import CSV_TYPE, XLSX_TYPE

router = Router(tags=["Consumption"])
_REFUSALS = (PeriodUnknown,)
# Files are for machines: numbers, days and words in one form, whatever the language.
_LOCALE = "en"


@router.get(
    "/accounts/{number}/supply-points/{code}/consumption",
    auth=READ,
    response=Consumption,
    **told("get_consumption", "What was used in a period", finds=True, refusals=_REFUSALS),
)
def get_consumption(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, wanted: Query[PeriodWish]
) -> Consumption:
    """By day or month, with the state of each value; what is missing is null, never zero."""
    return show_consumption(_ask(request, number, code, wanted))


@router.get(
    "/accounts/{number}/supply-points/{code}/consumption.csv",
    auth=READ,
    **told(
        "get_consumption_csv",
        "The same as text",
        finds=True,
        refusals=_REFUSALS,
        media_type=CSV_TYPE,
    ),
)
def get_consumption_csv(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, wanted: Query[FileWish]
) -> HttpResponse:
    """A row for each part, in kWh and euro."""
    return _write(_ask(request, number, code, wanted), wanted.of, "csv")


@router.get(
    "/accounts/{number}/supply-points/{code}/consumption.xlsx",
    auth=READ,
    **told(
        "get_consumption_xlsx",
        "The same as a workbook",
        finds=True,
        refusals=_REFUSALS,
        media_type=XLSX_TYPE,
    ),
)
def get_consumption_xlsx(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, wanted: Query[FileWish]
) -> HttpResponse:
    """A row for each part, its numbers and days as such."""
    return _write(_ask(request, number, code, wanted), wanted.of, "xlsx")


@router.get(
    "/accounts/{number}/supply-points/{code}/load-curve",
    auth=READ,
    response=LoadCurve,
    **told("get_load_curve", "Every value of up to two years", finds=True, refusals=[DaysUnknown]),
)
def get_load_curve(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, wanted: Query[LoadCurveWish]
) -> LoadCurve:
    """Quarter-hours, half-hours or hours in both directions, while a consent lets them be shown."""
    explored = queries.explore_intervals(
        account_id=get_account(request, number).id,
        code=code,
        from_=wanted.from_,
        until=wanted.until,
        today=request.today,
    )
    return show_load_curve(explored)


def _ask(request: ApiRequest, number: str, code: str, wanted: PeriodWish) -> ConsumptionValue:
    return queries.get_consumption(
        account_id=get_account(request, number).id,
        code=code,
        view=wanted.view,
        from_=wanted.from_,
        today=request.today,
        step_minutes=int(wanted.step_minutes),
    )


def _write(consumption: ConsumptionValue, of: str, file_kind: str) -> HttpResponse:
    table = file_table(consumption, of, _LOCALE)
    return table_response(table, name=name_file(consumption, of), file_kind=file_kind)
