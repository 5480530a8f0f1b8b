"""The account statement of each month by e-mail: asked for, opened behind its mail, and stopped."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from kwartier.delivery.operations import read_stop_key, stop_monthly_statement
from kwartier.delivery.queries import find_monthly_statement
from kwartier.delivery.types import following_month
from kwartier.parties.entrance import sign_in_required
from kwartier.parties.queries import get_account_for, get_person
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest, enter_as_person
from kwartier.platform.types import Actor, ActorKind
from kwartier.portal.access import actor_of, customer_page, locale_of
from kwartier.ui.formats import format_day
from kwartier.ui.monthly_statement import MonthlyStatementForm
from kwartier.ui.statement_page import write_file


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_monthly_statement(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Whether the statement of each month comes by e-mail, and the form that asks for it."""
    person_id = request.user.pk
    if request.POST.get("act") == "stop":
        stop_monthly_statement(
            account_id=account.id, person_id=person_id, actor=actor_of(request), now=request.now
        )
        messages.success(request, _("Stopped. We send you no more account statements."))
        return redirect("portal:monthly_statement")
    chosen = find_monthly_statement(account_id=account.id, person_id=person_id)
    form = MonthlyStatementForm(request.POST or None, account=account, chosen=chosen)
    if form.is_valid():
        chosen = form.choose(request, account=account, person_id=person_id, actor=actor_of(request))
        told = {"day": format_day(chosen.next_on, locale_of(request))}
        messages.success(request, _("Noted. The next one comes on %(day)s.") % told)
        return redirect("portal:monthly_statement")
    context = {
        "active": "payments",
        "account": account,
        "chosen": chosen,
        "form": form,
        "email": request.user.email,
    }
    status = 422 if form.errors else 200
    return render(request, "portal/payments/monthly_statement.html", context, status=status)


@sign_in_required
@require_GET
def download_month(
    request: BrandedRequest, number: str, month: str, file_kind: str
) -> HttpResponse:
    """The statement of a month, behind its mail: of an account of the reader's, whichever is chosen."""
    account = get_account_for(request.user.pk, number=number)
    chosen = find_monthly_statement(account_id=account.id, person_id=request.user.pk)
    first = date.fromisoformat(f"{month}-01")
    asked = QueryDict(mutable=True)
    asked["first"] = first.isoformat()
    asked["last"] = (following_month(first) - timedelta(days=1)).isoformat()
    asked.setlist("point", list(chosen.codes) if chosen else [])
    return write_file(
        request,
        asked,
        account=account,
        file_kind=file_kind,
        page_url=reverse("portal:statement"),
    )


@csrf_exempt  # a mail program posts without a cookie; the key says who, and only stops
@require_http_methods(["GET", "HEAD", "POST"])
def stop_statement(request: BrandedRequest, key: str) -> HttpResponse:
    """End the monthly mail of whom the key names, without signing in: one press, here or in the mail."""
    account_id, person_id = read_stop_key(key)
    if request.method == "POST":
        enter_as_person(person_id=person_id)
        person = get_person(person_id)
        actor = Actor(kind=ActorKind.CUSTOMER, person_id=person.id, name=person.name)
        stop_monthly_statement(
            account_id=account_id, person_id=person.id, actor=actor, now=request.now
        )
        enter_as_person(person_id=request.user.pk)
    context = {"is_stopped": request.method == "POST"}
    return render(request, "portal/payments/stop_statement.html", context)
