"""What customers owe by how long it is overdue, and what every book holds."""

from collections.abc import Collection
from datetime import date, datetime

from kwartier.ledger.types import Ageing
from kwartier.platform.prepared import fetch_rows

_AGEING = """
SELECT account_id,
  COALESCE(sum(left_cents) FILTER (WHERE left_cents > 0 AND late <= 0), 0)::bigint,
  COALESCE(sum(left_cents) FILTER (WHERE left_cents > 0 AND late BETWEEN 1 AND 30), 0)::bigint,
  COALESCE(sum(left_cents) FILTER (WHERE left_cents > 0 AND late BETWEEN 31 AND 60), 0)::bigint,
  COALESCE(sum(left_cents) FILTER (WHERE left_cents > 0 AND late BETWEEN 61 AND 90), 0)::bigint,
  COALESCE(sum(left_cents) FILTER (WHERE left_cents > 0 AND late > 90), 0)::bigint,
  -COALESCE(sum(left_cents) FILTER (WHERE left_cents < 0), 0)::bigint
FROM (
  SELECT p.account_id, %(on)s::date - p.due_on AS late,
         p.amount_cents + COALESCE(used.cents, 0) AS left_cents
  FROM ledger_posting p
  JOIN ledger_journal j ON j.id = p.journal_id
  LEFT JOIN (
    SELECT each.id, sum(each.cents)::bigint AS cents
    FROM ledger_allocation a CROSS JOIN LATERAL (
      VALUES (a.debit_id, -a.amount_cents), (a.credit_id, a.amount_cents)) each (id, cents)
    WHERE a.brand_id = %(brand)s::bigint AND {allocations}
      AND a.created_at <= COALESCE(%(at)s::timestamptz, 'infinity')
    GROUP BY each.id) used ON used.id = p.id
  WHERE p.brand_id = %(brand)s::bigint AND p.book = 'receivable' AND {postings}
    AND j.created_at <= COALESCE(%(at)s::timestamptz, 'infinity')
) parts
WHERE left_cents <> 0 GROUP BY account_id ORDER BY account_id
"""
_EVERYBODY = ("true", "true")
_SOME = (
    "a.account_id = ANY (%(accounts)s::bigint[])",
    "p.account_id = ANY (%(accounts)s::bigint[])",
)
# What was booked later, and money that was used for it, does not count on a day that is over.
_UNBOOKED = """NOT EXISTS (
      SELECT FROM ledger_posting s JOIN ledger_journal sj ON sj.id = s.journal_id
      WHERE s.id = a.{side} AND sj.booked_on > %(on)s::date)"""
_THEN = (
    f"{_UNBOOKED.format(side='debit_id')} AND {_UNBOOKED.format(side='credit_id')}",
    "j.booked_on <= %(on)s::date",
)


def list_ageing(
    *,
    brand_id: int,
    on: date,
    at: datetime | None = None,
    account_ids: Collection[int] | None = None,
    is_past: bool = False,
) -> list[Ageing]:
    """What every account owes on a day, by days overdue: none, to 30, 60, 90, and more.

    Accounts on which nothing is open or unused are left out. ``at``: as recorded by an instant;
    ``account_ids``: of these accounts alone. The day of the books is the last one, so that all of
    them counts; ``is_past``: the day is over, and only what was booked by it counts.
    """
    values: dict[str, object] = {"brand": brand_id, "on": on, "at": at}
    bounds = [_EVERYBODY if account_ids is None else _SOME, *([_THEN] if is_past else [])]
    allocations, postings = (" AND ".join(parts) for parts in zip(*bounds, strict=True))
    if account_ids is not None:
        values["accounts"] = list(account_ids)
    rows = fetch_rows(_AGEING.format(allocations=allocations, postings=postings), values)
    return [
        Ageing(
            account_id=account_id,
            coming_cents=coming_cents,
            late_cents=tuple(late_cents),
            credit_cents=credit_cents,
        )
        for account_id, coming_cents, *late_cents, credit_cents in rows
    ]


_BOOKS = """
SELECT p.book, sum(p.amount_cents)::bigint
FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
WHERE p.brand_id = %(brand)s::bigint AND j.booked_on <= %(on)s::date
  AND j.created_at <= COALESCE(%(at)s::timestamptz, 'infinity')
GROUP BY p.book ORDER BY p.book
"""


def list_books(*, brand_id: int, on: date, at: datetime | None = None) -> dict[str, int]:
    """What every book holds at the end of a day, in cents; all of them sum to zero."""
    return dict(fetch_rows(_BOOKS, {"brand": brand_id, "on": on, "at": at}))
