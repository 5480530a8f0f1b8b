"""Who may do what in the office and through the API, read off their routes for docs/reference/permissions.md."""

from collections.abc import Iterator
from typing import NamedTuple

METHODS = ("get", "post", "put", "patch", "delete")
EVERYBODY = "no token"
# tests/doors/office/test_office_service_tokens.py tries these as either kind of agent.
OF_OPERATIONS = "/office/service-tokens/"


class OfficePage(NamedTuple):
    """One page of the office: its address, what its view says that it is for, and to which agents it opens."""

    address: str
    meaning: str
    agent: str


class ApiCall(NamedTuple):
    """One operation of the API and the scope that a token needs for it."""

    scope: str
    call: str
    meaning: str


def list_office_pages() -> list[OfficePage]:
    """Every route of the office, in the order of its table of routes."""
    from kwartier.office import urls

    return list(_walk(urls.urlpatterns, "/office/"))


def _walk(patterns: list, before: str) -> Iterator[OfficePage]:
    for pattern in patterns:
        address = f"{before}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, address)
        else:
            opens = "operations" if address.startswith(OF_OPERATIONS) else "yes"
            yield OfficePage(address, _first_sentence(pattern.callback.__doc__), opens)


def _first_sentence(documentation: str | None) -> str:
    if not documentation:
        raise ValueError("a page of the office does not say what it is for")
    return documentation.strip().splitlines()[0].rstrip(".")


def list_api_calls() -> list[ApiCall]:
    """Every operation of the API: first those that need no token, then by scope."""
    from kwartier.api.door import compose_document

    calls = [
        ApiCall(_scope_of(operation), f"{method.upper()} {address}", str(operation["summary"]))
        for address, item in compose_document(server="")["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]
    return sorted(calls, key=lambda call: (call.scope != EVERYBODY, call.scope != "read", call))


def _scope_of(operation: dict) -> str:
    scopes = [name for entry in operation["security"] for names in entry.values() for name in names]
    return scopes[0] if scopes else EVERYBODY
