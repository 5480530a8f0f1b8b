"""What is answered where no view could: a problem below ``api/``, a page everywhere else."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, get_script_prefix, resolve

from kwartier.api.guard import show_failure, show_malformed, show_refused
from kwartier.parties.entrance import find_page_before
from kwartier.ui import views

# The brand's prefix may still stand before it: ``/api/v1/me``, ``/merel/api/v1/me``.
_LEADING = slice(1, 3)


def _is_api(request: HttpRequest) -> bool:
    """Whether the request came to the API."""
    return "api" in request.path_info.split("/")[_LEADING]


def show_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be understood."""
    return (
        show_malformed(request) if _is_api(request) else views.show_bad_request(request, exception)
    )


def show_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not with this role, or the form came from elsewhere."""
    return show_refused(request) if _is_api(request) else views.show_forbidden(request, exception)


def show_stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """403: the form came without the secret that its page was given; most often it was open too long."""
    if _is_api(request):
        return show_refused(request)
    return views.show_stale_form(request, page_before=find_page_before(request))


def show_server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing was changed."""
    return show_failure(request) if _is_api(request) else views.show_server_error(request)


class NotOpenedMiddleware:
    """Gives a page to whoever opens an address that only takes a form: the view says an empty 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on, and put the page in the place of the empty answer."""
        answer = self.get_response(request)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or _is_api(request):
            return answer
        if request.method != "GET":
            return answer
        page_before = find_page_before(request) or _find_page_above(request)
        page = views.show_not_opened(request, page_before=page_before)
        page.headers["Allow"] = answer.headers["Allow"]
        return page


def _find_page_above(request: HttpRequest) -> str:
    """The nearest address above this one that the house has; empty for none but its front."""
    parts = request.path_info.strip("/").split("/")[:-1]
    while parts:
        path = "/".join(parts) + "/"
        try:
            resolve(f"/{path}")
        except Resolver404:
            parts.pop()
        else:
            return f"{get_script_prefix()}{path}"
    return ""
