"""What a route says about itself in the OpenAPI document: its problems, and whom it belongs to."""

from collections.abc import Iterable
from typing import Any

from kwartier.api.refusals import (
    AgentScopeMissing,
    AgentTokenMissing,
    ContentTypeUnknown,
    CursorUnknown,
    NetworkRefused,
    RequestInvalid,
    RequestMalformed,
    RequestTooLarge,
    ScopeMissing,
    ServerFailed,
    ServiceScopeMissing,
    ServiceTokenMissing,
    TokenMissing,
    TooManyRequests,
    UploadBroken,
)
from kwartier.parties.types import AgentScope, ServiceScope, TokenScope
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.idempotency import IdempotencyKeyReused

# Read by documents.py and taken out again: an OpenAPI document has no such members.
PROBLEMS, SCOPE = "x-problems", "x-scope"
_WITH_TOKEN = (TokenMissing, ScopeMissing, TooManyRequests)
_WITH_AGENT_TOKEN = (AgentTokenMissing, AgentScopeMissing, TooManyRequests)
_WITH_SERVICE_TOKEN = (ServiceTokenMissing, ServiceScopeMissing, NetworkRefused, TooManyRequests)
_WITH: dict[type, tuple[type[Refusal], ...]] = {
    TokenScope: _WITH_TOKEN,
    AgentScope: _WITH_AGENT_TOKEN,
    ServiceScope: _WITH_SERVICE_TOKEN + _WITH_AGENT_TOKEN,  # what a program may, its agents may too
}
_WITH_BODY = (RequestMalformed, RequestTooLarge)
_WITH_FILE = (UploadBroken, ContentTypeUnknown)
# How a file begins; a workbook is an archive too.
_EXAMPLES = {
    "application/pdf": "%PDF-1.7 ...",
    "application/xml": "<?xml ...",
    "image/jpeg": "JFIF ...",
    "text/plain": "number,journal_id,kind,...",
    "application/octet-stream": "<?xml ...",
    "text/calendar": "BEGIN:VCALENDAR ...",
}


def told(
    operation_id: str,
    summary: str,
    *,
    scope: TokenScope | ServiceScope | AgentScope | None = TokenScope.READ,
    refusals: Iterable[type[Refusal]] = (),
    finds: bool = False,
    reads_body: bool = False,
    reads_file: bool = False,
    once: bool = False,
    pages: bool = False,
    media_type: str = "",
) -> dict[str, Any]:
    """The keyword arguments of a route that describe it.

    ``finds``: the path names something that may not be there. ``reads_body``: it takes JSON;
    ``reads_file``: the bytes of a file. ``once``: it knows the Idempotency-Key.
    ``pages``: the answer is a part of a list. ``media_type``: of an answer that is a file.
    """
    # Every route refuses a parameter that it does not know.
    problems: list[type[Refusal]] = [ServerFailed, RequestInvalid]
    problems += _WITH.get(type(scope), ())
    problems += [NotFound] if finds else []
    problems += _WITH_BODY if reads_body else ()
    problems += _WITH_FILE if reads_file else ()
    problems += [CursorUnknown] if pages else []
    problems += refusals
    problems += [IdempotencyKeyReused] if once else []
    extra: dict[str, Any] = {
        PROBLEMS: [problem.code for problem in dict.fromkeys(problems)],
        SCOPE: scope.value if scope else None,
    }
    if media_type:
        example = _EXAMPLES.get(media_type, "PK...")
        file = {"type": "string", "contentMediaType": media_type, "examples": [example]}
        extra["responses"] = {200: {"content": {media_type: {"schema": file}}}}
    if reads_file:
        extra["requestBody"] = _describe_file()
    return {"operation_id": operation_id, "summary": summary, "openapi_extra": extra}


def _describe_file() -> dict[str, Any]:
    """The body of a request that brings a file: its bytes, or a form with them."""
    file = {
        "type": "string",
        "contentMediaType": "application/octet-stream",
        "examples": ["<?xml ..."],
    }
    form = {"type": "object", "properties": {"file": file}, "required": ["file"]}
    return {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": file},
            "multipart/form-data": {"schema": form},
        },
    }
