"""Pages about oneself: profile, language, security, access log, API tokens."""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from kwartier.parties import operations, queries
from kwartier.parties.entrance import sign_in_required
from kwartier.parties.refusals import UnknownLanguage
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page
from kwartier.portal.account.current import find_current_account
from kwartier.portal.account.forms import ProfileForm, TokenForm
from kwartier.portal.account.members import actor_of
from kwartier.portal.account.signing_up import safe_next
from kwartier.portal.account.step_up import step_up
from kwartier.ui.access_log import access_log_table
from kwartier.ui.downloads import table_response
from kwartier.ui.record_words import say_action
from kwartier.ui.refusing import refuse

_A_YEAR_IN_SECONDS = 31_536_000


@sign_in_required
@require_http_methods(["GET", "POST"])
def profile(request: BrandedRequest) -> HttpResponse:
    """Name, telephone number and language."""
    user = request.user
    initial = {"name": user.name, "phone": user.phone, "language": user.language}
    form = ProfileForm(request.POST or None, brand=request.brand, initial=initial)
    if form.is_valid():
        try:
            operations.change_profile(
                brand=request.brand,
                name=form.cleaned_data["name"],
                phone=form.cleaned_data["phone"],
                language=form.cleaned_data["language"],
                actor=actor_of(request),
                now=request.now,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your details have been saved."))
            return redirect("portal:profile")
    return render(
        request,
        "portal/account/profile.html",
        {"form": form, "active": "profile"},
        status=422 if form.errors else 200,
    )


@require_POST
def set_language(request: BrandedRequest) -> HttpResponse:
    """Another language: kept with the person, or in a cookie for a visitor."""
    language = request.POST.get("language", "")
    answer = redirect(safe_next(request) or "portal:home")
    if language not in request.brand.languages:
        messages.error(request, UnknownLanguage().say())
        return answer
    if request.user.is_authenticated:
        operations.change_language(
            brand=request.brand, language=language, person_id=request.user.pk
        )
    answer.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=_A_YEAR_IN_SECONDS,
        path=getattr(request, "script_prefix", "/"),
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@sign_in_required
@require_GET
def security(request: BrandedRequest) -> HttpResponse:
    """What protects the sign-in: password, second factor, passkeys, sessions, tokens."""
    kinds = [
        authenticator.type
        for authenticator in Authenticator.objects.filter(user_id=request.user.pk)
    ]
    context = {
        "active": "security",
        "has_password": request.user.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkey_count": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "session_count": UserSession.objects.filter(user_id=request.user.pk).count(),
        "token_count": len(queries.list_tokens(request.user.pk, now=request.now)),
    }
    return render(request, "portal/account/security.html", context)


@sign_in_required
@require_GET
def access_log(request: BrandedRequest) -> HttpResponse:
    """One's own sign-ins, and what happened on the account."""
    account = find_current_account(request)
    own = queries.list_access_log(person_id=request.user.pk)
    shared = (
        queries.list_access_log(person_id=request.user.pk, account_id=account.id) if account else []
    )
    context = {
        "active": "access_log",
        "account": account,
        "own": [(row, say_action(row)) for row in own],
        "shared": [(row, say_action(row)) for row in shared],
    }
    return render(request, "portal/account/access_log.html", context)


@require_safe
@customer_page
def download_access_log(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What happened on the account, as CSV."""
    table = access_log_table(person_id=request.user.pk, account_id=account.id)
    return table_response(table, name=f"access-log-{account.number}", file_kind="csv")


@never_cache
@sign_in_required
@step_up()
@require_http_methods(["GET", "POST"])
def tokens(request: BrandedRequest) -> HttpResponse:
    """The person's API tokens; a new one is shown once, on the page that answers its making."""
    form = TokenForm(request.POST or None)
    made: dict[str, Any] = {}
    if form.is_valid():
        try:
            raw, token = operations.create_token(
                brand=request.brand,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                lifetime=timedelta(days=form.cleaned_data["days"]),
                actor=actor_of(request),
                now=request.now,
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.say_all())
        else:
            made, form = {"raw": raw, "token": token}, TokenForm()
    context = {
        "active": "tokens",
        "form": form,
        "made": made,
        "tokens": queries.list_tokens(request.user.pk, now=request.now),
    }
    return render(
        request, "portal/account/tokens.html", context, status=422 if form.errors else 200
    )


@sign_in_required
@require_POST
def revoke_token(request: BrandedRequest, token_id: int) -> HttpResponse:
    """Make a token worthless at once; this needs no confirmation of who it is."""
    operations.revoke_token(
        brand=request.brand, token_id=token_id, actor=actor_of(request), now=request.now
    )
    messages.success(request, _("The token has been revoked."))
    return redirect("portal:tokens")
