"""The pages of consumption: what was used at a supply point, and the same as a file."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kwartier.alerts.queries import list_alerts
from kwartier.alerts.wording import say_alert
from kwartier.consumption.queries import get_consumption
from kwartier.consumption.refusals import PeriodUnknown
from kwartier.consumption.types import Consumption, View
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page, locale_of, one_per_point
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.ui.consumption import build_page, file_table, name_file, read_asked
from kwartier.ui.downloads import table_response

_LATELY = timedelta(days=14)


@require_GET
@customer_page
def show_consumption_of(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """What was used at a supply point in the period of the address."""
    contracts = list_contracts(account.id)
    consumption, refusal = _ask(request, account, code, contracts)
    address = reverse("portal:consumption_of", args=[code])
    page = build_page(
        consumption,
        unit=read_asked(request).unit,
        locale=locale_of(request),
        file_url=lambda kind, of: (
            f"{address}consumption.{kind}?{read_asked(request).query_of(consumption, of)}"
        ),
    )
    context = {
        "active": "readings",
        "contract": consumption.contract,
        "page": page,
        "refusal": refusal,
        "several": len(one_per_point(contracts)) > 1,
        "can_act": account.may_act and consumption.contract.ends_after(request.today),
        "latest_url": _latest_url(consumption),
        "contact_url": reverse("portal:contact"),
        "consents": consumption.consents,
        "consent_url": reverse("portal:consumption_data_of", args=[code]),
        "alert": _say_newest_alert(request, account, consumption.contract),
    }
    status = 422 if refusal else 200
    return render(request, "portal/consumption/used.html", context, status=status)


@require_GET
@customer_page
def download_consumption(
    request: BrandedRequest, account: AccountInfo, code: str, file_kind: str
) -> HttpResponse:
    """The table of a period as CSV or XLSX."""
    consumption, refusal = _ask(request, account, code, None)
    if refusal:
        raise Http404
    of = read_asked(request).of
    table = file_table(consumption, of, locale_of(request))
    return table_response(table, name=name_file(consumption, of), file_kind=file_kind)


def _ask(
    request: BrandedRequest, account: AccountInfo, code: str, contracts: list[ContractRow] | None
) -> tuple[Consumption, PeriodUnknown | None]:
    """What the address asks; for a period that is none the year of today, and the refusal."""
    asked: dict[str, Any] = {
        "account_id": account.id,
        "code": code,
        "today": request.today,
        "contracts": contracts,
    }
    try:
        return get_consumption(**asked, **read_asked(request).of_room), None
    except PeriodUnknown as refusal:
        return get_consumption(**asked, view=View.YEAR, from_=""), refusal


def _say_newest_alert(request: BrandedRequest, account: AccountInfo, contract: ContractRow) -> str:
    """Why the newest alert of the last two weeks came, where there is one; one query."""
    raised = list_alerts(
        account.id,
        supply_point_ids=[contract.supply_point_id],
        raised_from=request.today - _LATELY,
        limit=1,
    )
    return say_alert(raised[0]) if raised else ""


def _latest_url(consumption: Consumption) -> str:
    """The same view of the last days that are known, where this one has none."""
    if consumption.known_until is None:
        return ""
    last = consumption.known_until - timedelta(days=1)
    return f"?view={consumption.period.view.value}&from={last.isoformat()}"
