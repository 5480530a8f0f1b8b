"""Asking once more who it is before something sensitive, and what a refusal looks like as a page.

The sign-in library would keep a suspended POST, passwords included, in the session and replay it
afterwards. We keep nothing: the person confirms who they are, comes back to the page, and sends
the form again.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kwartier.parties.refusals import NoAccountYet
from kwartier.parties.sessions import SecondFactorRequired, find_second_factor_url
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.ui.views import show_forbidden, show_not_found

View = Callable[..., HttpResponseBase]


def ask_who_it_is(request: HttpRequest, *, come_back_to: str) -> HttpResponseRedirect:
    """Send the person to confirm who they are (password, app, passkey), then back to a page."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    url = methods[0]["url"] if methods else reverse("account_login")
    if request.method == "POST":
        messages.info(request, _("Confirm that it is you, then send the form again."))
    return HttpResponseRedirect(f"{url}?{urlencode({'next': come_back_to})}")


def step_up(*, back: str = "") -> Callable[[View], View]:
    """Let a view run only within ten minutes of a confirmation of who it is.

    ``back`` names the page to return to when the view itself answers no GET.
    """

    def decorate(view: View) -> View:
        guarded = reauthentication_required(view)

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                answered: HttpResponseBase = guarded(request, *args, **kwargs)
            except ReauthenticationRequired:
                return ask_who_it_is(
                    request, come_back_to=reverse(back) if back else request.get_full_path()
                )
            return answered

        return wrapped

    return decorate


def check_identity(request: HttpRequest) -> None:
    """As `step_up`, for a view that knows only inside whether it asks.

    Raises:
        ReauthenticationRequired: nobody confirmed in the last ten minutes who it is.
    """
    raise_if_reauthentication_required(request, app="account")


def ask_second_factor(request: HttpRequest, *, come_back_to: str) -> HttpResponseRedirect:
    """Send the person to show their second factor, or to set one up, then back to a page."""
    url = find_second_factor_url(request)
    if url is None:
        messages.info(
            request,
            _(
                "For this a second factor is needed, so that a stolen password is not enough. Set one up first."
            ),
        )
        return HttpResponseRedirect(reverse("mfa_index"))
    if request.method == "POST":
        messages.info(request, _("Confirm that it is you, then send the form again."))
    return HttpResponseRedirect(f"{url}?{urlencode({'next': come_back_to})}")


class StepUpMiddleware:
    """Turns what a view raises into a page: confirm who you are, not found, not with your role."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the work is in :meth:`process_exception`."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Answer the exceptions that mean something to a person; others go their way."""
        if isinstance(exception, ReauthenticationRequired):
            path = request.path if request.method == "POST" else request.get_full_path()
            return ask_who_it_is(request, come_back_to=path)
        if isinstance(exception, SecondFactorRequired):
            return ask_second_factor(request, come_back_to=request.get_full_path())
        if isinstance(exception, NoAccountYet):
            return redirect("portal:add_account")
        if isinstance(exception, NotFound):
            return show_not_found(request, exception)
        if isinstance(exception, NotAllowed):
            return show_forbidden(request, exception)
        return None
