"""What a route says about itself in the OpenAPI document: its problems, and whom it belongs to."""

from collections.abc import Iterable
from typing import Any

from kwartier.api.refusals import (
    CursorUnknown,
    RequestInvalid,
    RequestMalformed,
    RequestTooLarge,
    ScopeMissing,
    ServerFailed,
    TokenMissing,
    TooManyRequests,
)
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotFound, Refusal

# Read by documents.py and taken out again: an OpenAPI document has no such members.
PROBLEMS, SCOPE = "x-problems", "x-scope"
_WITH_TOKEN = (TokenMissing, ScopeMissing, TooManyRequests)
_WITH_BODY = (RequestMalformed, RequestTooLarge)
# How a file begins; a workbook is an archive too.
_BEGINNINGS = {"application/pdf": "%PDF-1.7 ...", "application/xml": "<?xml ..."}


def told(
    operation_id: str,
    summary: str,
    *,
    scope: TokenScope | None = TokenScope.READ,
    refusals: Iterable[type[Refusal]] = (),
    finds: bool = False,
    reads_body: bool = False,
    pages: bool = False,
    media_type: str = "",
) -> dict[str, Any]:
    """The keyword arguments of a route that describe it.

    ``finds``: the path names something that may not be there. ``reads_body``: it takes JSON.
    ``pages``: the answer is a part of a list. ``media_type``: of an answer that is a file.
    """
    # Every route refuses a parameter that it does not know.
    problems: list[type[Refusal]] = [ServerFailed, RequestInvalid]
    problems += _WITH_TOKEN if scope else ()
    problems += [NotFound] if finds else []
    problems += _WITH_BODY if reads_body else ()
    problems += [CursorUnknown] if pages else []
    problems += refusals
    extra: dict[str, Any] = {
        PROBLEMS: [problem.code for problem in dict.fromkeys(problems)],
        SCOPE: scope.value if scope else None,
    }
    if media_type:
        example = _BEGINNINGS.get(media_type, "PK...")
        file = {"type": "string", "contentMediaType": media_type, "examples": [example]}
        extra["responses"] = {200: {"content": {media_type: {"schema": file}}}}
    return {"operation_id": operation_id, "summary": summary, "openapi_extra": extra}
