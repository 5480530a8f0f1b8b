"""What the bank says: entries of statements, and the balances that it counted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kwartier.ledger.models import BalanceAssertion, Posting
from kwartier.ledger.operations.posting import find_known, lock_entries, post_once
from kwartier.ledger.refusals import AssertionDiffers, JournalUnknown
from kwartier.ledger.types import (
    BankAssertion,
    BankEntry,
    Book,
    Clearing,
    JournalDraft,
    JournalKind,
    PostingDraft,
    Reversal,
)
from kwartier.platform import audit, locks
from kwartier.platform.inserting import insert_rows
from kwartier.platform.types import Actor


@transaction.atomic
def post_bank_entries(entries: Sequence[BankEntry], *, now: datetime) -> list[int]:
    """Post what moved on accounts at banks: BANK against SUSPENSE, until it is placed.

    Returns the journals' ids, in the order of ``entries``. An entry that was posted before changes
    nothing; an entry of nothing is none.

    Raises:
        KeyUsedOtherwise: an entry was posted before with another amount.
    """
    _lock_bank()
    drafts = [_as_draft(entry, unique_key=f"entry:{entry.entry_key}") for entry in entries]
    return [each.journal_id for each in post_once(drafts, now=now)]


@transaction.atomic
def split_entry(whole: BankEntry, parts: Sequence[BankEntry], *, now: datetime) -> None:
    """Put entries in the place of one that netted what came in and what went out.

    The bank's balance stays: the whole is taken back, its parts, which come to the same, are posted.
    A whole of nothing was never posted.

    Raises:
        EntryUnknown: the books do not know the whole.
        EntryOverdrawn: something of it is placed.
    """
    _lock_bank()
    if whole.amount_cents:
        suspense = lock_entries([(whole.brand_id, whole.entry_key)])
        suspense.take(whole.brand_id, whole.entry_key, whole.amount_cents)
        back = replace(whole, amount_cents=-whole.amount_cents)
        post_once([_as_draft(back, unique_key=f"split:{whole.entry_key}")], now=now)
    post_bank_entries(parts, now=now)


def _as_draft(entry: BankEntry, *, unique_key: str) -> JournalDraft:
    return JournalDraft(
        brand_id=entry.brand_id,
        account_id=None,
        kind=JournalKind.BANK_ENTRY,
        booked_on=entry.booked_on,
        postings=(
            PostingDraft(
                book=Book.SUSPENSE, amount_cents=-entry.amount_cents, document=entry.entry_key
            ),
            PostingDraft(
                book=Book.BANK,
                amount_cents=entry.amount_cents,
                document=entry.entry_key,
                bank_iban=entry.bank_iban,
            ),
        ),
        unique_key=unique_key,
    )


@transaction.atomic
def open_bank_accounts(balances: Sequence[BankAssertion], *, now: datetime) -> list[int]:
    """Post what lay on accounts at banks before the first entry: BANK against OPENING.

    Returns the journals' ids; an account is opened once. One with nothing on it needs none.

    Raises:
        KeyUsedOtherwise: an account was opened before with another balance.
    """
    _lock_bank()
    drafts = [
        JournalDraft(
            brand_id=each.brand_id,
            account_id=None,
            kind=JournalKind.OPENING,
            booked_on=each.on,
            postings=(
                PostingDraft(
                    book=Book.BANK, amount_cents=each.balance_cents, bank_iban=each.bank_iban
                ),
                PostingDraft(book=Book.OPENING, amount_cents=-each.balance_cents),
            ),
            unique_key=f"opening:{each.bank_iban}",
            params={"source": each.source},
        )
        for each in balances
    ]
    return [each.journal_id for each in post_once(drafts, now=now)]


@transaction.atomic
def clear_entries(clearings: Sequence[Clearing], *, now: datetime) -> list[int]:
    """Take out of suspense what is no customer's; returns the journals' ids. A repeat changes nothing.

    Raises:
        EntryUnknown: the books do not know an entry.
        EntryOverdrawn: not that much is left of an entry.
        KeyUsedOtherwise: a key was used before for another amount.
    """
    suspense = lock_entries((each.brand_id, each.entry_key) for each in clearings)
    known = find_known((each.brand_id, each.unique_key) for each in clearings)
    fresh = {(each.brand_id, each.unique_key): each for each in clearings}
    for key, each in fresh.items():
        if key not in known:
            suspense.take(each.brand_id, each.entry_key, each.amount_cents)
    drafts = [
        JournalDraft(
            brand_id=each.brand_id,
            account_id=None,
            kind=JournalKind.CLEARING,
            booked_on=each.booked_on,
            postings=(
                PostingDraft(
                    book=Book.SUSPENSE, amount_cents=each.amount_cents, document=each.entry_key
                ),
                PostingDraft(book=each.book, amount_cents=-each.amount_cents),
            ),
            unique_key=each.unique_key,
        )
        for each in clearings
    ]
    return [each.journal_id for each in post_once(drafts, now=now)]


@transaction.atomic
def reverse_clearing(reversal: Reversal, *, now: datetime, actor: Actor) -> int:
    """Put back into suspense what was said to be no customer's; the journal's id, a repeat's too.

    Raises:
        JournalUnknown: nothing was cleared under that key.
    """
    key = (reversal.brand_id, str(reversal.journal))
    known = find_known([key]).get(key)
    if known is None or known.kind != JournalKind.CLEARING:
        raise JournalUnknown(params={"journal": reversal.journal})
    lock_entries([(reversal.brand_id, known.document)])
    lines = Posting.objects.filter(journal_id=known.journal_id).order_by("pk")
    draft = JournalDraft(
        brand_id=reversal.brand_id,
        account_id=None,
        kind=JournalKind.REVERSAL,
        booked_on=reversal.booked_on,
        postings=tuple(
            PostingDraft(book=each.book, amount_cents=-each.amount_cents, document=each.document)
            for each in lines
        ),
        unique_key=f"taken_back:{known.journal_id}",
        params={"journal": known.journal_id, "reason": reversal.reason},
    )
    (posted,) = post_once([draft], now=now)
    if posted.posting_ids:
        audit.record(
            brand_id=reversal.brand_id,
            at=now,
            actor=actor,
            action="ledger.reversed",
            subject_kind="journal",
            subject_id=known.journal_id,
            account_id=None,
            after={"amount_cents": known.cents, "reason": reversal.reason},
        )
    return posted.journal_id


@transaction.atomic
def assert_bank_balances(assertions: Sequence[BankAssertion], *, now: datetime) -> None:
    """Keep the balances that banks counted, beside the books: `check_books` compares them.

    Raises:
        AssertionDiffers: the same source said another balance for the same day before.
    """
    _lock_bank()
    known = {
        (row.brand_id, row.bank_iban, row.on, row.source): row.balance_cents
        for row in BalanceAssertion.objects.filter(
            bank_iban__in={each.bank_iban for each in assertions},
            on__in={each.on for each in assertions},
        )
    }
    fresh = []
    for each in assertions:
        key = (each.brand_id, each.bank_iban, each.on, each.source)
        if key not in known:
            known[key] = each.balance_cents
            fresh.append((*key, each.balance_cents, now))
        elif known[key] != each.balance_cents:
            raise AssertionDiffers(params={"source": each.source, "on": each.on})
    columns = ("brand_id", "bank_iban", "on", "source", "balance_cents", "created_at")
    insert_rows(BalanceAssertion, columns, fresh)


def _lock_bank() -> None:
    """One loader of statements at a time: two of the same file would meet at their unique keys."""
    locks.hold("ledger.bank", 0)
