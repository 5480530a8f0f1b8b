"""The page of every interval of a supply point, its values for the picture, and both as files."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from kwartier.consumption.queries import explore_intervals
from kwartier.consumption.refusals import DaysUnknown
from kwartier.consumption.types import Explored
from kwartier.intervals.formats import open_csv
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page, locale_of, one_per_point
from kwartier.supply.queries import list_contracts
from kwartier.ui.downloads import table_response
from kwartier.ui.explorer import build_page, explorer_table


@require_GET
@customer_page
def show_explorer(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """Every interval of the days in the address, the last four weeks without any."""
    contracts = list_contracts(account.id)
    asked: dict[str, Any] = {"account_id": account.id, "code": code, "today": request.today}
    refusal = None
    try:
        explored = explore_intervals(**asked, **_read_days(request), contracts=contracts)
    except DaysUnknown as refused:
        refusal = refused
        explored = explore_intervals(**asked, from_=None, until=None, contracts=contracts)
    days = urlencode({"from": explored.from_.isoformat(), "until": explored.until.isoformat()})
    address = reverse("portal:consumption_of", args=[code])
    page = build_page(
        explored,
        today=request.today,
        locale=locale_of(request),
        data_url=reverse("portal:explorer_values", args=[code]),
        file_url=lambda kind: f"{reverse('portal:explorer_file', args=[code, kind])}?{days}",
        day_url=lambda day: f"{address}?view=day&from={day.isoformat()}&step=15",
    )
    context = {
        "active": "readings",
        "contract": explored.contract,
        "page": page,
        "refusal": refusal,
        "several": len(one_per_point(contracts)) > 1,
        "values_url": f"{reverse('portal:explorer_values_file', args=[code])}?{days}",
    }
    status = 422 if refusal else 200
    return render(request, "portal/explorer/explorer.html", context, status=status)


@require_GET
@gzip_page
@customer_page
def send_values(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """The values of the days in the address, for the picture; nothing without a consent."""
    return JsonResponse(_ask(request, account, code).as_document())


@require_GET
@customer_page
def download_days(
    request: BrandedRequest, account: AccountInfo, code: str, file_kind: str
) -> HttpResponse:
    """The table of the page as CSV or XLSX."""
    explored = _ask(request, account, code)
    table = explorer_table(explored, locale_of(request))
    return table_response(table, name=_name_file("days", explored), file_kind=file_kind)


@require_GET
@gzip_page
@customer_page
def download_values(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """Every value of the days in the address, as our open CSV."""
    explored = _ask(request, account, code)
    content = open_csv.write(
        explored.list_series(), timezone=explored.contract.supply_point.timezone_name
    )
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = _name_file("values", explored)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _ask(request: BrandedRequest, account: AccountInfo, code: str) -> Explored:
    """What the address asks; days that are none are not found."""
    try:
        return explore_intervals(
            account_id=account.id, code=code, today=request.today, **_read_days(request)
        )
    except DaysUnknown as refused:
        raise Http404 from refused


def _name_file(what: str, explored: Explored) -> str:
    point = explored.contract.code
    return f"{what}-{point}-{explored.from_.isoformat()}-{explored.until.isoformat()}"


def _read_days(request: BrandedRequest) -> dict[str, Any]:
    """The days of the address; what is written otherwise is none.

    Raises:
        DaysUnknown: one is written that is no day.
    """
    try:
        return {
            name: date.fromisoformat(typed) if (typed := request.GET.get(key, "").strip()) else None
            for name, key in (("from_", "from"), ("until", "until"))
        }
    except ValueError:
        raise DaysUnknown from None
