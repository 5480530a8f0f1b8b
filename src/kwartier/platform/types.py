"""Frozen values of the platform that every room may hold."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo


class Door(StrEnum):
    """Through which door a request came; the database grants an agent's view only to OFFICE."""

    PORTAL = "portal"
    OFFICE = "office"


class ActorKind(StrEnum):
    """Who acts: the customer, an agent of the supplier, a program with a token, or the system itself."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SERVICE = "service"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as it goes on the record.

    ``person_id`` is the acting person (None for the system), ``reason`` an agent's justification.
    """

    kind: ActorKind
    person_id: int | None = None
    name: str = ""
    reason: str = ""


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="system")


@dataclass(frozen=True, slots=True)
class BrandInfo:
    """A brand as the doors see it; a copy, safe to keep for the length of a request."""

    id: int
    key: str
    name: str
    country: str
    languages: tuple[str, ...]
    default_language: str
    timezone_name: str
    path_prefix: str
    hosts: tuple[str, ...]
    contacts: dict[str, Any] = field(default_factory=dict, compare=False)
    features: dict[str, Any] = field(default_factory=dict, compare=False)
    demo_today: date | None = None
    # When the calendar was turned to that day, really: how far its clock has gone since.
    demo_since: datetime | None = field(default=None, compare=False)

    @property
    def timezone(self) -> ZoneInfo:
        """The market's time zone."""
        return ZoneInfo(self.timezone_name)

    def day_of(self, instant: datetime) -> date:
        """The day on which an instant falls in the market: days belong to it, instants are UTC."""
        return instant.astimezone(self.timezone).date()

    @property
    def is_demonstration(self) -> bool:
        """Whether this brand lives on the demonstration's own calendar."""
        return self.demo_today is not None
