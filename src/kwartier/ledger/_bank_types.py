"""What banks say, as frozen values: their entries, what lies in suspense, what they counted."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """One movement on an account of the supplier's at a bank: positive came in, negative went out.

    ``entry_key`` names it for ever within the brand, in 40 signs at most. A booking that nets what
    came in and what went out is posted as two entries, one of each sign.
    """

    brand_id: int
    entry_key: str
    bank_iban: str
    booked_on: date
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """A part of a bank entry that is no customer's: the bank's costs, or money of general accounting.

    ``amount_cents`` has the sign of the entry; ``book`` is BANK_COSTS or OUTSIDE.
    """

    brand_id: int
    entry_key: str
    amount_cents: int
    booked_on: date
    book: str
    unique_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAssertion:
    """A counted balance of a bank account at the end of a day; ``source`` names the statement."""

    brand_id: int
    bank_iban: str
    on: date
    balance_cents: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended:
    """What of a bank entry nobody is known to have paid (positive) or to have got (negative)."""

    entry_key: str
    bank_iban: str
    booked_on: date
    amount_cents: int
    left_cents: int
