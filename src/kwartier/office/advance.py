"""The advance of a customer in an agent's hands: the same page, with the bounds as facts only."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kwartier.billing import operations, queries
from kwartier.billing.amounts import parse_amount
from kwartier.billing.refusals import AdvanceMissing, PageIsStale
from kwartier.billing.types import AdvanceSimulation
from kwartier.office.access import actor_of, customer_page, get_contract_of, note_visit
from kwartier.office.forms import JustificationForm
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.ui.advance_words import AdvanceWords
from kwartier.ui.charts.balance import balance_figure
from kwartier.ui.dial import Dial
from kwartier.ui.refusing import refuse
from kwartier.ui.simulations import balance_of, dial_of

_STEPS = {"1": 1, "-1": -1}


@customer_page
@require_safe
def show_advance(request: BrandedRequest, account: AccountInfo, contract: str) -> HttpResponse:
    """Simulate any amount; what stands in the customer's way online is told, not enforced."""
    contracts = list_contracts(account.id)
    held = get_contract_of(contracts, contract)
    typed = request.GET.get("amount", "")
    if not typed:
        note_visit(request, account.id, "advance")
    try:
        cents, error = _parse(typed, step_cents=_step_cents(request, held, contracts))
        page = queries.get_advance_page(
            contract_id=held.id, today=request.today, amount_cents=cents, contracts=contracts
        )
    except AdvanceMissing:
        return redirect("office:billing", account.number, held.number)
    simulation = page.simulation
    if not error and request.GET.get("next") == "check" and simulation.is_change:
        return redirect(_check_url(account, held, simulation))
    locale = locale_of(request)
    context = {
        "contract": held,
        "simulation": simulation,
        "words": AdvanceWords(simulation, locale),
        "best_plain": Dial.euros(simulation.recommendation.amount_cents),
        "is_beyond": _is_beyond(simulation),
        "obstacles": page.obstacles,
        "dial": dial_of(
            simulation,
            locale,
            typed=typed,
            error=error.say() if error else "",
            label=_("Monthly advance of the customer"),
            is_open=True,
        ),
        "error": error,
        "figure": balance_figure(balance_of(simulation, locale)),
        "changes": page.changes,
        "settlements": queries.list_settlements(contract_id=held.id),
    }
    return render_office(
        request, "advance/simulate.html", context, account=account, status=422 if error else 200
    )


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def check_change(request: BrandedRequest, account: AccountInfo, contract: str) -> HttpResponse:
    """Check, say why, confirm: one operation; a refusal is shown here and nothing is changed."""
    contracts = list_contracts(account.id)
    held = get_contract_of(contracts, contract)
    sent = request.POST if request.method == "POST" else request.GET
    cents, error = _parse(sent.get("amount", ""))
    page = queries.get_advance_page(
        contract_id=held.id, today=request.today, amount_cents=cents, contracts=contracts
    )
    simulation = page.simulation
    if error or (not simulation.is_change and request.method == "GET"):
        url = reverse("office:advance", args=[account.number, held.number])
        return redirect(f"{url}?{urlencode({'amount': sent.get('amount', '')})}")
    form = JustificationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answered = _change(request, account, held, simulation, form)
        if answered is not None:
            return answered
    context = {
        "contract": held,
        "simulation": simulation,
        "form": form,
        "rows": AdvanceWords(simulation, locale_of(request)).list_answers(),
        "amount_plain": Dial.euros(simulation.amount_cents),
        "seen": sent.get("seen") or simulation.seen_version,
        "form_token": request.POST.get("form_token") or get_random_string(32),
        "is_beyond": _is_beyond(simulation),
        "obstacles": page.obstacles,
    }
    status = 422 if form.errors else 200
    return render_office(request, "advance/check.html", context, account=account, status=status)


def _change(
    request: BrandedRequest,
    account: AccountInfo,
    held: ContractRow,
    simulation: AdvanceSimulation,
    form: JustificationForm,
) -> HttpResponse | None:
    """Change it; with a refusal the form says it, and None is returned."""
    justification = form.cleaned_data["justification"]
    try:
        changed = operations.change_advance_as_agent(
            contract_id=held.id,
            amount_cents=simulation.amount_cents,
            justification=justification,
            actor=actor_of(request, reason=justification),
            today=request.today,
            now=request.now,
            form_token=request.POST.get("form_token") or None,
            seen=request.POST.get("seen", ""),
        )
    except PageIsStale as stale:
        messages.error(request, stale.say_all())
        url = reverse("office:advance", args=[account.number, held.number])
        return redirect(f"{url}?amount={Dial.euros(simulation.amount_cents)}")
    except Refusal as refusal:
        refuse(form, refusal)
        return None
    return redirect("office:advance_done", account.number, held.number, changed.change.id)


@customer_page
@require_safe
def show_done(
    request: BrandedRequest, account: AccountInfo, contract: str, change_id: int
) -> HttpResponse:
    """The confirmation: what was changed, its number on the record, what the customer gets."""
    contracts = list_contracts(account.id)
    held = get_contract_of(contracts, contract)
    page = queries.get_advance_page(contract_id=held.id, today=request.today, contracts=contracts)
    change = next((each for each in page.changes if each.id == change_id), None)
    if change is None:
        raise NotFound
    context = {"contract": held, "change": change, "simulation": page.simulation}
    return render_office(request, "advance/done.html", context, account=account)


def _step_cents(
    request: BrandedRequest, held: ContractRow, contracts: Sequence[ContractRow]
) -> int:
    """By how much the + and - buttons of a page without script move the amount."""
    count = _STEPS.get(request.GET.get("step", ""), 0)
    if not count:
        return 0
    page = queries.get_advance_page(contract_id=held.id, today=request.today, contracts=contracts)
    return count * page.simulation.step_cents


def _parse(typed: str, *, step_cents: int = 0) -> tuple[int | None, Refusal | None]:
    """The cents that were typed, moved by a step; None for today's amount, with why, if refused."""
    if not typed:
        return None, None
    try:
        cents = parse_amount(typed)
    except Refusal as refusal:
        return None, refusal
    return (cents + step_cents if cents + step_cents > 0 else cents), None


def _is_beyond(simulation: AdvanceSimulation) -> bool:
    """Whether the customer could not choose this amount online."""
    return not simulation.lower.cents <= simulation.amount_cents <= simulation.upper.cents


def _check_url(account: AccountInfo, held: ContractRow, simulation: AdvanceSimulation) -> str:
    url = reverse("office:advance_check", args=[account.number, held.number])
    return f"{url}?amount={Dial.euros(simulation.amount_cents)}&seen={simulation.seen_version}"
