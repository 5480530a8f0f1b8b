"""Money that goes back to customers: reserved on their account, then paid by the bank or released.

A reserved refund is a debit on the customer, used up by the credit that it gives back: that credit
can be given back no second time. Its key says what became of it: paid, released, or neither yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from kwartier.ledger.operations.allocating import Desk, empty_part, open_desk, release_all
from kwartier.ledger.operations.posting import (
    Known,
    find_known,
    lock_accounts,
    lock_entries,
    post,
)
from kwartier.ledger.refusals import (
    KeyUsedOtherwise,
    PaymentNotPositive,
    RefundOver,
    RefundTooLarge,
    RefundUnknown,
)
from kwartier.ledger.types import (
    Book,
    JournalDraft,
    JournalKind,
    PostingDraft,
    RefundDraft,
    RefundRelease,
    RefundSettlement,
    ReservedRefund,
)


def reserve_refund(draft: RefundDraft, *, now: datetime) -> ReservedRefund:
    """`reserve_refunds` of one.

    Raises:
        RefundTooLarge: less lies on the account unused.
        PaymentNotPositive: the amount is zero or less.
        KeyUsedOtherwise: the key was used before for another account or amount.
    """
    (reserved,) = reserve_refunds([draft], now=now)
    if reserved.journal_id is None:
        raise RefundTooLarge(
            params={
                "available_cents": reserved.available_cents,
                "amount_cents": draft.amount_cents,
            }
        )
    return reserved


@transaction.atomic
def reserve_refunds(drafts: Sequence[RefundDraft], *, now: datetime) -> list[ReservedRefund]:
    """Reserve money that lies on accounts unused, to be given back; in the order of ``drafts``.

    One for which not enough lies there is left out and says so; a repeat changes nothing. Until it
    is paid or released nobody can use the money for anything else.

    Raises:
        PaymentNotPositive: an amount is zero or less.
        KeyUsedOtherwise: a key was used before for another account or amount.
    """
    if any(draft.amount_cents <= 0 for draft in drafts):
        raise PaymentNotPositive(field="amount")
    lock_accounts(draft.account_id for draft in drafts)
    known = find_known((draft.brand_id, _reserved(draft.refund_key)) for draft in drafts)
    desk = open_desk((draft.account_id for draft in drafts), now=now)
    available = {
        account_id: sum(credit.left_cents for credit in account.credits)
        for account_id, account in desk.accounts.items()
    }
    fresh: dict[tuple[int, str], RefundDraft] = {}
    before: dict[int, int] = {}
    for place, draft in enumerate(drafts):
        key = (draft.brand_id, _reserved(draft.refund_key))
        before[place] = available[draft.account_id]
        if key in known:
            _same(known[key], draft)
        elif key in fresh:
            if fresh[key] != draft:
                raise KeyUsedOtherwise(params={"key": draft.refund_key})
        elif draft.amount_cents <= before[place]:
            available[draft.account_id] -= draft.amount_cents
            fresh[key] = draft
    ids = {key: journal.journal_id for key, journal in known.items()}
    new_ids = _reserve(desk, list(fresh.values()), now=now)
    ids |= dict(zip(fresh, new_ids, strict=True))
    repeated = set(known)
    results = []
    for place, draft in enumerate(drafts):
        key = (draft.brand_id, _reserved(draft.refund_key))
        results.append(
            ReservedRefund(
                refund_key=draft.refund_key,
                journal_id=ids.get(key),
                available_cents=before[place],
                is_repeat=key in repeated,
            )
        )
        repeated |= {key} & set(ids)
    return results


def _same(known: Known, draft: RefundDraft) -> None:
    if (known.account_id, known.cents) != (draft.account_id, draft.amount_cents):
        raise KeyUsedOtherwise(params={"key": draft.refund_key})


def _reserve(desk: Desk, drafts: Sequence[RefundDraft], *, now: datetime) -> list[int]:
    posted = post(
        [
            JournalDraft(
                brand_id=draft.brand_id,
                account_id=draft.account_id,
                kind=JournalKind.REFUND,
                booked_on=draft.booked_on,
                postings=(
                    PostingDraft(
                        book=Book.RECEIVABLE,
                        amount_cents=draft.amount_cents,
                        document=draft.refund_key,
                        due_on=draft.booked_on,
                    ),
                    PostingDraft(
                        book=Book.REFUND,
                        amount_cents=-draft.amount_cents,
                        document=draft.refund_key,
                    ),
                ),
                unique_key=_reserved(draft.refund_key),
                params={"document": draft.refund_key},
            )
            for draft in drafts
        ],
        now=now,
    )
    for draft, journal in zip(drafts, posted, strict=True):
        part = empty_part(draft.brand_id, draft.account_id, journal.posting_ids[0])
        debit = replace(part, left_cents=draft.amount_cents)
        for credit in desk.accounts[draft.account_id].credits:
            desk.join(debit, credit)
    desk.write()
    return [journal.journal_id for journal in posted]


@transaction.atomic
def settle_refunds(settlements: Sequence[RefundSettlement], *, now: datetime) -> list[int]:
    """Book refunds that left the bank; returns the journals' ids. A repeat changes nothing.

    Raises:
        RefundUnknown: nothing is reserved under a key.
        RefundOver: a refund was released before.
        EntryUnknown: the books do not know the bank's entry.
        EntryOverdrawn: not that much is left of the entry, or it brought money in.
    """
    suspense = lock_entries((each.brand_id, each.entry_key) for each in settlements)
    states = _find_states([(each.brand_id, each.refund_key) for each in settlements])
    drafts: dict[tuple[int, str], JournalDraft] = {}
    for each in settlements:
        key = (each.brand_id, each.refund_key)
        state = states[key]
        if state.paid or key in drafts:
            continue
        if state.released:
            raise RefundOver(params={"refund": each.refund_key})
        suspense.take(each.brand_id, each.entry_key, -state.reserved.cents)
        drafts[key] = JournalDraft(
            brand_id=each.brand_id,
            account_id=state.reserved.account_id,
            kind=JournalKind.REFUND_PAID,
            booked_on=each.paid_on,
            postings=(
                PostingDraft(
                    book=Book.REFUND, amount_cents=state.reserved.cents, document=each.refund_key
                ),
                PostingDraft(
                    book=Book.SUSPENSE,
                    amount_cents=-state.reserved.cents,
                    document=each.entry_key,
                ),
            ),
            unique_key=_paid(each.refund_key),
            params={"document": each.refund_key},
        )
    posted = post(list(drafts.values()), now=now)
    ids = {key: row.journal_id for key, row in zip(drafts, posted, strict=True)}
    ids |= {key: state.paid.journal_id for key, state in states.items() if state.paid}
    return [ids[each.brand_id, each.refund_key] for each in settlements]


@transaction.atomic
def release_refunds(releases: Sequence[RefundRelease], *, now: datetime) -> list[int]:
    """Give up refunds that are not paid, or came back; returns the journals' ids, a repeat's too.

    The money lies on the customer's account again, and is used for what is open there.

    Raises:
        RefundUnknown: nothing is reserved under a key.
        RefundOver: a refund left the bank and no entry brought it back, or none was sent that could.
        EntryUnknown: the books do not know the bank's entry.
        EntryOverdrawn: not that much is left of the entry, or it took money out.
    """
    entries = ((each.brand_id, each.entry_key) for each in releases if each.entry_key)
    suspense = lock_entries(entries)
    states = _find_states([(each.brand_id, each.refund_key) for each in releases])
    fresh: dict[tuple[int, str], RefundRelease] = {}
    for each in releases:
        key = (each.brand_id, each.refund_key)
        state = states[key]
        if state.released or key in fresh:
            continue
        if bool(state.paid) != bool(each.entry_key):
            raise RefundOver(params={"refund": each.refund_key})
        if each.entry_key:
            suspense.take(each.brand_id, each.entry_key, state.reserved.cents)
        fresh[key] = each
    ids = {key: state.released.journal_id for key, state in states.items() if state.released}
    reserved = [states[key].reserved for key in fresh]
    new_ids = _release(reserved, list(fresh.values()), now=now)
    ids |= dict(zip(fresh, new_ids, strict=True))
    return [ids[each.brand_id, each.refund_key] for each in releases]


def _release(
    reserved: Sequence[Known], releases: Sequence[RefundRelease], *, now: datetime
) -> list[int]:
    desk = open_desk((refund.account_id for refund in reserved), now=now)
    release_all(desk, [refund.posting_id for refund in reserved], is_credit=False)
    posted = post(
        [
            JournalDraft(
                brand_id=refund.brand_id,
                account_id=refund.account_id,
                kind=JournalKind.REFUND_RELEASED,
                booked_on=each.booked_on,
                postings=(
                    PostingDraft(
                        book=Book.RECEIVABLE, amount_cents=-refund.cents, document=refund.document
                    ),
                    PostingDraft(
                        book=Book.SUSPENSE if each.entry_key else Book.REFUND,
                        amount_cents=refund.cents,
                        document=each.entry_key or refund.document,
                    ),
                ),
                unique_key=_released(each.refund_key),
                params={"document": refund.document},
            )
            for refund, each in zip(reserved, releases, strict=True)
        ],
        now=now,
    )
    for refund, journal in zip(reserved, posted, strict=True):
        owner = (refund.brand_id, refund.account_id)
        debit = empty_part(*owner, refund.posting_id)
        desk.note(debit, empty_part(*owner, journal.posting_ids[0]), refund.cents)
    desk.settle()
    desk.write()
    return [journal.journal_id for journal in posted]


@dataclass(frozen=True, slots=True)
class _State:
    """A refund that was reserved, and what became of it."""

    reserved: Known
    paid: Known | None
    released: Known | None


def _find_states(named: Sequence[tuple[int, str]]) -> dict[tuple[int, str], _State]:
    """How refunds stand, by brand and key, with their accounts locked."""
    reserved = find_known((brand_id, _reserved(key)) for brand_id, key in named)
    for brand_id, key in named:
        if (brand_id, _reserved(key)) not in reserved:
            raise RefundUnknown(params={"refund": key})
    lock_accounts(each.account_id for each in reserved.values())
    later = find_known(
        (brand_id, name(key)) for brand_id, key in named for name in (_paid, _released)
    )
    return {
        (brand_id, key): _State(
            reserved=reserved[brand_id, _reserved(key)],
            paid=later.get((brand_id, _paid(key))),
            released=later.get((brand_id, _released(key))),
        )
        for brand_id, key in named
    }


def _reserved(refund_key: str) -> str:
    return f"refund:{refund_key}"


def _paid(refund_key: str) -> str:
    return f"refund_paid:{refund_key}"


def _released(refund_key: str) -> str:
    return f"refund_released:{refund_key}"
