"""What is owed and what was paid."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from kwartier.billing.queries import is_schedule_offered, list_running_schedules
from kwartier.documents.queries import get_online_from, list_payments
from kwartier.documents.types import PaymentFacts
from kwartier.ledger import queries
from kwartier.ledger.types import Movement, OpenItem, Standing
from kwartier.parties.types import AccountInfo
from kwartier.payments.queries import find_payer, list_refunds_of
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Door
from kwartier.portal.access import ABOUT_SCHEDULE, agent_request_url, customer_page, locale_of
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import BillingRhythm, ContractRow
from kwartier.support.types import RequestKind
from kwartier.ui.bills.debts import Debt, join_items, list_debts
from kwartier.ui.bills.invoices import invoices_table
from kwartier.ui.bills.listing import (
    InvoicePage,
    InvoiceWish,
    ListAddresses,
    Listed,
    build_invoice_list,
    list_invoice_page,
    list_whole,
)
from kwartier.ui.bills.year_files import year_response
from kwartier.ui.downloads import table_response
from kwartier.ui.money_in import list_money_rows
from kwartier.ui.tables import Column, Table
from kwartier.ui.templatetags.trade import booked

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
                booked(movement),
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
    """The balance, what is open with how it is paid; then invoices, or (``show``) payments."""
    shows = "payments" if request.GET.get("show") == "payments" else "invoices"
    wish = InvoiceWish.of(request.GET)
    standing = queries.get_standing(account_id=account.id)
    open_items = join_items(standing.open_items)
    first_open = open_items[:_OPEN_AT_A_GLANCE]
    ways = list_payments(first_open, brand_id=request.brand.id, on=request.today)
    mandate, bank_account = find_payer(account.id)
    contracts = list_contracts(account.id) if shows == "invoices" else []
    listed = _listed(request, account, standing, contracts, items=open_items)
    if shows == "payments":
        states = listed.list_states()
        movements = queries.list_money_movements(account_id=account.id)
        shown: dict[str, Any] = {"rows": list_money_rows(movements, list_refunds_of(account.id))}
        shown["has_invoices"] = bool(shown["rows"])
    else:
        page = list_invoice_page(wish, listed)
        states, shown = page.states, _show_invoices(request, account, page, contracts)
    every = list_debts(open_items, states, today=request.today, locale=locale_of(request))
    debts = every[:_OPEN_AT_A_GLANCE]
    # Who looks for an invoice is shown invoices; a schedule stands beside the whole list.
    running = [] if wish.is_narrow else list_running_schedules(account.id)
    context = {
        "active": "payments",
        "account": account,
        "balance_cents": standing.balance_cents,
        "debts": [(each, ways.get(each.item.document)) for each in debts],
        "pays_to": _find_shared_way(debts, ways),
        "late_cents": sum(
            each.item.open_cents - each.state.disputed_cents for each in every if each.state.is_late
        ),
        "disputed_cents": sum(each.state.disputed_cents for each in every),
        "planned_cents": sum(each.item.open_cents for each in every if each.is_planned),
        "collected_cents": sum(
            each.item.open_cents for each in every if each.state.is_collected_by_us
        ),
        "bank_account": mandate or bank_account,
        "mandate": mandate,
        "running_schedules": running,
        "schedule_url": "" if running else _find_schedule_url(request, account, contracts),
        "more_open_count": len(open_items) - len(first_open),
        "today": request.today,
        "shows": shows,
        **shown,
    }
    return render(request, "portal/payments/payments.html", context)


def _find_schedule_url(
    request: BrandedRequest, account: AccountInfo, contracts: Sequence[ContractRow]
) -> str:
    """Where an agent is asked for an instalment schedule; empty where there can be none."""
    able = [
        each
        for each in contracts
        if each.billing_rhythm == BillingRhythm.YEARLY
        and (each.until is None or each.until > request.today)
    ]
    if not able or not account.may_act:
        return ""
    if not is_schedule_offered(brand_id=request.brand.id, on=request.today):
        return ""
    about = {"contract": able[0].number} if len(able) == 1 else {}
    return agent_request_url(RequestKind.CONTACT, about=ABOUT_SCHEDULE, **about)


def _find_shared_way(
    debts: Sequence[Debt], ways: Mapping[str, PaymentFacts]
) -> PaymentFacts | None:
    """Where several are transferred to: the account is said once, and a reference with each."""
    found = [
        ways[each.item.document]
        for each in debts
        if each.item.document in ways and not each.is_planned and not each.state.is_collected_by_us
    ]
    return found[0] if len({each.iban for each in found}) == 1 and len(found) > 1 else None


def _listed(
    request: BrandedRequest,
    account: AccountInfo,
    standing: Standing,
    contracts: list[ContractRow],
    items: Sequence[OpenItem] = (),
) -> Listed:
    return Listed(
        account_id=account.id,
        brand_id=request.brand.id,
        standing=standing,
        contracts=contracts,
        today=request.today,
        now=request.now,
        items=items,
    )


def _show_invoices(
    request: BrandedRequest,
    account: AccountInfo,
    page: InvoicePage,
    contracts: list[ContractRow],
) -> dict[str, Any]:
    """One page of the invoices; whose they are is said where there are several contracts."""
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
    standing = queries.get_standing(account_id=account.id)
    listed = _listed(request, account, standing, list_contracts(account.id))
    rows = list_whole(InvoiceWish.of(request.GET), listed)
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
