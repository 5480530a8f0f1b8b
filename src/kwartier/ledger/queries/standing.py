"""Questions to the books: balances, open items, movements. Nothing here is stored; all is summed."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from kwartier.ledger.models import Allocation, Posting
from kwartier.ledger.types import (
    INVOICED,
    Book,
    JournalKind,
    Movement,
    OpenItem,
    OwedDocument,
    Standing,
)
from kwartier.platform.inserting import any_of, as_array
from kwartier.platform.prepared import fetch_rows

# What an account still owes, and what of its payments is not used yet. Allocations are summed for the
# account at once, not once for each posting of years; OFFSET 0 keeps the database from looking up
# the journals of what is long settled.
_STANDING = """
SELECT p.id, p.document, j.kind, j.booked_on, p.due_on, p.amount_cents,
       COALESCE(j.params->>'cost', '') AS cost, p.open_cents
FROM (
  SELECT p.id, p.journal_id, p.document, p.due_on, p.amount_cents,
         p.amount_cents + COALESCE(used.cents, 0) AS open_cents
  FROM ledger_posting p LEFT JOIN (
    SELECT each.id, sum(each.cents)::bigint AS cents
    FROM ledger_allocation a CROSS JOIN LATERAL (
      VALUES (a.debit_id, -a.amount_cents), (a.credit_id, a.amount_cents)) each (id, cents)
    WHERE a.account_id = %(account)s::bigint GROUP BY each.id) used ON used.id = p.id
  WHERE p.account_id = %(account)s::bigint AND p.book = 'receivable' OFFSET 0) p
JOIN ledger_journal j ON j.id = p.journal_id
WHERE p.open_cents <> 0 ORDER BY p.due_on, p.id
"""


# As the books knew it at an instant: what was recorded by then.
_STANDING_AT = _STANDING.replace(
    "a.account_id = %(account)s::bigint",
    "a.account_id = %(account)s::bigint AND a.created_at <= %(at)s::timestamptz",
).replace(
    "WHERE p.open_cents <> 0", "WHERE p.open_cents <> 0 AND j.created_at <= %(at)s::timestamptz"
)


def get_balance(*, account_id: int, at: datetime | None = None) -> int:
    """What the account owes, in cents; negative when the customer is ahead.

    ``at``: as it was recorded by an instant.
    """
    postings = _receivable().filter(account_id=account_id)
    if at is not None:
        postings = postings.filter(journal__created_at__lte=at)
    return int(postings.aggregate(total=Sum("amount_cents"))["total"] or 0)


def get_standing(*, account_id: int, at: datetime | None = None) -> Standing:
    """The balance and the open items of an account in one question.

    What is left of every debit and every credit sums to the balance: what a credit paid is taken
    off both sides. ``at``: as it was recorded by an instant.
    """
    if at is None:
        rows = fetch_rows(_STANDING, {"account": account_id})
    else:
        rows = fetch_rows(_STANDING_AT, {"account": account_id, "at": at})
    items = (
        OpenItem(
            posting_id=posting,
            account_id=account_id,
            document=document,
            kind=kind,
            booked_on=booked_on,
            due_on=due_on or booked_on,
            amount_cents=amount_cents,
            open_cents=open_cents,
            cost=cost,
        )
        for posting, document, kind, booked_on, due_on, amount_cents, cost, open_cents in rows
        if open_cents > 0
    )
    return Standing(
        balance_cents=sum(row[-1] for row in rows),
        open_items=tuple(items),
        open_by_document=_left(rows),
    )


def list_open_items(*, account_id: int) -> list[OpenItem]:
    """What is owed and not wholly paid, the earliest due first."""
    return list(get_standing(account_id=account_id).open_items)


def list_open_items_of(*, account_ids: Iterable[int]) -> list[OpenItem]:
    """`list_open_items` of many accounts, the earliest due first; one question."""
    return _open_items(_debits().filter(account_id__in=any_of(list(account_ids))))


def list_items(posting_ids: Iterable[int]) -> list[OpenItem]:
    """Those of these debits that are not wholly paid, the earliest due first."""
    return _open_items(_debits().filter(pk__in=list(posting_ids)))


_OPEN = _STANDING.replace("= %(account)s::bigint", "= ANY (%(accounts)s::bigint[])")


LEFT_PART = _OPEN
"""What is left of the debits and credits of ``accounts``, for `fetch_together`."""


def read_left(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The rows of `LEFT_PART` as `get_open_by_document` has them."""
    return _left((row["id"], row["document"], row["kind"], row["open_cents"]) for row in rows)


