"""A customer's instalment schedule in an agent's hands: begun, answered for them, ended."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kwartier.billing import operations, queries
from kwartier.billing.schedule_types import ScheduleOffer, ScheduleView
from kwartier.billing.types import Channel
from kwartier.office.access import actor_of, customer_page, get_contract_of, note_visit
from kwartier.office.rendering import render_office
from kwartier.office.schedule_form import OfferForm, ScheduleForm
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.ui.refusing import refuse


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_schedule(request: BrandedRequest, account: AccountInfo, contract: str) -> HttpResponse:
    """How the schedule stands; begin one, answer a proposal or end it: one operation each."""
    held = get_contract_of(list_contracts(account.id), contract)
    schedule = queries.find_schedule(contract_id=held.id, today=request.today)
    running = schedule if schedule and not schedule.ended_on else None
    is_offered = queries.is_schedule_offered(brand_id=request.brand.id, on=request.today)
    wish = _read_wish(request)
    form = ScheduleForm(
        request.POST if request.method == "POST" else None,
        begins=running is None,
        initial=wish.cleaned_data if wish.is_valid() else None,
    )
    if form.is_valid() and _act(request, held, running, form):
        return redirect("office:schedule", account.number, held.number)
    if request.method != "POST":
        note_visit(request, account.id, "advance")
    context = {
        "contract": held,
        "schedule": schedule,
        "running": running,
        "form": form,
        "is_offered": is_offered,
        "wish": wish,
        **(_preview(request, held, wish) if is_offered and running is None else {}),
    }
    status = 422 if form.errors else 200
    return render_office(request, "advance/schedule.html", context, account=account, status=status)


def _read_wish(request: BrandedRequest) -> OfferForm:
    """How many instalments on which day: as asked, else as the form begins."""
    asked = request.POST if request.method == "POST" else request.GET
    usual = {name: field.initial for name, field in OfferForm.base_fields.items()}
    return OfferForm(asked if "count" in asked else usual, auto_id="offer_%s")


def _preview(
    request: BrandedRequest, held: ContractRow, wish: OfferForm
) -> dict[str, ScheduleOffer | str]:
    """The days and amounts that a schedule would have, or why it cannot begin."""
    if not wish.is_valid():
        return {}
    try:
        offer = queries.offer_schedule(
            contract_id=held.id,
            count=int(wish.cleaned_data["count"]),
            due_day=wish.cleaned_data["due_day"],
            today=request.today,
        )
    except Refusal as refusal:
        return {"obstacle": refusal.say_all()}
    return {"offer": offer}


def _act(
    request: BrandedRequest, held: ContractRow, running: ScheduleView | None, form: ScheduleForm
) -> bool:
    """Do what the pressed button says; with a refusal the form says it."""
    asked = form.cleaned_data
    acts: dict[str, Callable[[], str]] = {
        "accept": lambda: _answer(request, held, running, asked, accepts=True),
        "keep": lambda: _answer(request, held, running, asked, accepts=False),
        "end": lambda: _end(request, held, asked),
    }
    act = acts.get(request.POST.get("answer", "")) if running else None
    try:
        said = act() if act else _begin(request, held, asked)
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, said)
    return True


def _begin(request: BrandedRequest, held: ContractRow, asked: dict[str, str]) -> str:
    begun = operations.begin_schedule(
        contract_id=held.id,
        count=int(asked.get("count") or 0),
        due_day=int(asked.get("due_day") or 0),
        actor=actor_of(request, reason=asked["justification"]),
        today=request.today,
        now=request.now,
        justification=asked["justification"],
    )
    return _("The schedule %(number)s has begun.") % {"number": begun.number}


def _answer(
    request: BrandedRequest,
    held: ContractRow,
    running: ScheduleView | None,
    asked: dict[str, str],
    *,
    accepts: bool,
) -> str:
    operations.answer_revision(
        contract_id=held.id,
        revision_id=running.proposal.id if running and running.proposal else 0,
        accepts=accepts,
        actor=actor_of(request, reason=asked["justification"]),
        today=request.today,
        now=request.now,
        channel=Channel.OFFICE,
        justification=asked["justification"],
    )
    return _("The instalments are changed.") if accepts else _("The schedule stays as it is.")


def _end(request: BrandedRequest, held: ContractRow, asked: dict[str, str]) -> str:
    operations.end_schedule(
        contract_id=held.id,
        actor=actor_of(request, reason=asked["justification"]),
        today=request.today,
        now=request.now,
        justification=asked["justification"],
    )
    return _("The schedule has ended. Advances are invoiced again.")
