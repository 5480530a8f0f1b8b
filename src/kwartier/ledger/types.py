"""Frozen values and enums of the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# What banks say has a file of its own; others find it here.
from kwartier.ledger._bank_types import BankAssertion as BankAssertion  # noqa: PLC0414
from kwartier.ledger._bank_types import BankEntry as BankEntry  # noqa: PLC0414
from kwartier.ledger._bank_types import Clearing as Clearing  # noqa: PLC0414
from kwartier.ledger._bank_types import Suspended as Suspended  # noqa: PLC0414

# What money did has a file of its own; other rooms find it here.
from kwartier.ledger._settling_types import MoneyMovement as MoneyMovement  # noqa: PLC0414
from kwartier.ledger._settling_types import Settling as Settling  # noqa: PLC0414


class JournalKind(TextChoices):
    """What happened, as a movement on the customer's account."""

    ADVANCE_INVOICE = "advance_invoice", _("advance invoice")
    INVOICE = "invoice", _("invoice")
    SETTLEMENT = "settlement", _("settlement")
    FOLDED = "folded", _("instalment moved to the bill")
    PAYMENT = "payment", _("payment")
    RETURN = "return", _("returned payment")
    REVERSAL = "reversal", _("reversal")
    REFUND = "refund", _("refund")
    REFUND_RELEASED = "refund_released", _("refund not paid out")
    REFUND_PAID = "refund_paid", _("refund paid out")
    REMINDER_COST = "reminder_cost", _("reminder cost")
    WAIVER = "waiver", _("waiver")
    WRITE_OFF = "write_off", _("written off")
    BANK_ENTRY = "bank_entry", _("bank entry")
    CLEARING = "clearing", _("bank entry of no customer")
    OPENING = "opening", _("opening balance")
    CORRECTION = "correction", _("correction")


INVOICED = (
    *(JournalKind.ADVANCE_INVOICE, JournalKind.INVOICE, JournalKind.SETTLEMENT),
    JournalKind.FOLDED,
)
"""Kinds of journal by which something is billed, or billed with something else instead."""


class Book(TextChoices):
    """Where a posting is written; debits are positive, credits negative."""

    RECEIVABLE = "receivable", _("owed by the customer")
    ADVANCE = "advance", _("advances invoiced")
    REVENUE = "revenue", _("revenue")
    VAT = "vat", _("VAT")
    BANK = "bank", _("bank")
    SUSPENSE = "suspense", _("money whose payer is not known")
    REFUND = "refund", _("refunds on their way")
    REMINDER_COSTS = "reminder_costs", _("reminder costs")
    LOSS = "loss", _("losses on customers")
    BANK_COSTS = "bank_costs", _("costs and interest of the bank")
    OUTSIDE = "outside", _("money of no customer")
    OPENING = "opening", _("opening balances")


class PaymentMethod(TextChoices):
    """How money came in."""

    TRANSFER = "transfer", _("bank transfer")
    COLLECTION = "collection", _("direct debit")
    CARD = "card", _("card")
    CASH = "cash", _("cash")


@dataclass(frozen=True, slots=True)
class PostingDraft:
    """One line of a journal to be posted; ``amount_cents`` is positive for a debit."""

    book: str
    amount_cents: int
    vat_bp: int | None = None
    document: str = ""
    due_on: date | None = None
    bank_iban: str | None = None


@dataclass(frozen=True, slots=True)
class JournalDraft:
    """A journal to be posted: its lines sum to zero. ``unique_key`` makes a repeat harmless.

    ``account_id`` is None where no customer is known: such a journal has no line on RECEIVABLE.
    """

    brand_id: int
    account_id: int | None
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


def sum_rates(*signed: tuple[int, Iterable[TaxedCents]]) -> tuple[TaxedCents, ...]:
    """Amounts per rate added up, each with its sign; a rate that comes to nothing is left out."""
    sums: dict[int, tuple[int, int]] = {}
    for sign, rates in signed:
        for each in rates:
            base, vat = sums.get(each.vat_bp, (0, 0))
            sums[each.vat_bp] = base + sign * each.base_cents, vat + sign * each.vat_cents
    return tuple(
        TaxedCents(vat_bp=rate, base_cents=base, vat_cents=vat)
        for rate, (base, vat) in sorted(sums.items())
        if base or vat
    )


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
    """Something owed that is not, or not wholly, paid; ``cost`` is which part of a reminder's cost."""

    posting_id: int
    account_id: int
    document: str
    kind: str
    booked_on: date
    due_on: date
    amount_cents: int
    open_cents: int
    cost: str = ""


@dataclass(slots=True, kw_only=True)
class OpenPart:
    """What is left of a debit or a credit while allocations are worked out: it is used up."""

    brand_id: int
    account_id: int
    posting_id: int
    document: str
    due_on: date | None
    left_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedDocument:
    """A document in the books by its number: what it came to, and what of it is open."""

    account_id: int
    billed_cents: int
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
    """One line of a customer's statement: positive is owed, negative is paid or credited.

    ``cost`` is which part of a reminder's cost it is; empty for everything else.
    """

    posting_id: int
    journal_id: int
    kind: str
    document: str
    booked_on: date
    due_on: date | None
    amount_cents: int
    open_cents: int
    cost: str = ""


