"""Money that came in: payments of customers, from bank entries or told by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from kwartier.ledger.operations.allocating import Desk, empty_part, open_desk
from kwartier.ledger.operations.posting import (
    Known,
    Posted,
    find_known,
    lock_accounts,
    lock_entries,
    post,
)
from kwartier.ledger.queries import list_items, list_uses
from kwartier.ledger.refusals import KeyUsedOtherwise, PaymentNotPositive
from kwartier.ledger.types import (
    Book,
    JournalDraft,
    JournalKind,
    OpenItem,
    OpenPart,
    PaymentMethod,
    Placing,
    PostingDraft,
    RecordedPayment,
)


@transaction.atomic
def place_payments(placings: Sequence[Placing], *, now: datetime) -> list[RecordedPayment]:
    """Give money of bank entries to the customers whose payment it is, in the order of ``placings``.

    Named documents are paid first, then what is due longest; what is left lies on the account. A
    ``unique_key`` that was used before changes nothing and says so. At most some thousands at once.

    Raises:
        PaymentNotPositive: an amount is zero or less.
        EntryUnknown: the books do not know an entry.
        EntryOverdrawn: not that much is left of an entry.
        KeyUsedOtherwise: a key was used before for another account or amount.
    """
    for placing in placings:
        if placing.amount_cents <= 0:
            raise PaymentNotPositive(field="amount")
    suspense = lock_entries((each.brand_id, each.entry_key) for each in placings)
    lock_accounts(each.account_id for each in placings)
    known = find_known((each.brand_id, each.unique_key) for each in placings)
    fresh: dict[tuple[int, str], Placing] = {}
    for each in placings:
        key = (each.brand_id, each.unique_key)
        if key in known:
            _same(known[key], each.account_id, each.amount_cents)
        elif key not in fresh:
            suspense.take(each.brand_id, each.entry_key, each.amount_cents)
            fresh[key] = each
        elif fresh[key] != each:
            raise KeyUsedOtherwise(params={"key": each.unique_key})
    desk = open_desk((each.account_id for each in fresh.values()), now=now)
    posted = post([_as_payment(each) for each in fresh.values()], now=now)
    done = dict(zip(fresh, _use(desk, list(fresh.values()), posted), strict=True))
    desk.write()
    again = dict(zip(known, list_recorded(list(known.values())), strict=True))
    results = []
    for each in placings:
        key = (each.brand_id, each.unique_key)
        results.append(again[key] if key in again else done[key])
        again.setdefault(key, replace(results[-1], is_repeat=True))
    return results


def _as_payment(placing: Placing) -> JournalDraft:
    document = placing.documents[0] if placing.documents else ""
    return JournalDraft(
        brand_id=placing.brand_id,
        account_id=placing.account_id,
        kind=JournalKind.PAYMENT,
        booked_on=placing.paid_on,
        postings=(
            PostingDraft(
                book=Book.SUSPENSE, amount_cents=placing.amount_cents, document=placing.entry_key
            ),
            PostingDraft(
                book=Book.RECEIVABLE, amount_cents=-placing.amount_cents, document=document
            ),
        ),
        unique_key=placing.unique_key,
        params={"document": document, "method": str(placing.method)},
    )


def _use(
    desk: Desk, placings: Sequence[Placing], posted: Sequence[Posted]
) -> list[RecordedPayment]:
    results = []
    for placing, journal in zip(placings, posted, strict=True):
        credit = _as_credit(placing.brand_id, placing.account_id, journal, placing.amount_cents)
        allocated = tuple(desk.use(credit, placing.documents))
        results.append(
            RecordedPayment(
                journal_id=journal.journal_id,
                amount_cents=placing.amount_cents,
                allocated=allocated,
                left_cents=credit.left_cents,
            )
        )
    return results


def _as_credit(brand_id: int, account_id: int, journal: Posted, cents: int) -> OpenPart:
    """The credit of a payment just posted: the second of its postings."""
    credit = empty_part(brand_id, account_id, journal.posting_ids[1])
    credit.left_cents = cents
    return credit


def _same(known: Known, account_id: int, amount_cents: int) -> None:
    if (known.kind, known.account_id, known.cents) != (
        JournalKind.PAYMENT,
        account_id,
        -amount_cents,
    ):
        raise KeyUsedOtherwise(params={"key": known.unique_key})


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
    """Record what the customer paid, told by hand: no statement of the bank shows it.

    The named document first, then what is due longest. What is left stays on the account and is
    used for the next debit. A repeat with the same ``unique_key`` changes nothing and says so.

    Raises:
        PaymentNotPositive: the amount is zero or less.
        KeyUsedOtherwise: the key was used before for another account or amount.
    """
    if amount_cents <= 0:
        raise PaymentNotPositive(field="amount")
    lock_accounts([account_id])
    known = find_known([(brand_id, unique_key)] if unique_key else [])
    if known:
        (journal,) = known.values()
        _same(journal, account_id, amount_cents)
        return list_recorded([journal])[0]
    desk = open_desk([account_id], now=now)
    (posted,) = post(
        [
            _as_told(
                brand_id=brand_id,
                account_id=account_id,
                cents=amount_cents,
                paid_on=paid_on,
                document=document,
                unique_key=unique_key,
            )
        ],
        now=now,
    )
    credit = _as_credit(brand_id, account_id, posted, amount_cents)
    allocated = tuple(desk.use(credit, [document]))
    desk.write()
    return RecordedPayment(
        journal_id=posted.journal_id,
        amount_cents=amount_cents,
        allocated=allocated,
        left_cents=credit.left_cents,
    )


@transaction.atomic
def pay_in_full(
    items: Sequence[OpenItem], *, brand_id: int, now: datetime, paid_on: date | None = None
) -> list[int]:
    """Record payments that each close one open item, in bulk; returns the journals' ids.

    ``paid_on`` None: each on its due date. Accounts are locked in order of their id; an item that
    was paid meanwhile is left out.
    """
    lock_accounts(item.account_id for item in items)
    still_open = {each.posting_id: each for each in list_items(item.posting_id for item in items)}
    due = [still_open[item.posting_id] for item in items if item.posting_id in still_open]
    posted = post(
        [
            _as_told(
                brand_id=brand_id,
                account_id=item.account_id,
                cents=item.open_cents,
                paid_on=paid_on or item.due_on,
                document=item.document,
                unique_key=None,
            )
            for item in due
        ],
        now=now,
    )
    desk = Desk(now, {})
    for item, journal in zip(due, posted, strict=True):
        credit = _as_credit(brand_id, item.account_id, journal, item.open_cents)
        debit = replace(credit, posting_id=item.posting_id, document=item.document)
        desk.join(debit, credit)
    desk.write()
    return [journal.journal_id for journal in posted]


def _as_told(
    *,
    brand_id: int,
    account_id: int,
    cents: int,
    paid_on: date,
    document: str,
    unique_key: str | None,
) -> JournalDraft:
    return JournalDraft(
        brand_id=brand_id,
        account_id=account_id,
        kind=JournalKind.PAYMENT,
        booked_on=paid_on,
        postings=(
            PostingDraft(book=Book.BANK, amount_cents=cents, document=document),
            PostingDraft(book=Book.RECEIVABLE, amount_cents=-cents, document=document),
        ),
        unique_key=unique_key,
        params={"document": document, "method": PaymentMethod.TRANSFER.value},
    )


def list_recorded(journals: Sequence[Known]) -> list[RecordedPayment]:
    """Payments of before, as they are used now: repeats, all of them."""
    if not journals:
        return []
    uses = list_uses(posting_ids=[each.posting_id for each in journals])
    return [
        RecordedPayment(
            journal_id=each.journal_id,
            amount_cents=-each.cents,
            allocated=uses.get(each.posting_id, ()),
            left_cents=-each.cents - sum(cents for _, cents in uses.get(each.posting_id, ())),
            is_repeat=True,
        )
        for each in journals
    ]
