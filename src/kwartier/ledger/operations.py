"""What happens to money: journals are posted, payments recorded, credits used for debits."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import connection, transaction

from kwartier.ledger.models import Allocation, Journal, Posting
from kwartier.ledger.queries import (
    list_accounts_to_settle,
    list_items,
    list_open_items,
    list_open_items_of,
    list_unused_credits,
)
from kwartier.ledger.refusals import JournalOutOfBalance, PaymentNotPositive
from kwartier.ledger.types import (
    AdvanceInvoicePosting,
    Book,
    JournalDraft,
    JournalKind,
    OpenItem,
    PostingDraft,
    RecordedPayment,
    SettlementPosting,
)
from kwartier.platform.inserting import insert_rows

_BATCH = 5_000


@transaction.atomic
def post_journals(drafts: Sequence[JournalDraft], *, now: datetime) -> list[int]:
    """Post journals in bulk and return their ids, in the order of ``drafts``.

    Raises:
        JournalOutOfBalance: the lines of one do not sum to zero; none is posted then.
        IntegrityError: a ``unique_key`` was used before (callers that repeat look it up first).
    """
    for draft in drafts:
        difference = sum(line.amount_cents for line in draft.postings)
        if difference:
            raise JournalOutOfBalance(params={"difference_cents": difference})
    ids = insert_rows(
        Journal,
        ("brand_id", "account_id", "kind", "booked_on", "created_at", "unique_key", "params"),
        [
            (
                draft.brand_id,
                draft.account_id,
                draft.kind,
                draft.booked_on,
                now,
                draft.unique_key,
                json.dumps(dict(draft.params)),
            )
            for draft in drafts
        ],
    )
    insert_rows(
        Posting,
        (
            *("brand_id", "journal_id", "account_id", "book", "amount_cents", "vat_bp"),
            *("document", "due_on"),
        ),
        [
            (
                draft.brand_id,
                journal_id,
                draft.account_id,
                line.book,
                line.amount_cents,
                line.vat_bp,
                line.document,
                line.due_on,
            )
            for journal_id, draft in zip(ids, drafts, strict=True)
            for line in draft.postings
        ],
    )
    return ids


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
def record_payment(
    *,
    brand_id: int,
    account_id: int,
    amount_cents: int,
    paid_on: date,
    now: datetime,
    document: str = "",
    unique_key: str | None = None,
) -> RecordedPayment:
    """Record what the customer paid: the named document first, then what is due longest.

    What is left stays on the account and is used for the next debit. A repeat with the same
    ``unique_key`` changes nothing and says so.

    Raises:
        PaymentNotPositive: the amount is zero or less.
    """
    if amount_cents <= 0:
        raise PaymentNotPositive(field="amount")
    _lock_accounts([account_id])
    if unique_key:
        known = Journal.objects.filter(brand_id=brand_id, unique_key=unique_key).first()
        if known is not None:
            return _as_recorded(known, is_repeat=True)
    draft = JournalDraft(
        brand_id=brand_id,
        account_id=account_id,
        kind=JournalKind.PAYMENT,
        booked_on=paid_on,
        postings=(
            PostingDraft(book=Book.BANK, amount_cents=amount_cents, document=document),
            PostingDraft(book=Book.RECEIVABLE, amount_cents=-amount_cents, document=document),
        ),
        unique_key=unique_key,
        params={"document": document},
    )
    (journal_id,) = post_journals([draft], now=now)
    journal = Journal.objects.get(pk=journal_id)
    credit = journal.postings.get(book=Book.RECEIVABLE)
    items = list_open_items(account_id=account_id)
    named_first = sorted(items, key=lambda item: item.document != document)
    _allocate(credit=credit, cents=amount_cents, items=named_first, now=now)
    return _as_recorded(journal, is_repeat=False)


@transaction.atomic
def pay_in_full(
    items: Sequence[OpenItem], *, brand_id: int, now: datetime, paid_on: date | None = None
) -> list[int]:
    """Record payments that each close one open item, in bulk; returns the journals' ids.

    ``paid_on`` None: each on its due date. Accounts are locked in order of their id; an item that
    was paid meanwhile is left out.
    """
    _lock_accounts({item.account_id for item in items})
    still_open = {each.posting_id: each for each in list_items(item.posting_id for item in items)}
    due = [still_open[item.posting_id] for item in items if item.posting_id in still_open]
    ids = post_journals(
        [_as_payment(item, brand_id, paid_on or item.due_on) for item in due], now=now
    )
    credits_ = dict(
        Posting.objects.filter(journal_id__in=ids, book=Book.RECEIVABLE).values_list(
            "journal_id", "pk"
        )
    )
    Allocation.objects.bulk_create(
        [
            Allocation(
                brand_id=brand_id,
                account_id=item.account_id,
                debit_id=item.posting_id,
                credit_id=credits_[journal_id],
                amount_cents=item.open_cents,
                created_at=now,
            )
            for item, journal_id in zip(due, ids, strict=True)
        ],
        batch_size=_BATCH,
    )
    return ids


def _as_payment(item: OpenItem, brand_id: int, paid_on: date) -> JournalDraft:
    return JournalDraft(
        brand_id=brand_id,
        account_id=item.account_id,
        kind=JournalKind.PAYMENT,
        booked_on=paid_on,
        postings=(
            PostingDraft(book=Book.BANK, amount_cents=item.open_cents, document=item.document),
            PostingDraft(
                book=Book.RECEIVABLE, amount_cents=-item.open_cents, document=item.document
            ),
        ),
        params={"document": item.document},
    )


@transaction.atomic
def use_credits(*, account_ids: Iterable[int], now: datetime) -> None:
    """Use money that lies on the accounts for what is due longest."""
    found = list_accounts_to_settle(account_ids=account_ids)
    if not found:
        return
    _lock_accounts(found)
    # Read under the locks: another payment may have used the money meanwhile.
    items: dict[int, list[OpenItem]] = {account_id: [] for account_id in found}
    for item in list_open_items_of(account_ids=found):
        items[item.account_id].append(item)
    taken = [
        allocation
        for credit, left_cents in list_unused_credits(account_ids=found)
        for allocation in _take(credit, left_cents, items[credit.account_id], now)
    ]
    Allocation.objects.bulk_create(taken, batch_size=_BATCH)


def _take(
    credit: Posting, cents: int, items: list[OpenItem], now: datetime
) -> Iterator[Allocation]:
    """Use a credit for what is due longest; of ``items`` is left what is open after it."""
    while cents and items:
        item = items[0]
        used = min(cents, item.open_cents)
        cents -= used
        items[:1] = (
            [replace(item, open_cents=item.open_cents - used)] if used < item.open_cents else []
        )
        yield _as_allocation(credit, item, used, now)


def _allocate(*, credit: Posting, cents: int, items: Iterable[OpenItem], now: datetime) -> None:
    for item in items:
        if not cents:
            return
        taken = min(cents, item.open_cents)
        _as_allocation(credit, item, taken, now).save()
        cents -= taken


def _as_allocation(credit: Posting, item: OpenItem, cents: int, now: datetime) -> Allocation:
    return Allocation(
        brand_id=credit.brand_id,
        account_id=credit.account_id,
        debit_id=item.posting_id,
        credit=credit,
        amount_cents=cents,
        created_at=now,
    )


def _as_recorded(journal: Journal, *, is_repeat: bool) -> RecordedPayment:
    credit = journal.postings.get(book=Book.RECEIVABLE)
    used = credit.used_for.order_by("pk").values_list("debit__document", "amount_cents")
    allocated = tuple((document, cents) for document, cents in used)
    return RecordedPayment(
        journal_id=journal.pk,
        amount_cents=-credit.amount_cents,
        allocated=allocated,
        left_cents=-credit.amount_cents - sum(cents for _, cents in allocated),
        is_repeat=is_repeat,
    )


def _lock_accounts(account_ids: Iterable[int]) -> None:
    """One payment at a time for each account, until the transaction ends; in order of their id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(hashtextextended('ledger.account', id)))"
            " FROM unnest(%s::bigint[]) AS locked (id)",
            [sorted(account_ids)],
        )
