"""Documents to download; what is another account's is not there."""

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kwartier.documents.types import E_INVOICES, DocumentFormat
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page
from kwartier.ui.serving import CANNOT_BE_MADE, serve_document

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
    request: BrandedRequest, account: AccountInfo, document: str, *, formats: tuple[str, ...]
) -> HttpResponse:
    try:
        return serve_document(
            document,
            formats=formats,
            brand_id=request.brand.id,
            account_id=account.id,
            now=request.now,
        )
    except CANNOT_BE_MADE as refusal:
        # Nothing that the customer could do about it: an agent can.
        _logger.warning("No document of %s: %s", document, refusal.code)
        messages.error(
            request, _("The document cannot be made at the moment. Ask us, and we send it to you.")
        )
        return redirect("portal:payments")
