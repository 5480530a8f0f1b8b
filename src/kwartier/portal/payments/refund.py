"""A credit paid out when its customer asks for it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kwartier.ledger.queries import get_balance
from kwartier.parties.types import AccountInfo
from kwartier.payments.operations import ask_for_refund
from kwartier.payments.queries import (
    find_bank_account,
    find_refund_on_its_way,
    list_refunds_of,
)
from kwartier.platform.errors import NotAllowed, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.wording import speak_money
from kwartier.portal.access import actor_of, customer_page


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def show_refund(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What there is to pay out, to which account, and what was; the button asks for it."""
    if request.method == "POST":
        return _ask(request, account)
    bank_account = find_bank_account(account.id)
    context = {
        "active": "payments",
        "account": account,
        "credit_cents": max(-get_balance(account_id=account.id), 0),
        "bank_account": bank_account,
        "is_cooling_off": bank_account is not None and bank_account.usable_from > request.now,
        "on_its_way": find_refund_on_its_way(account.id),
        "refunds": list_refunds_of(account.id),
    }
    return render(request, "portal/payments/refund.html", context)


def _ask(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    try:
        refund = ask_for_refund(
            account=account, today=request.today, now=request.now, actor=actor_of(request)
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
    else:
        told = {"amount": speak_money(refund.amount_cents), "iban": refund.masked_iban}
        messages.success(
            request,
            _("We will pay %(amount)s to %(iban)s, and write to you when it leaves.") % told,
        )
    return redirect("portal:refund")
