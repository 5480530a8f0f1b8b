"""Documents in an agent's hands: what the customer gets, byte for byte."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kwartier.documents.types import E_INVOICES, DocumentFormat
from kwartier.office.access import customer_page
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.serving import CANNOT_BE_MADE, TOO_OLD, serve_document


@customer_page
@require_safe
def download_pdf(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """The PDF of a bill, a credit note or an advance invoice of the customer."""
    return _hand_out(request, account, document, formats=(DocumentFormat.PDF,))


@customer_page
@require_safe
def download_einvoice(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """The e-invoice beside the PDF, where the customer is a business; a household has none."""
    return _hand_out(request, account, document, formats=E_INVOICES)


def _hand_out(
    request: BrandedRequest, account: AccountInfo, document: str, *, formats: tuple[str, ...]
) -> HttpResponse:
    try:
        return serve_document(document, account=account, formats=formats, now=request.now)
    except TOO_OLD as refusal:
        messages.info(request, refusal.say_all())
        return redirect("office:delivery", account.number)
    except CANNOT_BE_MADE as refusal:
        messages.error(request, refusal.say_all())
        return redirect("office:customer", account.number)
