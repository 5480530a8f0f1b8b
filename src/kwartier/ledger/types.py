"""Frozen values and enums of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JournalKind(TextChoices):
    """What happened, as a movement on the customer's account."""

    ADVANCE_INVOICE = "advance_invoice", _("advance invoice")
    INVOICE = "invoice", _("invoice")
    SETTLEMENT = "settlement", _("settlement")
    PAYMENT = "payment", _("payment")
    REFUND = "refund", _("refund")
    CORRECTION = "correction", _("correction")


class Book(TextChoices):
    """Where a posting is written; debits are positive, credits negative."""

    RECEIVABLE = "receivable", _("owed by the customer")
    ADVANCE = "advance", _("advances invoiced")
    REVENUE = "revenue", _("revenue")
    VAT = "vat", _("VAT")
    BANK = "bank", _("bank")


@dataclass(frozen=True, slots=True)
class PostingDraft:
    """One line of a journal to be posted; ``amount_cents`` is positive for a debit."""

    book: str
    amount_cents: int
    vat_bp: int | None = None
    document: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class JournalDraft:
    """A journal to be posted: its lines sum to zero. ``unique_key`` makes a repeat harmless."""

    brand_id: int
    account_id: int
    kind: str
    booked_on: date
    postings: tuple[PostingDraft, ...]
    unique_key: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AdvanceInvoicePosting:
    """An advance invoice to be booked: ``gross_cents`` with ``vat_cents`` of it at ``vat_bp``."""

    brand_id: int
    account_id: int
    document: str
    booked_on: date
    due_on: date
    gross_cents: int
    vat_cents: int
    vat_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedCents:
    """An amount without VAT and its VAT, in cents, at one rate."""

    vat_bp: int
    base_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementPosting:
    """A settlement to be booked: what the period cost, and the advances that it takes back.

    Both per rate of VAT; the customer owes the difference, or is owed it.
    """

    brand_id: int
    account_id: int
    document: str
    booked_on: date
    due_on: date
    cost: tuple[TaxedCents, ...]
    advances: tuple[TaxedCents, ...]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something owed that is not, or not wholly, paid."""

    posting_id: int
    account_id: int
    document: str
    kind: str
    booked_on: date
    due_on: date
    amount_cents: int
    open_cents: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands: ``balance_cents`` is negative when the customer is ahead.

    ``open_by_document`` says of every invoice and bill that is not settled what is left of it:
    positive to pay, negative to give back.
    """

    balance_cents: int
    open_items: tuple[OpenItem, ...]
    open_by_document: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a customer's statement: positive is owed, negative is paid or credited."""

    journal_id: int
    kind: str
    document: str
    booked_on: date
    due_on: date | None
    amount_cents: int
    open_cents: int


@dataclass(frozen=True, slots=True)
class RecordedPayment:
    """What a payment was used for: cents per document, and what is left on the account."""

    journal_id: int
    amount_cents: int
    allocated: tuple[tuple[str, int], ...]
    left_cents: int
    is_repeat: bool = False
