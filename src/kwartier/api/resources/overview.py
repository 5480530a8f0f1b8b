"""All supply points of an account at once: what they used, the same as a file, and what they are called."""

from django.http import HttpResponse
from ninja import Query, Router

from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, SupplyPointCode
from kwartier.api.schemas.overview import (
    AllConsumption,
    KeptLabel,
    OverviewWish,
    SupplyPointLabel,
    show_label,
    show_overview,
)
from kwartier.consumption.queries import get_overview
from kwartier.consumption.refusals import PeriodUnknown
from kwartier.consumption.types import Overview
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed
from kwartier.supply.operations import label_supply_point as label
from kwartier.supply.refusals import LabelTooLong
from kwartier.supply.types import PointLabel
from kwartier.ui.consumption import name_overview_file, overview_table
from kwartier.ui.downloads import table_response
from kwartier.ui.exports import CSV_TYPE, XLSX_TYPE

router = Router(tags=["Consumption"])
_REFUSALS = (PeriodUnknown,)


@router.get(
    "/accounts/{number}/consumption",
    auth=READ,
    response=AllConsumption,
    **told(
        "get_all_consumption",
        "What all supply points used in a period",
        finds=True,
        refusals=_REFUSALS,
    ),
)
def get_all_consumption(
    request: ApiRequest, number: AccountNumber, wanted: Query[OverviewWish]
) -> AllConsumption:
    """Ranked, with sums by energy and by group; electricity and gas are not added."""
    return show_overview(_ask(request, number, wanted))


@router.get(
    "/accounts/{number}/consumption.csv",
    auth=READ,
    **told(
        "get_all_consumption_csv",
        "The same as text",
        finds=True,
        refusals=_REFUSALS,
        media_type=CSV_TYPE,
    ),
)
def get_all_consumption_csv(
    request: ApiRequest, number: AccountNumber, wanted: Query[OverviewWish]
) -> HttpResponse:
    """A row for each supply point and each part of the period, in kWh and euro."""
    return _write(_ask(request, number, wanted), "csv")


@router.get(
    "/accounts/{number}/consumption.xlsx",
    auth=READ,
    **told(
        "get_all_consumption_xlsx",
        "The same as a workbook",
        finds=True,
        refusals=_REFUSALS,
        media_type=XLSX_TYPE,
    ),
)
def get_all_consumption_xlsx(
    request: ApiRequest, number: AccountNumber, wanted: Query[OverviewWish]
) -> HttpResponse:
    """A row for each supply point and each part of the period, its numbers and days as such."""
    return _write(_ask(request, number, wanted), "xlsx")


@router.put(
    "/accounts/{number}/supply-points/{code}/label",
    auth=WRITE_ACCOUNT,
    response=KeptLabel,
    **told(
        "label_supply_point",
        "Name a supply point",
        scope=TokenScope.ACCOUNT_WRITE,
        finds=True,
        reads_body=True,
        refusals=[NotAllowed, LabelTooLong],
    ),
)
def label_supply_point(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, sent: SupplyPointLabel
) -> KeptLabel:
    """For holders and delegates: its name, its group and its tags, in place of what it was called."""
    kept = label(
        account=get_account(request, number),
        code=code,
        label=PointLabel(sent.name, sent.group, tuple(sent.tags)),
        actor=request.auth.actor,
        now=request.now,
    )
    return show_label(kept, code=code)


def _ask(request: ApiRequest, number: str, wanted: OverviewWish) -> Overview:
    return get_overview(
        account_id=get_account(request, number).id,
        view=wanted.view,
        from_=wanted.from_,
        today=request.today,
        group=wanted.group,
        tag=wanted.tag,
        order=wanted.order,
    )


def _write(overview: Overview, file_kind: str) -> HttpResponse:
    name = name_overview_file(overview)
    return table_response(overview_table(overview), name=name, file_kind=file_kind)
