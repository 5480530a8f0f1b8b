"""The page behind the link of an invitation."""

from typing import cast

from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kwartier.parties.operations import accept_invitation, sign_up_by_invitation
from kwartier.parties.queries import find_invitation
from kwartier.parties.refusals import InvitationForSomebodyElse, InvitationNotOpen, NameUnreadable
from kwartier.parties.types import InvitationPreview, Role
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.account.current import choose_account
from kwartier.portal.account.forms import InvitedPersonForm
from kwartier.ui.refusing import refuse


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def accept(request: BrandedRequest, token: str) -> HttpResponse:
    """Accept an invitation: signed in, by signing in, or by choosing a name and a password."""
    if not consume(request, action="accept_invitation"):
        return respond_429(request)
    preview = find_invitation(token, now=request.now)
    if preview is None:
        return _refuse(request, InvitationNotOpen())
    if request.user.is_authenticated:
        return _accept_signed_in(request, token, preview)
    if preview.has_person:
        return _show(request, preview)
    return _accept_signing_up(request, token, preview)


def _accept_signed_in(
    request: BrandedRequest, token: str, preview: InvitationPreview
) -> HttpResponse:
    if request.user.email.lower() != preview.email.lower():
        return _refuse(request, InvitationForSomebodyElse())
    if request.method == "GET":
        return _show(request, preview)
    try:
        account_id = accept_invitation(
            brand=request.brand, raw_token=token, person_id=request.user.pk, now=request.now
        )
    except Refusal as refusal:
        return _refuse(request, refusal)
    choose_account(request, account_id)
    messages.success(request, _("You have joined the customer account."))
    return redirect("portal:home")


def _accept_signing_up(
    request: BrandedRequest, token: str, preview: InvitationPreview
) -> HttpResponse:
    form = InvitedPersonForm(request.POST or None, email=preview.email)
    if not form.is_valid():
        return _show(request, preview, form)
    try:
        person = sign_up_by_invitation(
            brand=request.brand,
            raw_token=token,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            language=request.LANGUAGE_CODE or request.brand.default_language,
            now=request.now,
        )
    except NameUnreadable as refusal:
        refuse(form, refusal)
        return _show(request, preview, form)
    except Refusal as refusal:  # the same link was used at the same moment
        return _refuse(request, refusal)
    messages.success(request, _("You have joined the customer account."))
    return cast("HttpResponse", perform_login(request, person, email=person.email))


def _show(
    request: BrandedRequest, preview: InvitationPreview, form: InvitedPersonForm | None = None
) -> HttpResponse:
    context = {"invitation": preview, "form": form, "role": Role(preview.role)}
    return render(
        request,
        "portal/account/invitation.html",
        context,
        status=422 if form is not None and form.errors else 200,
    )


def _refuse(request: BrandedRequest, refusal: Refusal) -> HttpResponse:
    return render(
        request,
        "portal/account/invitation_refused.html",
        {"refusal": refusal, "is_for_another": isinstance(refusal, InvitationForSomebodyElse)},
        status=refusal.status,
    )
