"""The pages of *Advance and settlement*. Each asks queries and calls at most one operation."""

from collections.abc import Callable
from math import inf

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kwartier.billing import operations, queries
from kwartier.billing.amounts import parse_amount, write_amount
from kwartier.billing.refusals import AdvanceMissing
from kwartier.billing.types import SCHEDULED, AdvanceSimulation, Channel
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
from kwartier.portal.advance.accuracy import build_accuracy
from kwartier.portal.advance.months import show_months
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.ui.advance_sums import AdvanceSums
from kwartier.ui.advance_words import AdvanceWords
from kwartier.ui.charts.balance import balance_figure, balance_table
from kwartier.ui.downloads import table_response
from kwartier.ui.narrowing import narrow
from kwartier.ui.simulations import balance_of, dial_of


def _by_settlement(row: queries.AccountAdvance) -> float:
    known = row.forecast if row.forecast and row.forecast.is_known else None
    return -known.settlement_cents if known else inf


def _by_difference(row: queries.AccountAdvance) -> float:
    forecast = row.forecast
    return -abs(forecast.recommended_cents - forecast.current_cents) if forecast else inf


# What is not known stands last.
_ORDERS: dict[str, Callable[[queries.AccountAdvance], float]] = {
    "settlement": _by_settlement,
    "difference": _by_difference,
}


