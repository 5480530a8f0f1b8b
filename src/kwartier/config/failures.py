"""What is answered where no view could: a problem below ``api/``, a page everywhere else."""

from django.http import HttpRequest, HttpResponse

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
