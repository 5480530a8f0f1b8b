"""The pages of readings: list, enter, confirm or correct, withdraw."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kwartier.consumption.queries import list_months
from kwartier.metering import operations, queries
from kwartier.metering.types import ReadingRow, ReadingState, RecordedReading
from kwartier.parties.queries import require_role
from kwartier.parties.types import AccountInfo, Role
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import (
    actor_of,
    agent_request_url,
    customer_page,
    get_current_contract,
    has_forecast,
    list_current_contracts,
    locale_of,
)
from kwartier.portal.consumption import build_consumption_table, find_consumption_figure
from kwartier.portal.readings.tables import readings_table
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.support.operations import stand_by_reading
from kwartier.ui.downloads import table_response
from kwartier.ui.narrowing import narrow
from kwartier.ui.reading_form import ReadingForm


@require_GET
@customer_page
def show_readings(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The way in: the readings of the one supply point, or a list of supply addresses."""
    contracts = list_current_contracts(request, account)
    if len(contracts) == 1:
        return redirect("portal:readings_of", code=contracts[0].code)
    narrowed = narrow(contracts, request.GET.get("q", ""), lambda contract: contract.words)
    context = {"active": "readings", "contracts": contracts, "narrowed": narrowed}
    return render(request, "portal/readings/sites.html", context)


