"""Payments: the balance, what is open, every movement."""

import re
from datetime import date

from ninja import Query, Router

from kwartier.api.access import READ
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, read_place, write_place
from kwartier.api.refusals import CursorUnknown
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.payments import (
    Balance,
    Movement,
    OpenItem,
    show_movement,
    show_open_item,
)
from kwartier.arrears.invoice_states import bill_item
from kwartier.arrears.queries import list_invoice_states, list_late
from kwartier.documents.queries import list_payments
from kwartier.ledger import queries
from kwartier.ui.bills.debts import join_items

router = Router(tags=["Payments"])


@router.get(
    "/accounts/{number}/balance",
    auth=READ,
    response=Balance,
    **told("get_balance", "What an account owes", finds=True),
)
def get_balance(request: ApiRequest, number: AccountNumber) -> Balance:
    """The balance of today, and what of it is late.

    Late is what is past its due date, in no payment plan, and not to be collected by us.
    """
    account = get_account(request, number)
    items = queries.list_open_items(account_id=account.id)
    overdue = list_late(items, brand_id=account.brand_id, today=request.today)
    return Balance(
        balance_cents=queries.get_balance(account_id=account.id),
        overdue_cents=sum(item.open_cents for item in overdue),
        as_of=request.today,
    )


@router.get(
    "/accounts/{number}/open-items",
    auth=READ,
    response=list[OpenItem],
    **told("list_open_items", "What is still to pay", finds=True),
)
def list_open_items(request: ApiRequest, number: AccountNumber) -> list[OpenItem]:
    """What is owed and not wholly paid, with how its document stands; the earliest due first."""
    account = get_account(request, number)
    items = queries.list_open_items(account_id=account.id)
    joined = join_items(items)
    ways = list_payments(joined, brand_id=account.brand_id, on=request.today)
    states = list_invoice_states(
        account.brand_id,
        [bill_item(item) for item in joined],
        today=request.today,
        now=request.now,
    )
    return [
        show_open_item(item, states[item.document], ways.get(item.document), today=request.today)
        for item in items
    ]


@router.get(
    "/accounts/{number}/movements",
    auth=READ,
    response=Page[Movement],
    **told("list_movements", "The statement of an account", finds=True, pages=True),
)
def list_movements(
    request: ApiRequest,
    number: AccountNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[Movement]:
    """Every invoice, payment and credit, newest first."""
    account = get_account(request, number)
    rows = queries.list_movements(
        account_id=account.id, after=_read_posting(cursor), limit=limit + 1
    )
    page, is_last = rows[:limit], len(rows) <= limit
    return Page(
        items=[show_movement(row) for row in page],
        next_cursor=None if is_last else write_place(page[-1].booked_on, page[-1].posting_id),
    )


def _read_posting(cursor: str | None) -> tuple[date, int] | None:
    place = read_place(cursor)
    if place is None:
        return None
    day, posting = place
    if not re.fullmatch(r"[0-9]{1,18}", posting):
        raise CursorUnknown(field="cursor")
    return day, int(posting)
