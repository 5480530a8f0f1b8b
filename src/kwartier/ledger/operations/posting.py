"""Journals are posted: in bulk, each once, under locks that are taken in one order."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kwartier.ledger.models import Journal, Posting
from kwartier.ledger.refusals import (
    EntryOverdrawn,
    EntryUnknown,
    JournalOutOfBalance,
    KeyUsedOtherwise,
)
from kwartier.ledger.types import JournalDraft, JournalKind
from kwartier.platform import locks
from kwartier.platform.inserting import as_array, insert_rows
from kwartier.platform.prepared import fetch_rows

_JOURNAL_COLUMNS = (
    *("brand_id", "account_id", "kind", "booked_on", "created_at", "unique_key", "params"),
)
_POSTING_COLUMNS = (
    *("brand_id", "journal_id", "account_id", "book", "amount_cents", "vat_bp"),
    *("document", "due_on", "bank_iban"),
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A journal that was posted, with the ids of its postings in the order of its draft."""

    journal_id: int
    posting_ids: tuple[int, ...]


@transaction.atomic
def post_journals(drafts: Sequence[JournalDraft], *, now: datetime) -> list[int]:
    """Post journals in bulk and return their ids, in the order of ``drafts``.

    Raises:
        JournalOutOfBalance: the lines of one do not sum to zero; none is posted then.
        IntegrityError: a ``unique_key`` was used before (callers that repeat look it up first).
    """
    return [posted.journal_id for posted in post(drafts, now=now)]