@require_GET
@customer_page
def show_readings_of(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """The readings of a supply point, the latest first, each with where it came from.

    By pages: a meter that is read each day has 365 a year.
    """
    held = list_contracts(account.id)
    contracts = [row for row in held if row.ends_after(request.today)]
    contract = next((row for row in contracts if row.code == code), None)
    if contract is None:
        raise Http404
    months = list_months(account_id=account.id, code=code, today=request.today, contracts=held)
    rows = queries.list_readings(contract.supply_point_id, account_id=account.id, with_photos=True)
    context = {
        "active": "readings",
        "contract": contract,
        **_page_of(rows, request.GET.get("page", "")),
        "latest": next((row for row in rows if row.state == ReadingState.ACCEPTED), None),
        "questioned": next((row for row in rows if row.state == ReadingState.QUESTIONED), None),
        "can_act": account.may_act,
        "several": len(contracts) > 1,
        "has_forecast": has_forecast(request, contract),
        "consumption": find_consumption_figure(months, code=code, locale=locale_of(request)),
        "differences": _list_differences(request, account, contract),
    }
    return render(request, "portal/readings/list.html", context)


def _list_differences(
    request: BrandedRequest, account: AccountInfo, contract: ContractRow
) -> list[dict[str, object]]:
    """The last of the grid operator's indexes that stand beside one of the customer's."""
    found = queries.list_index_differences(
        contract.supply_point_id,
        account_id=account.id,
        country=request.brand.country,
        today=request.today,
    )
    return [
        {
            **{name: getattr(each, name) for name in _OF_DIFFERENCES},
            "amount_wh": abs(each.difference_wh),
            "dispute_url": agent_request_url(
                "reading_dispute", ean=contract.code, day=each.read_on.isoformat()
            ),
        }
        for each in found[:_MOST_DIFFERENCES]
    ]


_MOST_DIFFERENCES = 4
_OF_DIFFERENCES = (
    *("read_on", "own_read_on", "kind", "unit", "operator_index", "own_index", "difference"),
    *("origin", "closes_period", "is_exact"),
)
_PER_PAGE, _MOST_PAGES = 31, 10_000


def _page_of(rows: Sequence[ReadingRow], asked: str) -> dict[str, object]:
    """The readings of a page, and those beside it; a page that is none is the nearest."""
    count = max(-(-len(rows) // _PER_PAGE), 1)
    typed = int(asked) if asked.isdecimal() and len(asked) < len(str(_MOST_PAGES)) else 1
    number = min(max(typed, 1), count)
    return {
        "rows": rows[(number - 1) * _PER_PAGE : number * _PER_PAGE],
        "page_number": number,
        "page_count": count,
        "newer": number - 1,
        "older": number + 1,
    }


@require_GET
@customer_page
def download_readings(
    request: BrandedRequest, account: AccountInfo, code: str, file_kind: str
) -> HttpResponse:
    """All readings of a supply point as CSV or XLSX."""
    contract = get_current_contract(request, account, code=code)
    rows = queries.list_readings(contract.supply_point_id, account_id=account.id)
    return table_response(readings_table(rows), name=f"readings-{code}", file_kind=file_kind)


@require_GET
@customer_page
def download_months(
    request: BrandedRequest, account: AccountInfo, code: str, file_kind: str
) -> HttpResponse:
    """The consumption of twelve months as CSV or XLSX."""
    get_current_contract(request, account, code=code)
    months = list_months(account_id=account.id, code=code, today=request.today)
    table = build_consumption_table(months, locale=locale_of(request))
    return table_response(table, name=f"months-{code}", file_kind=file_kind)


@require_http_methods(["GET", "POST"])
@customer_page
def enter_reading(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """Type what the registers show; what cannot be is said beside its field and nothing is stored."""
    contract = get_current_contract(request, account, code=code)
    require_role(request.user.pk, account.id, Role.DELEGATE)
    form, recorded = ReadingForm.take(request, contract=contract, actor=actor_of(request))
    if recorded is not None:
        return _after_recording(request, contract, recorded)
    context = {
        "active": "readings",
        "contract": contract,
        "form": form,
        "latest": queries.find_latest_reading(contract.supply_point_id),
        "agent_url": agent_request_url("reading_dispute", ean=code),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/readings/enter.html", context, status=status)


def _after_recording(
    request: BrandedRequest, contract: ContractRow, recorded: RecordedReading
) -> HttpResponse:
    if recorded.is_questioned:
        # What would have been in line is said once, on the next page.
        request.session["questioned"] = [
            {
                "kind": index.kind,
                "index": index.index_value,
                "unit": index.unit,
                "lowest": index.lowest_index,
                "highest": index.highest_index,
            }
            for index in recorded.indexes
            if not index.in_line
        ]
        return redirect("portal:confirm_reading", code=contract.code, day=recorded.read_on)
    stored = _("Your reading is stored.")
    if has_forecast(request, contract):
        stored = _("Your reading is stored. Your forecast already counts it.")
    messages.success(request, stored)
    return redirect("portal:readings_of", code=contract.code)


@require_http_methods(["GET", "POST"])
@customer_page
def confirm_reading(
    request: BrandedRequest, account: AccountInfo, code: str, day: date
) -> HttpResponse:
    """A reading out of line: stand by it (an agent looks at it), or correct it."""
    contract = get_current_contract(request, account, code=code)
    reading = queries.get_reading(contract.supply_point_id, day, account_id=account.id)
    if request.method == "POST":
        require_role(request.user.pk, account.id, Role.DELEGATE)
        if request.POST.get("answer") == "correct":
            operations.withdraw_reading(
                supply_point_id=contract.supply_point_id,
                read_on=day,
                actor=actor_of(request),
                now=request.now,
                account_id=account.id,
            )
            return redirect("portal:enter_reading", code=code)
        asked = stand_by_reading(
            brand=request.brand,
            account=account,
            supply_point_id=contract.supply_point_id,
            supply_point_code=contract.code,
            read_on=day,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
            page_url=request.build_absolute_uri(reverse("portal:requests")),
        )
        return redirect(f"{reverse('portal:request', args=[asked.number])}?sent=1")
    context = {
        "active": "readings",
        "contract": contract,
        "reading": reading,
        "expected": request.session.get("questioned", []),
        "agent_url": agent_request_url("reading_dispute", ean=code, day=day.isoformat()),
    }
    return render(request, "portal/readings/confirm.html", context)


@require_http_methods(["GET", "POST"])
@customer_page
def withdraw_reading(
    request: BrandedRequest, account: AccountInfo, code: str, day: date
) -> HttpResponse:
    """The cross beside a reading: asks once, then takes it back."""
    contract = get_current_contract(request, account, code=code)
    reading = queries.get_reading(contract.supply_point_id, day, account_id=account.id)
    if request.method == "POST":
        require_role(request.user.pk, account.id, Role.DELEGATE)
        operations.withdraw_reading(
            supply_point_id=contract.supply_point_id,
            read_on=day,
            actor=actor_of(request),
            now=request.now,
            account_id=account.id,
        )
        deleted = _("The reading is deleted.")
        if has_forecast(request, contract):
            deleted = _("The reading is deleted. Your forecast no longer counts it.")
        messages.success(request, deleted)
        return redirect("portal:readings_of", code=code)
    context = {
        "active": "readings",
        "contract": contract,
        "reading": reading,
        "has_forecast": has_forecast(request, contract),
    }
    return render(request, "portal/readings/withdraw.html", context)
