"""Frozen values and enums of what moves by the bank: collections, returns, refunds."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sequence(TextChoices):
    """Which collection of a mandate it is: the first, or a later one."""

    FIRST = "FRST", _("first collection")
    RECURRENT = "RCUR", _("later collection")


class BatchState(TextChoices):
    """Where a collection batch stands."""

    MADE = "made", pgettext_lazy("batch", "made, not sent")
    SENT = "sent", pgettext_lazy("batch", "sent")
    UNDONE = "undone", pgettext_lazy("batch", "undone")


class CollectionState(TextChoices):
    """Where a collection stands; planned and sent ones are on their way."""

    PLANNED = "planned", pgettext_lazy("collection", "in a batch")
    SENT = "sent", pgettext_lazy("collection", "at the bank")
    COLLECTED = "collected", pgettext_lazy("collection", "collected")
    RETURNED = "returned", pgettext_lazy("collection", "returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("collection", "withdrawn")


class NextStep(TextChoices):
    """What follows when a collection comes back."""

    RETRY = "retry", _("collect once more")
    SUSPEND = "suspend", _("suspend the mandate")
    END = "end", _("end the mandate")
    ASK = "ask", _("ask the customer to pay")
    LOOK = "look", _("a person looks")


class ReturnState(TextChoices):
    """Whether somebody still has to look at a return."""

    OPEN = "open", pgettext_lazy("return", "to look at")
    DONE = "done", pgettext_lazy("return", "done")


class WhyOpen(TextChoices):
    """Why a person has to look at a return, or at a payment that never went to the bank."""

    UNKNOWN = "unknown", _("We never made a collection or a refund of this name.")
    NEVER_SENT = "never_sent", _("It was never sent to the bank.")
    TWICE = "twice", _("It came back before.")
    OTHER_AMOUNT = "other_amount", _("The amount is not the one that we sent.")
    UNKNOWN_CODE = "unknown_code", _("We have no rule for this reason.")
    LOOK = "look", _("We or the bank made a mistake.")
    REFUND = (
        "refund",
        _(
            "The money is back on the customer account: the customer has to check their bank account."
        ),
    )
    NOT_WRITABLE = (
        "not_writable",
        _(
            "No bank takes this payment as it stands, so we did not send it: correct the bank account."
        ),
    )


class RefundReason(TextChoices):
    """Why money goes back."""

    SETTLEMENT = "settlement", _("credit of a bill")
    ASKED = "asked", _("asked for")


class RefundState(TextChoices):
    """Where a refund stands; those that wait, are in a batch or at the bank are on their way."""

    WAITING = "waiting", pgettext_lazy("refund", "waiting for a batch")
    BATCHED = "batched", pgettext_lazy("refund", "waiting for approval")
    SENT = "sent", pgettext_lazy("refund", "at the bank")
    PAID = "paid", pgettext_lazy("refund", "paid out")
    REJECTED = "rejected", pgettext_lazy("refund", "refused by the bank")
    WITHDRAWN = "withdrawn", pgettext_lazy("refund", "withdrawn")


class RefundBatchState(TextChoices):
    """Where a refund batch stands."""

    MADE = "made", pgettext_lazy("refund batch", "waiting for approval")
    APPROVED = "approved", pgettext_lazy("refund batch", "approved")
    UNDONE = "undone", pgettext_lazy("refund batch", "undone")


class WhyNoRefund(TextChoices):
    """Why a credit is not paid out by itself now."""

    CARRIED = "carried", _("goes to the next bill, unless it is asked for")
    NO_ACCOUNT = "no_account", _("we know no bank account")
    COOLING_OFF = "cooling_off", _("the bank account is new")
    ON_ITS_WAY = "on_its_way", _("a refund is on its way")


ON_ITS_WAY = (CollectionState.PLANNED, CollectionState.SENT)
"""States of a collection that is being collected: no reminder, no second collection."""

REFUND_ON_ITS_WAY = (RefundState.WAITING, RefundState.BATCHED, RefundState.SENT)
"""States of a refund beside which an account has no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCollection:
    """An open item that its mandate lets us collect: when, and by when the bank has to know.

    ``is_due`` where it has to be at the bank now, ``attempt`` 2 where it came back once,
    ``covered_at`` since when the mandate covers it. What a mandate does not cover is not planned.
    """

    account_id: int
    mandate_id: int
    bank_account_id: int
    mandate_reference: str
    masked_iban: str
    scheme: str
    document: str
    amount_cents: int
    due_on: date
    collect_on: date
    is_due: bool
    submit_by: date
    attempt: int
    covered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a document asks of a customer: ``kind`` is its own, ``due_on`` the day to pay it by."""

    account_id: int
    document: str
    kind: str
    amount_cents: int
    issued_on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionNotice:
    """What a document says of its own collection, two weeks ahead (pre-notification).

    ``iban`` is whole, for the files that machines book; people read ``masked_iban``.
    """

    amount_cents: int
    collect_on: date
    mandate_reference: str
    creditor_identifier: str
    iban: str
    masked_iban: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionInfo:
    """A collection as pages and other rooms hold it; the account number is masked."""

    id: int
    brand_id: int
    account_id: int
    batch_id: int
    group_id: str
    end_to_end_id: str
    document: str
    amount_cents: int
    due_on: date
    collect_on: date
    mandate_reference: str
    masked_iban: str
    sequence: Sequence
    scheme: str
    attempt: int
    state: CollectionState
    collected_on: date | None
    returned_on: date | None
    return_code: str
    retry_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchInfo:
    """A collection batch: what is in it, who made and who sent it, and the file."""

    id: int
    number: str
    state: BatchState
    count: int
    total_cents: int
    collect_from: date
    collect_until: date
    version: str
    made_at: datetime
    made_by_name: str
    sent_at: datetime | None
    sent_by_name: str
    sha256: str
    size_bytes: int
    dropped_at: datetime | None

    @property
    def file_name(self) -> str:
        """What the file is called where it is fetched or dropped."""
        return f"{self.number}.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDraft:
    """An R-transaction as the bank tells it.

    ``code`` is the reason of ISO 20022 or the bank's own; ``unique_key`` names it within the brand
    (the file and its place), so that telling it twice changes nothing. ``is_settled``: the money
    had come and went back (a statement), or it never came (a reject in a pain.002); ``is_part``: an
    agent saw that only so much of it went back.
    """

    end_to_end_id: str
    code: str
    amount_cents: int
    happened_on: date
    unique_key: str
    text: str = ""
    is_settled: bool = False
    is_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnInfo:
    """A return as it was recorded, and what followed; ``is_repeat``: it was there before."""

    id: int
    account_id: int | None
    end_to_end_id: str
    document: str
    code: str
    says: str
    text: str
    amount_cents: int
    happened_on: date
    next_step: NextStep
    retry_on: date | None
    why_open: WhyOpen | None
    state: ReturnState
    decided_by_name: str
    note: str
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRefund:
    """A credit of an account, when it has to be paid out, and why it is not paid out by itself."""

    account_id: int
    document: str
    amount_cents: int
    pay_by: date | None
    why_not: WhyNoRefund | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundInfo:
    """A refund as pages and other rooms hold it; the account number is masked."""

    id: int
    brand_id: int
    account_id: int
    end_to_end_id: str
    batch_id: int | None
    document: str
    amount_cents: int
    reason: RefundReason
    state: RefundState
    masked_iban: str
    holder: str
    asked_at: datetime
    pay_by: date | None
    sent_at: datetime | None
    paid_on: date | None
    return_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundBatchInfo:
    """A refund batch: what is in it, who made it, who approved it, and the file."""

    id: int
    number: str
    state: RefundBatchState
    count: int
    total_cents: int
    made_at: datetime
    made_by: int | None
    made_by_name: str
    approved_at: datetime | None
    approved_by_name: str
    left_out_count: int
    version: str
    sha256: str
    size_bytes: int
    dropped_at: datetime | None

    @property
    def file_name(self) -> str:
        """What the file is called where it is fetched or dropped."""
        return f"{self.number}.xml"
