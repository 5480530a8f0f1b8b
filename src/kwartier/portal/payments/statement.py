"""The account statement of a customer: page and files."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page, locale_of
from kwartier.ui.statement_page import build_statement, statement_file


@require_GET
@customer_page
def show_statement(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What was invoiced and paid on the days that are asked for, by supply point."""
    context = build_statement(
        request.GET,
        account_id=account.id,
        today=request.today,
        locale=locale_of(request),
        file_at=lambda kind: reverse("portal:statement_file", args=[kind]),
    )
    context |= {"active": "payments", "account": account}
    status = 200 if context["statement"] else 422
    return render(request, "portal/payments/statement.html", context, status=status)


@require_GET
@customer_page
def download_statement(
    request: BrandedRequest, account: AccountInfo, file_kind: str
) -> HttpResponse:
    """The same as PDF, workbook or CSV; what cannot be made is said on the page."""
    return statement_file(
        request, account=account, file_kind=file_kind, page_url=reverse("portal:statement")
    )
