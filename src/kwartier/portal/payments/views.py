"""What is owed and what was paid."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from kwartier.ledger import queries
from kwartier.ledger.types import Movement
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page
from kwartier.portal.downloads import table_response
from kwartier.ui.tables import Column, Table
from kwartier.ui.templatetags.trade import word


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
    """The balance, what is open with how to pay it, and the movements."""
    context = {
        "active": "payments",
        "account": account,
        "balance_cents": queries.get_balance(account_id=account.id),
        "open_items": queries.list_open_items(account_id=account.id),
        "today": request.today,
        "movements": queries.list_movements(account_id=account.id),
    }
    return render(request, "portal/payments/payments.html", context)


@require_GET
@customer_page
def download_movements(
    _request: BrandedRequest, account: AccountInfo, file_kind: str
) -> HttpResponse:
    """All movements as CSV or XLSX."""
    table = movements_table(queries.list_movements(account_id=account.id))
    return table_response(table, name=f"movements-{account.number}", file_kind=file_kind)
