"""A document handed out at a door: made when nobody made it before, then given byte for byte."""

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpResponse

from kwartier.arrears.operations import make_letter
from kwartier.arrears.queries import get_reminder
from kwartier.documents.operations import make_documents
from kwartier.documents.queries import (
    list_documents_of,
    read_content,
    require_kept,
    require_open,
)
from kwartier.documents.refusals import (
    DocumentOnRequest,
    DocumentRemoved,
    DocumentWithOffice,
    EInvoiceIncomplete,
    EInvoiceInvalid,
    GlyphMissing,
    IssuerUnknown,
)
from kwartier.documents.types import DocumentFormat, StoredDocumentView
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound
from kwartier.ui.downloads import document_response

CANNOT_BE_MADE = (EInvoiceIncomplete, EInvoiceInvalid, GlyphMissing, IssuerUnknown)
"""Why a document may not be there yet: nothing that a customer could do about, an agent can."""


TOO_OLD = (DocumentOnRequest, DocumentWithOffice, DocumentRemoved)
"""Why a document may not be opened today: it is older than what is online, or than what is kept."""


def serve_document(
    number: str,
    *,
    account: AccountInfo,
    formats: tuple[str, ...],
    now: datetime,
    online_on: date | None = None,
) -> HttpResponse:
    """The first document of an account's bill or advance invoice in one of some formats.

    With ``online_on`` only if a customer may open it on that day; an agent may open any.

    Raises:
        NotFound: the account has none of this number, or none in these formats.
        DocumentRemoved: it was kept as long as it must be.
        DocumentOnRequest, DocumentWithOffice: it is older than what is online.
        EInvoiceIncomplete, EInvoiceInvalid, GlyphMissing, IssuerUnknown: it cannot be made.
        ArchiveDamaged, ArchiveIncomplete: what was kept cannot be read back.
    """
    brand_id = account.brand_id
    kept: Sequence[StoredDocumentView] = list_documents_of(number, account.id, brand_id=brand_id)
    if not any(each.format == DocumentFormat.PDF for each in kept):
        kept = make_documents(brand_id=brand_id, number=number, now=now, account_id=account.id)
    require_kept(kept)
    if online_on is not None:
        require_open(kept, today=online_on)
    for each in kept:
        if each.format in formats:
            content = read_content(each)
            return document_response(content, name=each.file_name, media_type=each.media_type)
    raise NotFound


def serve_reminder(
    number: str, *, account: AccountInfo, now: datetime, online_on: date | None = None
) -> HttpResponse:
    """The letter of a reminder of an account as PDF, made where nobody made it before.

    With ``online_on`` only if a customer may open it on that day: once it was sent, and while it is
    online; an agent may open any.

    Raises:
        NotFound: the account has none of this number.
        DocumentRemoved, DocumentOnRequest, DocumentWithOffice: it is older than what is kept, or online.
        GlyphMissing, IssuerUnknown: it cannot be made.
        ArchiveDamaged, ArchiveIncomplete: what was kept cannot be read back.
    """
    reminder = get_reminder(account_id=account.id, number=number)
    if online_on is not None and reminder.sent_on is None:
        raise NotFound
    kept = make_letter(brand_id=account.brand_id, number=number, now=now, account_id=account.id)
    require_kept([kept])
    if online_on is not None:
        require_open([kept], today=online_on)
    return document_response(read_content(kept), name=kept.file_name, media_type=kept.media_type)
