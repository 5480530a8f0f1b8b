"""Requests of a customer in an agent's hands: answer, ask back, close, open one for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kwartier.office.access import actor_of, customer_page, note_visit
from kwartier.office.forms import AnswerForm, CustomerRequestForm
from kwartier.office.rendering import render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.support import operations, queries
from kwartier.support.types import RequestKind
from kwartier.support.working_days import working_day_after
from kwartier.ui.record_words import CONTEXT_WORDS, say_context
from kwartier.ui.refusing import refuse


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_request(
    request: BrandedRequest, account: AccountInfo, request_number: str
) -> HttpResponse:
    """One request with its thread; the agent answers, asks the customer back, or closes it."""
    detail = queries.get_request(
        brand_id=request.brand.id, number=request_number, account_id=account.id
    )
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _answer(request, account, request_number, form.cleaned_data["text"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("office:request", account.number, request_number)
    if request.method == "GET":
        note_visit(request, account.id, "request")
    context = {
        "row": detail.row,
        "thread": detail.messages,
        "context_rows": _context_rows(account, detail.context),
        "form": form,
        "is_late": detail.row.is_late(request.today),
    }
    status = 422 if form.errors else 200
    return render_office(request, "requests/request.html", context, account=account, status=status)


def _context_rows(
    account: AccountInfo, context: Mapping[str, Any]
) -> list[tuple[Promise, str, str]]:
    """What the request is about: label, value, and the page where an agent acts on it."""
    return [
        (CONTEXT_WORDS[name], say_context(name, said), _find_page(account, name, context))
        for name, said in context.items()
        if name in CONTEXT_WORDS
    ]


def _find_page(account: AccountInfo, name: str, context: Mapping[str, Any]) -> str:
    """Where to act on a value; empty when there is no such page, as for an invented number."""
    said = str(context[name])
    pages = {
        "contract": ("office:advance", [account.number, said]),
        "bill": ("office:bill", [account.number, said]),
        "reminder": ("office:customer_arrears", [account.number]),
        "ean": ("office:readings_of", [account.number, said]),
    }
    try:
        if name in pages:
            page, args = pages[name]
            return reverse(page, args=args)
        if name == "day" and "ean" in context:
            day = date.fromisoformat(said)
            return reverse("office:decide_reading", args=[account.number, context["ean"], day])
    except (NoReverseMatch, ValueError):
        return ""
    return ""


def _answer(request: BrandedRequest, account: AccountInfo, number: str, text: str) -> None:
    """One operation by the button pressed; the customer is told by mail. Raises Refusal."""
    page_url = request.build_absolute_uri(reverse("portal:request", args=[number]))
    if request.POST.get("next") == "close":
        operations.close_request(
            brand=request.brand,
            account=account,
            number=number,
            actor=actor_of(request),
            now=request.now,
            text=text,
            page_url=page_url,
        )
        messages.success(request, _("The request is answered and closed."))
        return
    operations.add_message(
        brand=request.brand,
        account=account,
        number=number,
        text=text,
        actor=actor_of(request),
        today=request.today,
        now=request.now,
        asks_customer=request.POST.get("next") == "ask",
        page_url=page_url,
    )
    messages.success(request, _("Your message is with the customer."))


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_request(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Write down what a customer asks on the phone: it gets a number and a promised day."""
    if request.method == "POST":
        form = CustomerRequestForm(request.POST)
        if form.is_valid():
            answered = _open(request, account, form)
            if answered is not None:
                return answered
    else:
        form = CustomerRequestForm(
            initial={"kind": RequestKind.CONTACT, "submission_key": get_random_string(32)}
        )
    context = {
        "form": form,
        "promised_on": working_day_after(request.today, country=request.brand.country),
    }
    status = 422 if form.errors else 200
    return render_office(request, "requests/new.html", context, account=account, status=status)


def _open(
    request: BrandedRequest, account: AccountInfo, form: CustomerRequestForm
) -> HttpResponse | None:
    """Open it; with a refusal the form says it, and None is returned."""
    row = form.open_request(
        request,
        account=account,
        actor=actor_of(request),
        page_url=request.build_absolute_uri(reverse("portal:requests")),
    )
    if row is None:
        return None
    messages.success(request, _("The request has the number %(number)s.") % {"number": row.number})
    return redirect("office:request", account.number, row.number)
