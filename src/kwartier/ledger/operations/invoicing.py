"""Bills in the books: advance invoices, settlements that take them back, what is folded into these."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from energycore.tax import split_gross
from kwartier.ledger.folding_types import Folded, Folding
from kwartier.ledger.operations.allocating import empty_part, open_desk, use_credits
from kwartier.ledger.operations.posting import lock_accounts, post, post_journals
from kwartier.ledger.types import (
    AdvanceInvoicePosting,
    Book,
    JournalDraft,
    JournalKind,
    PostingDraft,
    SettlementPosting,
    TaxedCents,
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


@transaction.atomic
def fold_instalments(foldings: Sequence[Folding], *, now: datetime) -> list[Folded]:
    """Take back what is open of instalments, whose bill asks for it instead; in order, once each.

    What was collected stays. One of which nothing is open is left out: the same again folds nothing.
    To be called in the transaction of the bill.
    """
    lock_accounts(each.account_id for each in foldings)
    desk = open_desk({each.account_id for each in foldings}, now=now)
    open_cents: dict[tuple[int, str], int] = {}
    for account_id, account in desk.accounts.items():
        for debit in account.debits:
            of = (account_id, debit.document)
            open_cents[of] = open_cents.get(of, 0) + debit.left_cents
    unpaid = [
        (each, _split(cents, each.vat_bp))
        for each in foldings
        if (cents := open_cents.get((each.account_id, each.document), 0))
    ]
    posted = post([_as_folded(*each) for each in unpaid], now=now)
    for (each, part), journal in zip(unpaid, posted, strict=True):
        credit = empty_part(each.brand_id, each.account_id, journal.posting_ids[0])
        left_cents = part.base_cents + part.vat_cents
        desk.use(replace(credit, left_cents=left_cents), [each.document])
    desk.write()
    return [
        Folded(document=each.document, journal_id=journal.journal_id, cents=part)
        for (each, part), journal in zip(unpaid, posted, strict=True)
    ]


def _split(cents: int, vat_bp: int) -> TaxedCents:
    base_cents, vat_cents = split_gross(cents, vat_bp=vat_bp)
    return TaxedCents(vat_bp=vat_bp, base_cents=base_cents, vat_cents=vat_cents)


def _as_folded(folding: Folding, part: TaxedCents) -> JournalDraft:
    lines = [
        PostingDraft(
            book=Book.RECEIVABLE,
            amount_cents=-(part.base_cents + part.vat_cents),
            document=folding.document,
        )
    ]
    lines += [
        PostingDraft(book=book, amount_cents=cents, vat_bp=part.vat_bp, document=folding.document)
        for book, cents in ((Book.ADVANCE, part.base_cents), (Book.VAT, part.vat_cents))
        if cents
    ]
    return JournalDraft(
        brand_id=folding.brand_id,
        account_id=folding.account_id,
        kind=JournalKind.FOLDED,
        booked_on=folding.booked_on,
        postings=tuple(lines),
        unique_key=f"folded:{folding.document}",
        params={"document": folding.document},
    )
