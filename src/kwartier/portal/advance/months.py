"""Months billed on what was used: their page, and the way from advances to them and back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kwartier.billing import operations, queries
from kwartier.billing.types import Channel
from kwartier.parties.queries import require_role
from kwartier.parties.types import AccountInfo, Role
from kwartier.platform.errors import NotAllowed, NotFound, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import (
    actor_of,
    agent_request_url,
    customer_page,
    get_current_contract,
    locale_of,
)
from kwartier.supply.types import BillingRhythm
from kwartier.ui.downloads import table_response
from kwartier.ui.months import months_figure, months_table, say_months

_SHOWN = 12


def show_months(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """The page of a contract without advances: what each month came to, and the next bill."""
    contract = get_current_contract(request, account, number=number)
    page = queries.find_months_page(
        contract_id=contract.id, today=request.today, contracts=[contract]
    )
    context = {
        "active": "advance",
        "contract": contract,
        "page": page,
        "is_monthly": contract.billing_rhythm == BillingRhythm.MONTHLY,
        "can_act": account.may_act,
    }
    if page is not None:
        locale = locale_of(request)
        next_month = page.coming[0] if page.coming else None
        context |= {
            "next": next_month,
            "next_name": say_months(next_month.period_from, next_month.period_until, locale)
            if next_month
            else "",
            "last": page.bills[0] if page.bills else None,
            "rows": [
                (bill, say_months(bill.period_from, bill.period_until, locale))
                for bill in page.bills[:_SHOWN]
            ],
            "figure": months_figure(
                page,
                locale=locale,
                csv_url=reverse("portal:advance_months", args=[number, "csv"]),
                xlsx_url=reverse("portal:advance_months", args=[number, "xlsx"]),
            ),
        }
    return render(request, "portal/advance/monthly.html", context)


@require_GET
@customer_page
def download_months(
    request: BrandedRequest, account: AccountInfo, number: str, file_kind: str
) -> HttpResponse:
    """The numbers behind the figure, as CSV or XLSX."""
    contract = get_current_contract(request, account, number=number)
    page = queries.find_months_page(contract_id=contract.id, today=request.today)
    if page is None:
        raise Http404
    table = months_table(page, locale=locale_of(request))
    return table_response(table, name=f"months-{number}", file_kind=file_kind)


@require_GET
@customer_page
def show_switch(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """What another way of billing would change, from when, or what stands in the way."""
    contract = get_current_contract(request, account, number=number)
    choice = queries.get_switch_choice(contract_id=contract.id, today=request.today)
    agent = {
        "url": agent_request_url("contact", contract=contract.number),
        "label": _("Ask an agent"),
    }
    context = {
        "active": "advance",
        "contract": contract,
        "choice": choice,
        "to_months": choice.to_rhythm == BillingRhythm.MONTHLY,
        "can_act": account.may_act,
        "obstacles": () if choice.waiting else choice.obstacles,
        "actions": {"agent": agent, "otherwise": agent},
    }
    return render(request, "portal/advance/switch.html", context)


@require_POST
@customer_page
def confirm_switch(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """Confirm: one operation; a refusal is shown on the page, with nothing changed."""
    require_role(request.user.pk, account.id, Role.DELEGATE)
    contract = get_current_contract(request, account, number=number)
    to_rhythm = request.POST.get("to", "")
    if to_rhythm not in BillingRhythm:
        return redirect("portal:billing_switch", number=number)
    try:
        operations.switch_billing(
            contract_id=contract.id,
            to_rhythm=BillingRhythm(to_rhythm),
            actor=actor_of(request),
            today=request.today,
            now=request.now,
            channel=Channel.WEB,
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
    return redirect("portal:billing_switch", number=number)


@require_POST
@customer_page
def withdraw_switch(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """Take a change back that is still to come."""
    require_role(request.user.pk, account.id, Role.DELEGATE)
    contract = get_current_contract(request, account, number=number)
    try:
        operations.withdraw_switch(
            contract_id=contract.id, actor=actor_of(request), now=request.now
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
    else:
        messages.success(request, _("Taken back. Your contract is billed as before."))
    return redirect("portal:billing_switch", number=number)
