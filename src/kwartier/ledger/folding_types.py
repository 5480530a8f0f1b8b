"""Instalments that become part of a bill: what is asked of the books, and what they answer."""

from dataclasses import dataclass
from datetime import date

from kwartier.ledger.types import TaxedCents


@dataclass(frozen=True, slots=True, kw_only=True)
class Folding:
    """An instalment of which whatever is still open becomes part of the bill of its year."""

    brand_id: int
    account_id: int
    document: str
    booked_on: date
    vat_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What was folded of an instalment, without VAT and its VAT, and where it is booked."""

    document: str
    journal_id: int
    cents: TaxedCents
