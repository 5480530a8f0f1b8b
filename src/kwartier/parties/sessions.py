"""What a session remembers about how its person signed in, and when it was last seen."""

import time
from collections.abc import Callable
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from allauth.usersessions.models import UserSession
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from kwartier.parties.models import Person
from kwartier.parties.naming import name_by_id
from kwartier.parties.operations import record_access
from kwartier.platform.tenancy import BrandedRequest

SECOND_FACTOR_KEY = "second_factor_of"
_SEEN_KEY = "seen_at"
_SEEN_EVERY_SECONDS = 300
_STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_shown_second_factor(request: HttpRequest) -> bool:
    """Whether this session's person showed a second factor in it (or has just set one up)."""
    user = request.user
    return bool(user.is_authenticated and request.session.get(SECOND_FACTOR_KEY) == user.pk)


class SecondFactorRequired(Exception):
    """The person has to show a second factor, a moment ago and not just a password."""


def check_second_factor(request: HttpRequest) -> None:
    """Ask that an app, a passkey or a recovery code was shown in the last ten minutes.

    Raises:
        SecondFactorRequired: a password alone was, or nothing.
    """
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    shown = get_authentication_records(request, cast("Any", request.user))
    if not any(each["method"] == "mfa" and each["at"] > since for each in shown):
        raise SecondFactorRequired


def find_second_factor_url(request: HttpRequest) -> str | None:
    """Where a person shows the second factor that they have, or None without one.

    The page of the code, whose app is at hand wherever one is; that of the passkey for who has no app:
    recovery codes alone are for the day on which everything else is lost. Each leads to the other.
    """
    methods = get_adapter().get_reauthentication_methods(request.user)
    urls = {each["id"]: str(each["url"]) for each in methods}
    passkey, code = urls.get("mfa_reauthenticate:webauthn"), urls.get("mfa_reauthenticate")
    if passkey is None or code is None:
        return passkey or code
    apps = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP)
    return code if apps.exists() else passkey


class SessionActivityMiddleware:
    """Keeps the list of sessions current, at most every five minutes: a page costs no query for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note that the session is in use, then answer."""
        if hasattr(request, "brand"):
            self._note(request)
        return self.get_response(request)

    def _note(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            instant = time.time()
            if instant - request.session.get(_SEEN_KEY, 0) >= _SEEN_EVERY_SECONDS:
                request.session[_SEEN_KEY] = instant
                UserSession.objects.create_from_request(request)
        elif isinstance(halfway := request.session.get(LOGIN_SESSION_KEY), dict):
            # The password was right, the second factor is yet to come.
            name_by_id(halfway.get("user_pk"))


def _note(request: HttpRequest, person: Person, action: str) -> None:
    branded = cast("BrandedRequest", request)
    record_access(
        brand=branded.brand,
        person_id=person.pk,
        person_name=person.name,
        action=action,
        address=get_adapter().get_client_ip(request),
        browser=request.headers.get("User-Agent", ""),
        now=branded.now,
    )


def _on_signed_in(request: HttpRequest, user: Person, **_: Any) -> None:
    request.session[_SEEN_KEY] = time.time()
    _note(request, user, "person.signed_in")


def _on_password_changed(request: HttpRequest, user: Person, **_: Any) -> None:
    _note(request, user, "person.password_changed")


def _on_authenticator_used(
    request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any
) -> None:
    # Recovery codes count: they are what remains when the phone is lost.
    request.session[SECOND_FACTOR_KEY] = user.pk
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _note(request, user, "person.recovery_code_used")


def _on_authenticator_added(
    request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any
) -> None:
    if authenticator.type in _STRONG:
        request.session[SECOND_FACTOR_KEY] = user.pk
        _note(request, user, "person.second_factor_added")


def _on_authenticator_removed(
    request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any
) -> None:
    if authenticator.type in _STRONG:
        _note(request, user, "person.second_factor_removed")


def connect_signals() -> None:
    """Listen to the sign-in library; called once when the application starts."""
    user_logged_in.connect(_on_signed_in, dispatch_uid="kwartier.signed_in")
    for changed in (password_changed, password_reset, password_set):
        changed.connect(_on_password_changed, dispatch_uid="kwartier.password_changed")
    authenticator_used.connect(_on_authenticator_used, dispatch_uid="kwartier.factor_used")
    authenticator_added.connect(_on_authenticator_added, dispatch_uid="kwartier.factor_added")
    authenticator_removed.connect(_on_authenticator_removed, dispatch_uid="kwartier.factor_removed")


def forget_ended_sessions() -> int:
    """Drop what is known of sessions that are over: their addresses and browsers; for workers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM usersessions_usersession u WHERE NOT EXISTS"
            " (SELECT FROM django_session s WHERE s.session_key = u.session_key)"
        )
        forgotten: int = cursor.rowcount
    return forgotten
