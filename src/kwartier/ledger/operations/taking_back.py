"""Credits that turn out to be none: payments that the bank took back, placings that were wrong.

Nothing is edited. A journal with the signs turned takes the credit away; what the credit was used
for is released first, so that it is open again with its own due date; and the new debit and the old
credit are used for each other, so that neither is open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kwartier.ledger.models import Journal, Posting
from kwartier.ledger.operations.allocating import empty_part, open_desk, release_all
from kwartier.ledger.operations.posting import (
    Known,
    Suspense,
    find_known,
    find_known_journals,
    lock_accounts,
    lock_entries,
    post,
)
from kwartier.ledger.refusals import AlreadyTakenBack, JournalUnknown
from kwartier.ledger.types import (
    Book,
    JournalDraft,
    JournalKind,
    PaymentReturn,
    PostingDraft,
    Reversal,
    TakenBack,
)
from kwartier.platform import audit
from kwartier.platform.types import Actor

_REVERSIBLE = (JournalKind.PAYMENT, JournalKind.WAIVER, JournalKind.WRITE_OFF)
_BY_HAND = "hand"


@dataclass(frozen=True, slots=True)
class _Wish:
    """A credit to be taken away: by which entry of the bank or by hand, as what, when, and why."""

    credit: Known
    by: str
    kind: str
    on: date
    reason: str


@transaction.atomic
def return_payments(returns: Sequence[PaymentReturn], *, now: datetime) -> list[TakenBack]:
    """Take payments back that the bank took back, by its debit entries; in the order of ``returns``.

    What they paid is open again, with its own due date; other money on the account is used for it
    at once. The same return again changes nothing and says so.

    Raises:
        JournalUnknown: there is no such payment: a return of what was never collected.
        AlreadyTakenBack: the payment was taken back before, by another entry or by hand.
        EntryUnknown: the books do not know the bank's entry.
        EntryOverdrawn: not that much is left of the entry, or it brought money in.
    """
    named = [(each.brand_id, each.payment) for each in returns]
    wishes = [
        _Wish(
            credit=credit,
            by=each.entry_key,
            kind=JournalKind.RETURN,
            on=each.returned_on,
            reason=each.reason_code,
        )
        for each, credit in zip(returns, _find(named, (JournalKind.PAYMENT,)), strict=True)
    ]
    suspense = lock_entries((each.brand_id, each.entry_key) for each in returns)
    return _take_back(wishes, suspense, now=now)


@transaction.atomic
def reverse_journals(
    reversals: Sequence[Reversal], *, now: datetime, actor: Actor
) -> list[TakenBack]:
    """Take back payments, waivers and write-offs that were a mistake; in the order of ``reversals``.

    What they were used for is open again. A payment's money is back in the suspense of its entry,
    to be placed anew. The same reversal again changes nothing and says so.

    Raises:
        JournalUnknown: there is no such journal, or it is of a kind that is not taken back.
        AlreadyTakenBack: the bank took the payment back before.
    """
    named = [(each.brand_id, each.journal) for each in reversals]
    wishes = [
        _Wish(
            credit=credit,
            by=_BY_HAND,
            kind=JournalKind.REVERSAL,
            on=each.booked_on,
            reason=each.reason,
        )
        for each, credit in zip(reversals, _find(named, _REVERSIBLE), strict=True)
    ]
    results = _take_back(wishes, None, now=now)
    for wish, done in zip(wishes, results, strict=True):
        if not done.is_repeat:
            audit.record(
                brand_id=wish.credit.brand_id,
                at=now,
                actor=actor,
                action="ledger.reversed",
                subject_kind="journal",
                subject_id=wish.credit.journal_id,
                account_id=wish.credit.account_id,
                after={"amount_cents": done.amount_cents, "reason": wish.reason},
            )
    return results


def _find(named: Sequence[tuple[int, str | int]], kinds: Iterable[str]) -> list[Known]:
    """The credits that are meant."""
    found = find_known_journals(named)
    credits_ = []
    for key in named:
        known = found.get(key)
        if known is None or known.kind not in kinds:
            raise JournalUnknown(params={"journal": key[1]})
        credits_.append(known)
    return credits_


def _take_back(
    wishes: Sequence[_Wish], suspense: Suspense | None, *, now: datetime
) -> list[TakenBack]:
    """Take credits away; into the bank's entries if ``suspense`` is given, else where they came from."""
    lock_accounts(wish.credit.account_id for wish in wishes)
    done = _list_done(wishes)
    fresh: dict[int, _Wish] = {}
    for wish in wishes:
        number = wish.credit.journal_id
        before = done[number][1] if number in done else getattr(fresh.get(number), "by", None)
        if before is None:
            if suspense is not None:
                suspense.take(wish.credit.brand_id, wish.by, wish.credit.cents)
            fresh[number] = wish
        elif before != wish.by:
            raise AlreadyTakenBack(params={"journal": wish.credit.unique_key or number})
    taken = _post_taken(list(fresh.values()), is_by_bank=suspense is not None, now=now)
    results = []
    for wish in wishes:
        number = wish.credit.journal_id
        results.append(taken.pop(number) if number in taken else _repeat(wish, done[number][0]))
        done.setdefault(number, (results[-1].journal_id, wish.by))
    return results


