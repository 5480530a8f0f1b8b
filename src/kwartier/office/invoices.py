"""The invoices of a customer in an agent's hands: the customer's own list, files and ZIP."""

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kwartier.ledger.queries import get_standing
from kwartier.office.access import customer_page, note_visit
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Door
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.ui.bills.invoices import invoices_table
from kwartier.ui.bills.listing import (
    InvoiceWish,
    ListAddresses,
    Listed,
    build_invoice_list,
    list_invoice_page,
    list_whole,
)
from kwartier.ui.bills.year_files import year_response
from kwartier.ui.downloads import table_response


@customer_page
@require_safe
def show_invoices(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What was issued to the customer, narrowed down, a page at a time."""
    note_visit(request, account.id, "bill")
    contracts = list_contracts(account.id)
    listed = _listed(request, account, contracts)
    page = list_invoice_page(InvoiceWish.of(request.GET), listed)
    addresses = ListAddresses(
        bill_at=lambda bill: reverse("office:bill", args=[account.number, bill]),
        pdf_at=lambda document: reverse("office:document_pdf", args=[account.number, document]),
        einvoice_at=lambda document: reverse(
            "office:document_einvoice", args=[account.number, document]
        ),
        file_at=lambda kind: reverse(f"office:invoices_{kind}", args=[account.number]),
        year_at=lambda year: reverse("office:invoices_year", args=[account.number, year]),
    )
    context = build_invoice_list(
        page,
        account_kind=account.kind,
        contracts=contracts,
        addresses=addresses,
        today=request.today,
        locale=locale_of(request),
    )
    return render_office(request, "bills/list.html", context, account=account)


def _listed(request: BrandedRequest, account: AccountInfo, contracts: list[ContractRow]) -> Listed:
    return Listed(
        account_id=account.id,
        brand_id=request.brand.id,
        standing=get_standing(account_id=account.id),
        contracts=contracts,
        today=request.today,
        now=request.now,
    )


@customer_page
@require_safe
def download_invoices(
    request: BrandedRequest, account: AccountInfo, file_kind: str
) -> HttpResponse:
    """The whole list that is wanted, as CSV or XLSX."""
    listed = _listed(request, account, list_contracts(account.id))
    rows = list_whole(InvoiceWish.of(request.GET), listed)
    table = invoices_table(rows, today=request.today, locale=locale_of(request))
    return table_response(table, name=f"invoices-{account.number}", file_kind=file_kind)


@customer_page
@require_safe
def download_year(
    request: BrandedRequest, account: AccountInfo, year: int
) -> StreamingHttpResponse:
    """A year of the customer's invoices as a ZIP."""
    note_visit(request, account.id, "bill")
    return year_response(request, account, year, person_id=request.user.pk, door=Door.OFFICE)
