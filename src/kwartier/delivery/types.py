"""Frozen values and enums of the delivery room."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from energycore.clocks import add_months, date_of, day_number
from kwartier.platform.formats import mask_email


class DeliveryChannel(TextChoices):
    """By which way a document goes; as a choice, ``EINVOICE`` means nothing beside the e-invoice."""

    EMAIL = "email", _("by e-mail")
    POST = "post", _("by post")
    EINVOICE = "einvoice", _("as an e-invoice")


class StatementFormat(TextChoices):
    """As what file the account statement of a month is wanted."""

    XLSX = "xlsx", _("Excel workbook")
    PDF = "pdf", _("PDF")


class DeliveryState(TextChoices):
    """How far a delivery is; one that failed or bounced is replaced by the next attempt.

    Withdrawn is a letter that is not true any more, before it was printed.
    """

    WAITING = "waiting", _("on its way")
    HANDED_OVER = "handed_over", _("sent")
    FAILED = "failed", _("not sent")
    BOUNCED = "bounced", _("came back")
    REPLACED = "replaced", _("sent again")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Failure(TextChoices):
    """Why a delivery failed."""

    NO_ADDRESS = "no_address", _("no address is known")
    NOT_MADE = "not_made", _("the document cannot be made")
    NOT_TAKEN = "not_taken", _("the mail server does not take it")
    CAME_BACK = "came_back", _("it came back")


BILLING = "billing"
"""The room whose documents go by every way; those of others are letters."""

TO_WORK_OFF = (DeliveryState.FAILED, DeliveryState.BOUNCED)
"""States that wait for the office."""

STATEMENT_DAY = 5
"""On which day of a month its statement of the month before is sent.

By then the payments of the last day have come through the bank, over a weekend, too.
"""

LETTERBOXES = (DeliveryChannel.EMAIL, DeliveryChannel.POST)
"""Channels to which an agent sends a document again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryChoice:
    """What an account wants; ``is_own`` when somebody chose it, else it is what law and brand say.

    ``email`` is where mails go (empty where no address is known), ``copy_email`` a second address,
    such as a bookkeeper's; ``language`` that of documents and mails.
    """

    channel: DeliveryChannel
    email: str
    copy_email: str
    language: str
    is_own: bool
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyStatementView:
    """What a person gets each month: the statement of these supply points, or of all (no ``codes``)."""

    id: int
    account_id: int
    person_id: int
    format: StatementFormat
    codes: tuple[str, ...]
    next_month: date

    @property
    def next_on(self) -> date:
        """The day on which the next one is sent."""
        return following_month(self.next_month).replace(day=STATEMENT_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A delivery as lists show it; ``address`` is masked: enough to recognize one's own.

    ``is_letter`` where it is no document of billing: it goes by post alone.
    """

    id: int
    brand_id: int
    account_id: int
    subject_number: str
    issued_on: date
    channel: DeliveryChannel
    address: str
    state: DeliveryState
    failure: str
    detail: str
    is_copy: bool
    batch_number: str
    moved_at: datetime
    is_letter: bool = False

    @property
    def why(self) -> str:
        """Why it failed, in words; empty where it did not."""
        return str(Failure(self.failure).label) if self.failure else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintBatchView:
    """What a print house gets of a brand on a day; ``reference`` is what it answered."""

    number: str
    day: date
    document_count: int
    page_count: int
    sha256: str
    reference: str
    handed_over_at: datetime | None


def following_month(month: date) -> date:
    """The first day of the month after."""
    return date_of(add_months(day_number(month.replace(day=1)), 1))


def mask_address(channel: str, address: str) -> str:
    """An address of which only its owner learns something: ``j…@example.org``, ``9000 Gent``."""
    if channel == DeliveryChannel.EMAIL:
        return mask_email(address)
    if channel == DeliveryChannel.POST:
        lines = address.splitlines()
        return next((line for line in reversed(lines) if line[:1].isdigit()), "")
    return address