def _repeat(wish: _Wish, journal_id: int) -> TakenBack:
    return TakenBack(
        journal_id=journal_id,
        account_id=wish.credit.account_id,
        amount_cents=-wish.credit.cents,
        reopened=(),
        is_repeat=True,
    )


def _list_done(wishes: Sequence[_Wish]) -> dict[int, tuple[int, str]]:
    """Which of the credits were taken back before, by their journals: in which journal, by what."""
    keys = {(wish.credit.brand_id, _key(wish.credit)): wish.credit for wish in wishes}
    known = find_known(keys)
    by = dict(
        Journal.objects.filter(pk__in=[each.journal_id for each in known.values()]).values_list(
            "pk", "params__by"
        )
    )
    return {
        keys[key].journal_id: (each.journal_id, by[each.journal_id]) for key, each in known.items()
    }


def _post_taken(
    wishes: Sequence[_Wish], *, is_by_bank: bool, now: datetime
) -> dict[int, TakenBack]:
    """Release, post and join; what became of each, by the journal that was taken back."""
    desk = open_desk((wish.credit.account_id for wish in wishes), now=now)
    freed = release_all(desk, [wish.credit.posting_id for wish in wishes], is_credit=True)
    others = _list_others(wishes) if not is_by_bank else {}
    drafts = [
        _as_debit(
            wish,
            others[wish.credit.journal_id]
            if not is_by_bank
            else [
                PostingDraft(book=Book.SUSPENSE, amount_cents=wish.credit.cents, document=wish.by)
            ],
        )
        for wish in wishes
    ]
    taken = {}
    for wish, posted in zip(wishes, post(drafts, now=now), strict=True):
        credit = wish.credit
        owner = (credit.brand_id, credit.account_id)
        debit = empty_part(*owner, posted.posting_ids[0])
        desk.note(debit, empty_part(*owner, credit.posting_id), -credit.cents)
        taken[credit.journal_id] = TakenBack(
            journal_id=posted.journal_id,
            account_id=credit.account_id,
            amount_cents=-credit.cents,
            reopened=tuple(freed[credit.posting_id]),
        )
    desk.settle()
    desk.write()
    return taken


def _list_others(wishes: Sequence[_Wish]) -> dict[int, list[PostingDraft]]:
    """The lines of journals that are not the customer's, with their signs turned."""
    others: dict[int, list[PostingDraft]] = {wish.credit.journal_id: [] for wish in wishes}
    for row in Posting.objects.filter(journal_id__in=others).order_by("pk"):
        if row.book != Book.RECEIVABLE:
            others[row.journal_id].append(
                PostingDraft(
                    book=row.book,
                    amount_cents=-row.amount_cents,
                    vat_bp=row.vat_bp,
                    document=row.document,
                    bank_iban=row.bank_iban,
                )
            )
    return others


def _as_debit(wish: _Wish, others: Sequence[PostingDraft]) -> JournalDraft:
    credit = wish.credit
    return JournalDraft(
        brand_id=credit.brand_id,
        account_id=credit.account_id,
        kind=wish.kind,
        booked_on=wish.on,
        postings=(
            PostingDraft(
                book=Book.RECEIVABLE,
                amount_cents=-credit.cents,
                document=credit.document,
                due_on=wish.on,
            ),
            *others,
        ),
        unique_key=_key(credit),
        params={
            "document": credit.document,
            "journal": credit.journal_id,
            "by": wish.by,
            "reason": wish.reason,
        },
    )


def _key(credit: Known) -> str:
    """A credit is taken back once: the database holds this key to be unique."""
    return f"taken_back:{credit.journal_id}"
