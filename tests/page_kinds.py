"""What an address of the house is, who opens it, and which addresses there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.test.utils import override_script_prefix
from django.urls import URLResolver, get_resolver, reverse

Samples = Mapping[str, Any]


class Who(StrEnum):
    """Who opens a page to see it at work."""

    VISITOR = "visitor"
    CUSTOMER = "customer"
    UNSIGNED = "unsigned"  # a customer who did not sign a direct debit yet
    AGENT = "agent"  # with a second factor, recovery codes and a passkey
    HALFWAY = "halfway"  # gave the password, not yet the second factor


@dataclass(frozen=True)
class Page:
    """A route with the names of the samples that fill it (a value that names no sample is literal)."""

    route: str
    who: Who = Who.CUSTOMER
    args: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    country: str = ""  # shown by brands of this country only; empty: by all

    def path(self, samples: Samples) -> str:
        """The address below the brand's prefix."""
        filled = {name: samples.get(value, value) for name, value in self.args.items()}
        asked = "&".join(
            f"{name}={samples.get(value, value)}" for name, value in self.query.items()
        )
        with override_script_prefix("/"):
            address = reverse(self.route, kwargs=filled or None)
        return f"{address}?{asked}" if asked else address

    def names_somebody(self, samples: Samples) -> bool:
        """Whether the address itself names something that is a customer's."""
        own = set(samples) - {"article"}
        return any(value in own for value in self.args.values())

    def is_shown_in(self, country: str) -> bool:
        """Whether a brand of this country has the page."""
        return self.country in {"", country}


@dataclass(frozen=True)
class Act(Page):
    """A POST: the form that would do something to the samples."""

    form: Mapping[str, str] = field(default_factory=dict)

    def fill(self, samples: Samples) -> dict[str, Any]:
        """The form with the samples in it."""
        return {name: samples.get(value, value) for name, value in self.form.items()}


def list_routes() -> Iterator[str]:
    """The name of every route of a brand (its pattern where it has no name).

    But for the API's: its document lists them, and tests/doors/api/ tries each.
    """
    yield from _walk(get_resolver("kwartier.config.urls"), "")


def _walk(resolver: URLResolver, namespace: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if str(entry.pattern) == "api/":
                continue
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner)
        else:
            yield f"{namespace}{entry.name}" if entry.name else str(entry.pattern)
