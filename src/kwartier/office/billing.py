"""How a customer's contract is billed, in an agent's hands: months, and the way to go over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kwartier.billing import operations, queries
from kwartier.billing.queries import SwitchChoice
from kwartier.billing.switch_refusals import NotBilledHere
from kwartier.billing.types import Channel
from kwartier.office.access import actor_of, customer_page, get_contract_of, note_visit
from kwartier.office.forms import BillingForm
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import BillingRhythm, ContractRow
from kwartier.ui.months import months_figure, say_months
from kwartier.ui.refusing import refuse


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_billing(request: BrandedRequest, account: AccountInfo, contract: str) -> HttpResponse:
    """Look at the months, change the way of billing or take a change back: one operation each."""
    held = get_contract_of(list_contracts(account.id), contract)
    choice = _find_choice(request, held)
    form = BillingForm(request.POST if request.method == "POST" else None)
    if choice is not None and form.is_valid() and _act(request, held, choice, form):
        return redirect("office:billing", account.number, held.number)
    if request.method != "POST":
        note_visit(request, account.id, "advance")
    page = queries.find_months_page(contract_id=held.id, today=request.today)
    locale = locale_of(request)
    context = {
        "contract": held,
        "choice": choice,
        "to_months": choice is not None and choice.to_rhythm == BillingRhythm.MONTHLY,
        "obstacles": choice.obstacles if choice and not choice.waiting else (),
        "form": form,
        "page": page,
        "rows": [
            (bill, say_months(bill.period_from, bill.period_until, locale))
            for bill in (page.bills if page else ())
        ],
        "figure": months_figure(page, locale=locale, csv_url="", xlsx_url="") if page else None,
    }
    status = 422 if form.errors else 200
    return render_office(request, "advance/billing.html", context, account=account, status=status)


def _find_choice(request: BrandedRequest, held: ContractRow) -> SwitchChoice | None:
    try:
        return queries.get_switch_choice(contract_id=held.id, today=request.today)
    except NotBilledHere:
        return None


def _act(
    request: BrandedRequest, held: ContractRow, choice: SwitchChoice, form: BillingForm
) -> bool:
    """Ask for the other way, or take the change back; with a refusal the form says it."""
    justification = form.cleaned_data["justification"]
    actor = actor_of(request, reason=justification)
    try:
        if choice.waiting:
            operations.withdraw_switch(
                contract_id=held.id, actor=actor, now=request.now, justification=justification
            )
            messages.success(request, _("Taken back. The contract is billed as before."))
        else:
            operations.switch_billing(
                contract_id=held.id,
                to_rhythm=choice.to_rhythm,
                actor=actor,
                today=request.today,
                now=request.now,
                channel=Channel.OFFICE,
                justification=justification,
            )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True
