"""Frozen values and enums of the support room."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("fr", "nl", "de", "en")


class Segment(TextChoices):
    """For whom an article is."""

    BOTH = "both", _("everybody")
    HOUSEHOLD = "household", _("household")
    BUSINESS = "business", _("business")


class Topic(TextChoices):
    """The shelves of the help center, in the order in which they are shown."""

    ADVANCE = "advance", _("Advance and settlement")
    CONSUMPTION = "consumption", _("Consumption and readings")
    INVOICES = "invoices", _("Invoices and payments")
    CONTRACT = "contract", _("Contract")
    ACCOUNT = "account", _("Sign-in and account")
    CONTACT = "contact", _("Contact and requests")


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language; ``body`` is Markdown with placeholders ``{{page:name}}``."""

    key: str
    language: str
    title: str
    summary: str
    keywords: tuple[str, ...]
    segment: Segment
    countries: tuple[str, ...]
    topic: Topic
    position: int
    body: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list: what is needed to offer it, without its body."""

    key: str
    title: str
    summary: str
    topic: Topic


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """How often readers of an article in one language found it useful, or not."""

    article_key: str
    language: str
    useful_count: int
    useless_count: int


class PersonalKind(TextChoices):
    """What a comment may seem to contain, though it must not."""

    IBAN = "iban", _("a bank account number")
    EMAIL = "email", _("an e-mail address")
    SUPPLY_POINT = "supply_point", _("an EAN or PDL number")
    NATIONAL_NUMBER = "national_number", _("a national register or social security number")
    PHONE = "phone", _("a telephone number")
    CUSTOMER_NUMBER = "customer_number", _("a customer or request number")
    ADDRESS = "address", _("a street with its number")
    LONG_NUMBER = "long_number", _("a long number that could be somebody's")


class RequestKind(TextChoices):
    """What a request is about."""

    ADVANCE_CHANGE = "advance_change", _("A change of the advance")
    READING_DISPUTE = "reading_dispute", _("A reading that we should check")
    BILL_DISPUTE = "bill_dispute", _("A bill that we should check")
    CONTACT = "contact", _("A question")
    OTHER = "other", _("Something else")


class RequestState(TextChoices):
    """Where a request stands."""

    OPEN = "open", _("with us")
    WAITING_FOR_CUSTOMER = "waiting_for_customer", _("with you")
    CLOSED = "closed", _("done")


class Ball(TextChoices):
    """Who has to move next. It follows from the state: the two can never disagree."""

    US = "us", _("with us")
    CUSTOMER = "customer", _("with you")
    DONE = "done", _("done")


BALL_OF_STATE = {
    RequestState.OPEN: Ball.US,
    RequestState.WAITING_FOR_CUSTOMER: Ball.CUSTOMER,
    RequestState.CLOSED: Ball.DONE,
}


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of a request's thread."""

    at: datetime
    author_kind: str
    author_name: str
    text: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as lists show it."""

    id: int
    number: str
    account_id: int
    kind: RequestKind
    state: RequestState
    subject: str
    promised_on: date
    opened_at: datetime
    opened_by: int | None
    closed_at: datetime | None
    account_number: str = ""
    account_name: str = ""

    @property
    def ball(self) -> Ball:
        """Who has to move next."""
        return BALL_OF_STATE[self.state]

    def is_late(self, today: date) -> bool:
        """Whether we have the ball and the promised day is over."""
        return self.ball is Ball.US and today > self.promised_on


@dataclass(frozen=True, slots=True)
class RequestDetail:
    """A request with its whole thread, oldest message first, and the context it was opened in."""

    row: RequestRow
    messages: tuple[MessageRow, ...]
    context: dict[str, Any]


class ContactSegment(TextChoices):
    """To whom a way to reach us is offered."""

    PROSPECT = "prospect", _("Not yet a customer")
    HOUSEHOLD = "household", _("Household")
    BUSINESS = "business", _("Business")
    KEY_ACCOUNT = "key_account", _("Business with a key account manager")


class ContactDays(StrEnum):
    """The days on which a line is open."""

    MONDAY_TO_FRIDAY = "monday_to_friday"
    MONDAY_TO_SATURDAY = "monday_to_saturday"
    EVERY_DAY = "every_day"


@dataclass(frozen=True, slots=True)
class AccountManager:
    """The person at the supplier who looks after a large customer."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How one segment reaches us. An empty ``phone`` or ``email`` means: not by that way.

    ``opens`` and ``closes`` are local times as ``HH:MM``; ``answer_working_day_count`` is the
    promise for a written message.
    """

    segment: ContactSegment
    phone: str
    email: str
    days: ContactDays
    opens: str
    closes: str
    answer_working_day_count: int
    name: str = ""

    @property
    def phone_link(self) -> str:
        """The number as a telephone dials it: digits, and the plus before the country."""
        return "".join(letter for letter in self.phone if letter.isdecimal() or letter == "+")
