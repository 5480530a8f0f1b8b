"""An electronic invoice by the words of EN 16931, before it is written in a syntax.

Amounts are whole cents with the sign that stands in the file: a credit note (381) tells what is
given back as positive. Days are inclusive at both ends, as the standard has them. The numbers in
brackets are the standard's business terms.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class TypeCode(StrEnum):
    """What a document is (BT-3, UNTDID 1001)."""

    INVOICE = "380"
    CREDIT_NOTE = "381"
    PREPAYMENT = "386"


class VatCategory(StrEnum):
    """How VAT applies (BT-118, UNTDID 5305): at a rate, or not at all with a reason."""

    STANDARD = "S"
    EXEMPT = "E"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number with the scheme that gives it out (ISO 6523)."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address; `country` is a code of two letters."""

    street: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Seller (BG-4) or buyer (BG-7).

    `legal_id` is the registration (enterprise number, SIREN), `branch_id` the establishment
    (SIRET) where it is known, `endpoint` the electronic address. `legal_note` says legal form and
    register of a seller.
    """

    name: str
    address: Address
    endpoint: Identifier
    legal_id: Identifier
    branch_id: Identifier | None = None
    vat_number: str = ""
    legal_note: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """A line (BG-25): `quantity` x `price` / `base_quantity` is `net_cents` within two cents.

    The cents of all lines of a rate add up to its base exactly, so that a line may differ by less
    than two cents from its own product. `price` is never below zero: the quantity is.
    """

    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    base_quantity: int
    net_cents: int
    category: VatCategory
    rate_bp: int
    period_from: date | None = None
    last_day: date | None = None
    description: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatGroup:
    """What is taxed alike (BG-23); without VAT `reason` says why, `reason_code` by VATEX."""

    category: VatCategory
    rate_bp: int
    base_cents: int
    vat_cents: int
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class Preceding:
    """An invoice that this one refers to (BG-3)."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Note:
    """A note (BG-1) with the code of its subject (UNTDID 4451), empty for none."""

    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectDebit:
    """How the seller collects it (BG-19): mandate (BT-89), creditor (BT-90), account, whole (BT-91)."""

    mandate_reference: str
    creditor_identifier: str
    debited_iban: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoice:
    """Everything that an electronic invoice says.

    `process` is the kind of business in France (BT-23), empty elsewhere. `buyer_reference` is the
    customer's number with us, `supply_point` the EAN or PDL (BT-18). `due_on` is None where nothing
    is to pay; `terms` then says what happens with the amount. With a `direct_debit` it is collected
    (59), else it is paid by transfer (30).
    """

    type_code: TypeCode
    number: str
    issued_on: date
    due_on: date | None
    terms: str
    process: str
    notes: tuple[Note, ...]
    buyer_reference: str
    contract_number: str
    supply_point: str
    supply_address: Address
    period_from: date
    last_day: date
    seller: Party
    buyer: Party
    beneficiary: str
    iban: str
    bic: str
    payment_reference: str
    direct_debit: DirectDebit | None
    lines: tuple[InvoiceLine, ...]
    vat: tuple[VatGroup, ...]
    preceding: tuple[Preceding, ...]

    @property
    def net_cents(self) -> int:
        """Sum of the lines (BT-106), which is the total without VAT (BT-109)."""
        return sum(line.net_cents for line in self.lines)

    @property
    def vat_cents(self) -> int:
        """Total VAT (BT-110)."""
        return sum(group.vat_cents for group in self.vat)

    @property
    def total_cents(self) -> int:
        """Total with VAT (BT-112), which is what is due (BT-115): nothing counts as prepaid."""
        return self.net_cents + self.vat_cents
