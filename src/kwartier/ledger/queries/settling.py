"""How documents came to be settled, and what each payment, return and refund did."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kwartier.ledger.queries.parts import list_uses
from kwartier.ledger.types import INVOICED, MoneyMovement, Settling
from kwartier.platform.prepared import fetch_rows

SETTLED_PART = """
SELECT d.document, cj.kind, COALESCE(cj.params ->> 'method', '') AS method,
       max(greatest(dj.booked_on, cj.booked_on)) AS settled_on
FROM ledger_posting d JOIN ledger_journal dj ON dj.id = d.journal_id
JOIN ledger_allocation a ON a.debit_id = d.id
JOIN ledger_posting c ON c.id = a.credit_id JOIN ledger_journal cj ON cj.id = c.journal_id
WHERE d.account_id = ANY (%(accounts)s::bigint[]) AND d.book = 'receivable'
  AND d.document = ANY (%(numbers)s::text[])
  AND dj.kind IN ('advance_invoice', 'invoice', 'settlement', 'reminder_cost')
GROUP BY d.document, c.id, cj.id HAVING sum(a.amount_cents) > 0
UNION ALL
SELECT c.document, dj.kind, '', max(greatest(dj.booked_on, cj.booked_on))
FROM ledger_posting c JOIN ledger_journal cj ON cj.id = c.journal_id
JOIN ledger_allocation a ON a.credit_id = c.id
JOIN ledger_posting d ON d.id = a.debit_id JOIN ledger_journal dj ON dj.id = d.journal_id
WHERE c.account_id = ANY (%(accounts)s::bigint[]) AND c.book = 'receivable'
  AND c.document = ANY (%(numbers)s::text[]) AND cj.kind IN ('advance_invoice', 'settlement')
GROUP BY c.document, d.id, dj.id HAVING sum(a.amount_cents) > 0
"""
"""What documents were paid with, or what they gave back went to, for `fetch_together`.

What was released again is no longer there. Wants ``accounts`` and ``numbers``.
"""


def read_settlings(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Settling]]:
    """The rows of `SETTLED_PART`, by document."""
    found: dict[str, list[Settling]] = {}
    for row in rows:
        settling = Settling(
            kind=row["kind"],
            method=row["method"],
            settled_on=date.fromisoformat(row["settled_on"]),
        )
        found.setdefault(row["document"], []).append(settling)
    return found


_MOVES = """
SELECT p.id, j.id, j.kind, COALESCE(j.params ->> 'method', ''), j.booked_on, p.document,
       p.amount_cents, (j.params ->> 'journal')::bigint, COALESCE(j.params ->> 'reason', '')
FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
WHERE p.account_id = %(account)s::bigint AND p.book = 'receivable'
  AND j.kind <> ALL (%(kinds)s::text[])
ORDER BY j.booked_on DESC, p.id DESC LIMIT %(limit)s::int
"""


def list_money_movements(*, account_id: int, limit: int = 100) -> list[MoneyMovement]:
    """What moved on an account besides what was billed, the newest first, with what it was used for.

    Payments, returns, refunds, reminder costs and what was waived; two questions.
    """
    rows = fetch_rows(
        _MOVES,
        {"account": account_id, "kinds": [str(kind) for kind in INVOICED], "limit": limit},
    )
    uses = list_uses(posting_ids=[row[0] for row in rows if row[6] < 0]) if rows else {}
    return [
        MoneyMovement(
            journal_id=journal_id,
            kind=kind,
            method=method,
            booked_on=booked_on,
            document=document,
            amount_cents=cents,
            takes_back=takes_back,
            reason=reason,
            uses=uses.get(posting_id, ()),
        )
        for posting_id, journal_id, kind, method, booked_on, document, cents, takes_back, reason in rows
    ]
