"""The page on which a customer chooses how bills come, and sees how they came."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kwartier.delivery.queries import get_choice, get_postal_address, list_deliveries
from kwartier.parties.entrance import sign_in_required
from kwartier.platform.errors import NotAllowed
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.account.current import get_current_account
from kwartier.portal.account.members import actor_of
from kwartier.ui.delivery_form import DeliveryForm

_SHOWN = 12


@sign_in_required
@require_http_methods(["GET", "POST"])
def show_delivery(request: BrandedRequest) -> HttpResponse:
    """Channel, addresses and language of the account's documents; a reader looks."""
    account = get_current_account(request)
    if request.method == "POST" and not account.may_act:
        raise NotAllowed
    choice = get_choice(account, on=request.today)
    form = DeliveryForm(request.POST or None, request=request, account=account, choice=choice)
    actor = actor_of(request)
    if form.is_valid() and form.choose(request, account=account, actor=actor):
        messages.success(request, _("Noted. We also tell you by e-mail how your bills come now."))
        return redirect("portal:delivery")
    context = {
        "active": "delivery",
        "account": account,
        "choice": choice,
        "form": form,
        "postal_address": get_postal_address(account).splitlines(),
        "deliveries": list_deliveries(account.id, limit=_SHOWN),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/account/delivery.html", context, status=status)
