"""The journals of a period line by line, numbered as general accounting wants them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import batched, groupby
from operator import itemgetter
from typing import Any

from kwartier.ledger.queries.chart import Chart
from kwartier.ledger.types import JournalLine
from kwartier.parties.queries import get_accounts
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.prepared import fetch_rows

_AT_ONCE = 5_000

# A number is the place of a journal among all of its year, in the order in which they were recorded:
# a later journal never moves an earlier one, whatever its day. The tax administration wants them in
# the order of their validation, which ids alone are not: who waited for a lock recorded earlier.
_RECORDED = """
SELECT id FROM ledger_journal
WHERE brand_id = %(brand)s::bigint
  AND booked_on >= %(first)s::date AND booked_on < %(end)s::date
  AND created_at <= COALESCE(%(at)s::timestamptz, 'infinity')
ORDER BY created_at, id
"""
_PAGE = """
SELECT j.id, j.kind, j.booked_on, j.created_at, j.unique_key, j.account_id, p.id, p.book, p.vat_bp,
       p.bank_iban, p.document, p.amount_cents, p.due_on
FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id
WHERE j.id = ANY (%(ids)s::bigint[]) ORDER BY j.created_at, j.id, p.id
"""
_USED = """
SELECT a.debit_id, a.credit_id, sum(a.amount_cents)::bigint, max(a.created_at)
FROM ledger_allocation a
WHERE a.brand_id = %(brand)s::bigint
  AND a.created_at <= COALESCE(%(at)s::timestamptz, 'infinity')
GROUP BY a.debit_id, a.credit_id HAVING sum(a.amount_cents) <> 0
"""
_AMOUNTS = """
SELECT id, abs(amount_cents) FROM ledger_posting WHERE id = ANY (%(postings)s::bigint[])
"""


def iterate_journal_lines(
    *, brand_id: int, chart: Chart, first: date, end: date, at: datetime | None = None
) -> Iterator[JournalLine]:
    """Every posting booked from ``first`` until the day before ``end``, journal by journal.

    Some thousands of journals are in memory at a time, and one number for each journal of the year
    and each allocation of the brand. ``at``: as recorded by an instant. A period lies within one calendar year.
    """
    year = date(first.year, 1, 1)
    values = {"brand": brand_id, "at": at, "first": year, "end": date(first.year + 1, 1, 1)}
    day_of = get_brand_by_id(brand_id).day_of
    letters = {
        posting: (letter, day_of(since)) for posting, letter, since in _list_letters(brand_id, at)
    }
    number = 0
    for ids in batched([row[0] for row in fetch_rows(_RECORDED, values)], _AT_ONCE):
        rows = fetch_rows(_PAGE, {"ids": list(ids)})
        accounts = get_accounts({row[5] for row in rows if row[5] is not None})
        for _journal, lines in groupby(rows, key=itemgetter(0)):
            number += 1
            for row in lines:
                if first <= row[2] < end:
                    account, letter = accounts.get(row[5]), letters.get(row[6])
                    yield _as_line(number, row, chart, account, letter, day_of=day_of)


def _as_line(
    number: int,
    row: Any,
    chart: Chart,
    account: Any,
    letter: tuple[str, date] | None,
    *,
    day_of: Callable[[datetime], date],
) -> JournalLine:
    journal_id, kind, booked_on, created_at, key, _, _, book, vat_bp, iban, *rest = row
    document, amount_cents, due_on = rest
    code, label = chart.find(book=book, vat_bp=vat_bp, bank_iban=iban, on=booked_on)
    return JournalLine(
        number=number,
        journal_id=journal_id,
        kind=kind,
        booked_on=booked_on,
        recorded_on=day_of(created_at),
        book=book,
        code=code,
        label=label,
        customer_number=account.number if account and book == "receivable" else "",
        customer_name=account.name if account and book == "receivable" else "",
        document=document or key or str(journal_id),
        amount_cents=amount_cents,
        due_on=due_on,
        letter=letter[0] if letter else "",
        lettered_on=letter[1] if letter else None,
    )


def _list_letters(brand_id: int, at: datetime | None) -> list[tuple[int, str, datetime]]:
    """For debits and credits that were used up for each other: one letter, and since when.

    Debits and credits that are joined, however far, are one group; it has a letter once all of it
    is used up.
    """
    used: dict[int, int] = {}
    parent: dict[int, int] = {}
    since: dict[int, datetime] = {}

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for debit, credit, cents, on in fetch_rows(_USED, {"brand": brand_id, "at": at}):
        for each in (debit, credit):
            parent.setdefault(each, each)
            used[each] = used.get(each, 0) + cents
        low, high = sorted((find(debit), find(credit)))
        parent[high] = low
        since[low] = max(on, since.get(low, on), since.get(high, on))
    amounts = dict(fetch_rows(_AMOUNTS, {"postings": list(used)}))
    open_groups = {find(each) for each, cents in used.items() if cents != amounts[each]}
    return [
        (each, _as_letter(find(each)), since[find(each)])
        for each in parent
        if find(each) not in open_groups
    ]


def _as_letter(number: int) -> str:
    """A number written with letters, as lettering is written: 1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
