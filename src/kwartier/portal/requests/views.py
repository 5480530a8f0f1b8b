"""Pages of requests: the list, a new one, one with its thread. One call per act, no rule."""

from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kwartier.billing.queries import get_bills
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import ABOUT_SCHEDULE, actor_of, customer_page
from kwartier.portal.requests.forms import MessageForm, RequestForm, read_context
from kwartier.supply.queries import list_contracts
from kwartier.support import operations, queries
from kwartier.support.types import RequestDetail, RequestKind, RequestState
from kwartier.support.working_days import working_day_after
from kwartier.ui.record_words import CONTEXT_WORDS, say_context
from kwartier.ui.refusing import refuse


@require_GET
@customer_page
def show_requests(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """All requests of the account: what waits for the customer first."""
    rows = queries.list_requests(account_id=account.id)
    context = {
        "active": "requests",
        "rows": rows,
        "yours": sum(row.state is RequestState.WAITING_FOR_CUSTOMER for row in rows),
        "ours": sum(row.state is RequestState.OPEN for row in rows),
        "today": request.today,
    }
    return render(request, "portal/requests/list.html", context)


@require_http_methods(["GET", "POST"])
@customer_page
def open_request(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Ask for something; another page may have filled in the kind and what it is about."""
    sent = request.POST if request.method == "POST" else request.GET
    context = _keep_own(account, read_context(sent.dict()))
    if request.method == "POST":
        form = RequestForm(request.POST)
        if form.is_valid():
            if not consume(request, action="open_request", user=request.user):
                return respond_429(request)
            answered = _send(request, account, form, context)
            if answered is not None:
                return answered
    else:
        form = RequestForm(initial=_fill_in(request, context))
    page = {
        "active": "requests",
        "form": form,
        "context_rows": [
            (CONTEXT_WORDS[name], say_context(name, said)) for name, said in context.items()
        ],
        "context": context,
        "promised_on": working_day_after(request.today, country=request.brand.country),
    }
    return render(request, "portal/requests/new.html", page, status=422 if form.errors else 200)


def _keep_own(account: AccountInfo, context: dict[str, str]) -> dict[str, str]:
    """Without what names nothing of the account: an agent acts on what is named.

    An invented number and another customer's are left out alike.
    """
    own = list_contracts(account.id) if context.keys() & {"contract", "ean"} else []
    known = {
        "contract": {contract.number for contract in own},
        "ean": {contract.code for contract in own},
        "bill": get_bills([context["bill"]], account_ids=[account.id]) if "bill" in context else (),
    }
    return {
        name: said for name, said in context.items() if name not in known or said in known[name]
    }


def _fill_in(request: BrandedRequest, context: dict[str, str]) -> dict[str, str]:
    kind = request.GET.get("kind", "")
    known = kind if kind in RequestKind else RequestKind.CONTACT
    subjects = {
        RequestKind.ADVANCE_CHANGE: _("Change my advance"),
        RequestKind.READING_DISPUTE: _("A reading to check"),
        RequestKind.BILL_DISPUTE: _("A bill to check"),
    }
    subject: str = subjects.get(RequestKind(known), "")
    if request.GET.get("about") == ABOUT_SCHEDULE:
        subject = _("I would like to pay in equal instalments")
    if bill := context.get("bill"):
        subject = _("I do not agree with bill %(number)s") % {"number": bill}
    return {
        "kind": str(known),
        "subject": subject,
        "submission_key": get_random_string(32),
    }


def _send(
    request: BrandedRequest, account: AccountInfo, form: RequestForm, context: dict[str, str]
) -> HttpResponse | None:
    """Open the request; with a refusal the form says it, and None is returned."""
    row = form.open_request(
        request,
        account=account,
        actor=actor_of(request),
        page_url=request.build_absolute_uri(reverse("portal:requests")),
        context=context,
    )
    return (
        None if row is None else redirect(f"{reverse('portal:request', args=[row.number])}?sent=1")
    )


@require_http_methods(["GET", "POST"])
@customer_page
def show_request(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """One request with its thread; a message is added here."""
    detail = _get_request(request, account, number)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.add_message(
                brand=request.brand,
                account=account,
                number=number,
                text=form.cleaned_data["text"],
                actor=actor_of(request),
                today=request.today,
                now=request.now,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your message is with us."))
            return redirect("portal:request", number=number)
    return _render_request(request, detail, form)


@require_POST
@customer_page
def close_request(request: BrandedRequest, account: AccountInfo, number: str) -> HttpResponse:
    """The customer says that it is done."""
    _get_request(request, account, number)
    try:
        operations.close_request(
            brand=request.brand,
            account=account,
            number=number,
            actor=actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
    else:
        messages.success(request, _("The request is closed. You can still read it here."))
    return redirect("portal:request", number=number)


def _render_request(request: BrandedRequest, detail: RequestDetail, form: Form) -> HttpResponse:
    context = {
        "active": "requests",
        "row": detail.row,
        "thread": detail.messages,
        "context_rows": [
            (CONTEXT_WORDS[name], say_context(name, said), _find_page(name, str(said)))
            for name, said in detail.context.items()
            if name in CONTEXT_WORDS
        ],
        "form": form,
        "is_late": detail.row.is_late(request.today),
        "just_sent": "sent" in request.GET,
    }
    return render(
        request, "portal/requests/request.html", context, status=422 if form.errors else 200
    )


def _find_page(name: str, said: str) -> str:
    """Where to read what a request is about; empty where there is no such page."""
    if name != "bill":
        return ""
    try:
        return reverse("portal:bill", args=[said])
    except NoReverseMatch:
        # a page may have sent along anything
        return ""


def _get_request(request: BrandedRequest, account: AccountInfo, number: str) -> RequestDetail:
    try:
        return queries.get_request(brand_id=request.brand.id, number=number, account_id=account.id)
    except NotFound as missing:
        raise Http404 from missing