def post(drafts: Sequence[JournalDraft], *, now: datetime) -> list[Posted]:
    """`post_journals`, within a transaction of the caller's; tells the postings' ids, too."""
    for draft in drafts:
        difference = sum(line.amount_cents for line in draft.postings)
        if difference:
            raise JournalOutOfBalance(params={"difference_cents": difference})
    ids = insert_rows(
        Journal,
        _JOURNAL_COLUMNS,
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
    lines = insert_rows(
        Posting,
        _POSTING_COLUMNS,
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
                line.bank_iban,
            )
            for journal_id, draft in zip(ids, drafts, strict=True)
            for line in draft.postings
        ],
    )
    each = iter(lines)
    return [
        Posted(journal_id, tuple(next(each) for _ in draft.postings))
        for journal_id, draft in zip(ids, drafts, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Known:
    """A journal in the books, with its line on the customer, or its first one where there is none.

    ``account_id`` is 0 where there is none.
    """

    journal_id: int
    brand_id: int
    account_id: int
    kind: str
    unique_key: str | None
    posting_id: int
    document: str
    cents: int


_KNOWN = """
SELECT j.id, j.brand_id, COALESCE(j.account_id, 0), j.kind, j.unique_key, p.id, p.document, p.amount_cents
FROM {asked} JOIN ledger_journal j ON {found}
JOIN LATERAL (SELECT x.id, x.document, x.amount_cents FROM ledger_posting x
  WHERE x.journal_id = j.id ORDER BY (x.book = 'receivable') DESC, x.id LIMIT 1) p ON true
"""
_KNOWN_BY_KEY = _KNOWN.format(
    asked="unnest(%(brands)s::bigint[], %(keys)s::text[]) AS asked (brand_id, unique_key)",
    found="j.brand_id = asked.brand_id AND j.unique_key = asked.unique_key",
)
_KNOWN_BY_ID = _KNOWN.format(
    asked="unnest(%(brands)s::bigint[], %(ids)s::bigint[]) AS asked (brand_id, id)",
    found="j.brand_id = asked.brand_id AND j.id = asked.id",
)


def find_known(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Known]:
    """Those of the journals that are posted, by brand and ``unique_key``.

    Of each the line on the customer, or the first one where there is none.
    """
    asked = list(dict.fromkeys(keys))
    if not asked:
        return {}
    values = {
        "brands": as_array([brand_id for brand_id, _ in asked]),
        "keys": as_array([key for _, key in asked]),
    }
    rows = [Known(*row) for row in fetch_rows(_KNOWN_BY_KEY, values)]
    return {(row.brand_id, str(row.unique_key)): row for row in rows}


def find_known_journals(
    named: Iterable[tuple[int, str | int]],
) -> dict[tuple[int, str | int], Known]:
    """`find_known` of journals that are named by their key or by their id."""
    asked = list(named)
    ids = [(brand_id, name) for brand_id, name in asked if isinstance(name, int)]
    rows = fetch_rows(
        _KNOWN_BY_ID, {"brands": [brand for brand, _ in ids], "ids": [name for _, name in ids]}
    )
    found: dict[tuple[int, str | int], Known] = {
        (each.brand_id, each.journal_id): each for each in (Known(*row) for row in rows)
    }
    by_key = find_known((brand, name) for brand, name in asked if isinstance(name, str))
    return found | {(each.brand_id, key): each for (_, key), each in by_key.items()}


def post_once(drafts: Sequence[JournalDraft], *, now: datetime) -> list[Posted]:
    """Post those of the drafts whose ``unique_key`` is new; under a lock that the caller holds.

    Of a repeat no postings are told. A draft repeats a journal of its kind and account whose line
    on the customer, or else its first line, has the same amount.

    Raises:
        KeyUsedOtherwise: a key was used before for something else.
    """
    known = find_known((draft.brand_id, str(draft.unique_key)) for draft in drafts)
    says = {key: (each.kind, each.account_id, each.cents) for key, each in known.items()}
    fresh = {}
    for draft in drafts:
        key = (draft.brand_id, str(draft.unique_key))
        said = (draft.kind, draft.account_id or 0, draft.postings[0].amount_cents)
        if key not in says:
            says[key], fresh[key] = said, draft
        elif says[key] != said:
            raise KeyUsedOtherwise(params={"key": draft.unique_key})
    posted = dict(zip(fresh, post(list(fresh.values()), now=now), strict=True))
    ids = {key: each.journal_id for key, each in known.items()}
    ids |= {key: each.journal_id for key, each in posted.items()}
    keys = [(draft.brand_id, str(draft.unique_key)) for draft in drafts]
    return [posted.pop(key) if key in posted else Posted(ids[key], ()) for key in keys]


# A customer's lines have the account; those of the entry itself have none, and are never changed.
# Lists, not a join with them: the index is asked key by key, whatever the database knows of a table
# that has just grown by a statement of 100,000 entries.
_LOCK_ENTRIES = """
SELECT p.brand_id, p.document, p.amount_cents FROM ledger_posting p
JOIN ledger_journal j ON j.id = p.journal_id AND j.kind = %(kind)s::text
WHERE p.book = 'suspense' AND p.brand_id = ANY (%(brands)s::bigint[])
  AND p.document = ANY (%(keys)s::text[])
ORDER BY p.id FOR NO KEY UPDATE OF p
"""
_LEFT_OF_ENTRIES = """
SELECT p.brand_id, p.document, sum(p.amount_cents)::bigint FROM ledger_posting p
WHERE p.book = 'suspense' AND p.brand_id = ANY (%(brands)s::bigint[])
  AND p.document = ANY (%(keys)s::text[])
GROUP BY 1, 2
"""


@dataclass(slots=True)
class Suspense:
    """What of bank entries is not placed, under lock: taken from until the transaction ends.

    In cents as the bank says them: positive came in, negative went out.
    """

    left: dict[tuple[int, str], int]

    def take(self, brand_id: int, entry_key: str, cents: int) -> None:
        """Take a part of an entry, of its own sign.

        Raises:
            EntryUnknown: the bank has no such entry.
            EntryOverdrawn: no such part is left of it.
        """
        left = self.left.get((brand_id, entry_key))
        if left is None:
            raise EntryUnknown(params={"entry": entry_key})
        if (cents > 0) != (left > 0) or abs(cents) > abs(left):
            raise EntryOverdrawn(params={"entry": entry_key, "left_cents": left, "cents": cents})
        self.left[brand_id, entry_key] = left - cents


def lock_entries(keys: Iterable[tuple[int, str]]) -> Suspense:
    """Lock bank entries by brand and key; before accounts are locked, never after."""
    asked = sorted(set(keys))
    if not asked:
        return Suspense({})
    values = {
        "brands": sorted({brand_id for brand_id, _ in asked}),
        "keys": as_array([key for _, key in asked]),
    }
    fetch_rows(_LOCK_ENTRIES, {**values, "kind": JournalKind.BANK_ENTRY.value})
    # Asked once more: whoever held a lock may have placed a part meanwhile.
    rows = fetch_rows(_LEFT_OF_ENTRIES, values)
    return Suspense({(brand_id, key): -cents for brand_id, key, cents in rows})


def lock_accounts(account_ids: Iterable[int]) -> None:
    """One writer at a time for each account, until the transaction ends; in order of their id.

    Also for whoever decides by what is open and writes elsewhere: read after it, not before.
    """
    locks.hold("ledger.account", *account_ids)
