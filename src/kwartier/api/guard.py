"""Around every route: no cookies, one language, and problems also where the framework answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from kwartier.api.language import active_language, choose_language, speak
from kwartier.api.problems import answer_problem
from kwartier.api.programs import record_call
from kwartier.api.refusals import MethodNotAllowed, RequestMalformed, ServerFailed
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.tenancy import BrandedRequest, forget_person

View = Callable[..., HttpResponseBase]
_METHOD_NOT_ALLOWED = 405


def guard(view: View) -> View:
    """The view as the outside sees it; it is exempt from CSRF, because cookies open nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            forget_person(request)
        brand = cast("BrandedRequest", request).brand
        speak(choose_language(request, brand), brand)
        answer = view(request, *args, **kwargs)
        if answer.status_code == _METHOD_NOT_ALLOWED:
            answer = _refuse_method(request, answer)
        answer = record_call(request, answer)
        answer["Content-Language"] = active_language()
        answer["Cache-Control"] = "no-store"
        patch_vary_headers(cast("HttpResponse", answer), ["Accept-Language", "Authorization"])
        return answer

    return csrf_exempt(guarded)


def guard_all(patterns: list[URLPattern]) -> list[URLPattern]:
    """The same URLs with every view guarded; Ninja's own front page is left out."""
    kept = [pattern for pattern in patterns if pattern.name != "api-root"]
    for pattern in kept:
        pattern.callback = guard(pattern.callback)
    return kept


@guard
def show_unknown(_request: HttpRequest, *_args: str) -> HttpResponse:
    """Any address below ``api/`` that is no resource."""
    return answer_problem(NotFound())


def show_failure(_request: HttpRequest) -> HttpResponse:
    """A failure outside every view, such as a database that does not answer."""
    return answer_problem(ServerFailed())


def show_malformed(_request: HttpRequest) -> HttpResponse:
    """A request that the framework itself cannot read."""
    return answer_problem(RequestMalformed())


def show_refused(_request: HttpRequest) -> HttpResponse:
    """A request that the framework itself refuses."""
    return answer_problem(NotAllowed())


def _refuse_method(request: HttpRequest, answer: HttpResponseBase) -> HttpResponse:
    allowed = ", ".join(sorted(answer["Allow"].split(", ")))
    refusal = MethodNotAllowed(params={"method": request.method or "", "allowed": allowed})
    return answer_problem(refusal, allow=allowed)
