"""What a customer used, in an agent's hands: the customer's own page, and its file."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kwartier.consumption.queries import get_consumption
from kwartier.consumption.refusals import PeriodUnknown
from kwartier.consumption.types import Consumption, View
from kwartier.office.access import customer_page, note_visit
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.consumption import build_page, file_table, name_file, read_asked
from kwartier.ui.downloads import table_response


@customer_page
@require_safe
def show_consumption(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """What the customer sees of a supply point."""
    consumption, refusal = _ask(request, account, code)
    note_visit(request, account.id, "consumption")
    page = build_page(
        consumption,
        unit=read_asked(request).unit,
        locale=locale_of(request),
        file_url=lambda kind, of: (
            f"{reverse(f'office:consumption_{kind}', args=[account.number, code])}"
            f"?{read_asked(request).query_of(consumption, of)}"
        ),
    )
    context = {"contract": consumption.contract, "page": page, "refusal": refusal}
    status = 422 if refusal else 200
    return render_office(request, "consumption.html", context, account=account, status=status)


@customer_page
@require_safe
def download_consumption(
    request: BrandedRequest, account: AccountInfo, code: str, file_kind: str
) -> HttpResponse:
    """The table of a period as CSV or XLSX."""
    consumption, refusal = _ask(request, account, code)
    if refusal:
        raise NotFound
    note_visit(request, account.id, "consumption")
    of = read_asked(request).of
    table = file_table(consumption, of, locale_of(request))
    return table_response(table, name=name_file(consumption, of), file_kind=file_kind)


def _ask(
    request: BrandedRequest, account: AccountInfo, code: str
) -> tuple[Consumption, PeriodUnknown | None]:
    """What the address asks; for a period that is none the year of today, and the refusal."""
    asked: dict[str, Any] = {"account_id": account.id, "code": code, "today": request.today}
    try:
        return get_consumption(**asked, **read_asked(request).of_room), None
    except PeriodUnknown as refusal:
        return get_consumption(**asked, view=View.YEAR, from_=""), refusal
