"""A supplier's books in a line: what is owed, what the bank said, what was placed."""

from datetime import UTC, date, datetime, timedelta

from kwartier.ledger import operations
from kwartier.ledger.types import (
    AdvanceInvoicePosting,
    BankEntry,
    Book,
    Charge,
    PartReturn,
    PaymentReturn,
    Placing,
    RefundDraft,
    RefundRelease,
    RefundSettlement,
    Waiving,
    WritingOff,
)
from kwartier.platform.types import Actor, ActorKind

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
IBAN = "BE68539007547034"
ACTOR = Actor(kind=ActorKind.AGENT, person_id=None, name="Tom Peeters")


def owe(account, *documents, cents=10_000, first_due=date(2026, 6, 16)):
    """An advance invoice for each document, each due 30 days after the one before."""
    operations.book_advance_invoices(
        [
            AdvanceInvoicePosting(
                brand_id=account.brand_id,
                account_id=account.pk,
                document=document,
                booked_on=first_due - timedelta(days=15) + timedelta(days=30 * place),
                due_on=first_due + timedelta(days=30 * place),
                gross_cents=cents,
                vat_cents=cents * 6 // 106,
                vat_bp=600,
            )
            for place, document in enumerate(documents)
        ],
        now=NOW,
    )


def entry(account, key, cents, *, on=TODAY, iban=IBAN):
    """Something moved at the bank."""
    made = BankEntry(
        brand_id=account.brand_id, entry_key=key, bank_iban=iban, booked_on=on, amount_cents=cents
    )
    return operations.post_bank_entries([made], now=NOW)[0]


def placing(account, key, cents, *, unique_key="", documents=(), on=TODAY):
    return Placing(
        brand_id=account.brand_id,
        account_id=account.pk,
        entry_key=key,
        amount_cents=cents,
        paid_on=on,
        unique_key=unique_key or f"pay {key}",
        documents=documents,
    )


def place(account, key, cents, **more):
    """Place a part of an entry."""
    return operations.place_payments([placing(account, key, cents, **more)], now=NOW)[0]


def pay(account, key, cents, **more):
    """An entry, placed whole."""
    entry(account, key, cents)
    return place(account, key, cents, **more)


def bounce_in_part(account, payment, key, cents):
    """The bank took back no more than so much of a payment."""
    part = PartReturn(
        brand_id=account.brand_id,
        payment=payment,
        entry_key=key,
        amount_cents=cents,
        returned_on=TODAY,
    )
    return operations.return_part(part, now=NOW)


def bounce(account, payment, key):
    """The bank took a payment back by an entry that is posted already."""
    made = PaymentReturn(
        brand_id=account.brand_id, payment=payment, entry_key=key, returned_on=TODAY
    )
    return operations.return_payments([made], now=NOW)[0]


def reserve(account, key, cents):
    return operations.reserve_refunds(
        [
            RefundDraft(
                brand_id=account.brand_id,
                account_id=account.pk,
                refund_key=key,
                amount_cents=cents,
                booked_on=TODAY,
            )
        ],
        now=NOW,
    )[0]


def settle_refund(account, key, entry_key):
    made = RefundSettlement(
        brand_id=account.brand_id, refund_key=key, entry_key=entry_key, paid_on=TODAY
    )
    return operations.settle_refunds([made], now=NOW)[0]


def release_refund(account, key, entry_key=""):
    made = RefundRelease(
        brand_id=account.brand_id, refund_key=key, booked_on=TODAY, entry_key=entry_key
    )
    return operations.release_refunds([made], now=NOW)[0]


def charge(account, document, cents, *, unique_key=""):
    made = Charge(
        brand_id=account.brand_id,
        account_id=account.pk,
        document=document,
        amount_cents=cents,
        booked_on=TODAY,
        due_on=TODAY,
        unique_key=unique_key or f"cost {document}",
        cost="fee",
    )
    return operations.charge_costs([made], now=NOW)[0]


def waive(account, document, cents, *, unique_key=""):
    made = Waiving(
        brand_id=account.brand_id,
        account_id=account.pk,
        document=document,
        amount_cents=cents,
        booked_on=TODAY,
        unique_key=unique_key or f"waiver {document}",
    )
    return operations.waive_costs([made], now=NOW)[0]


def lose(account, document, cents, *, unique_key=""):
    made = WritingOff(
        brand_id=account.brand_id,
        account_id=account.pk,
        document=document,
        amount_cents=cents,
        booked_on=TODAY,
        unique_key=unique_key or f"loss {document}",
    )
    return operations.write_off([made], now=NOW, actor=ACTOR)[0]


def sum_book(book=Book.SUSPENSE, **more):
    """What stands in a book."""
    from django.db.models import Sum

    from kwartier.ledger.models import Posting

    return Posting.objects.filter(book=book, **more).aggregate(sum=Sum("amount_cents"))["sum"] or 0
