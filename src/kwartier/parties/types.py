"""Frozen values and enums of the parties room."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountKind(TextChoices):
    """Who buys: the segment decides contacts, sign-up checks and wording."""

    HOUSEHOLD = "household", _("household")
    BUSINESS = "business", _("business")


class Role(TextChoices):
    """What a person may do on a customer account, from most to least."""

    HOLDER = "holder", _("holder")
    DELEGATE = "delegate", _("delegate who may act")
    READER = "reader", _("reader")


ROLE_ORDER = (Role.READER, Role.DELEGATE, Role.HOLDER)


class MembershipState(TextChoices):
    """A membership counts only while it is active."""

    PENDING = "pending", _("waiting for the e-mail to be confirmed")
    REQUESTED = "requested", _("waiting for the account holder")
    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")


class AgentRole(TextChoices):
    """What an agent's work is."""

    AGENT = "agent", _("customer service")
    ACCOUNT_MANAGER = "account_manager", _("key account manager")
    OPERATOR = "operator", _("operations")


class TokenScope(TextChoices):
    """What a personal API token may do; never more than the role of its person allows."""

    READ = "read", _("read contracts, readings, advances and invoices")
    READINGS_WRITE = "readings:write", _("enter and withdraw meter readings")
    ADVANCE_WRITE = "advance:write", _("change the advance")
    ACCOUNT_WRITE = "account:write", _("change contact details and requests")
    EXPORT = "export", _("take everything along in one file, bank details in full")


class AgentScope(TextChoices):
    """What an agent's own token may do in the office; acting includes seeing."""

    READ = "office:read", _("see in the office what you see")
    ACT = "office:act", _("act in the office as you")


class ServiceScope(TextChoices):
    """What a program of the brand may do with a service token; none includes another."""

    STATEMENTS_WRITE = "statements:write", _("load bank statements")
    STATEMENTS_READ = "statements:read", _("see bank statements and what waits to be placed")
    COLLECTIONS_READ = "collections:read", _("fetch the files of collections for the bank")
    REFUNDS_READ = "refunds:read", _("fetch the files of approved refunds for the bank")
    BANK_ANSWERS_WRITE = "bank_answers:write", _("load the bank's answers to our files")
    BOOKS_READ = "books:read", _("read the books, what customers owe, and the check of a day")
    TEMPERATURES_WRITE = "temperatures:write", _("load temperatures of weather stations")
    INTERVALS_WRITE = (
        "intervals:write",
        _("load the grid operator's files of consumption, and see what became of them"),
    )


class OfficeEntry(StrEnum):
    """Whether the office opens for a person, and if not, what opens it."""

    OPEN = "open"
    SET_UP_SECOND_FACTOR = "set_up_second_factor"
    SHOW_SECOND_FACTOR = "show_second_factor"
    CLOSED = "closed"


class SearchKind(StrEnum):
    """What a search in the office matched on."""

    NUMBER = "number"
    NAME = "name"
    SUPPLY_POINT = "supply_point"
    ADDRESS = "address"
    EMAIL = "email"
    CONTRACT = "contract"
    DOCUMENT = "document"
    REQUEST = "request"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """A customer account as other rooms and doors hold it."""

    id: int
    brand_id: int
    number: str
    kind: str
    name: str
    language: str
    email: str
    enterprise_number: str
    role: str = ""

    @property
    def may_act(self) -> bool:
        """Whether the person asking may change things (holder or delegate)."""
        return self.role in {Role.HOLDER, Role.DELEGATE}


@dataclass(frozen=True, slots=True)
class MailingAddress:
    """Where the post of an account goes; empty where it goes to the supply address."""

    street: str
    postal_code: str
    city: str


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What an agent sees of a customer beside the contracts: how to reach them, and who they are.

    ``members`` are those who count and those who wait for the holder; ``account_manager`` is the
    name of the agent who looks after the account in person, if one does.
    """

    account: AccountInfo
    phone: str
    mailing_address: str
    account_manager: str
    members: tuple["MembershipInfo", ...]


@dataclass(frozen=True, slots=True)
class PersonInfo:
    """A person as doors hold them who know them by a token and not by a session."""

    id: int
    name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class MembershipInfo:
    """A person on an account, as the members page lists them."""

    id: int
    account_id: int
    person_id: int
    name: str
    email: str
    language: str
    role: str
    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """An invitation that is still open; the token itself is nowhere."""

    id: int
    account_id: int
    email: str
    role: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationPreview:
    """What somebody who holds an invitation's token may know before accepting."""

    email: str
    role: str
    account_name: str
    inviter_name: str
    language: str
    expires_at: datetime
    has_person: bool


@dataclass(frozen=True, slots=True)
class AgentInfo:
    """An active agent of the brand."""

    id: int
    person_id: int
    name: str
    role: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token of a person without its secret: a customer's, or an agent's own."""

    id: int
    person_id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None

    def allows(self, scope: str) -> bool:
        """Whether the token carries a scope (writing includes reading)."""
        is_reading = scope in {TokenScope.READ, AgentScope.READ}
        return scope in self.scopes or (is_reading and bool(self.scopes))


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTokenInfo:
    """A service token of a brand without its secret.

    ``networks`` are those from which it works, as CIDR; none: it works from anywhere.
    """

    id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    networks: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None = None
    revoked_by: str = ""

    def allows(self, scope: str) -> bool:
        """Whether the token carries a scope."""
        return scope in self.scopes

    def is_open(self, now: datetime) -> bool:
        """Whether it opens something at an instant."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def rights(self) -> tuple[str, ...]:
        """What it may do, in words."""
        return tuple(str(ServiceScope(scope).label) for scope in self.scopes)


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """One call of a program: what it asked, and the HTTP status that it got."""

    at: datetime
    call: str
    status: int


@dataclass(frozen=True, slots=True)
class AccessLogRow:
    """One line of the access log: who did what to the account or to the person, when."""

    id: int
    at: datetime
    action: str
    actor_kind: str
    actor_name: str
    by_self: bool
    details: dict[str, str] = field(default_factory=dict)
    reason: str = ""
