"""Documents to download; what is another account's is not there."""

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kwartier.documents.operations import make_documents
from kwartier.documents.queries import read_content
from kwartier.documents.refusals import (
    EInvoiceIncomplete,
    EInvoiceInvalid,
    GlyphMissing,
    IssuerUnknown,
)
from kwartier.documents.types import E_INVOICES, DocumentFormat
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page
from kwartier.ui.downloads import document_response

_logger = logging.getLogger(__name__)


@require_GET
@customer_page
def download_pdf(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """The PDF of a bill, a credit note or an advance invoice of the account."""
    return _hand_out(request, account, document, formats=(DocumentFormat.PDF,))


@require_GET
@customer_page
def download_einvoice(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """The e-invoice beside the PDF, where the account is a business; a household has none."""
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
        # Nothing that the customer could do about it: an agent can.
        _logger.warning("No document of %s: %s", document, refusal.code)
        messages.error(
            request, _("The document cannot be made at the moment. Ask us, and we send it to you.")
        )
        return redirect("portal:payments")
    for each in kept:
        if each.format in formats:
            content = read_content(each)
            return document_response(content, name=each.file_name, media_type=each.media_type)
    raise NotFound
