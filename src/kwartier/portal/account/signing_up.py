"""Pages of signing up, of adding an account to oneself, and of switching between accounts."""

import re

from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kwartier.parties.entrance import sign_in_required
from kwartier.parties.operations import AccountFacts, claim_account, sign_up
from kwartier.parties.queries import count_requests_of, find_agent
from kwartier.parties.refusals import DetailsDoNotMatch, NameUnreadable
from kwartier.parties.types import AccountKind, MembershipState
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.account.current import choose_account, list_own_accounts
from kwartier.portal.account.forms import FactsForm, SignUpForm
from kwartier.ui.refusing import refuse


@require_GET
def show_choice(request: HttpRequest) -> HttpResponse:
    """Household or business: the first question."""
    if request.user.is_authenticated:
        return redirect("portal:add_account")
    return render(request, "portal/account/signup_choice.html")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_up_as(request: BrandedRequest, kind: str) -> HttpResponse:
    """The facts, the name, the address, the password; then a mail to confirm the address."""
    if request.user.is_authenticated:
        return redirect("portal:add_account")
    _check_kind(kind)
    form = SignUpForm(request.POST or None, kind=kind, brand=request.brand)
    if form.is_valid():
        if not _may_guess(request, form.facts):
            return respond_429(request)
        typed = form.cleaned_data
        try:
            address = sign_up(
                brand=request.brand,
                facts=form.facts,
                name=typed["name"],
                email=typed["email"],
                password=typed["password"],
                language=request.LANGUAGE_CODE or request.brand.default_language,
                sign_in_url=request.build_absolute_uri(reverse("account_login")),
                now=request.now,
            )
        except (DetailsDoNotMatch, NameUnreadable) as refusal:
            refuse(form, refusal)
        else:
            if address is not None:
                address.send_confirmation(request, signup=True)
            return redirect("portal:signup_sent")
    return render(
        request,
        "portal/account/signup.html",
        {"form": form, "kind": kind},
        status=422 if form.errors else 200,
    )


@require_GET
def show_sent(request: HttpRequest) -> HttpResponse:
    """After signing up: look into the mailbox. The same page whoever signed up."""
    return render(request, "portal/account/signup_sent.html")


@never_cache
@sign_in_required
@require_http_methods(["GET", "POST"])
def add_account(request: BrandedRequest, kind: str = AccountKind.HOUSEHOLD) -> HttpResponse:
    """Add a customer account to the person who is signed in."""
    _check_kind(kind)
    form = FactsForm(request.POST or None, kind=kind, brand=request.brand)
    if form.is_valid():
        if not _may_guess(request, form.facts):
            return respond_429(request)
        try:
            added = claim_account(
                brand=request.brand,
                person_id=request.user.pk,
                facts=form.facts,
                now=request.now,
            )
        except DetailsDoNotMatch as refusal:
            form.add_error(None, refusal.say_all())
        else:
            if added is not None and added.state == MembershipState.ACTIVE:
                choose_account(request, added.account_id)
                messages.success(request, _("The account has been added."))
                return redirect("portal:home")
            if added is None:
                messages.info(request, _("You have this account already, or asked for it."))
            return redirect("portal:add_account")
    context = {
        "form": form,
        "kind": kind,
        "accounts": list_own_accounts(request),
        "request_count": count_requests_of(request.user.pk),
        "is_agent": find_agent(request.user.pk) is not None,
        "active": "add_account",
    }
    return render(
        request, "portal/account/add_account.html", context, status=422 if form.errors else 200
    )


@sign_in_required
@require_POST
def switch_account(request: BrandedRequest) -> HttpResponse:
    """Turn the customer area to another of one's accounts."""
    wanted = request.POST.get("account_id", "")
    if not re.fullmatch("[0-9]{1,18}", wanted):
        raise Http404
    choose_account(request, int(wanted))
    return redirect(safe_next(request) or "portal:home")


def safe_next(request: HttpRequest) -> str:
    """The page named by ``next``, if it is one of this site; else an empty text."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


def _check_kind(kind: str) -> None:
    if kind not in AccountKind.values:
        raise Http404


def _may_guess(request: BrandedRequest, facts: AccountFacts) -> bool:
    key = f"{request.brand.key}:{facts.clean_number}"
    return consume(request, action="claim_account", key=key)