@require_GET
@customer_page
def show_advances(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The way in: the one advance, or an overview of several with their sum."""
    rows = [
        row
        for row in queries.list_account_advances(account_id=account.id, today=request.today)
        if row.contract.ends_after(request.today)
    ]
    if len(rows) == 1:
        by_schedule = rows[0].plan is not None and rows[0].plan.rhythm in SCHEDULED
        page = "portal:schedule" if by_schedule else "portal:advance"
        return redirect(page, number=rows[0].contract.number)
    order = request.GET.get("order", "")
    ordered = sorted(rows, key=_ORDERS[order]) if order in _ORDERS else rows
    context = {
        "active": "advance",
        "rows": rows,
        "narrowed": narrow(ordered, request.GET.get("q", ""), lambda row: row.contract.words),
        "order": order,
        "orders": [
            ("", _("In order of address")),
            ("settlement", _("Most to pay first")),
            ("difference", _("Furthest from the recommended amount first")),
        ],
        "sums": AdvanceSums.of(row.forecast for row in rows),
    }
    return render(request, "portal/advance/overview.html", context)


def get_page(
    request: BrandedRequest, account: AccountInfo, number: str
) -> tuple[ContractRow, list[ContractRow], queries.AdvancePage]:
    """The contract, the running ones beside it, and what the page says about its advance."""
    contracts = list_contracts(account.id)
    running = [row for row in contracts if row.ends_after(request.today)]
    contract = next((row for row in running if row.number == number), None)
    if contract is None:
        raise NotFound
    step = request.GET.get("step", "")
    page = queries.get_advance_page(
        contract_id=contract.id,
        today=request.today,
        typed=request.GET.get("amount", ""),
        step_count=int(step) if step in {"1", "-1"} else 0,
        contracts=contracts,
    )
    return contract, running, page


@require_GET
@customer_page
def show_advance(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """Simulate: the answer, the dial, the chart, the reasons; or the obstacles first."""
    try:
        contract, running, page = get_page(request, account, number)
    except AdvanceMissing:
        return show_months(request, account, number)
    simulation, refusal = page.simulation, page.refusal
    if request.GET.get("next") == "check" and refusal is None and simulation.is_change:
        amount = write_amount(simulation.amount_cents)
        return redirect(f"{reverse('portal:advance_check', args=[number])}?amount={amount}")
    locale = locale_of(request)
    typed = request.GET.get("amount", "")
    context = {
        "active": "advance",
        "contract": contract,
        "contracts": running,
        "simulation": simulation,
        "basis": simulation.basis,
        "words": AdvanceWords(simulation, locale),
        "best_plain": write_amount(simulation.recommendation.amount_cents),
        "obstacles": page.obstacles,
        "actions": _actions(contract, simulation),
        "can_act": account.may_act,
        "dial": dial_of(simulation, locale, typed=typed, error=refusal.say() if refusal else ""),
        "error": refusal,
        "figure": balance_figure(
            balance_of(simulation, locale),
            csv_url=reverse("portal:advance_balance", args=[number, "csv"]),
            xlsx_url=reverse("portal:advance_balance", args=[number, "xlsx"]),
        ),
        "changes": page.changes,
        "settlements": queries.list_settlements(contract_id=contract.id),
        "agent_url": _agent_url(contract, simulation),
        "switches_on": page.switches_on,
        "by_schedule": simulation.plan.rhythm in SCHEDULED,
    }
    return render(request, "portal/advance/simulate.html", context, status=422 if refusal else 200)


def _agent_url(contract: ContractRow, simulation: AdvanceSimulation) -> str:
    return agent_request_url(
        "advance_change", contract=contract.number, amount=write_amount(simulation.amount_cents)
    )


def _actions(contract: ContractRow, simulation: AdvanceSimulation) -> dict[str, dict[str, str]]:
    """The button that lifts each kind of obstacle, or what else helps; an agent can always be asked."""
    agent = {"url": _agent_url(contract, simulation), "label": _("Ask an agent")}
    return {
        "agent": agent,
        "otherwise": agent,
        "pay": {"url": reverse("portal:payments"), "label": _("Pay it now")},
        "not_pay": {"url": reverse("portal:cannot_pay"), "label": _("I cannot pay this now")},
        "reading": {
            "url": reverse("portal:enter_reading", args=[contract.code]),
            "label": _("Enter a reading"),
        },
    }


@require_GET
@customer_page
def check_change(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """Check your answers: what changes, from when, what it leads to; nothing happens yet."""
    require_role(request.user.pk, account.id, Role.DELEGATE)
    contract, _running, page = get_page(request, account, number)
    simulation = page.simulation
    if page.refusal or not simulation.is_change:
        return redirect(f"{reverse('portal:advance', args=[number])}?{request.GET.urlencode()}")
    context = {
        "active": "advance",
        "contract": contract,
        "simulation": simulation,
        "rows": AdvanceWords(simulation, locale_of(request)).list_answers(),
        "amount_plain": write_amount(simulation.amount_cents),
        "form_token": get_random_string(32),
        "obstacles": page.obstacles,
        "actions": _actions(contract, simulation),
    }
    return render(request, "portal/advance/check.html", context)


@require_POST
@customer_page
def confirm_change(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """Confirm: one operation; a refusal is shown on the simulation, with nothing changed."""
    contract = get_current_contract(request, account, number=number)
    cents = None
    try:
        cents = parse_amount(request.POST.get("amount", ""))
        changed = operations.change_advance(
            contract_id=contract.id,
            amount_cents=cents,
            seen=request.POST.get("seen", ""),
            form_token=request.POST.get("form_token") or None,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
            channel=Channel.WEB,
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        operations.record_refusal(
            contract_id=contract.id,
            refusals=[refusal],
            asked_cents=cents,
            actor=actor_of(request),
            now=request.now,
        )
        messages.error(request, _say_refusal(contract, refusal, request))
        return redirect("portal:advance", number=number)
    return redirect("portal:advance_done", number=number, change_id=changed.change.id)


def _say_refusal(contract: ContractRow, refusal: Refusal, request: BrandedRequest) -> str:
    """The refusal's own words, but where the page explains it anyway: nothing is said twice."""
    obstacles = queries.list_obstacles(contract_id=contract.id, today=request.today)
    if refusal.code in {obstacle.code for obstacle in obstacles}:
        return _("Nothing was changed by what you just sent. The reason stands below.")
    return refusal.say_all()


@require_GET
@customer_page
def show_done(
    request: BrandedRequest, account: AccountInfo, number: str, change_id: int
) -> HttpResponse:
    """The confirmation: what was changed, its number on the record, what happens next."""
    contract = get_current_contract(request, account, number=number)
    change = next(
        (
            change
            for change in queries.list_changes(contract_id=contract.id)
            if change.id == change_id
        ),
        None,
    )
    if change is None:
        raise Http404
    simulation = queries.simulate_advance(contract_id=contract.id, today=request.today)
    context = {
        "active": "advance",
        "contract": contract,
        "change": change,
        "simulation": simulation,
        "email": account.email or request.user.email,
    }
    return render(request, "portal/advance/done.html", context)


@require_GET
@customer_page
def download_balance(
    request: BrandedRequest, account: AccountInfo, number: str, file_kind: str
) -> HttpResponse:
    """The numbers behind the chart, at today's amount, as CSV or XLSX."""
    contract = get_current_contract(request, account, number=number)
    simulation = queries.simulate_advance(contract_id=contract.id, today=request.today)
    table = balance_table(balance_of(simulation, locale_of(request)))
    return table_response(table, name=f"balance-{number}", file_kind=file_kind)


@require_GET
def show_back_test(request: BrandedRequest) -> HttpResponse:
    """How sure the forecast was on real meters, misses included; for everybody to see."""
    return render(request, "portal/advance/accuracy.html", build_accuracy(locale_of(request)))
