"""The page of one customer: what the customer's own pages say, on one screen."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kwartier.arrears.invoice_states import bill_item, pick_late
from kwartier.arrears.queries import list_invoice_states
from kwartier.billing.queries import AccountAdvance, list_account_advances, list_bills
from kwartier.ledger.queries import get_standing
from kwartier.metering.queries import list_latest_readings
from kwartier.metering.types import LatestReading
from kwartier.office.access import customer_file_page, note_visit
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.types import CustomerFile
from kwartier.platform.tenancy import BrandedRequest
from kwartier.support.queries import list_requests
from kwartier.support.types import Ball
from kwartier.ui.advance_sums import AdvanceSums
from kwartier.ui.bills.debts import join_items, list_debts
from kwartier.ui.narrowing import LONGEST_AT_A_GLANCE, narrow
from kwartier.ui.record_words import say_action

_BILL_COUNT = 6
_RECORD_LENGTH = 20


@customer_file_page
@require_safe
def show_customer(request: BrandedRequest, file: CustomerFile) -> HttpResponse:
    """Contact, contracts with their advances, readings, balance, requests, people, record."""
    account = file.account
    advances = list_account_advances(account_id=account.id, today=request.today)
    running = [each for each in advances if _is_running(each, request)]
    narrowed = narrow(running, request.GET.get("q", ""), lambda each: each.contract.words)
    shown = narrowed.rows if "all" in request.GET else narrowed.rows[:LONGEST_AT_A_GLANCE]
    latest = _latest_readings(shown)
    standing = get_standing(account_id=account.id)
    requests = list_requests(account_id=account.id)
    record = note_visit(request, account.id, "overview", limit=_RECORD_LENGTH)
    open_items = join_items(standing.open_items)
    states = list_invoice_states(
        request.brand.id,
        [bill_item(each) for each in open_items],
        today=request.today,
        now=request.now,
    )
    overdue = pick_late(standing.open_items, states, today=request.today)
    first_open = open_items[:LONGEST_AT_A_GLANCE]
    debts = list_debts(first_open, states, today=request.today, locale=locale_of(request))
    context = {
        "file": file,
        "contract_count": len(running),
        "narrowed": narrowed,
        "lines": [(each, latest.get(each.contract.supply_point_id)) for each in shown],
        "hidden_count": narrowed.kept_count - len(shown),
        "ended": [each.contract for each in advances if each not in running],
        "standing": standing,
        "debts": debts,
        "more_open_count": len(open_items) - len(debts),
        "overdue_cents": sum(item.open_cents for item in overdue),
        "overdue_since": min((item.due_on for item in overdue), default=None),
        "bills": list_bills(account_id=account.id, limit=_BILL_COUNT),
        "requests": requests,
        "open_count": sum(row.ball is not Ball.DONE for row in requests),
        "record": [(row, say_action(row)) for row in record],
        **_sums(running),
    }
    return render_office(request, "customer.html", context, account=account)


def _latest_readings(running: Sequence[AccountAdvance]) -> dict[int, LatestReading]:
    """By supply point: what the forecasts rest on; asked for only where there is no forecast."""
    known = {each.contract.supply_point_id: each.latest for each in running if each.latest}
    others = {each.contract.supply_point_id for each in running} - set(known)
    return known | list_latest_readings(others) if others else known


def _is_running(each: AccountAdvance, request: BrandedRequest) -> bool:
    return each.contract.ends_after(request.today)


def _sums(running: Sequence[AccountAdvance]) -> dict[str, Any]:
    sums = AdvanceSums.of(each.forecast for each in running)
    return {
        "forecast_count": len(sums.forecasts),
        "known_count": len(sums.known),
        "amount_cents": sums.amount_cents,
        "recommended_cents": sums.recommended_cents,
        "settlement_cents": sums.settlement_cents,
    }
