"""What reminders cost, and what is not asked any more: costs, waivers, write-offs. None has VAT."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kwartier.ledger.operations.allocating import Desk, empty_part, open_desk, use_credits
from kwartier.ledger.operations.posting import lock_accounts, post_once
from kwartier.ledger.queries import list_charged
from kwartier.ledger.refusals import MoreThanOwed, PaymentNotPositive
from kwartier.ledger.types import (
    Book,
    Charge,
    JournalDraft,
    JournalKind,
    PostingDraft,
    Waiving,
    WritingOff,
)
from kwartier.platform import audit
from kwartier.platform.types import Actor


@transaction.atomic
def charge_costs(charges: Sequence[Charge], *, now: datetime) -> list[int]:
    """Charge what reminders cost; returns the journals' ids, in order. A repeat changes nothing.

    Raises:
        PaymentNotPositive: a cost is zero or less.
        KeyUsedOtherwise: a key was used before for another account or amount.
    """
    if any(each.amount_cents <= 0 for each in charges):
        raise PaymentNotPositive(field="amount")
    lock_accounts(charge.account_id for charge in charges)
    drafts = [
        JournalDraft(
            brand_id=each.brand_id,
            account_id=each.account_id,
            kind=JournalKind.REMINDER_COST,
            booked_on=each.booked_on,
            postings=(
                PostingDraft(
                    book=Book.RECEIVABLE,
                    amount_cents=each.amount_cents,
                    document=each.document,
                    due_on=each.due_on,
                ),
                PostingDraft(
                    book=Book.REMINDER_COSTS,
                    amount_cents=-each.amount_cents,
                    document=each.document,
                ),
            ),
            unique_key=each.unique_key,
            params={"document": each.document, "cost": each.cost},
        )
        for each in charges
    ]
    posted = post_once(drafts, now=now)
    use_credits(account_ids={charge.account_id for charge in charges}, now=now)
    return [each.journal_id for each in posted]


@transaction.atomic
def waive_costs(waivings: Sequence[Waiving], *, now: datetime) -> list[int]:
    """Ask reminder costs no more; returns the journals' ids, in order. A repeat changes nothing.

    What was paid of a cost already lies on the account again, and is used for what is open.

    Raises:
        PaymentNotPositive: an amount is zero or less.
        MoreThanOwed: more is waived than was charged under a document.
        KeyUsedOtherwise: a key was used before for another account or amount.
    """
    ids, _fresh = _take_off(waivings, kind=JournalKind.WAIVER, book=Book.REMINDER_COSTS, now=now)
    return ids


@transaction.atomic
def write_off(writings: Sequence[WritingOff], *, now: datetime, actor: Actor) -> list[int]:
    """Book what is lost on customers; returns the journals' ids, in order. A repeat changes nothing.

    Raises:
        PaymentNotPositive: an amount is zero or less.
        MoreThanOwed: less of a document is open.
        KeyUsedOtherwise: a key was used before for another account or amount.
    """
    ids, fresh = _take_off(writings, kind=JournalKind.WRITE_OFF, book=Book.LOSS, now=now)
    for each in fresh:
        audit.record(
            brand_id=each.brand_id,
            at=now,
            actor=actor,
            action="ledger.written_off",
            subject_kind="document",
            subject_id=each.document,
            account_id=each.account_id,
            after={"amount_cents": each.amount_cents, "reason": each.reason},
        )
    return ids


type _Off = Waiving | WritingOff


def _take_off(
    wishes: Sequence[_Off], *, kind: str, book: str, now: datetime
) -> tuple[list[int], list[_Off]]:
    """Take amounts off documents: the journals of all, and the wishes that were new."""
    if any(each.amount_cents <= 0 for each in wishes):
        raise PaymentNotPositive(field="amount")
    lock_accounts(each.account_id for each in wishes)
    desk = open_desk((each.account_id for each in wishes), now=now)
    left = _list_left(wishes, desk, kind)
    posted = post_once([_as_credit(each, kind, book) for each in wishes], now=now)
    fresh = []
    for each, journal in zip(wishes, posted, strict=True):
        if not journal.posting_ids:  # a repeat
            continue
        fresh.append(each)
        of = (each.account_id, each.document)
        if each.amount_cents > left[of]:
            params = {"left_cents": left[of], "amount_cents": each.amount_cents}
            raise MoreThanOwed(params={"document": each.document, **params})
        left[of] -= each.amount_cents
        part = empty_part(each.brand_id, each.account_id, journal.posting_ids[0])
        desk.use(replace(part, left_cents=each.amount_cents), [each.document])
    desk.write()
    return [journal.journal_id for journal in posted], fresh


def _list_left(wishes: Sequence[_Off], desk: Desk, kind: str) -> dict[tuple[int, str], int]:
    """How much can be taken off documents: what was charged, or what is open."""
    asked = {(each.account_id, each.document) for each in wishes}
    if kind == JournalKind.WAIVER:
        charged = list_charged(asked)
        return {of: charged.get(of, 0) for of in asked}
    return {
        (account_id, document): sum(
            debit.left_cents
            for debit in desk.accounts[account_id].debits
            if debit.document == document
        )
        for account_id, document in asked
    }


def _as_credit(wish: _Off, kind: str, book: str) -> JournalDraft:
    return JournalDraft(
        brand_id=wish.brand_id,
        account_id=wish.account_id,
        kind=kind,
        booked_on=wish.booked_on,
        postings=(
            PostingDraft(
                book=Book.RECEIVABLE, amount_cents=-wish.amount_cents, document=wish.document
            ),
            PostingDraft(book=book, amount_cents=wish.amount_cents, document=wish.document),
        ),
        unique_key=wish.unique_key,
        params={"document": wish.document, "reason": wish.reason},
    )
