"""Everything on an account, as an account statement needs it: entries, and what credits went to."""

from kwartier.ledger.types import AccountEntry, CreditUse
from kwartier.platform.prepared import fetch_rows

_ENTRIES = """
SELECT p.id, j.kind, p.document, j.booked_on, p.due_on, p.amount_cents,
       coalesce(j.params ->> 'contract', '')
FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
WHERE p.account_id = %(account)s::bigint AND j.account_id = %(account)s::bigint
  AND p.book = 'receivable'
ORDER BY j.booked_on, p.id
"""

# A credit is used for a debit once both are there, whenever that was written down: a payment of
# Friday that is loaded on Monday paid on Friday. What came back did so when it was written, and with
# it what the returned payment is set against.
_USES = """
SELECT a.debit_id, a.credit_id, sum(a.amount_cents)::bigint, a.used_on FROM (
  SELECT a.debit_id, a.credit_id, a.amount_cents,
         CASE WHEN a.amount_cents < 0 OR dj.kind IN ('return', 'reversal')
              THEN (a.created_at AT TIME ZONE %(zone)s::text)::date
              ELSE greatest(dj.booked_on, cj.booked_on) END AS used_on
  FROM ledger_allocation a
  JOIN ledger_posting d ON d.id = a.debit_id JOIN ledger_journal dj ON dj.id = d.journal_id
  JOIN ledger_posting c ON c.id = a.credit_id JOIN ledger_journal cj ON cj.id = c.journal_id
  WHERE a.account_id = %(account)s::bigint) a
GROUP BY a.debit_id, a.credit_id, a.used_on HAVING sum(a.amount_cents) <> 0
ORDER BY a.used_on, a.debit_id, a.credit_id
"""


def list_account_entries(*, account_id: int) -> list[AccountEntry]:
    """Every posting on the customer, the oldest first."""
    return [AccountEntry(*row) for row in fetch_rows(_ENTRIES, {"account": account_id})]


def list_credit_uses(*, account_id: int, zone: str) -> list[CreditUse]:
    """What the account's credits went to, by day in a time zone, the oldest first."""
    rows = fetch_rows(_USES, {"account": account_id, "zone": zone})
    return [CreditUse(*row) for row in rows]
