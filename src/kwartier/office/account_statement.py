"""The account statement of a customer in an agent's hands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kwartier.delivery.operations import stop_monthly_statement
from kwartier.delivery.queries import list_monthly_statements
from kwartier.office.access import actor_of, customer_page, note_visit
from kwartier.office.forms import DecisionForm
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.queries import list_active_members
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.formats import format_day
from kwartier.ui.monthly_statement import MonthlyStatementForm
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


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_monthly_statements(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Who gets the statement of each month by e-mail; asked for and stopped for them, with a reason."""
    members = list(list_active_members([account.id]).values())
    form = MonthlyStatementForm(request.POST or None, account=account, members=members)
    reason = DecisionForm(request.POST or None)
    if request.method == "POST" and members and reason.is_valid() and form.is_valid():
        _change(request, account, form, reason.cleaned_data["reason"])
        return redirect("office:monthly_statement", account.number)
    if request.method == "GET":
        note_visit(request, account.id, "bill")
    chosen = list_monthly_statements(account_id=account.id)
    context = {
        "form": form,
        "reason": reason,
        "members": [(each, chosen.get(each.person_id)) for each in members],
    }
    status = 422 if form.errors or reason.errors else 200
    return render_office(request, "bills/monthly.html", context, account=account, status=status)


def _change(
    request: BrandedRequest, account: AccountInfo, form: MonthlyStatementForm, reason: str
) -> None:
    person_id, actor = form.cleaned_data["person"], actor_of(request, reason=reason)
    if request.POST.get("act") == "stop":
        stop_monthly_statement(
            account_id=account.id, person_id=person_id, actor=actor, now=request.now
        )
        messages.success(request, _("Stopped: the monthly mail is no longer sent."))
        return
    chosen = form.choose(request, account=account, person_id=person_id, actor=actor)
    told = {"day": format_day(chosen.next_on, locale_of(request))}
    messages.success(request, _("Noted. The next one goes out on %(day)s.") % told)
