"""The page of one's own data: what there is, who saw it, what was agreed to, and all of it as a file."""

from allauth.core.ratelimit import consume, respond_429
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kwartier.intervals.queries import list_consents
from kwartier.parties.queries import list_access_log
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotAllowed
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import actor_of, customer_page
from kwartier.portal.account.step_up import step_up
from kwartier.supply.queries import list_contracts
from kwartier.ui.portability import everything_response
from kwartier.ui.record_words import say_action

_LATEST = 5


@require_safe
@customer_page
def show_own_data(request: BrandedRequest, account: AccountInfo) -> HttpResponseBase:
    """What goes into the file, who saw the account last, and which consents hold."""
    rows = list_access_log(person_id=request.user.pk, account_id=account.id, limit=_LATEST)
    contracts = list_contracts(account.id)
    context = {
        "active": "own_data",
        "account": account,
        "can_take": account.may_act,
        "begins_on": min((each.from_ for each in contracts), default=None),
        "point_count": len({each.code for each in contracts}),
        "live_consents": sum(each.is_live for each in list_consents(account.id)),
        "latest": [(row, say_action(row)) for row in rows],
    }
    return render(request, "portal/account/own_data.html", context)


@never_cache
@require_POST
@customer_page
@step_up(back="portal:own_data")
def take_everything(request: BrandedRequest, account: AccountInfo) -> HttpResponseBase:
    """The file, for who just confirmed who it is: it has the bank details in full."""
    if not account.may_act:
        raise NotAllowed
    if not consume(request, action="take_along", user=request.user):
        return respond_429(request)
    return everything_response(request, account, actor_of(request))
