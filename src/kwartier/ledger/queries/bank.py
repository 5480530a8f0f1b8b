"""Questions about money at banks: balances, what is not placed, what was counted."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Sum

from kwartier.ledger.models import BalanceAssertion, Posting
from kwartier.ledger.types import BankAssertion, Book, Suspended
from kwartier.platform.prepared import fetch_rows

_SUSPENSE = """
SELECT p.document, max(entry.bank_iban), max(entry.booked_on), max(entry.cents),
       -sum(p.amount_cents)::bigint
FROM ledger_posting p
JOIN ledger_journal j ON j.id = p.journal_id
JOIN LATERAL (
  SELECT b.bank_iban, ej.booked_on, b.amount_cents AS cents
  FROM ledger_posting e
  JOIN ledger_journal ej ON ej.id = e.journal_id AND ej.kind = 'bank_entry'
  JOIN ledger_posting b ON b.journal_id = ej.id AND b.book = 'bank'
  WHERE e.brand_id = p.brand_id AND e.document = p.document AND e.book = 'suspense' LIMIT 1
) entry ON true
WHERE p.brand_id = %(brand)s::bigint AND p.book = 'suspense'
  AND j.created_at <= COALESCE(%(at)s::timestamptz, 'infinity')
GROUP BY p.document HAVING sum(p.amount_cents) <> 0
ORDER BY max(entry.booked_on), p.document
"""


def list_suspense(*, brand_id: int, at: datetime | None = None) -> list[Suspended]:
    """Bank entries of which not all is placed, the oldest first. ``at``: as recorded by an instant."""
    return [
        Suspended(
            entry_key=key,
            bank_iban=bank_iban,
            booked_on=booked_on,
            amount_cents=amount_cents,
            left_cents=left_cents,
        )
        for key, bank_iban, booked_on, amount_cents, left_cents in fetch_rows(
            _SUSPENSE, {"brand": brand_id, "at": at}
        )
    ]


def get_bank_balance(*, brand_id: int, bank_iban: str, on: date, at: datetime | None = None) -> int:
    """What lies on one of the supplier's accounts at the end of a day, in cents, as the books say."""
    postings = Posting.objects.filter(
        brand_id=brand_id, book=Book.BANK, bank_iban=bank_iban, journal__booked_on__lte=on
    )
    if at is not None:
        postings = postings.filter(journal__created_at__lte=at)
    return int(postings.aggregate(total=Sum("amount_cents"))["total"] or 0)


_BALANCES = """
SELECT asked.iban, COALESCE(sum(p.amount_cents), 0)::bigint
FROM unnest(%(ibans)s::text[], %(days)s::date[]) AS asked (iban, day)
LEFT JOIN (ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id)
  ON p.brand_id = %(brand)s::bigint AND p.book = 'bank' AND p.bank_iban = asked.iban
  AND j.booked_on <= asked.day
GROUP BY asked.iban
"""


def list_bank_balances(*, brand_id: int, days: Mapping[str, date]) -> dict[str, int]:
    """`get_bank_balance` of accounts, each at the end of its day; one question."""
    asked = {"brand": brand_id, "ibans": list(days), "days": list(days.values())}
    return dict(fetch_rows(_BALANCES, asked)) if days else {}


def list_assertions(*, brand_id: int, on: date) -> list[BankAssertion]:
    """What banks counted by a day: of each account and day the balance that was said last."""
    rows = (
        BalanceAssertion.objects.filter(brand_id=brand_id, on__lte=on)
        .order_by("bank_iban", "on", "-pk")
        .distinct("bank_iban", "on")
    )
    return [
        BankAssertion(
            brand_id=brand_id,
            bank_iban=row.bank_iban,
            on=row.on,
            balance_cents=row.balance_cents,
            source=row.source,
        )
        for row in rows
    ]
