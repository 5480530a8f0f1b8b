"""The first page after signing in: answers first, then what to do."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kwartier.billing.queries import AccountAdvance, list_account_advances
from kwartier.ledger.queries import get_standing
from kwartier.metering.queries import list_latest_readings
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page, locale_of
from kwartier.support.queries import list_requests
from kwartier.ui.advance_sums import AdvanceSums

_FEW = 3


@require_GET
@customer_page
def show_home(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What is to pay, where the settlement goes, the last reading, and who has the ball."""
    advances = [
        advance
        for advance in list_account_advances(account_id=account.id, today=request.today)
        if advance.contract.ends_after(request.today)
    ]
    contracts = [advance.contract for advance in advances]
    sums = AdvanceSums.of(advance.forecast for advance in advances)
    standing = get_standing(account_id=account.id)
    overdue = [item for item in standing.open_items if item.due_on < request.today]
    context = {
        "active": "home",
        "account": account,
        "contracts": contracts,
        "balance_cents": standing.balance_cents,
        "overdue": overdue,
        "overdue_cents": sum(item.open_cents for item in overdue),
        "sums": sums,
        "advice": sums.say(locale_of(request)) if sums.forecasts else "",
        "read_on": _find_last_read_on(advances),
        "requests": list_requests(account_id=account.id)[:_FEW],
    }
    return render(request, "portal/home.html", context)


def _find_last_read_on(advances: Sequence[AccountAdvance]) -> date | None:
    """The day of the last reading of the only supply point; None with several, or without any."""
    if len(advances) != 1:
        return None
    only = advances[0]
    if only.known_until is not None:
        return only.known_until
    latest = list_latest_readings({only.contract.supply_point_id})
    return next((reading.read_on for reading in latest.values()), None)
