"""What stands in a file for the bank: frozen values, whatever version they are written in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """An address in its parts; banks take no other from November 2026 on."""

    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose account it is: ``bic`` may be empty, a bank finds it by the IBAN."""

    name: str
    iban: str
    bic: str = ""
    address: PostalAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What of a mandate is other than when it was last used; what did not change is empty.

    ``has_new_account``: the debtor has another account, whose earlier one is ``iban`` if it was at
    the same bank; without it the file says SMNDA, same mandate with a new debtor account.
    """

    mandate_reference: str = ""
    has_new_account: bool = False
    iban: str = ""
    creditor_identifier: str = ""
    creditor_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debit:
    """One collection: ``reference`` is a structured one (12 digits of Belgium, or RF…), or empty.

    Without a reference ``text`` is what the customer reads on the statement of their bank.
    """

    end_to_end_id: str
    amount_cents: int
    mandate_reference: str
    mandate_signed_on: date
    debtor: Holder
    reference: str = ""
    text: str = ""
    amendment: Amendment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One transfer to ``receiver``; ``reference`` and ``text`` as for a `Debit`."""

    end_to_end_id: str
    amount_cents: int
    receiver: Holder
    reference: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitGroup:
    """Collections of one scheme ("CORE", "B2B"), sequence ("FRST", "RCUR" …) and day.

    ``count`` and ``total_cents`` are known before the debits are read: they stand before them in
    the file. ``payments`` is gone through once and may come from a cursor.
    """

    id: str
    scheme: str
    sequence: str
    collect_on: date
    count: int
    total_cents: int
    payments: Iterable[Debit]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferGroup:
    """Transfers of one day; `count` and `total_cents` as for a `DebitGroup`."""

    id: str
    pay_on: date
    count: int
    total_cents: int
    payments: Iterable[Transfer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A file: its name, when it was made, and whose account it is about.

    ``initiator`` is the enterprise number of who sends it and ``initiator_issuer`` who gave it
    ("KBO-BCE"); both may be empty. ``is_booked_as_one``: the bank books each group as one sum.
    """

    id: str
    made_at: datetime
    owner: Holder
    creditor_identifier: str = ""
    initiator: str = ""
    initiator_issuer: str = ""
    is_booked_as_one: bool = True
