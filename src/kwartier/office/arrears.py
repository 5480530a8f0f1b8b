"""What is late, in an agent's hands: the lists that wait, and one customer's reminders and plan."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kwartier.arrears import operations, queries
from kwartier.arrears.types import (
    AGENTS_BOUNDS,
    CaseState,
    CaseView,
    CostPart,
    DisputeState,
    PlanState,
    WaiverState,
)
from kwartier.arrears.wording import say_title
from kwartier.office.access import actor_of, customer_page, note_visit, office_page
from kwartier.office.forms import AgreedPlanForm, CaseForm, LateAnswerForm, PlanReasonForm
from kwartier.office.letters import MOST_AT_ONCE
from kwartier.office.piles import has_print_house
from kwartier.office.rendering import render_office
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.support import operations as support
from kwartier.ui.refusing import refuse

# As many of each list as one reads at once: what is worked off makes room for the next.
_MOST = 100


@office_page
@require_http_methods(["GET", "HEAD"])
def show_arrears(request: BrandedRequest) -> HttpResponse:
    """Everything late that waits for people: cases, letters to post, waivers, disputes."""
    asked = {"brand_id": request.brand.id, "limit": _MOST}
    lists: dict[str, Collection[Any]] = {
        "cases": queries.list_with_agent(**asked),
        "letters": queries.list_to_post(
            brand_id=request.brand.id, today=request.today, limit=MOST_AT_ONCE
        ),
        "waivers": queries.list_asked_waivers(**asked),
        "disputes": queries.list_open_disputes(**asked),
    }
    accounts = get_accounts({each.account_id for found in lists.values() for each in found})
    context = {
        name: [(each, accounts[each.account_id]) for each in found] for name, found in lists.items()
    }
    work = queries.count_work(brand_id=request.brand.id)
    return render_office(
        request,
        "arrears/list.html",
        {
            "active": "arrears",
            "waiting": sum(work) - work.letters * has_print_house(request.brand),
            "work": work,
            "has_print_house": has_print_house(request.brand),
            "unsourced": _list_unsourced(request),
            **context,
        },
    )


def _list_unsourced(request: BrandedRequest) -> list[str]:
    """The names of figures without a source on which reminders of the brand's country rest."""
    found = queries.list_unsourced_rules(brand_id=request.brand.id, today=request.today)
    return sorted({key for keys in found.values() for key in keys})


