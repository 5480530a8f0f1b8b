"""The check at the end of a day: bank, suspense, customers and journals agree to the cent.

A finding is a value: an empty list is the proof. What the check reads was written by others than
what it compares it with: a bank's own count with our entries of it, open parts with balances.
"""

from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from operator import itemgetter
from typing import Any

from kwartier.ledger.queries.ageing import list_ageing
from kwartier.ledger.queries.bank import list_assertions
from kwartier.ledger.types import Finding, FindingKind
from kwartier.platform.prepared import fetch_rows

_JOURNALS = """
SELECT p.journal_id, sum(p.amount_cents)::bigint FROM ledger_posting p
WHERE p.brand_id = %(brand)s::bigint GROUP BY p.journal_id HAVING sum(p.amount_cents) <> 0
ORDER BY p.journal_id
"""
_BANK_BY_DAY = """
SELECT COALESCE(p.bank_iban, ''), j.booked_on, sum(p.amount_cents)::bigint
FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
WHERE p.brand_id = %(brand)s::bigint AND p.book = 'bank' AND j.booked_on <= %(on)s::date
GROUP BY 1, 2 ORDER BY 1, 2
"""
# What of a bank entry is left has the entry's sign, and is no more than the entry.
_SUSPENSE = """
SELECT document, entry, total FROM (
  SELECT p.document, COALESCE(sum(p.amount_cents) FILTER (WHERE j.kind = 'bank_entry'), 0)::bigint
    AS entry, sum(p.amount_cents)::bigint AS total
  FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
  WHERE p.brand_id = %(brand)s::bigint AND p.book = 'suspense' GROUP BY p.document) entries
WHERE total <> 0 AND (sign(total) <> sign(entry) OR abs(total) > abs(entry)) ORDER BY document
"""
# A refund on its way is as large as it was reserved, or over.
_REFUNDS = """
SELECT document, reserved, total FROM (
  SELECT p.document, COALESCE(sum(p.amount_cents) FILTER (WHERE j.kind = 'refund'), 0)::bigint
    AS reserved, sum(p.amount_cents)::bigint AS total
  FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
  WHERE p.brand_id = %(brand)s::bigint AND p.book = 'refund' GROUP BY p.document) refunds
WHERE total <> 0 AND total <> reserved ORDER BY document
"""
_ALLOCATIONS = """
SELECT p.id, abs(p.amount_cents), used.cents FROM (
  SELECT each.id, sum(each.cents)::bigint AS cents
  FROM ledger_allocation a CROSS JOIN LATERAL (
    VALUES (a.debit_id, a.amount_cents), (a.credit_id, a.amount_cents)) each (id, cents)
  WHERE a.brand_id = %(brand)s::bigint GROUP BY each.id) used
JOIN ledger_posting p ON p.id = used.id
WHERE used.cents < 0 OR used.cents > abs(p.amount_cents) OR p.book <> 'receivable' ORDER BY p.id
"""
_RECEIVABLE = """
SELECT p.account_id, sum(p.amount_cents)::bigint FROM ledger_posting p
WHERE p.brand_id = %(brand)s::bigint AND p.book = 'receivable' GROUP BY p.account_id
"""


def check_books(*, brand_id: int, on: date) -> list[Finding]:
    """Everything in a brand's books that does not agree; bank balances up to a day. Empty: all does.

    Every journal sums to zero; every balance that a bank counted is that of the books; suspense and
    refunds are explained by entries and reservations; open items sum to each customer's balance;
    nothing is allocated beyond what there is.
    """
    values = {"brand": brand_id, "on": on}
    journals = ((number, 0, cents) for number, cents in fetch_rows(_JOURNALS, values))
    return [
        *_as_findings(FindingKind.JOURNAL, journals),
        *_check_bank(brand_id, on),
        *_as_findings(FindingKind.SUSPENSE, fetch_rows(_SUSPENSE, values)),
        *_as_findings(FindingKind.REFUND, fetch_rows(_REFUNDS, values)),
        *_check_customers(brand_id, on),
        *_as_findings(FindingKind.ALLOCATION, fetch_rows(_ALLOCATIONS, values)),
    ]


def _as_findings(kind: str, rows: Any) -> Iterator[Finding]:
    for subject, expected_cents, found_cents in rows:
        yield Finding(
            kind=kind,
            subject=str(subject),
            expected_cents=expected_cents,
            found_cents=found_cents,
        )


def _check_bank(brand_id: int, on: date) -> Iterator[Finding]:
    """Every balance that was counted, and money that no statement shows."""
    by_iban: dict[str, list[tuple[date, int]]] = {}
    for iban, day, cents in fetch_rows(_BANK_BY_DAY, {"brand": brand_id, "on": on}):
        by_iban.setdefault(iban, []).append((day, cents))
    sums = {
        iban: dict(zip(map(itemgetter(0), days), accumulate(map(itemgetter(1), days)), strict=True))
        for iban, days in by_iban.items()
    }
    for counted in list_assertions(brand_id=brand_id, on=on):
        of_iban = sums.get(counted.bank_iban, {})
        last = max((day for day in of_iban if day <= counted.on), default=None)
        balance_cents = of_iban[last] if last else 0
        if balance_cents != counted.balance_cents:
            yield Finding(
                kind=FindingKind.BANK,
                subject=f"{counted.bank_iban} {counted.on}",
                expected_cents=counted.balance_cents,
                found_cents=balance_cents,
            )
    unproven_cents = sum(cents for _, cents in by_iban.get("", []))
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
