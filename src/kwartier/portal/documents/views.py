"""Documents to download; what is another account's is not there."""

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kwartier.documents.operations import make_documents
from kwartier.documents.queries import read_content
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown
from kwartier.documents.types import DocumentFormat
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page
from kwartier.ui.downloads import document_response

_logger = logging.getLogger(__name__)


@require_GET
@customer_page
def download_pdf(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """The PDF of a bill, a credit note or an advance invoice of the account."""
    try:
        kept = make_documents(
            brand_id=request.brand.id, number=document, now=request.now, account_id=account.id
        )
    except (GlyphMissing, IssuerUnknown) as refusal:
        # Nothing that the customer could do about it: an agent can.
        _logger.warning("No PDF of %s: %s", document, refusal.code)
        messages.error(
            request, _("The PDF cannot be made at the moment. Ask us, and we send it to you.")
        )
        return redirect("portal:payments")
    (paper,) = (each for each in kept if each.format == DocumentFormat.PDF)
    return document_response(read_content(paper), name=paper.file_name, media_type=paper.media_type)
