"""What a schema finds wrong, said in the active language and at its field."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError
from ninja.params.models import QueryModel

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
    "string_too_short": _("The smallest number of characters is %(min_length)s."),
    "string_too_long": _("At most %(max_length)s characters fit."),
    "too_short": _("The smallest number of entries is %(min_length)s."),
    "too_long": _("At most %(max_length)s entries fit."),
    "enum": _("One of these is possible: %(expected)s."),
    "literal_error": _("One of these is possible: %(expected)s."),
    "int_parsing": _WHOLE_NUMBER,
    "int_type": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "int_parsing_size": _WHOLE_NUMBER,
    "date": _("A day is needed, such as 2026-11-21."),
}
# Pydantic's names for the types of a field that may be of two: no field is called so.
_TYPES = {"str", "int", "constrained-str", "constrained-int"}
# Where a body's fields begin in a location: ("body", "<name of the argument>", "amount_cents").
_BODY_PREFIX = 2


def refuse_unknown_parameters(route: Callable[..., Any]) -> Callable[..., Any]:
    """The route, for questions that it knows: a misspelled parameter would widen the answer silently.

    Raises:
        ValidationError: the address has a parameter that the route does not describe.
    """
    models: list[Any] = getattr(route, "_ninja_operation").models  # noqa: B009 - the library's mark
    asked = [each for each in models if issubclass(each, QueryModel)]
    known = {name for each in asked for name in each.__ninja_flatten_map__}

    @wraps(route)
    def checked(request: HttpRequest, *args: Any, **values: Any) -> Any:
        unknown = sorted(request.GET.keys() - known)
        if unknown:
            raise ValidationError(
                [{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown]
            )
        return route(request, *args, **values)

    return checked


def answer_invalid(_request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    """422 with every field that does not fit; a path that cannot name anything is not found."""
    if any(error["loc"][0] == "path" for error in invalid.errors):
        return answer_problem(NotFound())
    errors = [
        {
            "field": field,
            "in": place,
            "code": str(error["type"]),
            "detail": say(error),
        }
        for (place, field), error in _choose_one_a_field(invalid.errors).items()
    ]
    return answer_problem(RequestInvalid(), errors=errors)


def _choose_one_a_field(found: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """What to say of each field, by its place and name.

    Of a field that may be of two types pydantic says what each of them misses: an index of -1e30
    is "no text" and "too small". What is wrong with the type that fits is said, else what has a
    sentence of its own.
    """
    chosen: dict[tuple[str, str], dict[str, Any]] = {}
    for error in sorted(
        found, key=lambda each: (_is_other_type(each), each["type"] not in _SENTENCES)
    ):
        chosen.setdefault((str(error["loc"][0]), name_field(error["loc"])), error)
    return chosen


def _is_other_type(error: dict[str, Any]) -> bool:
    return str(error["type"]).endswith("_type")


def answer_too_many(_request: HttpRequest, _many: Exception) -> HttpResponse:
    """422 for an address with more parameters than the framework reads; no route has as many."""
    return answer_problem(RequestInvalid())


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
        if part in _TYPES:
            continue
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name


def say(error: dict[str, Any]) -> str:
    """The sentence for a finding of pydantic's; a kind without a sentence of its own gets the last."""
    kind = "date" if error["type"].startswith("date") else error["type"]
    sentence = str(_SENTENCES.get(kind, _OTHERWISE))
    bounds: dict[str, Any] = dict(error.get("ctx", {}))
    if "expected" in bounds:  # 'household', 'business' or 'anyone': the one English word in it
        bounds["expected"] = str(bounds["expected"]).replace("' or '", "', '")
    return sentence % bounds
