"""Documents: what was issued, as it is on paper."""

from django.http import HttpResponse
from ninja import Router

from kwartier.api.access import READ
from kwartier.api.caller import ApiRequest
from kwartier.api.documented import told
from kwartier.api.fields import BillNumber
from kwartier.billing.queries import get_issued_subject
from kwartier.documents.operations import make_documents
from kwartier.documents.queries import read_content
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown
from kwartier.documents.types import DocumentFormat
from kwartier.parties.queries import get_account_for
from kwartier.ui.downloads import document_response

router = Router(tags=["Documents"])


@router.get(
    "/documents/{number}/pdf",
    auth=READ,
    **told(
        "get_document_pdf",
        "A bill or an advance invoice as PDF",
        finds=True,
        refusals=(GlyphMissing, IssuerUnknown),
        media_type="application/pdf",
    ),
)
def get_document_pdf(request: ApiRequest, number: BillNumber) -> HttpResponse:
    """A bill, a credit note or an advance invoice on paper; it never changes once it is made."""
    issued = get_issued_subject(brand_id=request.brand.id, number=number)
    account = get_account_for(request.auth.person.id, account_id=issued.account_id)
    kept = make_documents(
        brand_id=request.brand.id, number=number, now=request.now, account_id=account.id
    )
    (paper,) = (each for each in kept if each.format == DocumentFormat.PDF)
    return document_response(read_content(paper), name=paper.file_name, media_type=paper.media_type)
