"""What a schema finds wrong, said in the active language and at its field."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError

from kwartier.api.problems import answer_problem
from kwartier.api.refusals import RequestInvalid, RequestMalformed
from kwartier.platform.errors import NotFound

_WHOLE_NUMBER = _("A whole number is needed.")
_OTHERWISE = _("The value does not have the form that the API describes.")
# By pydantic's name of the finding; the placeholders are pydantic's own words for its bounds.
_SENTENCES = {
    "missing": _("This is missing."),
    "extra_forbidden": _("This is not known here."),
    "greater_than_equal": _("The smallest value is %(ge)s."),
    "less_than_equal": _("The largest value is %(le)s."),
    "string_too_short": _("At least %(min_length)s characters are needed."),
    "string_too_long": _("At most %(max_length)s characters fit."),
    "too_short": _("At least %(min_length)s entries are needed."),
    "too_long": _("At most %(max_length)s entries fit."),
    "enum": _("One of these is possible: %(expected)s."),
    "literal_error": _("One of these is possible: %(expected)s."),
    "int_parsing": _WHOLE_NUMBER,
    "int_type": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "int_parsing_size": _WHOLE_NUMBER,
    "date": _("A day is needed, such as 2026-11-21."),
}
# Where a body's fields begin in a location: ("body", "<name of the argument>", "amount_cents").
_BODY_PREFIX = 2


def answer_invalid(_request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    """422 with every field that does not fit; a path that cannot name anything is not found."""
    if any(error["loc"][0] == "path" for error in invalid.errors):
        return answer_problem(NotFound())
    errors = [
        {
            "field": name_field(error["loc"]),
            "in": str(error["loc"][0]),
            "code": str(error["type"]),
            "detail": say(error),
        }
        for error in invalid.errors
    ]
    return answer_problem(RequestInvalid(), errors=errors)


def answer_http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja raises these only for a body that is not JSON."""
    if error.status_code != RequestMalformed.status:
        raise error
    return answer_problem(RequestMalformed())


def name_field(location: tuple[Any, ...]) -> str:
    """The field in the caller's words: ``indexes[0].index``."""
    start = _BODY_PREFIX if location[0] == "body" else 1
    name = ""
    for part in location[start:]:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name


def say(error: dict[str, Any]) -> str:
    """The sentence for a finding of pydantic's; a kind without a sentence of its own gets the last."""
    kind = "date" if error["type"].startswith("date") else error["type"]
    sentence = str(_SENTENCES.get(kind, _OTHERWISE))
    bounds: dict[str, Any] = error.get("ctx", {})
    return sentence % bounds
