"""Documents: what was issued, as it is on paper."""

from django.http import HttpResponse, StreamingHttpResponse
from ninja import Router

from kwartier.api.access import READ
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, BillNumber, Year
from kwartier.documents.queries import get_account_id_of
from kwartier.documents.types import E_INVOICES, DocumentFormat
from kwartier.parties.queries import get_account_for
from kwartier.platform.types import Door
from kwartier.ui.bills.year_files import year_response
from kwartier.ui.serving import CANNOT_BE_MADE, TOO_OLD, serve_document

router = Router(tags=["Documents"])


@router.get(
    "/documents/{number}/pdf",
    auth=READ,
    **told(
        "get_document_pdf",
        "A bill or an advance invoice as PDF",
        finds=True,
        refusals=(*CANNOT_BE_MADE, *TOO_OLD),
        media_type="application/pdf",
    ),
)
def get_document_pdf(request: ApiRequest, number: BillNumber) -> HttpResponse:
    """A bill, a credit note or an advance invoice on paper; it never changes once it is made."""
    return _hand_out(request, number, formats=(DocumentFormat.PDF,))


@router.get(
    "/documents/{number}/e-invoice",
    auth=READ,
    **told(
        "get_document_einvoice",
        "The same as a machine books it",
        finds=True,
        refusals=(*CANNOT_BE_MADE, *TOO_OLD),
        media_type="application/xml",
    ),
)
def get_document_einvoice(request: ApiRequest, number: BillNumber) -> HttpResponse:
    """The e-invoice of a business, UBL in Belgium and CII in France; a household has none."""
    return _hand_out(request, number, formats=E_INVOICES)


@router.get(
    "/accounts/{number}/invoices-{year}.zip",
    auth=READ,
    **told(
        "get_year_of_invoices",
        "A year of invoices in one file",
        finds=True,
        media_type="application/zip",
    ),
)
def get_year_of_invoices(
    request: ApiRequest, number: AccountNumber, year: Year
) -> StreamingHttpResponse:
    """Of every bill its documents and its bundle, and an index of all of them as CSV and XLSX."""
    account = get_account(request, number)
    return year_response(request, account, year, person_id=request.auth.person.id, door=Door.PORTAL)


def _hand_out(request: ApiRequest, number: str, *, formats: tuple[str, ...]) -> HttpResponse:
    account_id = get_account_id_of(number, brand_id=request.brand.id)
    account = get_account_for(request.auth.person.id, account_id=account_id)
    return serve_document(
        number, account=account, formats=formats, now=request.now, online_on=request.today
    )
