"""Bills in the books: advance invoices, and settlements that take them back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kwartier.ledger.operations.allocating import use_credits
from kwartier.ledger.operations.posting import post_journals
from kwartier.ledger.types import (
    AdvanceInvoicePosting,
    Book,
    JournalDraft,
    JournalKind,
    PostingDraft,
    SettlementPosting,
)


@transaction.atomic
def book_advance_invoices(invoices: Sequence[AdvanceInvoicePosting], *, now: datetime) -> list[int]:
    """Book advance invoices in bulk; money already on an account is used for them at once."""
    ids = post_journals([_as_journal(invoice) for invoice in invoices], now=now)
    use_credits(account_ids={invoice.account_id for invoice in invoices}, now=now)
    return ids


def _as_journal(invoice: AdvanceInvoicePosting) -> JournalDraft:
    """The customer owes the gross amount; the net is an advance held at its rate, the rest is VAT.

    The rate stands on both: a settlement deducts the advances invoiced, rate by rate.
    """
    net_cents = invoice.gross_cents - invoice.vat_cents
    lines = [
        PostingDraft(
            book=Book.RECEIVABLE,
            amount_cents=invoice.gross_cents,
            document=invoice.document,
            due_on=invoice.due_on,
        ),
        PostingDraft(
            book=Book.ADVANCE,
            amount_cents=-net_cents,
            vat_bp=invoice.vat_bp,
            document=invoice.document,
        ),
        PostingDraft(
            book=Book.VAT,
            amount_cents=-invoice.vat_cents,
            vat_bp=invoice.vat_bp,
            document=invoice.document,
        ),
    ]
    return JournalDraft(
        brand_id=invoice.brand_id,
        account_id=invoice.account_id,
        kind=JournalKind.ADVANCE_INVOICE,
        booked_on=invoice.booked_on,
        postings=tuple(line for line in lines if line.amount_cents),
        unique_key=f"advance:{invoice.document}",
        params={"document": invoice.document},
    )


@transaction.atomic
def book_settlements(settlements: Sequence[SettlementPosting], *, now: datetime) -> list[int]:
    """Book settlements in bulk; returns the journals' ids, in the order of ``settlements``.

    Revenue and its VAT arise, the advances held and theirs dissolve, rate by rate. What comes
    back to the customer is used for what is open on the account.

    Raises:
        IntegrityError: a settlement of one of the documents was booked before.
    """
    ids = post_journals([_as_settlement(each) for each in settlements], now=now)
    use_credits(account_ids={each.account_id for each in settlements}, now=now)
    return ids


def _as_settlement(settlement: SettlementPosting) -> JournalDraft:
    owed_cents = sum(each.base_cents + each.vat_cents for each in settlement.cost)
    held_cents = sum(each.base_cents + each.vat_cents for each in settlement.advances)
    lines = [
        PostingDraft(
            book=Book.RECEIVABLE,
            amount_cents=owed_cents - held_cents,
            document=settlement.document,
            due_on=settlement.due_on,
        )
    ]
    for sign, book, parts in (
        (-1, Book.REVENUE, settlement.cost),
        (1, Book.ADVANCE, settlement.advances),
    ):
        for part in parts:
            lines += [
                PostingDraft(
                    book=name,
                    amount_cents=sign * cents,
                    vat_bp=part.vat_bp,
                    document=settlement.document,
                )
                for name, cents in ((book, part.base_cents), (Book.VAT, part.vat_cents))
            ]
    return JournalDraft(
        brand_id=settlement.brand_id,
        account_id=settlement.account_id,
        kind=JournalKind.SETTLEMENT,
        booked_on=settlement.booked_on,
        postings=tuple(line for line in lines if line.amount_cents),
        unique_key=f"settlement:{settlement.document}",
        params={"document": settlement.document},
    )
