"""Documents in an agent's hands: what the customer gets, byte for byte."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kwartier.documents.operations import make_documents
from kwartier.documents.queries import read_content
from kwartier.documents.refusals import (
    EInvoiceIncomplete,
    EInvoiceInvalid,
    GlyphMissing,
    IssuerUnknown,
)
from kwartier.documents.types import E_INVOICES, DocumentFormat
from kwartier.office.access import customer_page
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.downloads import document_response


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
    request: BrandedRequest,
    account: AccountInfo,
    document: str,
    *,
    formats: tuple[DocumentFormat, ...],
) -> HttpResponse:
    try:
        kept = make_documents(
            brand_id=request.brand.id, number=document, now=request.now, account_id=account.id
        )
    except (EInvoiceIncomplete, EInvoiceInvalid, GlyphMissing, IssuerUnknown) as refusal:
        messages.error(request, f"{refusal.say()} {refusal.say_next()}")
        return redirect("office:customer", account.number)
    for each in kept:
        if each.format in formats:
            content = read_content(each)
            return document_response(content, name=each.file_name, media_type=each.media_type)
    raise NotFound
