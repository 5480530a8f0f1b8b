"""Frozen values and enums of the documents room.

Amounts are cents; periods are half-open; `TaxedCents` says base and VAT at one rate.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kwartier.billing.queries import BillPage
from kwartier.ledger.types import TaxedCents
from kwartier.parties.types import AccountKind
from kwartier.payments.types import CollectionNotice
from kwartier.supply.types import ContractRow, CustomerCategory


class SubjectKind(StrEnum):
    """What a document is of."""

    BILL = "bill"
    ADVANCE_INVOICE = "advance_invoice"
    IMPORTED = "imported"
    REMINDER = "reminder"


class ImportedKind(TextChoices):
    """What a document of a former system is."""

    SETTLEMENT = "settlement", _("settlement")
    CLOSING = "closing", _("final settlement")
    CREDIT_NOTE = "credit_note", _("credit note")
    ADVANCE_INVOICE = "advance_invoice", _("advance invoice")
    OTHER = "other", _("letter")


class Availability(TextChoices):
    """How a customer comes to a document of the archive."""

    ONLINE = "online", _("online")
    ON_REQUEST = "on_request", _("on request")
    ASKED = "asked", _("asked for")
    OFFICE_ONLY = "office_only", _("with our customer service")


class DocumentKind(StrEnum):
    """Which document of the trade it is: the first four are kinds of `billing.BillKind`."""

    SETTLEMENT = "settlement"
    CLOSING = "closing"
    MONTHLY = "monthly"
    CREDIT_NOTE = "credit_note"
    ADVANCE_INVOICE = "advance_invoice"


class DocumentFormat(StrEnum):
    """For whom a document is written: for people, or for a machine that books it."""

    PDF = "pdf"
    UBL = "ubl"
    CII = "cii"


MEDIA_TYPES = {
    DocumentFormat.PDF: "application/pdf",
    DocumentFormat.UBL: "application/xml",
    DocumentFormat.CII: "application/xml",
}


E_INVOICES = (DocumentFormat.UBL, DocumentFormat.CII)
"""The formats that a machine books."""


def needs_einvoice(*, account_kind: str, contract: ContractRow) -> bool:
    """Whether a document goes to a business under a contract of its business.

    The contract decides: at home, an entrepreneur is a customer like any other.
    """
    is_of_business = contract.customer_category == CustomerCategory.PROFESSIONAL
    return account_kind == AccountKind.BUSINESS and is_of_business


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCollection:
    """What a paper says of its own collection; it stays, whatever becomes of the mandate."""

    amount_cents: int
    collect_on: date
    mandate_reference: str
    creditor_identifier: str
    masked_iban: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocumentView:
    """A document in the archive; `sha256` names its content, `subject_number` what it is of.

    `told` is what it says of its own collection; None where it asks for a transfer, or for nothing.
    """

    id: int
    brand_id: int
    account_id: int
    subject_kind: str
    subject_number: str
    format: str
    language: str
    sha256: str
    size_bytes: int
    media_type: str
    made_at: datetime
    issued_on: date
    told: ToldCollection | None = None

    @property
    def file_name(self) -> str:
        """The name under which it is handed out."""
        suffix = "pdf" if self.format == DocumentFormat.PDF else f"{self.format}.xml"
        return f"{self.subject_number}.{suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """For how many years documents are online, on request, and kept; how long one stays opened."""

    online_years: int = 3
    on_request_years: int = 7
    kept_years: int = 10
    open_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDocument:
    """A document of the archive as lists show it; ``open_until`` is the last day it is opened for.

    ``kind`` is an `ImportedKind` or a `DocumentKind`, ``amount_cents`` None where nobody said it,
    ``source`` the system that it comes from, empty for this one.
    """

    document: StoredDocumentView
    kind: str
    amount_cents: int | None
    source: str
    availability: Availability
    open_until: date | None = None

    @property
    def name(self) -> str:
        """What it is, in words."""
        known = ImportedKind(self.kind) if self.kind in ImportedKind else ImportedKind.OTHER
        return str(known.label)


@dataclass(frozen=True, slots=True)
class ImportMistake:
    """What is wrong in a list of documents to import: the line of the file, the field, the reason."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredDocument:
    """A document that has been kept as long as it must be; ``held`` says what holds it back."""

    document: StoredDocumentView
    held: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverView:
    """To whom an e-invoice was handed over, by its electronic address, and when."""

    receiver: str
    handed_over_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that an e-invoice breaks: its id, what it says and where; a warning is not fatal."""

    rule: str
    text: str
    place: str
    is_fatal: bool = True

    def __str__(self) -> str:
        return f"{self.rule} at {self.place}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """Where somebody is; `country` is a code of two letters."""

    street: str
    postal_code: str
    city: str
    country: str

    @property
    def one_line(self) -> str:
        """The address on one line, without its country."""
        place = f"{self.postal_code} {self.city}".strip()
        return ", ".join(part for part in (self.street, place) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerFacts:
    """Who a brand is before the law, on the day of a document.

    `vat_number` with its country (BE0123456749); `enterprise_number` is the number of the BCE/KBO
    in Belgium and the SIREN in France, digits only; `register` names the court that keeps it
    ("RPR Brussel"); `iban` and `bic` without spaces. `energy_mix` is what the energy is made of, in
    percent per source over `energy_mix_year`, empty where it is not told.
    """

    brand_id: int
    brand_key: str
    brand_name: str
    country: str
    legal_name: str
    legal_form: str
    share_capital_cents: int | None
    register: str
    enterprise_number: str
    vat_number: str
    address: PostalAddress
    iban: str
    bic: str
    email: str
    website: str
    energy_mix: dict[str, int] = field(default_factory=dict)
    energy_mix_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """How the brand is reached by a customer of this segment; `opens` and `closes` are "08:30"."""

    phone: str
    email: str
    days: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountManagerFacts:
    """Who looks after a business in person."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """To whom a document is addressed.

    `address` is the mailing address, or the supply address where none was given.
    `enterprise_number` is digits only (BCE/KBO, SIREN), empty for a household.
    """

    account_id: int
    number: str
    kind: str
    name: str
    email: str
    enterprise_number: str
    address: PostalAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceFacts:
    """An advance invoice that a bill takes off; `paid_cents` of it was paid by the bill's day."""

    number: str
    issued_on: date
    due_on: date
    period_from: date
    period_until: date
    amount_cents: int
    vat: tuple[TaxedCents, ...]
    paid_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """What was taken in one month and in the same month a year before, in Wh; None: not known."""

    month: date
    volume_wh: int | None
    before_wh: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts:
    """What the bill before this one counted, to be compared with."""

    number: str
    period_from: date
    period_until: date
    volumes_wh: dict[str, int]
    total_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """How a document is paid.

    `reference` is what the payer writes, as it is shown: +++ddd/dddd/ddddd+++ in Belgium, an
    RF reference (ISO 11649) elsewhere; `reference_code` is the same without its dress. Both are
    empty where nothing is to pay. Where there is a `collection` nobody pays: we collect it.
    """

    amount_cents: int
    reference: str
    reference_code: str
    beneficiary: str
    iban: str
    bic: str
    due_on: date
    collection: CollectionNotice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """Everything that the documents of one subject are made of.

    `vat` is what the period cost per rate, `advance_vat` the advances taken off per rate (those
    of a credit note are below zero); `total_cents - advances_cents = balance_cents`, which is to
    pay when positive. An advance invoice takes nothing off and has no `bill`. `corrects_number`
    is the bill that a credit note takes back.
    """

    subject_kind: SubjectKind
    kind: DocumentKind
    number: str
    language: str
    issued_on: date
    due_on: date
    period_from: date
    period_until: date
    issuer: IssuerFacts
    contact: ContactFacts
    account_manager: AccountManagerFacts | None
    customer: CustomerFacts
    contract: ContractRow
    vat: tuple[TaxedCents, ...]
    advance_vat: tuple[TaxedCents, ...]
    total_cents: int
    advances_cents: int
    balance_cents: int
    payment: PaymentFacts
    rhythm: str = ""
    corrects_number: str = ""
    corrects_issued_on: date | None = None
    bill: BillPage | None = None
    advances: tuple[AdvanceFacts, ...] = ()
    months: tuple[MonthFacts, ...] = ()
    year_before: YearFacts | None = None

    @property
    def brand_id(self) -> int:
        """The brand whose document it is."""
        return self.issuer.brand_id

    @property
    def account_id(self) -> int:
        """The account to which it goes."""
        return self.customer.account_id

    @property
    def last_day(self) -> date:
        """The last day that it covers."""
        return self.period_until - timedelta(days=1)

    @property
    def is_business(self) -> bool:
        """Whether it goes to a business: e-invoices are made for these."""
        return self.customer.kind == "business"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindedFacts:
    """A document that a letter reminds of: what of it is open, and what of that is disputed."""

    document: str
    address: str
    due_on: date
    open_cents: int
    disputed_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderFacts:
    """Everything that stands on the letter of a reminder, its sentences in its own language.

    ``to`` are the lines of the address; ``costs`` what the letter costs, part by part; ``follows``
    what happens if nothing does, ``prospect`` what is announced in the end, or empty; ``payment``
    asks for everything together.
    """

    number: str
    title: str
    language: str
    account_id: int
    issued_on: date
    issuer: IssuerFacts
    contact: ContactFacts
    to: tuple[str, ...]
    debts: tuple[RemindedFacts, ...]
    costs: tuple[tuple[str, int], ...]
    payment: PaymentFacts
    follows: tuple[str, ...]
    prospect: str
    helpers: tuple[str, ...]
