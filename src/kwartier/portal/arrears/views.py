"""Pages about what is late: one call per act, no rule."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kwartier.arrears import operations, queries
from kwartier.arrears.refusals import NothingToDispute, NothingToPlan, PlanRuns, WaiverWhileUnpaid
from kwartier.arrears.types import DisputeState, ReminderView, WaiverState
from kwartier.arrears.wording import list_helpers, say_following, say_prospect, say_title
from kwartier.billing.queries import list_moved
from kwartier.documents.queries import get_issuer
from kwartier.ledger.queries import get_open_by_document, list_open_items
from kwartier.ledger.references import account_reference_of
from kwartier.ledger.types import OpenItem
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import actor_of, agent_request_url, customer_page
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import CustomerCategory
from kwartier.support import operations as support
from kwartier.support.types import RequestKind
from kwartier.ui.arrears_form import DisputeForm, PlanForm
from kwartier.ui.bills.debts import join_items
from kwartier.ui.refusing import refuse
from kwartier.ui.serving import CANNOT_BE_MADE, TOO_OLD, serve_reminder


@require_GET
@customer_page
def show_reminders(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Every reminder of the account, the latest first, with what each cost."""
    reminders = queries.list_reminders(account_id=account.id)
    items = list_open_items(account_id=account.id)
    context = {
        "active": "payments",
        "reminders": [(each, say_title(each.step)) for each in reminders],
        "paid": _find_paid(account, reminders, items),
        "overdue_cents": _count_late(request, account, items),
        "plan": queries.find_running_plan(account_id=account.id),
    }
    return render(request, "portal/arrears/reminders.html", context)


