"""Refusals as RFC 9457 problems, in the active language."""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kwartier.api.refusals import (
    RequestTooLarge,
    ScopeMissing,
    ServerFailed,
    TokenMissing,
    TooManyRequests,
    TooOften,
)
from kwartier.api.sent_names import name_sent
from kwartier.metering.refusals import ReadingRefused
from kwartier.platform.errors import NotAllowed, NotFound, Refusal

MEDIA_TYPE = "application/problem+json"
_FIRST_SERVER_ERROR = 500
_HOUR = 3600
logger = logging.getLogger("django.request")


def type_of(code: str) -> str:
    """The URI reference that names a kind of problem."""
    return f"/errors/{code}"


def describe(refusal: Refusal) -> dict[str, Any]:
    """The members of the problem; those that say nothing are left out."""
    parts = refusal.refusals if isinstance(refusal, ReadingRefused) else ()
    told = {
        "type": type_of(refusal.code),
        "title": str(refusal.title),
        "status": refusal.status,
        "detail": refusal.say(),
        "code": refusal.code,
        "next_step": refusal.say_next(),
        "field": refusal.field,
        "lifted_on": refusal.lifted_on.isoformat() if refusal.lifted_on else None,
        "action": refusal.action,
        "params": tell_params(refusal),
        "errors": [describe_part(part) for part in parts],
    }
    return {name: value for name, value in told.items() if value not in (None, {}, [])}


def describe_part(refusal: Refusal) -> dict[str, Any]:
    """One of several things that are the matter, each at its field."""
    return {
        "field": refusal.field or "",
        "code": refusal.code,
        "detail": refusal.say(),
        "next_step": refusal.say_next(),
        "params": tell_params(refusal),
    }


def tell_params(refusal: Refusal) -> dict[str, Any]:
    """The values behind the sentence, as plain JSON."""
    return {name: _plain(value) for name, value in refusal.params.items()}


def answer_problem(
    refusal: Refusal,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    allow: str = "",
    field: str = "",
) -> HttpResponse:
    """The response that tells a refusal, with the headers that HTTP wants for its status.

    ``field`` is what the request calls the field that it is about, where the room calls it otherwise.
    """
    members = describe(refusal)
    if field:
        members["field"] = field
    if errors:
        members["errors"] = list(errors)
    response = HttpResponse(
        json.dumps(members, ensure_ascii=False), content_type=MEDIA_TYPE, status=refusal.status
    )
    if isinstance(refusal, TokenMissing):
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    elif isinstance(refusal, ScopeMissing):
        scope = refusal.params["scope"]
        response["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{scope}"'
    elif isinstance(refusal, TooManyRequests):
        response["Retry-After"] = str(refusal.params["wait_seconds"])
    elif isinstance(refusal, TooOften):
        response["Retry-After"] = str(_HOUR)
    if allow:
        response["Allow"] = allow
    return response


def answer_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal of a room; one that is our own fault is told to the log and not to the caller."""
    if refusal.status >= _FIRST_SERVER_ERROR:
        logger.error("The API failed: %s", refusal)
        return answer_problem(ServerFailed())
    return answer_problem(refusal, field=name_sent(request, refusal.field or ""))


def answer_not_found(_request: HttpRequest, _missing: Exception) -> HttpResponse:
    """The framework's own word for what is not there."""
    return answer_problem(NotFound())


def answer_not_allowed(_request: HttpRequest, _denied: Exception) -> HttpResponse:
    """The framework's own word for what is not allowed."""
    return answer_problem(NotAllowed())


def answer_too_large(_request: HttpRequest, _long: Exception) -> HttpResponse:
    """The framework's own word for a body that it does not read."""
    return answer_problem(RequestTooLarge(params={"most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE}))


def answer_failure(request: HttpRequest, failure: Exception) -> HttpResponse:
    """What nobody foresaw: the log gets everything, the caller an apology."""
    logger.error("The API failed: %s", request.path, exc_info=failure)
    return answer_problem(ServerFailed())


def _plain(value: Any) -> Any:
    """A parameter as JSON."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | str | bool) or value is None else str(value)
