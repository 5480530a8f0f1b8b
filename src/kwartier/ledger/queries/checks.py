"""The check at the end of a day: bank, suspense, customers and journals agree to the cent.

A finding is a value: an empty list is the proof. What the check reads was written by others than
what it compares it with: a bank's own count with our entries of it, open parts with balances.
"""

from collections.abc import Iterator
from datetime import date

from kwartier.ledger.queries.ageing import list_ageing
from kwartier.ledger.types import Finding, FindingKind
from kwartier.platform.prepared import fetch_rows

# The days of each account at a bank in their order, and after each what the bank counted at its end.
_BANK = """
SELECT iban, day, cents, counted_cents FROM (
  SELECT COALESCE(p.bank_iban, '') AS iban, j.booked_on AS day, sum(p.amount_cents)::bigint AS cents,
         NULL::bigint AS counted_cents
  FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
  WHERE p.brand_id = %(brand)s::bigint AND p.book = 'bank' AND j.booked_on <= %(on)s::date
  GROUP BY 1, 2
  UNION ALL SELECT * FROM (
    SELECT DISTINCT ON (bank_iban, "on") bank_iban, "on", 0::bigint, balance_cents
    FROM ledger_balanceassertion
    WHERE brand_id = %(brand)s::bigint AND "on" <= %(on)s::date
    ORDER BY bank_iban, "on", id DESC) counted) told
ORDER BY iban, day, counted_cents NULLS FIRST
"""
# Each of these is empty in books that are sound. What of a bank entry is left has the entry's sign,
# and is no more than the entry; a refund on its way is as large as it was reserved, or over.
_UNSOUND = """
SELECT * FROM (
  SELECT 'journal' AS kind, p.journal_id::text AS subject, p.journal_id AS place, 0::bigint AS expected,
         sum(p.amount_cents)::bigint AS found
  FROM ledger_posting p WHERE p.brand_id = %(brand)s::bigint
  GROUP BY p.journal_id HAVING sum(p.amount_cents) <> 0
  UNION ALL
  SELECT 'suspense', document, 0, entry, total FROM (
    SELECT p.document, COALESCE(sum(p.amount_cents) FILTER (WHERE j.kind = 'bank_entry'), 0)::bigint
      AS entry, sum(p.amount_cents)::bigint AS total
    FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
    WHERE p.brand_id = %(brand)s::bigint AND p.book = 'suspense' GROUP BY p.document) entries
  WHERE total <> 0 AND (sign(total) <> sign(entry) OR abs(total) > abs(entry))
  UNION ALL
  SELECT 'refund', document, 0, reserved, total FROM (
    SELECT p.document, COALESCE(sum(p.amount_cents) FILTER (WHERE j.kind = 'refund'), 0)::bigint
      AS reserved, sum(p.amount_cents)::bigint AS total
    FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
    WHERE p.brand_id = %(brand)s::bigint AND p.book = 'refund' GROUP BY p.document) refunds
  WHERE total <> 0 AND total <> reserved
  UNION ALL
  SELECT 'allocation', p.id::text, p.id, abs(p.amount_cents), used.cents FROM (
    SELECT each.id, sum(each.cents)::bigint AS cents
    FROM ledger_allocation a CROSS JOIN LATERAL (
      VALUES (a.debit_id, a.amount_cents), (a.credit_id, a.amount_cents)) each (id, cents)
    WHERE a.brand_id = %(brand)s::bigint GROUP BY each.id) used
  JOIN ledger_posting p ON p.id = used.id
  WHERE used.cents < 0 OR used.cents > abs(p.amount_cents) OR p.book <> 'receivable') unsound
ORDER BY kind, place, subject
"""
_RECEIVABLE = """
SELECT p.account_id, sum(p.amount_cents)::bigint FROM ledger_posting p
WHERE p.brand_id = %(brand)s::bigint AND p.book = 'receivable' GROUP BY p.account_id
"""
# What explains the others comes first.
_ORDER = tuple(map(str, FindingKind))


def check_books(*, brand_id: int, on: date) -> list[Finding]:
    """Everything in a brand's books that does not agree; bank balances up to a day. Empty: all does.

    Every journal sums to zero; every balance that a bank counted is that of the books; suspense and
    refunds are explained by entries and reservations; open items sum to each customer's balance;
    nothing is allocated beyond what there is.
    """
    found = [
        *_check_bank(brand_id, on),
        *_check_customers(brand_id, on),
        *(
            Finding(kind=kind, subject=subject, expected_cents=expected, found_cents=found)
            for kind, subject, _place, expected, found in fetch_rows(_UNSOUND, {"brand": brand_id})
        ),
    ]
    return sorted(found, key=lambda each: _ORDER.index(each.kind))


def _check_bank(brand_id: int, on: date) -> Iterator[Finding]:
    """Every balance that was counted, and money that no statement shows."""
    sums: dict[str, int] = {}
    for iban, day, cents, counted_cents in fetch_rows(_BANK, {"brand": brand_id, "on": on}):
        sums[iban] = sums.get(iban, 0) + cents
        if counted_cents is not None and counted_cents != sums[iban]:
            yield Finding(
                kind=FindingKind.BANK,
                subject=f"{iban} {day}",
                expected_cents=counted_cents,
                found_cents=sums[iban],
            )
    unproven_cents = sums.get("", 0)
    if unproven_cents:
        yield Finding(
            kind=FindingKind.UNPROVEN, subject="", expected_cents=0, found_cents=unproven_cents
        )


def _check_customers(brand_id: int, on: date) -> Iterator[Finding]:
    balances = dict(fetch_rows(_RECEIVABLE, {"brand": brand_id}))
    parts = {each.account_id: each for each in list_ageing(brand_id=brand_id, on=on)}
    for account_id in sorted(balances.keys() | parts.keys()):
        balance_cents = balances.get(account_id, 0)
        open_cents = parts[account_id].balance_cents if account_id in parts else 0
        if balance_cents != open_cents:
            yield Finding(
                kind=FindingKind.CUSTOMERS,
                subject=str(account_id),
                expected_cents=balance_cents,
                found_cents=open_cents,
            )
