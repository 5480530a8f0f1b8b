"""What a customer used, in an agent's hands: the customer's own page, and its file."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kwartier.consumption.queries import get_consumption
from kwartier.consumption.types import Consumption, View
from kwartier.office.access import customer_page, note_visit
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.consumption import build_page, consumption_table, name_file
from kwartier.ui.downloads import table_response


@customer_page
@require_safe
def show_consumption(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """What the customer sees of a supply point."""
    consumption = _ask(request, account, code)
    note_visit(request, account.id, "consumption")
    period = consumption.period
    asked = f"view={period.view.value}&from={period.from_.isoformat()}"
    page = build_page(
        consumption,
        unit=request.GET.get("unit", ""),
        locale=locale_of(request),
        file_url=lambda kind: (
            f"{reverse(f'office:consumption_{kind}', args=[account.number, code])}?{asked}"
        ),
    )
    context = {"contract": consumption.contract, "page": page}
    return render_office(request, "consumption.html", context, account=account)


@customer_page
@require_safe
def download_consumption(
    request: BrandedRequest, account: AccountInfo, code: str, file_kind: str
) -> HttpResponse:
    """The table of a period as CSV or XLSX."""
    consumption = _ask(request, account, code)
    note_visit(request, account.id, "consumption")
    table = consumption_table(consumption, locale_of(request), is_file=True)
    return table_response(table, name=name_file(consumption), file_kind=file_kind)


def _ask(request: BrandedRequest, account: AccountInfo, code: str) -> Consumption:
    return get_consumption(
        account_id=account.id,
        code=code,
        view=request.GET.get("view") or View.YEAR,
        from_=request.GET.get("from", ""),
        today=request.today,
    )
