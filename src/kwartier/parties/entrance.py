"""The way to the sign-in page, and back: also when a form was open for longer than the session."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

View = Callable[..., HttpResponseBase]
_READING = {"GET", "HEAD"}


def sign_in_required(view: View) -> View:
    """Let a view run for a person; a visitor signs in first and comes back.

    What a visitor sent by a form is not kept: the sign-in page says so, and leads back to the page
    that the form stood on, for the address it was sent to may be none that can be opened.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method in _READING:
            return redirect_to_login(request.get_full_path())
        messages.warning(
            request,
            _(
                "You were signed out in the meantime, so what you just sent was not kept. "
                "Sign in, and send it again."
            ),
        )
        return redirect_to_login(find_page_before(request) or request.get_full_path())

    return wrapped


def find_page_before(request: HttpRequest) -> str:
    """The page of this site on which a form was sent, as the browser says; empty where it does not."""
    named = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(named, {request.get_host()}):
        return ""
    parts = urlsplit(named)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
