"""The list of what was issued to accounts: narrowed down and cut into pages by the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kwartier.billing.models import Bill
from kwartier.platform.prepared import fetch_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedHead:
    """What heads a bill, a credit note or an advance invoice; the period is [from, until).

    ``kind`` is a `BillKind` or ``advance_invoice``.
    """

    kind: str
    number: str
    account_id: int
    contract_id: int
    period_from: date
    period_until: date
    issued_on: date
    due_on: date

    @property
    def last_day(self) -> date:
        """The last day that it covers."""
        return self.period_until - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow(IssuedHead):
    """An advance invoice or a bill in a list; ``amount_cents`` is negative when it comes back.

    ``is_taken_back`` says of a bill that a credit note has taken it back.
    """

    amount_cents: int
    is_taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """Which documents are wanted; what is None is not asked for.

    year            of issue
    kinds           e.g. {"settlement", "credit_note"}
    contract_ids    the contracts that they are about
    numbers         these alone; `but_numbers` all but these
    text            a part of the number; or else about one of `text_contract_ids`
    after           day of issue and number of the document behind which the list goes on
    """

    year: int | None = None
    kinds: Collection[str] | None = None
    contract_ids: Collection[int] | None = None
    numbers: Collection[str] | None = None
    but_numbers: Collection[str] = ()
    text: str = ""
    text_contract_ids: Collection[int] = ()
    after: tuple[date, str] | None = None


@dataclass(frozen=True, slots=True)
class DocumentSlice:
    """Some rows of a list, and how many the whole list has."""

    rows: tuple[DocumentRow, ...]
    total_count: int


EVERYTHING = DocumentFilter()

_DOCUMENTS = """
SELECT kind, number, account_id, contract_id, lower(period), upper(period), issued_on, due_on,
       amount_cents, is_taken_back, count(*) OVER ()
FROM (
  SELECT 'advance_invoice' AS kind, i.number, i.account_id, p.contract_id, i.period, i.issued_on,
         i.due_on, i.amount_cents, false AS is_taken_back
  FROM billing_advanceinvoice i JOIN billing_advanceplan p ON p.id = i.plan_id
  WHERE i.account_id = ANY (%(accounts)s::bigint[])
  UNION ALL
  SELECT b.kind, b.number, b.account_id, b.contract_id, b.period, b.issued_on, b.due_on,
         b.balance_cents, EXISTS (SELECT FROM billing_bill n WHERE n.corrects_id = b.id)
  FROM billing_bill b WHERE b.account_id = ANY (%(accounts)s::bigint[])
) issued
WHERE (%(first)s::date IS NULL OR issued_on >= %(first)s::date)
  AND (%(until)s::date IS NULL OR issued_on < %(until)s::date)
  AND (%(kinds)s::text[] IS NULL OR kind = ANY (%(kinds)s::text[]))
  AND (%(contracts)s::bigint[] IS NULL OR contract_id = ANY (%(contracts)s::bigint[]))
  AND (%(numbers)s::text[] IS NULL OR number = ANY (%(numbers)s::text[]))
  AND number <> ALL (%(but)s::text[])
  AND (%(text)s::text = '' OR strpos(upper(number), upper(%(text)s::text)) > 0
       OR contract_id = ANY (%(text_contracts)s::bigint[]))
  AND (%(after_day)s::date IS NULL
       OR (issued_on, number) < (%(after_day)s::date, %(after_number)s::text))
ORDER BY issued_on DESC, number DESC
LIMIT %(limit)s::bigint OFFSET %(offset)s::bigint
"""

_YEARS = """
SELECT DISTINCT extract(year FROM issued_on)::int FROM (
  SELECT issued_on FROM billing_advanceinvoice WHERE account_id = %(account)s::bigint
  UNION ALL
  SELECT issued_on FROM billing_bill WHERE account_id = %(account)s::bigint
) issued ORDER BY 1 DESC
"""

_WHOLE_LIST = 10**9


def list_documents(
    *,
    account_ids: Collection[int],
    wanted: DocumentFilter = EVERYTHING,
    offset: int = 0,
    limit: int = _WHOLE_LIST,
) -> DocumentSlice:
    """The advance invoices and bills of accounts that are wanted, the newest first; one question.

    Beyond the end the slice is empty, and says nothing about the length of the list.
    """
    rows = fetch_rows(_DOCUMENTS, _values(wanted, account_ids, offset, limit))
    return DocumentSlice(tuple(_document(row) for row in rows), int(rows[0][-1]) if rows else 0)


def list_document_years(*, account_id: int) -> list[int]:
    """The years in which anything was issued to an account, the latest first."""
    return [int(year) for (year,) in fetch_rows(_YEARS, {"account": account_id})]


def get_bundles(numbers: Collection[str], *, account_id: int) -> dict[str, Mapping[str, Any]]:
    """The bundles of those of these bills that are the account's, by number."""
    found = Bill.objects.filter(account_id=account_id, number__in=list(numbers))
    return {bill.number: bill.bundle for bill in found}


def _values(
    wanted: DocumentFilter, account_ids: Collection[int], offset: int, limit: int
) -> dict[str, Any]:
    return {
        "accounts": list(account_ids),
        "first": None if wanted.year is None else date(wanted.year, 1, 1),
        "until": None if wanted.year is None else date(wanted.year + 1, 1, 1),
        "kinds": _listed(wanted.kinds),
        "contracts": _listed(wanted.contract_ids),
        "numbers": _listed(wanted.numbers),
        "but": list(wanted.but_numbers),
        "text": wanted.text,
        "text_contracts": list(wanted.text_contract_ids),
        "after_day": wanted.after[0] if wanted.after else None,
        "after_number": wanted.after[1] if wanted.after else None,
        "limit": limit,
        "offset": offset,
    }


def _listed(values: Collection[Any] | None) -> list[Any] | None:
    return None if values is None else list(values)


def _document(row: tuple[Any, ...]) -> DocumentRow:
    kind, number, account_id, contract_id, first, until, issued_on, due_on, cents, back, _ = row
    return DocumentRow(
        kind=kind,
        number=number,
        account_id=account_id,
        contract_id=contract_id,
        period_from=first,
        period_until=until,
        issued_on=issued_on,
        due_on=due_on,
        amount_cents=cents,
        is_taken_back=back,
    )
