"""A document handed out at a door: made when nobody made it before, then given byte for byte."""

from datetime import datetime

from django.http import HttpResponse

from kwartier.documents.operations import make_documents
from kwartier.documents.queries import read_content
from kwartier.documents.refusals import (
    EInvoiceIncomplete,
    EInvoiceInvalid,
    GlyphMissing,
    IssuerUnknown,
)
from kwartier.platform.errors import NotFound
from kwartier.ui.downloads import document_response

CANNOT_BE_MADE = (EInvoiceIncomplete, EInvoiceInvalid, GlyphMissing, IssuerUnknown)
"""Why a document may not be there yet: nothing that a customer could do about, an agent can."""


def serve_document(
    number: str, *, formats: tuple[str, ...], brand_id: int, account_id: int, now: datetime
) -> HttpResponse:
    """The first document of an account's bill or advance invoice in one of some formats.

    Raises:
        NotFound: the account has none of this number, or none in these formats.
        EInvoiceIncomplete, EInvoiceInvalid, GlyphMissing, IssuerUnknown: it cannot be made.
        ArchiveDamaged, ArchiveIncomplete: what was kept cannot be read back.
    """
    kept = make_documents(brand_id=brand_id, number=number, now=now, account_id=account_id)
    for each in kept:
        if each.format in formats:
            content = read_content(each)
            return document_response(content, name=each.file_name, media_type=each.media_type)
    raise NotFound
