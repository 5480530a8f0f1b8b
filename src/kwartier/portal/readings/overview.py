"""The way in to consumption: all supply points at once, the same as a file, and what each is called."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kwartier.consumption.queries import get_overview
from kwartier.consumption.refusals import PeriodUnknown
from kwartier.consumption.types import Overview, View
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotAllowed
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import (
    actor_of,
    customer_page,
    locale_of,
    one_per_point,
)
from kwartier.portal.readings.label_form import LabelForm
from kwartier.supply.operations import label_supply_point
from kwartier.supply.queries import list_contracts, list_labels
from kwartier.supply.types import ContractRow, PointLabel
from kwartier.ui.consumption import (
    build_overview_page,
    name_overview_file,
    overview_table,
    read_overview_asked,
)
from kwartier.ui.downloads import table_response


@require_GET
@customer_page
def show_consumption(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """All supply points: sums, groups, and the list, ranked; who has one is led on to it, unless asked."""
    contracts = list_contracts(account.id)
    points = one_per_point(contracts)
    running = [contract for contract in points if contract.ends_after(request.today)]
    if not request.GET and (len(points) == 1 or len(running) == 1):
        return redirect("portal:consumption_of", code=(running or points)[0].code)
    overview, refusal = _ask(request, account, contracts)
    asked = read_overview_asked(request)
    page = build_overview_page(
        overview,
        asked,
        locale=locale_of(request),
        file_url=lambda kind: _file_url(overview, kind, asked.kept),
    )
    context = {
        "active": "readings",
        "has_any": bool(points),
        "page": page,
        "asked": asked,
        "refusal": refusal,
        "can_act": account.may_act,
    }
    status = 422 if refusal else 200
    return render(request, "portal/consumption/all.html", context, status=status)


@require_GET
@customer_page
def download_overview(
    request: BrandedRequest, account: AccountInfo, file_kind: str
) -> HttpResponse:
    """A row for each supply point and each part of the period, as CSV or XLSX."""
    overview, refusal = _ask(request, account, None)
    if refusal:
        raise Http404
    table = overview_table(overview)
    return table_response(table, name=name_overview_file(overview), file_kind=file_kind)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def label_point(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """The name, the group and the tags of a supply point."""
    contract = next((row for row in list_contracts(account.id) if row.code == code), None)
    if contract is None:
        raise Http404
    if not account.may_act:
        raise NotAllowed
    labels = list_labels(account.id)
    form = LabelForm(request.POST or None, label=labels.get(contract.supply_point_id, PointLabel()))
    if form.is_valid():
        label_supply_point(
            account=account,
            code=code,
            label=form.read(),
            actor=actor_of(request),
            now=request.now,
        )
        messages.success(request, _("Saved."))
        return redirect("portal:consumption")
    context = {
        "active": "readings",
        "contract": contract,
        "form": form,
        "groups": sorted({label.group for label in labels.values() if label.group}),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/consumption/label.html", context, status=status)


def _ask(
    request: BrandedRequest, account: AccountInfo, contracts: list[ContractRow] | None
) -> tuple[Overview, PeriodUnknown | None]:
    """What the address asks; for a period that is none the year of today, and the refusal."""
    asked: dict[str, Any] = {
        **read_overview_asked(request).of_room,
        "account_id": account.id,
        "today": request.today,
        "contracts": contracts,
    }
    try:
        return get_overview(**asked), None
    except PeriodUnknown as refusal:
        return get_overview(**(asked | {"view": View.YEAR, "from_": ""})), refusal


def _file_url(overview: Overview, kind: str, kept: dict[str, str]) -> str:
    period = overview.period
    query = {"view": period.view.value, "from": period.from_.isoformat(), **kept}
    return reverse("portal:overview_file", args=[kind], query=query)
