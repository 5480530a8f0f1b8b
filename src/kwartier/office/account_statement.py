"""The account statement of a customer in an agent's hands."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kwartier.office.access import customer_page, note_visit
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.statement_page import build_statement, statement_file


@customer_page
@require_safe
def show_statement(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What was invoiced and paid on the days that are asked for, by supply point."""
    note_visit(request, account.id, "bill")
    context = build_statement(
        request.GET,
        account_id=account.id,
        today=request.today,
        locale=locale_of(request),
        file_at=lambda kind: reverse(f"office:statement_{kind}", args=[account.number]),
    )
    status = 200 if context["statement"] else 422
    return render_office(request, "bills/statement.html", context, account=account, status=status)


@customer_page
@require_safe
def download_statement(
    request: BrandedRequest, account: AccountInfo, file_kind: str
) -> HttpResponse:
    """The same as PDF, workbook or CSV; what cannot be made is said on the page."""
    note_visit(request, account.id, "bill")
    page_url = reverse("office:statement", args=[account.number])
    return statement_file(request, account=account, file_kind=file_kind, page_url=page_url)
