"""What a request calls the thing that a room refuses: rooms have one word for all doors."""

import json

from django.http import HttpRequest

# The room's word, and what routes call it: the first is meant where a request has none of them.
_NAMES = {
    "amount": ("amount_cents",),
    "ask_above": ("ask_above_cents",),
    "until": ("last",),
    "supply_point": ("code", "codes"),
}


def name_sent(request: HttpRequest, field: str) -> str:
    """The name under which a request sent what a room calls ``field``."""
    names = _NAMES.get(field)
    if names is None:
        return field
    sent = _list_sent(request)
    return next((name for name in (field, *names) if name in sent), names[0])


def _list_sent(request: HttpRequest) -> set[str]:
    """The names in the address and in the body of a request."""
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        body = {}
    return {*request.GET, *(body if isinstance(body, dict) else ())}
