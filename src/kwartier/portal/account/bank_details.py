"""The bank account of the customer: what we know, what was before, and how it changes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from kwartier.parties.sessions import check_second_factor
from kwartier.parties.types import AccountInfo
from kwartier.payments.queries import find_bank_account, find_live_mandate, list_bank_accounts
from kwartier.platform.errors import NotAllowed
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import actor_of, customer_page
from kwartier.portal.account.signing_up import safe_next
from kwartier.portal.account.step_up import check_identity
from kwartier.ui.bank_account_form import BankAccountForm


@require_GET
@customer_page
def show_bank_details(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The present account, whether money goes out to it yet, and those before it."""
    known = list_bank_accounts(account.id)
    context = {
        "active": "bank_details",
        "account": account,
        "bank_account": known[0] if known else None,
        "is_cooling_off": bool(known) and known[0].usable_from > request.now,
        "earlier": known[1:],
        "mandate": find_live_mandate(account.id),
    }
    return render(request, "portal/account/bank_details.html", context)


@never_cache
@sensitive_post_parameters("iban")
@require_http_methods(["GET", "POST"])
@customer_page
def change_bank_details(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Enter the first account after saying who one is, or replace it after a second factor."""
    if not account.may_act:
        raise NotAllowed
    known = find_bank_account(account.id)
    if known is None:
        check_identity(request)
    else:
        check_second_factor(request)
    initial = {"holder": account.name, "replacing": known.id if known else None}
    form = BankAccountForm(request.POST or None, initial=initial)
    if form.is_valid() and form.change(request, account=account, actor=actor_of(request)):
        messages.success(request, _("We noted the account, and told you by e-mail."))
        return redirect(safe_next(request) or "portal:bank_details")
    context = {
        "active": "bank_details",
        "account": account,
        "bank_account": known,
        "form": form,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "mandate": find_live_mandate(account.id),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/account/bank_details_change.html", context, status=status)
