"""Customers with a mandate and something to collect, for tests of what moves by the bank.

MONDAY is a day on which banks settle, before the cut-off: what is due on WEDNESDAY, two days of
settlement later, has to be at the bank.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from house_factory import acting, make_agent, make_brand, make_customer
from kwartier.ledger.operations import book_advance_invoices, book_settlements
from kwartier.ledger.types import AdvanceInvoicePosting, SettlementPosting, TaxedCents
from kwartier.parties.models import CustomerAccount, Person
from kwartier.payments import operations
from kwartier.payments.models import BankAccount
from kwartier.payments.types import BatchInfo
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from mandate_factory import IBAN, add_bank_account, make_creditor, sign

MONDAY = date(2026, 11, 23)
WEDNESDAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SIGNED = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def make_collecting_brand(key: str = "merel", **creditor: Any) -> BrandInfo:
    """A brand that stands at a bank."""
    brand = make_brand(key)
    make_creditor(brand, **creditor)
    return brand


def make_payer(brand: BrandInfo, **mandate: Any) -> tuple[Person, CustomerAccount]:
    """A customer with a bank account and a mandate that is older than what they owe."""
    person, account = make_customer(brand)
    add_bank_account(person, account)
    sign(person, account, **{"now": SIGNED, **mandate})
    return person, account


def make_unwritable_payer(brand: BrandInfo) -> tuple[Person, CustomerAccount]:
    """A payer of a former system, of whose name no file for the bank keeps anything."""
    person, account = make_customer(brand)
    BankAccount.objects.create(
        brand_id=brand.id,
        account_id=account.pk,
        iban=IBAN,
        holder="李明",
        origin="payment",
        added_at=NOW - timedelta(days=900),
        usable_from=NOW - timedelta(days=900),
    )
    sign(person, account, now=SIGNED)
    return person, account


def owe(
    account: CustomerAccount,
    document: str,
    *,
    due_on: date = WEDNESDAY,
    cents: int = 11_800,
    booked_on: date | None = None,
) -> None:
    """An advance invoice, made fifteen days before it is due."""
    invoice = AdvanceInvoicePosting(
        brand_id=account.brand_id,
        account_id=account.pk,
        document=document,
        booked_on=booked_on or due_on - timedelta(days=15),
        due_on=due_on,
        gross_cents=cents,
        vat_cents=cents * 6 // 106,
        vat_bp=600,
    )
    book_advance_invoices([invoice], now=NOW)


def settle(
    account: CustomerAccount, document: str, *, cents: int, booked_on: date = MONDAY
) -> None:
    """A settlement to pay (positive) or to get back (negative), without VAT."""
    cost = (TaxedCents(vat_bp=0, base_cents=max(cents, 1), vat_cents=0),)
    advances = (TaxedCents(vat_bp=0, base_cents=1 - cents, vat_cents=0),) if cents < 0 else ()
    settlement = SettlementPosting(
        brand_id=account.brand_id,
        account_id=account.pk,
        document=document,
        booked_on=booked_on,
        due_on=booked_on + timedelta(days=15),
        cost=cost,
        advances=advances,
    )
    book_settlements([settlement], now=NOW)


def make_colleague(brand: BrandInfo, name: str = "Tom Peeters") -> Actor:
    """An agent as operations want to know them."""
    return acting(make_agent(brand, name=name).person, kind=ActorKind.AGENT)


def send_collections(brand: BrandInfo, **changes: Any) -> BatchInfo:
    """Make a batch of what has to be at the bank, and send it."""
    until = changes.pop("until", None)
    say = {"brand_id": brand.id, "today": MONDAY, "now": NOW, **changes}
    batch = operations.make_collection_batch(until=until, **say)
    return operations.send_batch(number=batch.number, **say)
