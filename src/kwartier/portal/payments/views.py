"""What is owed and what was paid."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from kwartier.billing.queries import list_documents
from kwartier.ledger import queries
from kwartier.ledger.types import Movement
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page, locale_of
from kwartier.supply.queries import list_contracts
from kwartier.ui.bills.invoices import InvoiceRow, invoices_table, list_invoice_rows
from kwartier.ui.downloads import table_response
from kwartier.ui.tables import Column, Table
from kwartier.ui.templatetags.trade import word

_PAGE = 24


def movements_table(movements: Sequence[Movement]) -> Table:
    """The customer's statement, newest first: positive is owed, negative was paid."""
    return Table(
        caption=_("Movements on your customer account"),
        columns=(
            Column(_("Day"), "day"),
            Column(pgettext("movement", "What")),
            Column(_("Reference")),
            Column(pgettext("movement", "Due"), "day"),
            Column(_("Amount"), "money"),
            Column(_("Still open"), "money"),
        ),
        rows=tuple(
            (
                movement.booked_on,
                word(movement.kind, "movement"),
                movement.document,
                movement.due_on or "",  # a payment has no due date: nothing is missing
                movement.amount_cents,
                max(movement.open_cents, 0),
            )
            for movement in movements
        ),
    )


@require_GET
@customer_page
def show_payments(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The balance, what is open with how to pay it; then invoices, or (``show``) the movements."""
    shows = "payments" if request.GET.get("show") == "payments" else "invoices"
    standing = queries.get_standing(account_id=account.id)
    context = {
        "active": "payments",
        "account": account,
        "balance_cents": standing.balance_cents,
        "open_items": standing.open_items,
        "today": request.today,
        "shows": shows,
    }
    if shows == "payments":
        movements = queries.list_movements(account_id=account.id)
        context |= {"movements": movements, "has_invoices": bool(movements)}
    else:
        context |= _invoices(request, account)
    return render(request, "portal/payments/payments.html", context)


def _invoices(request: BrandedRequest, account: AccountInfo) -> dict[str, Any]:
    """One page of the invoices; whose they are is said where there are several contracts."""
    rows = _list_rows(account)
    pages = max(-(-len(rows) // _PAGE), 1)
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), pages) if asked.isdecimal() else 1
    shown = rows[(number - 1) * _PAGE : number * _PAGE]
    contracts = {each.id: each for each in list_contracts(account.id)}
    several = contracts if len(contracts) > 1 else {}
    locale, today = locale_of(request), request.today
    return {
        "has_invoices": bool(rows),
        "rows": [
            (
                row,
                several.get(row.contract_id or 0),
                row.say(today, locale),
                row.say_left(locale),
                row.standing(today),
            )
            for row in shown
        ],
        "pages": pages,
        "page_number": number,
    }


def _list_rows(account: AccountInfo) -> list[InvoiceRow]:
    return list_invoice_rows(
        list_documents(account_id=account.id), queries.list_invoices(account_id=account.id)
    )


@require_GET
@customer_page
def download_invoices(
    request: BrandedRequest, account: AccountInfo, file_kind: str
) -> HttpResponse:
    """Every invoice and bill as CSV or XLSX."""
    table = invoices_table(_list_rows(account), today=request.today, locale=locale_of(request))
    return table_response(table, name=f"invoices-{account.number}", file_kind=file_kind)


@require_GET
@customer_page
def download_movements(
    _request: BrandedRequest, account: AccountInfo, file_kind: str
) -> HttpResponse:
    """All movements as CSV or XLSX."""
    table = movements_table(queries.list_movements(account_id=account.id))
    return table_response(table, name=f"movements-{account.number}", file_kind=file_kind)
