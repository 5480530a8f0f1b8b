"""Which brand a request belongs to, and the one transaction in which it lives.

:class:`BrandMiddleware` finds the brand by host name or by the first path segment
(``/merel/advance/``), which it takes off the path, so that the same URLs serve every brand.
:class:`TransactionMiddleware` opens the request's transaction and tells the database the brand,
the person and the door; from then on row-level security shows nothing else.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import set_script_prefix

from kwartier.platform import brands, clock
from kwartier.platform.prepared import fetch_rows
from kwartier.platform.sessions import SessionStore, open_key, seal_key
from kwartier.platform.types import BrandInfo, Door

_ENTER = (
    "SELECT (SELECT demo_today FROM platform_brand WHERE id = %(brand)s::bigint),"
    " set_config('kwartier.brand', COALESCE(%(brand)s::bigint::text, ''), true),"
    " set_config('kwartier.person', %(person)s::text, true),"
    " set_config('kwartier.door', %(door)s::text, true), set_config('kwartier.named', '', true),"
    " set_config('kwartier.service', '', true)"
)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class BrandedRequest(HttpRequest):
    """A request after the middlewares: what views may rely on (for annotations only)."""

    brand: BrandInfo
    script_prefix: str
    today: date
    now: datetime
    user: Any


class BrandMiddleware:
    """Sets ``request.brand``; without one, only the front door (``/``) and health checks answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Find the brand, take its prefix off the path, and pass on."""
        set_script_prefix("/")
        branded = cast("BrandedRequest", request)
        brand = brands.find_brand_by_host(request.get_host().split(":")[0])
        prefix = "/"
        if brand is None:
            segment, _, rest = request.path_info.lstrip("/").partition("/")
            brand = brands.find_brand_by_prefix(segment) if segment else None
            if brand is not None:
                prefix = f"/{segment}/"
                request.path_info = f"/{rest}"
                request.META["SCRIPT_NAME"] = prefix.rstrip("/")
                set_script_prefix(prefix)
        branded.script_prefix = prefix
        if brand is not None:
            branded.brand = brand
            return self.get_response(request)
        request.urlconf = "kwartier.config.front_urls"
        return self.get_response(request)


class BrandSessionMiddleware(SessionMiddleware):
    """Django's sessions, with the cookie sealed, and bound to the brand's own path."""

    def process_request(self, request: HttpRequest) -> None:
        """Open the session of a cookie that we sealed; any other cookie opens none."""
        sealed = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = SessionStore(open_key(sealed))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Seal the session cookie, narrow it to the brand's prefix, and keep the page uncached."""
        answered = super().process_response(request, response)
        if not request.session.is_empty():
            # Made for one person: no cache keeps it, nor the browser for whoever comes back later.
            answered.headers.setdefault("Cache-Control", "private, no-store")
        prefix = getattr(request, "script_prefix", "/")
        session_cookie = answered.cookies.get(settings.SESSION_COOKIE_NAME)
        if session_cookie is not None and session_cookie.value:
            sealed = seal_key(session_cookie.value)
            session_cookie.set(settings.SESSION_COOKIE_NAME, sealed, sealed)
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            if name in answered.cookies:
                answered.cookies[name]["path"] = prefix
        return answered


def enter(*, brand_id: int | None, person_id: int | str | None, door: Door) -> date | None:
    """Tell the database, for this transaction, who is asking; returns the demonstration's day."""
    scope = {"brand": brand_id, "person": str(person_id or ""), "door": door.value}
    ((demo_today, *_settings),) = fetch_rows(_ENTER, scope)
    return cast("date | None", demo_today)


def enter_as_person(*, person_id: int | None) -> None:
    """After a sign-in within the request: from here on the database knows the person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kwartier.person', %s, true)", [str(person_id or "")])


def enter_as_agent(*, person_id: int) -> None:
    """From here on the database knows a person who asks through the office; it sees whether they may."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kwartier.person', %s, true), set_config('kwartier.door', %s, true)",
            [str(person_id), Door.OFFICE.value],
        )


def enter_as_service(*, token_id: int) -> None:
    """From here on the database knows a program, by its service token, and no person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kwartier.person', '', true),"
            " set_config('kwartier.service', %s, true)",
            [str(token_id)],
        )


def run_commit_hooks() -> None:
    """Run what waits for the commit now, inside the transaction.

    A library that mails "your second factor is active" waits for the commit with it. After it the
    database no longer knows brand and person, and would refuse the mail and its record; and with us
    a mail is written in the transaction of the act it tells about.
    """
    waiting, connection.run_on_commit = connection.run_on_commit, []
    for entry in waiting:  # the savepoints it depends on, the hook, whether it may fail
        entry[1]()


class TransactionMiddleware:
    """One request, one transaction, one brand, one person.

    A server error or an exception rolls everything back. The session is written after it, by its
    own middleware further out.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Open the transaction, set the scope, answer, and roll back if the answer is an error."""
        brand = getattr(request, "brand", None)
        if brand is None:
            return self.get_response(request)
        branded = cast("BrandedRequest", request)
        door = Door.OFFICE if request.path_info.startswith("/office/") else Door.PORTAL
        with transaction.atomic():
            # The session's claim is set at once, to save a round trip, and taken back below when
            # the library does not bear it out.
            claimed = request.session.get(SESSION_KEY)
            demo_today = enter(brand_id=brand.id, person_id=claimed, door=door)
            if demo_today != brand.demo_today:
                brands.forget_brands()
                branded.brand = brand = brands.get_brand(brand.key)
            branded.today = clock.today(brand)
            branded.now = clock.now(brand)
            # The person themselves: Django's stand-in for one costs a page a dozen detours.
            branded.user = user = get_user(request)
            if user.is_authenticated and user.brand_id != brand.id:
                # a session of another brand, carried over by hand
                branded.user = user = AnonymousUser()
            if claimed and not user.is_authenticated:
                enter_as_person(person_id=None)
            response = self.get_response(request)
            if response.status_code >= 500:  # noqa: PLR2004 - HTTP's own boundary
                transaction.set_rollback(True)
            else:
                run_commit_hooks()
        return response


def forget_person(request: HttpRequest) -> None:
    """Drop the person from the request, as after signing out."""
    request.user = AnonymousUser()
    enter_as_person(person_id=None)


def render_front_door(request: HttpRequest) -> HttpResponse:
    """The page that lists the brands of this installation: the first page of a demonstration."""
    return render(request, "platform/front_door.html", {"brands": brands.list_brands()})