@require_GET
@customer_page
def show_reminder(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """One reminder: what is owed, what follows if nothing happens, who can help, what can be done."""
    return _render_reminder(request, account, number)


@require_GET
@customer_page
def download_reminder(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """A reminder as a letter."""
    try:
        return serve_reminder(number, account=account, now=request.now, online_on=request.today)
    except (*CANNOT_BE_MADE, *TOO_OLD) as refusal:
        messages.warning(request, refusal.say_all())
        return redirect("portal:reminder", number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def ask_for_waiver(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """Ask that the cost of a reminder is taken off: one button."""
    if request.method != "POST":  # who reloads a refusal, or reads it in another language
        return redirect("portal:reminder", number=number)
    try:
        asked = support.ask_waiver(
            brand=request.brand,
            account=account,
            number=number,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
            page_url=request.build_absolute_uri(reverse("portal:requests")),
        )
    except NotFound:
        raise
    except WaiverWhileUnpaid as refusal:
        return _render_reminder(request, account, number, refusal)
    except Refusal as refusal:
        messages.info(request, refusal.say_all())
    else:
        said = (
            _("We take the cost of this reminder off your account.")
            if asked.state == WaiverState.GRANTED
            else _(
                "An agent looks at it. You find it among your requests, and get our answer by e-mail."
            )
        )
        messages.success(request, said)
    return redirect("portal:reminder", number=number)


def _render_reminder(
    request: BrandedRequest, account: AccountInfo, number: str, refusal: Refusal | None = None
) -> HttpResponse:
    reminder = queries.get_reminder(account_id=account.id, number=number)
    items = join_items(list_open_items(account_id=account.id))
    left = {each.document: each.open_cents for each in items}
    disputed = {
        each.document: each.cents
        for each in queries.list_disputes(account_id=account.id)
        if each.state == DisputeState.OPEN
    }
    settled = [each.document for each in reminder.debts if not left.get(each.document, 0)]
    moved = list_moved(brand_id=account.brand_id, documents=settled) if settled else {}
    waivers = {each.reminder_number: each for each in queries.list_waivers(account_id=account.id)}
    is_waived = number in waivers and waivers[number].state == WaiverState.GRANTED
    plan = queries.find_running_plan(account_id=account.id)
    owed = {each.document for each in reminder.debts if left.get(each.document, 0)}
    planned = set(plan.documents) if plan else set()
    cost_left = 0 if is_waived else left.get(number, 0)
    is_planned = owed <= planned
    unpaid_cents = sum(
        max(left.get(name, 0) - disputed.get(name, 0), 0)
        for name in {each.document for each in reminder.debts}
    )
    context = {
        "active": "payments",
        "reminder": reminder,
        "disputed_cents": sum(
            min(left.get(name, 0), disputed.get(name, 0))
            for name in {each.document for each in reminder.debts}
        ),
        "title": say_title(reminder.step),
        "debts": [
            (each, left.get(each.document, 0), moved.get(each.document, ""))
            for each in reminder.debts
        ],
        "moved_to": sorted(set(moved.values())),
        "unpaid_cents": unpaid_cents,
        "left_cents": unpaid_cents + cost_left,
        "unplanned_cents": (0 if is_planned else unpaid_cents)
        + (0 if number in planned else cost_left),
        "later": _find_later(account, reminder),
        "is_overdue": reminder.pay_by < request.today,
        "follows": [say_following(each) for each in reminder.list_ahead(request.today)],
        "prospect": say_prospect(reminder),
        "helpers": list_helpers(reminder.region),
        "waiver": waivers.get(number),
        "refusal": refusal,
        "plan": plan,
        "is_planned": plan is not None and is_planned,
        "is_cost_planned": number in planned,
        "way": _way_to(reminder.creditor.iban, reminder.creditor.legal_name, request, account),
        "item": {"document": number},
    }
    status = 409 if refusal else 200
    return render(request, "portal/arrears/reminder.html", context, status=status)


@require_GET
@customer_page
def show_cannot_pay(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What is late, who can help, and a plan: simulated here, confirmed below it."""
    cents = queries.count_plannable(account=account, today=request.today)
    form = _plan_form(request, request.GET if "months" in request.GET else None, cents)
    return _render_plan_form(request, account, form, cents)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def confirm_plan(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Agree on the plan that was shown."""
    if request.method != "POST":  # who reloads a refusal, or reads it in another language
        return redirect("portal:cannot_pay")
    cents = queries.count_plannable(account=account, today=request.today)
    form = _plan_form(request, request.POST, cents)
    if form.is_valid():
        try:
            operations.accept_plan(
                account=account,
                months=form.cleaned_data["months"],
                first_on=form.cleaned_data["first_on"],
                seen=request.POST.get("seen", ""),
                actor=actor_of(request),
                today=request.today,
                now=request.now,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("portal:plan")
    return _render_plan_form(request, account, form, cents)


def _plan_form(request: BrandedRequest, sent: QueryDict | None, cents: int) -> PlanForm:
    bounds = queries.get_plan_bounds(brand_id=request.brand.id, on=request.today)
    return PlanForm(sent, request=request, bounds=bounds, shown_months=bounds.count_months(cents))


def _render_plan_form(
    request: BrandedRequest, account: AccountInfo, form: PlanForm, cents: int
) -> HttpResponse:
    offer = None
    if form.is_valid():
        try:
            offer = operations.propose_plan(
                account=account,
                months=form.cleaned_data["months"],
                first_on=form.cleaned_data["first_on"],
                actor=actor_of(request),
                today=request.today,
            )
        except (NothingToPlan, PlanRuns):
            pass  # The page says so itself: there is nothing to choose.
        except Refusal as refusal:
            refuse(form, refusal)
    context = {
        "active": "payments",
        "form": form,
        "offer": offer,
        "overdue_cents": _count_overdue(request, account),
        "plannable_cents": cents,
        "plan": queries.find_running_plan(account_id=account.id),
        "helpers": list_helpers(_region_of(request, account)),
        "ask_url": agent_request_url(RequestKind.CONTACT),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/arrears/cannot_pay.html", context, status=status)


@require_GET
@customer_page
def show_plan(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The latest payment plan: how far it is, and how the next part is paid."""
    plans = queries.list_plans(account_id=account.id)
    plan = plans[0] if plans else None
    issuer = get_issuer(brand_id=request.brand.id, on=request.today) if plan else None
    context = {
        "active": "payments",
        "plan": plan,
        "way": issuer and _way_to(issuer.iban, issuer.legal_name, request, account),
        "item": plan and {"document": plan.number},
    }
    return render(request, "portal/arrears/plan.html", context)


@require_http_methods(["GET", "POST"])
@customer_page
def dispute_document(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """Say that a bill, or a part of it, is not right: no reminder of it until we have answered."""
    form = DisputeForm(request.POST if request.method == "POST" else None)
    open_cents = max(get_open_by_document([account.id]).get(document, 0), 0)
    told = [
        each for each in queries.list_disputes(account_id=account.id) if each.document == document
    ]
    disputed = sum(each.cents for each in told if each.state == DisputeState.OPEN)
    if not open_cents and not told:
        raise NotFound
    if form.is_valid():
        try:
            told_us = support.dispute_bill(
                brand=request.brand,
                account=account,
                document=document,
                cents=form.cleaned_data["amount"],
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
                today=request.today,
                now=request.now,
                page_url=request.build_absolute_uri(reverse("portal:requests")),
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(
                request, _("Noted. We send no reminder of that part until you have our answer.")
            )
            return redirect("portal:request", told_us.request_number)
    context = {
        "active": "payments",
        "form": form,
        "document": document,
        "open_cents": open_cents,
        "disputed_cents": min(disputed, open_cents),
        "is_form_shown": open_cents > disputed or bool(form.errors),
        "nothing": NothingToDispute(params={"document": document}),
        "disputes": told,
    }
    status = 422 if form.errors else 200
    return render(request, "portal/arrears/dispute.html", context, status=status)


def _way_to(
    iban: str, beneficiary: str, request: BrandedRequest, account: AccountInfo
) -> dict[str, str]:
    """How what is asked of a whole account is transferred, as ``transfer.html`` shows it."""
    reference = account_reference_of(account.number, country=request.brand.country)[0]
    return {"iban": iban, "beneficiary": beneficiary, "reference": reference}


def _find_later(account: AccountInfo, reminder: ReminderView) -> str:
    """The latest letter about the same that came after this one; empty where none did."""
    about = {debt.document for debt in reminder.debts}
    later = (
        each.number
        for each in queries.list_reminders(account_id=account.id)
        if each.id > reminder.id and about & {debt.document for debt in each.debts}
    )
    return next(later, "")


def _find_paid(
    account: AccountInfo, reminders: Iterable[ReminderView], items: Iterable[OpenItem]
) -> set[str]:
    """What of the reminded documents is paid; not what became part of a bill."""
    settled = {debt.document for each in reminders for debt in each.debts}
    settled -= {item.document for item in items if item.open_cents > 0}
    return settled - set(list_moved(brand_id=account.brand_id, documents=settled))


def _count_overdue(request: BrandedRequest, account: AccountInfo) -> int:
    return _count_late(request, account, list_open_items(account_id=account.id))


def _count_late(request: BrandedRequest, account: AccountInfo, items: Sequence[OpenItem]) -> int:
    late = queries.list_late(items, brand_id=account.brand_id, today=request.today)
    return sum(item.open_cents for item in late)


def _region_of(request: BrandedRequest, account: AccountInfo) -> str:
    """Where the customer is, for who can help; a business is told to talk to us."""
    contracts = list_contracts(account.id)
    is_business = bool(contracts) and all(
        each.customer_category == CustomerCategory.PROFESSIONAL for each in contracts
    )
    if is_business:
        return "business"
    return "france" if request.brand.country == "FR" else "belgium"
