"""Credits that turn out to be none: payments that the bank took back, placings that were wrong.

Nothing is edited. A journal with the signs turned takes the credit away; what the credit was used
for is released first, so that it is open again with its own due date; and the new debit and the old
credit are used for each other, so that neither is open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from kwartier.ledger.models import Journal, Posting
from kwartier.ledger.operations.allocating import (
    empty_part,
    open_desk,
    release_all,
    release_some,
)
from kwartier.ledger.operations.posting import (
    Known,
    Suspense,
    find_known,
    find_known_journals,
    lock_accounts,
    lock_entries,
    post,
)
from kwartier.ledger.queries.parts import MOST_RETURNED_PARTS
from kwartier.ledger.refusals import AlreadyTakenBack, JournalUnknown
from kwartier.ledger.types import (
    Book,
    JournalDraft,
    JournalKind,
    PartReturn,
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


@transaction.atomic
def return_part(part: PartReturn, *, now: datetime) -> TakenBack:
    """Take back a part of a payment, of which the bank took back no more; the rest stays paid.

    What of the payment lies unused goes first, then what it paid last is open again, with its own due
    date. By another entry another part may follow. The same entry again changes nothing and says so.

    Raises:
        JournalUnknown: there is no such payment.
        AlreadyTakenBack: the payment was taken back, or not that much of it is left.
        EntryUnknown: the books do not know the bank's entry.
        EntryOverdrawn: not that much is left of the entry, or it brought money in.
    """
    (credit,) = _find([(part.brand_id, part.payment)], (JournalKind.PAYMENT,))
    suspense = lock_entries([(part.brand_id, part.entry_key)])
    lock_accounts([credit.account_id])
    before = _list_parts(credit)
    wish = _Wish(
        credit=replace(credit, cents=-part.amount_cents),
        by=part.entry_key,
        kind=JournalKind.RETURN,
        on=part.returned_on,
        reason=part.reason_code,
    )
    if part.entry_key in before:
        return _repeat(wish, before[part.entry_key].journal_id)
    taken_cents = sum(each.cents for each in before.values())
    is_over = bool(find_known([(credit.brand_id, _key(credit))]))
    if is_over or not 0 < part.amount_cents <= -credit.cents - taken_cents:
        raise AlreadyTakenBack(params={"journal": part.payment})
    suspense.take(part.brand_id, part.entry_key, -part.amount_cents)
    return _post_part(wish, credit, list(before.values()), now=now)


def _list_parts(credit: Known) -> dict[str, Known]:
    """What was taken back of a credit in parts, by the bank's entries."""
    keys = [
        (credit.brand_id, _part_key(credit, place)) for place in range(1, MOST_RETURNED_PARTS + 1)
    ]
    known = find_known(keys)
    by = _list_by(each.journal_id for each in known.values())
    return {by[each.journal_id]: each for each in known.values()}


def _post_part(wish: _Wish, credit: Known, before: Sequence[Known], *, now: datetime) -> TakenBack:
    owner, cents = (credit.brand_id, credit.account_id), -wish.credit.cents
    desk = open_desk([credit.account_id], now=now)
    unused = (each for each in desk.accounts[credit.account_id].credits)
    own = next((each for each in unused if each.posting_id == credit.posting_id), None)
    own = own or empty_part(*owner, credit.posting_id)
    returned = {each.posting_id for each in before}
    freed = release_some(desk, own, cents - own.left_cents, but=returned)
    line = PostingDraft(book=Book.SUSPENSE, amount_cents=-cents, document=wish.by)
    key = _part_key(credit, len(before) + 1)
    (posted,) = post([replace(_as_debit(wish, [line]), unique_key=key)], now=now)
    desk.note(empty_part(*owner, posted.posting_ids[0]), own, cents)
    desk.settle()
    desk.write()
    return TakenBack(
        journal_id=posted.journal_id,
        account_id=credit.account_id,
        amount_cents=cents,
        reopened=tuple(freed),
    )


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
    parts = {(wish.credit.brand_id, _part_key(wish.credit, 1)): wish.credit for wish in wishes}
    known = find_known([*keys, *parts])
    by = _list_by(each.journal_id for each in known.values())
    # Of what was taken back in part, nothing takes back the whole.
    done = {
        credit.journal_id: (known[key].journal_id, "")
        for key, credit in parts.items()
        if key in known
    }
    whole = {
        credit.journal_id: (known[key].journal_id, by[known[key].journal_id])
        for key, credit in keys.items()
        if key in known
    }
    return done | whole


def _list_by(journal_ids: Iterable[int]) -> dict[int, str]:
    """By which entry of the bank, or by hand, journals took something back."""
    rows = Journal.objects.filter(pk__in=list(journal_ids))
    return dict(rows.values_list("pk", "params__by"))


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


def _part_key(credit: Known, place: int) -> str:
    """What is taken back in parts has a key for each of them."""
    return f"{_key(credit)}:{place}"
