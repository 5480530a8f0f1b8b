"""Frozen values and enums of the parties room."""

from dataclasses import dataclass
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
    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")


class AgentRole(TextChoices):
    """What an agent's work is."""

    AGENT = "agent", _("customer service")
    ACCOUNT_MANAGER = "account_manager", _("key account manager")
    OPERATOR = "operator", _("operations")


class SearchKind(StrEnum):
    """What a search in the office matched on."""

    NUMBER = "number"
    NAME = "name"
    SUPPLY_POINT = "supply_point"
    ADDRESS = "address"
    EMAIL = "email"


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