@customer_page
@require_http_methods(["GET", "HEAD"])
def show_customer_arrears(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """A customer's reminders, cases, waivers, disputes and plans; each can be acted on here."""
    note_visit(request, account.id, "arrears")
    return _render(request, account)


_DECISIONS = ("grant", "refuse")


@customer_page
@require_POST
def decide_waiver(request: BrandedRequest, account: AccountInfo, reminder: str) -> HttpResponse:
    """Grant or refuse what the customer asked; granted, the cost comes off at once."""
    decision = request.POST.get("decision", "")
    if decision not in _DECISIONS:
        messages.error(request, _("Say whether the cost comes off or stays."))
        return redirect("office:customer_arrears", account.number)

    def decide(answer: str) -> None:
        support.answer_waiver(
            account=account,
            number=reminder,
            is_granted=decision == "grant",
            answer=answer,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
        )

    return _answer(request, account, decide)


@customer_page
@require_POST
def end_dispute(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """Answer what the customer disputes."""

    def end(answer: str) -> None:
        support.answer_dispute(
            brand=request.brand,
            account=account,
            document=document,
            answer=answer,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
            page_url=request.build_absolute_uri(reverse("portal:requests")),
        )

    return _answer(request, account, end)


def _answer(
    request: BrandedRequest, account: AccountInfo, act: Callable[[str], None]
) -> HttpResponse:
    """An act that needs a word to the customer; a refusal is said on the customer's page."""
    form = LateAnswerForm(request.POST)
    if form.is_valid():
        try:
            act(form.cleaned_data["answer"])
        except Refusal as refusal:
            messages.error(request, refusal.say_all())
        else:
            messages.success(request, _("Noted. The customer is told by e-mail."))
    else:
        messages.error(request, _("The customer reads why it was decided so: write one sentence."))
    return redirect("office:customer_arrears", account.number)


@customer_page
@require_POST
def change_case(request: BrandedRequest, account: AccountInfo, case_id: int) -> HttpResponse:
    """Put a case on hold, note a reduction of power, or close it; with a reason."""
    form = CaseForm(request.POST)
    if case_id not in {each.id for each in queries.list_cases(account_id=account.id)}:
        messages.error(request, _("This case is not this customer's."))
    elif form.is_valid():
        try:
            _change(request, case_id, form)
        except Refusal as refusal:
            messages.error(request, refusal.say_all())
        else:
            messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Say why, and until when if the case is to wait."))
    return redirect("office:customer_arrears", account.number)


def _change(request: BrandedRequest, case_id: int, form: CaseForm) -> CaseView:
    act: dict[str, Any] = {
        "brand_id": request.brand.id,
        "case_id": case_id,
        "actor": actor_of(request, reason=form.cleaned_data["reason"]),
        "today": request.today,
        "now": request.now,
    }
    until: date | None = form.cleaned_data["until"]
    if form.cleaned_data["act"] == "hold":
        return operations.hold_case(**act, until=until or request.today)
    if form.cleaned_data["act"] == "reduced":
        return operations.note_reduction(**act)
    return operations.close_case(**act)


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def agree_plan(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """A plan that was agreed on the telephone: simulated first, then confirmed with a reason."""
    if request.method != "POST":  # who chooses a language while looking at an offer
        return redirect("office:customer_arrears", account.number)
    form = AgreedPlanForm(request.POST, **_of_agents(request))
    reason = PlanReasonForm(request.POST)
    offer = None
    if form.is_valid() and reason.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("months", "first_on")}
        try:
            if request.POST.get("seen"):
                operations.accept_plan(
                    account=account,
                    **wanted,
                    seen=request.POST["seen"],
                    actor=actor_of(request, reason=reason.cleaned_data["reason"]),
                    today=request.today,
                    now=request.now,
                )
                messages.success(request, _("Agreed. The customer is told by e-mail."))
                page_url = reverse("office:customer_arrears", args=[account.number])
                return redirect(f"{page_url}#main")
            offer = operations.propose_plan(
                account=account, **wanted, actor=actor_of(request), today=request.today
            )
        except Refusal as refusal:
            refuse(form, refusal)
    return _render(request, account, form=form, reason=reason, offer=offer)


_MOST_MONTHS = 24


def _of_agents(request: BrandedRequest) -> dict[str, Any]:
    return {"request": request, "bounds": AGENTS_BOUNDS, "most_months": _MOST_MONTHS}


def _render(
    request: BrandedRequest,
    account: AccountInfo,
    *,
    form: AgreedPlanForm | None = None,
    reason: PlanReasonForm | None = None,
    offer: Any = None,
) -> HttpResponse:
    form = form or AgreedPlanForm(**_of_agents(request))
    known = queries.get_overview(
        account_id=account.id, brand_id=account.brand_id, today=request.today
    )
    context = {
        "overdue_cents": sum(item.open_cents for item in known.late),
        "overdue": [
            (item, dict(CostPart.choices).get(item.cost, ""))
            for item in sorted(known.late, key=lambda item: (item.due_on, item.document))
        ],
        "overdue_since": min((item.due_on for item in known.late), default=None),
        "plannable_cents": known.plannable_cents,
        "reminders": [(each, say_title(each.step)) for each in known.reminders],
        "to_post": [
            (each, say_title(each.step))
            for each in queries.list_to_post(
                brand_id=account.brand_id, today=request.today, account_id=account.id
            )
        ],
        "cases": known.cases,
        "waivers": known.waivers,
        "disputes": known.disputes,
        "has_decisions": any(each.state != WaiverState.WITH_AGENT for each in known.waivers)
        or any(each.state != DisputeState.OPEN for each in known.disputes)
        or any(each.state == CaseState.CLOSED for each in known.cases),
        "plans": known.plans,
        "is_planned": any(each.state == PlanState.RUNNING for each in known.plans),
        "form": form,
        "reason": reason or PlanReasonForm(),
        "offer": offer,
    }
    has_errors = bool((form and form.errors) or (reason and reason.errors))
    return render_office(
        request,
        "arrears/customer.html",
        context,
        account=account,
        status=422 if has_errors else 200,
    )
