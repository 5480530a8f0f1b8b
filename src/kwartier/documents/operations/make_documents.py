"""Make the documents of what was issued or written: each once, from its facts."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kwartier.billing.queries import get_issued_subject
from kwartier.documents._facts import gather_facts
from kwartier.documents._formats import write_formats
from kwartier.documents.formats.pdf import write_reminder_pdf
from kwartier.documents.operations.keep_document import keep_document
from kwartier.documents.queries import find_document, list_documents_of, list_missing
from kwartier.documents.types import (
    DocumentFormat,
    ReminderFacts,
    StoredDocumentView,
    SubjectKind,
)
from kwartier.platform.errors import NotFound, Refusal

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeDocuments:
    """What a run made: how many subjects got their documents, and what could not be made, and why."""

    made_count: int
    refused: tuple[tuple[str, Refusal], ...]


def make_documents(
    *, brand_id: int, number: str, now: datetime, account_id: int | None = None
) -> tuple[StoredDocumentView, ...]:
    """The documents of a bill, a credit note or an advance invoice: those that are missing are made.

    Whoever buys as a business gets an e-invoice beside the PDF: both are made, or none. A document
    that exists stays as it is, whatever has changed since. With an ``account_id`` only if it is that
    account's.

    Raises:
        NotFound: the brand has issued none of this number, or it is not the asker's to see.
        IssuerUnknown: nobody has said who the brand was on the day of issue.
        GlyphMissing: the fonts cannot draw a character of it.
        EInvoiceIncomplete: a fact is missing for the e-invoice.
        EInvoiceInvalid: the e-invoice breaks a rule that its receiver checks; it is not released.
    """
    subject = get_issued_subject(brand_id=brand_id, number=number)
    if account_id is not None and subject.account_id != account_id:
        raise NotFound
    known = list_documents_of(number, subject.account_id, brand_id=brand_id)
    if any(each.format == DocumentFormat.PDF for each in known):
        return tuple(known)
    facts = gather_facts(number, brand_id=brand_id)
    with transaction.atomic():
        made = [
            keep_document(
                brand_id=brand_id,
                account_id=facts.account_id,
                subject_kind=facts.subject_kind,
                subject_number=number,
                format=document_format,
                language=facts.language,
                content=content,
                issued_on=facts.issued_on,
                now=now,
                collection=facts.payment.collection,
            )
            for document_format, content in write_formats(facts).items()
        ]
    return (*known, *made)


def make_reminder(facts: ReminderFacts, *, now: datetime) -> StoredDocumentView:
    """The letter of a reminder, kept; one that was made before stays as it is.

    Raises:
        GlyphMissing: the fonts cannot draw a character of it.
    """
    known = find_document(facts.number, brand_id=facts.issuer.brand_id)
    return known or keep_document(
        brand_id=facts.issuer.brand_id,
        account_id=facts.account_id,
        subject_kind=SubjectKind.REMINDER,
        subject_number=facts.number,
        format=DocumentFormat.PDF,
        language=facts.language,
        content=write_reminder_pdf(facts),
        issued_on=facts.issued_on,
        now=now,
    )


def make_missing_documents(*, brand_id: int, issued_from: date, now: datetime) -> MadeDocuments:
    """Make the documents of everything that a brand issued since a day and that has none.

    Each on its own: what cannot be made is told and does not stop the others; a run that was
    stopped goes on where it was.
    """
    made_count = 0
    refused: list[tuple[str, Refusal]] = []
    for number in list_missing(brand_id=brand_id, issued_from=issued_from):
        try:
            with transaction.atomic():
                make_documents(brand_id=brand_id, number=number, now=now)
        except Refusal as refusal:
            _logger.warning("No document for %s: %s", number, refusal.code)
            refused.append((number, refusal))
        else:
            made_count += 1
    return MadeDocuments(made_count=made_count, refused=tuple(refused))
