"""What is owed and what was paid."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from kwartier.arrears.queries import find_running_plan
from kwartier.documents.queries import get_online_from, list_payments
from kwartier.documents.types import PaymentFacts
from kwartier.ledger import queries
from kwartier.ledger.types import Movement, OpenItem, Standing
from kwartier.parties.types import AccountInfo
from kwartier.payments.queries import (
    explain_collecting,
    find_bank_account,
    find_live_mandate,
    list_consents,
)
from kwartier.payments.types import Collecting, MandateInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Door
from kwartier.portal.access import customer_page, locale_of
from kwartier.supply.queries import list_contracts
from kwartier.ui.bills.invoices import invoices_table
from kwartier.ui.bills.listing import (
    InvoiceWish,
    ListAddresses,
    build_invoice_list,
    list_invoice_page,
    list_whole,
)
from kwartier.ui.bills.year_files import year_response
from kwartier.ui.downloads import table_response
from kwartier.ui.tables import Column, Table
from kwartier.ui.templatetags.trade import word

# Who has hundreds of supply points finds the others in the list, where they can be narrowed down.
_OPEN_AT_A_GLANCE = 8


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
    first_open = standing.open_items[:_OPEN_AT_A_GLANCE]
    mandate = find_live_mandate(account.id)
    ways = list_payments(first_open, brand_id=request.brand.id, on=request.today)
    context = {
        "active": "payments",
        "account": account,
        "balance_cents": standing.balance_cents,
        "open_items": _list_open(first_open, ways, mandate),
        "bank_account": find_bank_account(account.id),
        "mandate": mandate,
        "more_open_count": len(standing.open_items) - len(first_open),
        "today": request.today,
        "shows": shows,
        "plan": find_running_plan(account_id=account.id),
    }
    if shows == "payments":
        movements = queries.list_movements(account_id=account.id)
        context |= {"movements": movements, "has_invoices": bool(movements)}
    else:
        context |= _invoices(request, account, standing)
    return render(request, "portal/payments/payments.html", context)


def _list_open(
    items: Sequence[OpenItem], ways: Mapping[str, PaymentFacts], mandate: MandateInfo | None
) -> list[tuple[OpenItem, PaymentFacts | None, Collecting]]:
    """What is open, each with how it is paid, and whether we collect it."""
    agreed = list_consents([mandate.id]).get(mandate.id, set()) if mandate else set()
    return [
        (
            item,
            ways.get(item.document),
            explain_collecting(
                mandate,
                kind=item.kind,
                amount_cents=item.open_cents,
                has_consent=item.document in agreed,
            ),
        )
        for item in items
    ]


def _invoices(request: BrandedRequest, account: AccountInfo, standing: Standing) -> dict[str, Any]:
    """One page of the invoices; whose they are is said where there are several contracts."""
    contracts = list_contracts(account.id)
    page = list_invoice_page(
        account.id, InvoiceWish.of(request.GET), standing=standing, contracts=contracts
    )
    return build_invoice_list(
        page,
        account_kind=account.kind,
        contracts=contracts,
        addresses=ListAddresses(
            bill_at=lambda number: reverse("portal:bill", args=[number]),
            pdf_at=lambda number: reverse("portal:document_pdf", args=[number]),
            einvoice_at=lambda number: reverse("portal:document_einvoice", args=[number]),
            file_at=lambda kind: reverse("portal:invoices_file", args=[kind]),
            year_at=lambda year: reverse("portal:invoices_year", args=[year]),
        ),
        today=request.today,
        locale=locale_of(request),
        online_from=get_online_from(brand_id=request.brand.id, today=request.today),
    )


@require_GET
@customer_page
def download_invoices(
    request: BrandedRequest, account: AccountInfo, file_kind: str
) -> HttpResponse:
    """Every invoice and bill that is wanted, as CSV or XLSX."""
    rows = list_whole(
        account.id,
        InvoiceWish.of(request.GET),
        standing=queries.get_standing(account_id=account.id),
        contracts=list_contracts(account.id),
    )
    table = invoices_table(rows, today=request.today, locale=locale_of(request))
    return table_response(table, name=f"invoices-{account.number}", file_kind=file_kind)


@require_GET
@customer_page
def download_year(
    request: BrandedRequest, account: AccountInfo, year: int
) -> StreamingHttpResponse:
    """A year of invoices as a ZIP: an index, and of every bill its documents and its bundle."""
    return year_response(request, account, year, person_id=request.user.pk, door=Door.PORTAL)


@require_GET
@customer_page
def download_movements(
    _request: BrandedRequest, account: AccountInfo, file_kind: str
) -> HttpResponse:
    """All movements as CSV or XLSX."""
    table = movements_table(queries.list_movements(account_id=account.id))
    return table_response(table, name=f"movements-{account.number}", file_kind=file_kind)
