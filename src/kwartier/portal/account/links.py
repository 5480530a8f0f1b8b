"""The sign-in library's pages behind the links of mails, and the one of its own sign-up.

Somebody who opens such a link may be signed in as somebody else (a family's computer). The
database shows a signed-in person nobody else's address, so these views look the link up as a
visitor would; the library then signs the other one out.
"""

from typing import Any

from allauth.account import views as library
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, re_path
from django.views.generic import RedirectView

from kwartier.parties.naming import name_by_confirmation
from kwartier.platform.tenancy import enter_as_person


def confirm_email(request: HttpRequest, key: str) -> HttpResponseBase:
    """Confirm an address."""
    enter_as_person(person_id=0)
    name_by_confirmation(key)
    answered: HttpResponseBase = library.confirm_email(request, key=key)
    return _enter_again(request, answered)


def choose_password(request: HttpRequest, **key: Any) -> HttpResponseBase:
    """Choose a new password, behind the link of a mail."""
    enter_as_person(person_id=0)
    answered: HttpResponseBase = library.password_reset_from_key(request, **key)
    return _enter_again(request, answered)


def _enter_again(request: HttpRequest, answered: HttpResponseBase) -> HttpResponseBase:
    render = getattr(answered, "render", None)
    if render is not None:
        render()
    if request.user.is_authenticated:
        enter_as_person(person_id=request.user.pk)
    return answered


urlpatterns = [
    path(
        "signup/",
        RedirectView.as_view(pattern_name="portal:signup"),
        name="account_signup",
    ),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", confirm_email, name="account_confirm_email"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        choose_password,
        name="account_reset_password_from_key",
    ),
]