def read_open_items(rows: Iterable[Mapping[str, Any]], *, account_id: int) -> list[OpenItem]:
    """The rows of `LEFT_PART` of one account as `list_open_items` has them."""
    items = [
        OpenItem(
            posting_id=row["id"],
            account_id=account_id,
            document=row["document"],
            kind=row["kind"],
            booked_on=date.fromisoformat(row["booked_on"]),
            due_on=date.fromisoformat(row["due_on"] or row["booked_on"]),
            amount_cents=row["amount_cents"],
            open_cents=row["open_cents"],
            cost=row["cost"],
        )
        for row in rows
        if row["open_cents"] > 0
    ]
    return sorted(items, key=lambda item: (item.due_on, item.posting_id))


def get_open_by_document(account_ids: Collection[int]) -> dict[str, int]:
    """What is left of every invoice and bill of accounts that is not settled, by its number.

    Positive to pay, negative to give back.
    """
    return _left(fetch_rows(_OPEN, {"accounts": list(account_ids)}))


def _left(rows: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    left: dict[str, int] = {}
    for _posting, document, kind, *_rest, cents in rows:
        if kind in INVOICED:
            left[document] = left.get(document, 0) + cents
    return left


_OWED = """
SELECT p.document, p.account_id, sum(p.amount_cents)::bigint,
       sum(GREATEST(p.amount_cents, 0) - COALESCE(paid.cents, 0))::bigint
FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
LEFT JOIN LATERAL (
  SELECT sum(a.amount_cents) AS cents FROM ledger_allocation a WHERE a.debit_id = p.id) paid ON true
WHERE p.brand_id = %(brand)s::bigint AND p.book = 'receivable'
  AND p.document = ANY (%(numbers)s::text[]) AND j.kind = ANY (%(kinds)s::text[])
GROUP BY p.document, p.account_id
"""


def list_owed_documents(*, brand_id: int, numbers: Collection[str]) -> dict[str, OwedDocument]:
    """What documents came to and what of each is open, by number; those not in the books are left out.

    However many there are, it is one question: who reads the bank's statements asks for all at once.
    """
    if not numbers:
        return {}
    kinds = [*INVOICED, JournalKind.REMINDER_COST]
    asked = {
        "brand": brand_id,
        "numbers": as_array(list(numbers)),
        "kinds": [str(each) for each in kinds],
    }
    return {
        document: OwedDocument(
            account_id=account_id, billed_cents=billed_cents, open_cents=open_cents
        )
        for document, account_id, billed_cents, open_cents in fetch_rows(_OWED, asked)
    }


_BOOKED_INVOICES = """
SELECT p.id, p.journal_id, j.kind, p.document, j.booked_on, p.due_on, p.amount_cents
FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id
WHERE j.account_id = %(account)s::bigint AND p.account_id = %(account)s::bigint
  AND j.kind = 'invoice' AND p.book = 'receivable'
ORDER BY j.booked_on DESC, p.document DESC
"""


def list_booked_invoices(*, account_id: int, open_by_document: Mapping[str, int]) -> list[Movement]:
    """The invoices that the books alone know, newest first: nothing here issued them.

    What is left of each is looked up in a standing's ``open_by_document``.
    """
    rows = fetch_rows(_BOOKED_INVOICES, {"account": account_id})
    return [
        Movement(
            posting_id=posting_id,
            journal_id=journal_id,
            kind=kind,
            document=document,
            booked_on=booked_on,
            due_on=due_on,
            amount_cents=cents,
            open_cents=open_by_document.get(document, 0),
        )
        for posting_id, journal_id, kind, document, booked_on, due_on, cents in rows
    ]


def list_overdue(*, account_id: int, today: date) -> list[OpenItem]:
    """The open items whose due date has passed: on the due date itself one is still in time."""
    return [item for item in get_standing(account_id=account_id).open_items if item.due_on < today]


def list_movements(
    *, account_id: int, after: tuple[date, int] | None = None, limit: int | None = None
) -> list[Movement]:
    """The customer's statement, newest first: one line for each posting on the customer.

    ``after`` is the day and the posting behind which it goes on; without a ``limit`` it is the whole.
    """
    postings = _movements(account_id)
    if after is not None:
        day, posting_id = after
        earlier = Q(journal__booked_on__lt=day) | Q(journal__booked_on=day, pk__lt=posting_id)
        postings = postings.filter(earlier)
    return [_as_movement(posting) for posting in postings[:limit]]


def list_settlement_credits(*, account_ids: Collection[int]) -> dict[int, list[Movement]]:
    """The bills of accounts of which something is still to be given back, the newest first; one question.

    Money that came for an instalment after its bill had counted it as not collected is given back like
    the credit of that bill. ``open_cents`` is negative. Accounts without one are left out.
    """
    postings = _with_open(_receivable().filter(account_id__in=any_of(list(account_ids))))
    folded = Posting.objects.filter(
        account_id=OuterRef("account_id"),
        document=OuterRef("document"),
        journal__kind=JournalKind.FOLDED,
    )
    is_credit = Q(journal__kind=JournalKind.SETTLEMENT) | (
        Q(journal__kind=JournalKind.PAYMENT) & Exists(folded)
    )
    credited = postings.filter(is_credit, open_cents__lt=0)
    found: dict[int, list[Movement]] = {}
    for posting in credited.select_related("journal").order_by("-journal__booked_on", "-pk"):
        found.setdefault(posting.account_id, []).append(_as_movement(posting))
    return found


def _movements(account_id: int) -> QuerySet[Any]:
    postings = _with_open(_receivable().filter(account_id=account_id))
    return postings.select_related("journal").order_by("-journal__booked_on", "-pk")


def _as_movement(posting: Any) -> Movement:
    return Movement(
        posting_id=posting.pk,
        journal_id=posting.journal_id,
        kind=posting.journal.kind,
        document=posting.document,
        booked_on=posting.journal.booked_on,
        due_on=posting.due_on,
        amount_cents=posting.amount_cents,
        open_cents=posting.open_cents,
        cost=posting.journal.params.get("cost", ""),
    )


def _receivable() -> QuerySet[Posting]:
    return Posting.objects.filter(book=Book.RECEIVABLE)


def _debits() -> QuerySet[Any]:
    return _with_open(_receivable().filter(amount_cents__gt=0))


def _with_open(postings: QuerySet[Posting]) -> QuerySet[Any]:
    """Annotate ``open_cents``: what is left of a debit (positive) or of a credit (negative)."""
    paid = _allocated("debit")
    used = _allocated("credit")
    return postings.annotate(open_cents=F("amount_cents") - paid + used)


def _allocated(side: str) -> Coalesce:
    total = (
        Allocation.objects.filter(**{side: OuterRef("pk")})
        .order_by()
        .values(side)
        .annotate(total=Sum("amount_cents"))
        .values("total")
    )
    return Coalesce(
        Subquery(total, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField()
    )


def _open_items(debits: QuerySet[Any]) -> list[OpenItem]:
    found = debits.filter(open_cents__gt=0).select_related("journal").order_by("due_on", "pk")
    return [_as_item(posting) for posting in found]


def _as_item(posting: Any) -> OpenItem:
    return OpenItem(
        posting_id=posting.pk,
        account_id=posting.account_id,
        document=posting.document,
        kind=posting.journal.kind,
        booked_on=posting.journal.booked_on,
        due_on=posting.due_on or posting.journal.booked_on,
        amount_cents=posting.amount_cents,
        open_cents=posting.open_cents,
        cost=posting.journal.params.get("cost", ""),
    )


# What was allocated is summed for the brand at once, not once for each debit of years.
_DUE = """
SELECT p.id, p.account_id, p.document, j.kind, j.booked_on, p.due_on, p.amount_cents,
       p.amount_cents - COALESCE(paid.cents, 0), COALESCE(j.params ->> 'cost', '')
FROM ledger_posting p LEFT JOIN (
  SELECT a.debit_id, sum(a.amount_cents)::bigint AS cents FROM ledger_allocation a
  WHERE a.brand_id = %(brand)s::bigint GROUP BY a.debit_id) paid ON paid.debit_id = p.id
JOIN ledger_journal j ON j.id = p.journal_id
WHERE p.brand_id = %(brand)s::bigint AND p.book = 'receivable' AND p.due_on <= %(on)s::date
  AND p.amount_cents > COALESCE(paid.cents, 0)
ORDER BY p.due_on, p.id
"""


def list_due_items(*, brand_id: int, on: date) -> list[OpenItem]:
    """Everything of a brand that is due by a day and not wholly paid, the earliest due first."""
    return [OpenItem(*row) for row in fetch_rows(_DUE, {"brand": brand_id, "on": on})]


def get_paid_cents(*, account_id: int, documents: Iterable[str], on: date) -> dict[str, int]:
    """What of an account's documents was paid, or settled by a credit, with money booked by a day.

    A document of which nothing was paid is left out.
    """
    rows = (
        Allocation.objects.filter(
            account_id=account_id,
            debit__document__in=list(documents),
            debit__book=Book.RECEIVABLE,
            credit__journal__booked_on__lte=on,
        )
        .values_list("debit__document")
        .annotate(paid=Sum("amount_cents"))
    )
    return {document: int(paid) for document, paid in rows if paid}
