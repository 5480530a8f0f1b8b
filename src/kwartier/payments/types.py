"""Frozen values and enums of the payments room."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What moves by the bank has a file of its own; other rooms find it here.
from kwartier.payments._collection_types import BatchInfo as BatchInfo  # noqa: PLC0414
from kwartier.payments._collection_types import BatchState as BatchState  # noqa: PLC0414
from kwartier.payments._collection_types import CollectionInfo as CollectionInfo  # noqa: PLC0414
from kwartier.payments._collection_types import CollectionNotice as CollectionNotice  # noqa: PLC0414
from kwartier.payments._collection_types import CollectionState as CollectionState  # noqa: PLC0414
from kwartier.payments._collection_types import Demand as Demand  # noqa: PLC0414
from kwartier.payments._collection_types import NextStep as NextStep  # noqa: PLC0414
from kwartier.payments._collection_types import PlannedCollection as PlannedCollection  # noqa: PLC0414
from kwartier.payments._collection_types import PlannedRefund as PlannedRefund  # noqa: PLC0414
from kwartier.payments._collection_types import RefundBatchInfo as RefundBatchInfo  # noqa: PLC0414
from kwartier.payments._collection_types import RefundBatchState as RefundBatchState  # noqa: PLC0414
from kwartier.payments._collection_types import RefundInfo as RefundInfo  # noqa: PLC0414
from kwartier.payments._collection_types import RefundReason as RefundReason  # noqa: PLC0414
from kwartier.payments._collection_types import RefundState as RefundState  # noqa: PLC0414
from kwartier.payments._collection_types import ReturnDraft as ReturnDraft  # noqa: PLC0414
from kwartier.payments._collection_types import ReturnInfo as ReturnInfo  # noqa: PLC0414
from kwartier.payments._collection_types import ReturnState as ReturnState  # noqa: PLC0414
from kwartier.payments._collection_types import WhyNoRefund as WhyNoRefund  # noqa: PLC0414
from kwartier.payments._collection_types import WhyOpen as WhyOpen  # noqa: PLC0414
from kwartier.payments._return_words import say_reason


class Scheme(TextChoices):
    """Under which SEPA scheme we collect; ``B2B`` gives no right to a refund."""

    CORE = "core", _("SEPA Core direct debit")
    B2B = "b2b", _("SEPA business-to-business direct debit")


class MandateScope(TextChoices):
    """What a mandate lets us collect."""

    ADVANCES = "advances", _("advances only")
    ADVANCES_AND_SETTLEMENTS = "advances_and_settlements", _("advances and settlements")


class MandateState(TextChoices):
    """Whether a mandate collects; a suspended one waits for the customer or for us."""

    ACTIVE = "active", pgettext_lazy("mandate", "active")
    SUSPENDED = "suspended", pgettext_lazy("mandate", "suspended")
    ENDED = "ended", pgettext_lazy("mandate", "ended")


class EndReason(TextChoices):
    """Why a mandate ended."""

    STOPPED = "stopped", _("stopped by the customer")
    BANK = "bank", _("the bank no longer collects it")
    UNUSED = "unused", _("not used for too long")
    ACCOUNT_CLOSED = "account_closed", _("the customer account is closed")


class AccountOrigin(TextChoices):
    """How we learned of a bank account."""

    CUSTOMER = "customer", _("entered by the customer")
    AGENT = "agent", _("entered by us for the customer")
    PAYMENT = "payment", _("from a payment of the customer")


class MandateForm(TextChoices):
    """How a mandate was signed."""

    ONLINE = "online", _("signed online")
    PAPER = "paper", _("signed on paper")


LIVE_STATES = (MandateState.ACTIVE, MandateState.SUSPENDED)
"""States of a mandate that was not ended."""


def mask_iban(iban: str) -> str:
    """An account number of which only its owner learns something: ``BE68 **** **** 7034``.

    Every country's has this shape, however long it is: the first four signs and the last four.
    """
    return f"{iban[:4]} **** **** {iban[-4:]}"


class WhyNot(TextChoices):
    """Why a document is not collected."""

    NO_MANDATE = "no_mandate", _("there is no direct debit")
    SUSPENDED = "suspended", _("the direct debit is suspended")
    OUT_OF_SCOPE = "out_of_scope", _("the direct debit is for advances only")
    ABOVE_LIMIT = "above_limit", _("it is above the amount from which we ask you first")
    NOTHING_OWED = "nothing_owed", _("nothing is to collect")


ADVANCE_KINDS = frozenset({"advance_invoice"})
"""Kinds of document that a mandate for advances covers; every other kind needs the wider scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorInfo:
    """A brand towards the banks from a day on."""

    id: int
    brand_id: int
    from_day: date
    name: str
    creditor_identifier: str
    iban: str
    bic: str
    pain_version: str
    prenotification_days: int
    submit_days_before: int
    cut_off: time
    cooloff_hours: int
    unused_after_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountInfo:
    """A customer's bank account as pages hold it: the number is masked."""

    id: int
    account_id: int
    masked_iban: str
    bank_name: str
    bic: str
    holder: str
    origin: AccountOrigin
    added_at: datetime
    usable_from: datetime
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateInfo:
    """A mandate as pages and other rooms hold it."""

    id: int
    brand_id: int
    account_id: int
    bank_account_id: int
    reference: str
    scheme: Scheme
    scope: MandateScope
    ask_above_cents: int | None
    state: MandateState
    form: MandateForm
    language: str
    text: str
    text_version: str
    creditor_name: str
    creditor_identifier: str
    signed_at: datetime
    signed_by: str
    masked_iban: str
    holder: str
    suspended_at: datetime | None
    suspended_reason: str
    ended_at: datetime | None
    end_reason: str
    last_collected_on: date | None
    earlier_terms: "tuple[EarlierTerms, ...]" = ()

    @property
    def terms(self) -> "MandateTerms":
        """What the customer decided about it."""
        return MandateTerms(scope=self.scope, ask_above_cents=self.ask_above_cents)

    @property
    def is_live(self) -> bool:
        """Whether it was not ended; a suspended one is live."""
        return self.state in LIVE_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateTerms:
    """What a customer decides about a mandate, besides the account."""

    scope: MandateScope
    ask_above_cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierTerms:
    """What a mandate collected until an instant; ``terms`` None: nothing, it was suspended."""

    until: datetime
    terms: MandateTerms | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutAccount:
    """A customer's bank account to which money may go out now; the number is whole."""

    id: int
    iban: str
    bic: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """Whether a document is collected, under which mandate, and else why not.

    ``mandate`` is there also where it does not collect, so that a page can say which.
    """

    mandate: MandateInfo | None
    why_not: WhyNot | None

    @property
    def collects(self) -> bool:
        """Whether we collect it."""
        return self.why_not is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionOutlook:
    """How an open document stands with direct debit.

    ``collect_on`` is when it is collected, None where it is not; ``returned_on`` and ``return_code``
    tell of the last time that it came back.
    """

    collecting: Collecting
    collect_on: date | None
    is_on_its_way: bool
    returned_on: date | None
    return_code: str

    @property
    def return_says(self) -> str:
        """Why it came back, as a customer reads it, to stand behind a colon."""
        return str(say_reason(self.return_code))


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateDays:
    """The days [from_, until) on which an account had a mandate; ``until`` None while it has."""

    mandate_id: int
    reference: str
    from_: date
    until: date | None