@dataclass(frozen=True, slots=True)
class RecordedPayment:
    """What a payment was used for: cents per document, and what is left on the account."""

    journal_id: int
    amount_cents: int
    allocated: tuple[tuple[str, int], ...]
    left_cents: int
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """A payment, or a part of a bank entry, that is a customer's: ``amount_cents`` is positive.

    ``documents`` are paid first, in this order, then what is due longest; ``unique_key`` names the
    payment within the brand.
    """

    brand_id: int
    account_id: int
    entry_key: str
    amount_cents: int
    paid_on: date
    unique_key: str
    documents: tuple[str, ...] = ()
    method: str = PaymentMethod.TRANSFER


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReturn:
    """A payment that the bank took back, whole, by a debit entry.

    ``payment`` is the ``unique_key`` of its placing, or the id of its journal.
    """

    brand_id: int
    payment: str | int
    entry_key: str
    returned_on: date
    reason_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReturn:
    """A part of a payment, of ``amount_cents``, that the bank took back by a debit entry.

    ``payment`` is the ``unique_key`` of its placing.
    """

    brand_id: int
    payment: str
    entry_key: str
    amount_cents: int
    returned_on: date
    reason_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """A payment, waiver, write-off or clearing that was a mistake, by its ``unique_key`` or its journal's id."""

    brand_id: int
    journal: str | int
    booked_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnUndoing:
    """A return that was none: ``payment`` is the ``unique_key`` of the placing that the entry took back."""

    brand_id: int
    payment: str
    entry_key: str
    booked_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What became of a credit that was taken back: cents that are open again, per document."""

    journal_id: int
    account_id: int
    amount_cents: int
    reopened: tuple[tuple[str, int], ...]
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDraft:
    """Money to be given back; ``refund_key`` names the refund within the brand, in 40 signs at most."""

    brand_id: int
    account_id: int
    refund_key: str
    amount_cents: int
    booked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedRefund:
    """What came of it: without ``journal_id`` there was not that much to give back.

    ``available_cents`` is what could have been given back just before.
    """

    refund_key: str
    journal_id: int | None
    available_cents: int
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSettlement:
    """A reserved refund that left the bank by a debit entry."""

    brand_id: int
    refund_key: str
    entry_key: str
    paid_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRelease:
    """A reserved refund that is not paid; with ``entry_key``: it left, and came back by this entry."""

    brand_id: int
    refund_key: str
    booked_on: date
    entry_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A reminder cost: ``document`` is the reminder's number, ``cost`` says what it is for."""

    brand_id: int
    account_id: int
    document: str
    amount_cents: int
    booked_on: date
    due_on: date
    unique_key: str
    cost: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiving:
    """A reminder cost, or a part of it, that is not asked any more."""

    brand_id: int
    account_id: int
    document: str
    amount_cents: int
    booked_on: date
    unique_key: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingOff:
    """What of a document is lost: no more than is open of it."""

    brand_id: int
    account_id: int
    document: str
    amount_cents: int
    booked_on: date
    unique_key: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """What an account owes on a day, by how long it is overdue; ``credit_cents`` lies unused.

    ``coming_cents`` is due that day or later; ``late_cents`` is overdue by 1 to 30, 31 to 60, 61 to
    90 and more than 90 days.
    """

    account_id: int
    coming_cents: int
    late_cents: tuple[int, int, int, int]
    credit_cents: int

    @property
    def balance_cents(self) -> int:
        """All of it: what is open less what lies unused."""
        return self.coming_cents + sum(self.late_cents) - self.credit_cents


class FindingKind(TextChoices):
    """What a check of the books may find."""

    JOURNAL = "journal", _("a journal does not sum to zero")
    BANK = "bank", _("the bank counted another balance")
    UNPROVEN = "unproven", _("money at the bank that no bank entry shows")
    SUSPENSE = "suspense", _("suspense that no bank entry explains")
    REFUND = "refund", _("refunds on their way that nobody reserved")
    CUSTOMERS = "customers", _("open items do not sum to the balances of customers")
    ALLOCATION = "allocation", _("more is allocated than there is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in the books that does not agree: what, where, what was expected and what is there."""

    kind: str
    subject: str
    expected_cents: int
    found_cents: int


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One posting on the customer: positive is owed.

    ``document`` is "" where none is named, and so is ``contract``: who books an invoice that was made
    elsewhere names the contract that it is of.
    """

    posting_id: int
    kind: str
    document: str
    booked_on: date
    due_on: date | None
    amount_cents: int
    contract: str = ""


@dataclass(frozen=True, slots=True)
class CreditUse:
    """So much of a credit went to a debit on a day; a negative amount came back from it."""

    debit_id: int
    credit_id: int
    amount_cents: int
    used_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """A posting as general accounting reads it: ``code`` and ``label`` are its account there.

    ``number`` counts the journals of a calendar year in the order in which they were recorded;
    ``letter`` joins debits and credits of a customer that were used up for each other.
    """

    number: int
    journal_id: int
    kind: str
    booked_on: date
    recorded_on: date
    book: str
    code: str
    label: str
    customer_number: str
    customer_name: str
    document: str
    amount_cents: int
    due_on: date | None
    letter: str
    lettered_on: date | None
