"""What is left of debits and credits, for whoever allocates: parts, uses, what was charged."""

from collections.abc import Collection, Iterable

from django.db.models import Min, Sum

from kwartier.ledger.models import Allocation
from kwartier.ledger.types import OpenPart
from kwartier.platform.inserting import any_of
from kwartier.platform.prepared import fetch_rows, fetch_rows_of

_OPEN_PARTS = """
SELECT p.brand_id, p.account_id, p.id, p.document, p.due_on,
       p.amount_cents + COALESCE(used.cents, 0)
FROM ledger_posting p LEFT JOIN (
  SELECT each.id, sum(each.cents)::bigint AS cents
  FROM ledger_allocation a CROSS JOIN LATERAL (
    VALUES (a.debit_id, -a.amount_cents), (a.credit_id, a.amount_cents)) each (id, cents)
  WHERE a.account_id = ANY (%(accounts)s::bigint[]) GROUP BY each.id) used ON used.id = p.id
WHERE p.account_id = ANY (%(accounts)s::bigint[]) AND p.book = 'receivable'
  AND p.amount_cents + COALESCE(used.cents, 0) <> 0
ORDER BY p.due_on, p.id
"""


def list_open_parts(*, account_ids: Collection[int]) -> list[OpenPart]:
    """What is left of debits (positive) and credits (negative) of accounts.

    The debits first, the earliest due first; then the credits, the oldest first.
    """
    return [
        OpenPart(
            brand_id=brand_id,
            account_id=account_id,
            posting_id=posting_id,
            document=document,
            due_on=due_on,
            left_cents=left_cents,
        )
        for brand_id, account_id, posting_id, document, due_on, left_cents in fetch_rows_of(
            _OPEN_PARTS, "accounts", account_ids
        )
    ]


def list_uses(*, posting_ids: Collection[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    """What credits were used for, by their postings: document and cents, in the order of use."""
    rows = (
        Allocation.objects.filter(credit_id__in=any_of(list(posting_ids)))
        .values_list("credit_id", "debit__document")
        .annotate(cents=Sum("amount_cents"), first=Min("pk"))
        .order_by("first")
    )
    uses: dict[int, tuple[tuple[str, int], ...]] = {}
    for credit_id, document, cents, _first in rows:
        if cents:
            uses[credit_id] = (*uses.get(credit_id, ()), (document, int(cents)))
    return uses


_CHARGED = """
SELECT r.account_id, r.document, -sum(c.amount_cents)::bigint
FROM unnest(%(accounts)s::bigint[], %(documents)s::text[]) AS asked (account_id, document)
JOIN ledger_posting r ON r.account_id = asked.account_id AND r.document = asked.document
  AND r.book = 'receivable'
JOIN ledger_posting c ON c.journal_id = r.journal_id AND c.book = 'reminder_costs'
GROUP BY 1, 2
"""


def list_charged(asked: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """What reminders charged, less what was waived, by account and document."""
    values = {
        "accounts": [account_id for account_id, _ in asked],
        "documents": [document for _, document in asked],
    }
    return {
        (account_id, document): cents
        for account_id, document, cents in fetch_rows(_CHARGED, values)
    }


# Each allocation takes as much of a debit as of a credit: what is left of all of either is a
# difference of sums.
_TO_SETTLE = """
SELECT p.account_id FROM (
  SELECT account_id, sum(amount_cents) FILTER (WHERE amount_cents > 0) AS debits,
         sum(-amount_cents) FILTER (WHERE amount_cents < 0) AS credits
  FROM ledger_posting WHERE account_id = ANY (%(accounts)s::bigint[]) AND book = 'receivable'
  GROUP BY account_id) p
LEFT JOIN (
  SELECT account_id, sum(amount_cents) AS cents
  FROM ledger_allocation WHERE account_id = ANY (%(accounts)s::bigint[])
  GROUP BY account_id) a ON a.account_id = p.account_id
WHERE p.debits > COALESCE(a.cents, 0) AND p.credits > COALESCE(a.cents, 0)
"""


def list_accounts_to_settle(*, account_ids: Iterable[int]) -> set[int]:
    """Those of the accounts on which money lies while something is open."""
    found = fetch_rows(_TO_SETTLE, {"accounts": list(account_ids)})
    return {int(account_id) for (account_id,) in found}


# A bank takes a payment back once; parts of one are a mistake that it mends in a few steps.
MOST_RETURNED_PARTS = 20
_TAKEN_BACK = """
SELECT p.unique_key, sum(x.amount_cents)::bigint
FROM unnest(%(keys)s::text[]) AS asked (unique_key)
JOIN ledger_journal p ON p.brand_id = %(brand)s::bigint AND p.unique_key = asked.unique_key
CROSS JOIN generate_series(0, %(most)s::int) AS place
JOIN ledger_journal t ON t.brand_id = p.brand_id AND t.unique_key = 'taken_back:' || p.id
  || CASE WHEN place = 0 THEN '' ELSE ':' || place END
JOIN ledger_posting x ON x.journal_id = t.id AND x.book = 'receivable'
GROUP BY 1
"""


def list_taken_back(*, brand_id: int, keys: Collection[str]) -> dict[str, int]:
    """What of payments was taken back, in cents, by the ``unique_key`` of each; else it is left out."""
    asked = {"brand": brand_id, "keys": list(keys), "most": MOST_RETURNED_PARTS}
    return dict(fetch_rows(_TAKEN_BACK, asked)) if keys else {}


_TAKEN_BY = """
SELECT p.unique_key
FROM ledger_posting s JOIN ledger_journal t ON t.id = s.journal_id AND t.kind = 'return'
JOIN ledger_journal p ON t.unique_key = 'taken_back:' || p.id
WHERE s.book = 'suspense' AND s.brand_id = %(brand)s::bigint AND s.document = %(entry)s::text
  AND p.id = (t.params ->> 'journal')::bigint AND NOT EXISTS (SELECT FROM ledger_journal u
    WHERE u.brand_id = t.brand_id AND u.unique_key = 'put_back:' || t.id)
ORDER BY t.id
"""


def list_taken_by(*, brand_id: int, entry_key: str) -> tuple[str, ...]:
    """The payments that a debit of the bank took back whole, by their ``unique_key``; in their order."""
    return tuple(key for (key,) in fetch_rows(_TAKEN_BY, {"brand": brand_id, "entry": entry_key}))
