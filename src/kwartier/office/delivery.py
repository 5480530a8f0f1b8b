"""Delivery in an agent's hands: a customer's choice, old papers, and what did not arrive."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kwartier.delivery.operations import send_again
from kwartier.delivery.queries import (
    count_letters,
    get_choice,
    get_postal_address,
    list_batches,
    list_deliveries,
    list_failed,
)
from kwartier.delivery.types import LETTERBOXES, DeliveryChannel
from kwartier.documents.operations import ask_for_document
from kwartier.documents.queries import list_archive
from kwartier.documents.refusals import DocumentWithOffice, NothingToAskFor
from kwartier.office.access import actor_of, customer_page, note_visit, office_page
from kwartier.office.forms import ReasonForm
from kwartier.office.rendering import render_office
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.delivery_form import DeliveryForm

_SHOWN = 20
_BATCHES = 10


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_delivery(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """How a customer's documents come: chosen for them with a reason, and how the latest came."""
    choice = get_choice(account, on=request.today)
    form = DeliveryForm(request.POST or None, request=request, account=account, choice=choice)
    reason = ReasonForm(request.POST or None)
    if request.method == "POST" and reason.is_valid() and form.is_valid():
        actor = actor_of(request, reason=reason.cleaned_data["reason"])
        if form.choose(request, account=account, actor=actor):
            messages.success(request, _("Noted. The customer is told by e-mail."))
            return redirect("office:delivery", account.number)
    if request.method == "GET":
        note_visit(request, account.id, "delivery")
    context = {
        "choice": choice,
        "form": form,
        "reason": reason,
        "postal_address": get_postal_address(account).splitlines(),
        "deliveries": list_deliveries(account.id, limit=_SHOWN),
        "papers": list_archive(account.id, brand_id=request.brand.id, today=request.today),
    }
    status = 422 if form.errors or reason.errors else 200
    return render_office(request, "delivery/customer.html", context, account=account, status=status)


@customer_page
@require_POST
def ask_for(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """Ask for an older paper for a customer who is on the telephone."""
    try:
        ask_for_document(
            account=account,
            number=document,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
        )
    except (DocumentWithOffice, NothingToAskFor) as refusal:
        messages.info(request, refusal.say())
    else:
        messages.success(request, _("The customer gets a mail when it is open."))
    return redirect("office:delivery", account.number)


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_failed(request: BrandedRequest) -> HttpResponse:
    """What did not arrive, to be sent again; and the latest print batches."""
    if request.method == "POST":
        _send_again(request)
        return redirect("office:deliveries")
    failed = list_failed(brand_id=request.brand.id)
    accounts = get_accounts({each.account_id for each in failed})
    context = {
        "active": "deliveries",
        "failed": [(each, accounts[each.account_id]) for each in failed],
        "letter_count": count_letters(brand_id=request.brand.id),
        "batches": list_batches(brand_id=request.brand.id, limit=_BATCHES),
    }
    return render_office(request, "delivery/failed.html", context)


def _send_again(request: BrandedRequest) -> None:
    """Send one again by the way that the pressed button says."""
    wanted, asked = request.POST.get("delivery", ""), request.POST.get("channel", "")
    if not wanted.isdecimal() or asked not in LETTERBOXES:
        return
    try:
        sent = send_again(
            brand_id=request.brand.id,
            delivery_id=int(wanted),
            channel=DeliveryChannel(asked),
            actor=actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
    else:
        told = {"number": sent.subject_number}
        messages.success(request, _("%(number)s is on its way again.") % told)
