"""Documents in an agent's hands: what the customer gets, byte for byte."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kwartier.documents.operations import make_documents
from kwartier.documents.queries import read_content
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown
from kwartier.documents.types import DocumentFormat
from kwartier.office.access import customer_page
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.downloads import document_response


@customer_page
@require_safe
def download_pdf(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """The PDF of a bill, a credit note or an advance invoice of the customer."""
    try:
        kept = make_documents(
            brand_id=request.brand.id, number=document, now=request.now, account_id=account.id
        )
    except (GlyphMissing, IssuerUnknown) as refusal:
        messages.error(request, f"{refusal.say()} {refusal.say_next()}")
        return redirect("office:customer", account.number)
    (paper,) = (each for each in kept if each.format == DocumentFormat.PDF)
    return document_response(read_content(paper), name=paper.file_name, media_type=paper.media_type)
