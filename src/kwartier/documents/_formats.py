"""In which formats a document is written, and their bytes."""

from kwartier.documents.formats.einvoice import (
    attach_facturx,
    compose,
    require_valid,
    write_cii,
    write_ubl,
)
from kwartier.documents.formats.einvoice.model import EInvoice
from kwartier.documents.formats.pdf import write_pdf
from kwartier.documents.types import DocumentFacts, DocumentFormat, needs_einvoice

_HYBRID_IN = ("FR",)


def write_formats(facts: DocumentFacts) -> dict[DocumentFormat, bytes]:
    """The PDF, and for who buys as a business the e-invoice beside it: all of them, or none.

    Belgium: UBL with the PDF inside. France: the XML (CII) inside the PDF, and beside it.

    Raises:
        GlyphMissing: the fonts cannot draw a character of it.
        EInvoiceIncomplete: a fact is missing for the e-invoice.
        EInvoiceInvalid: the e-invoice breaks a rule that its receiver checks.
    """
    if not needs_einvoice(account_kind=facts.customer.kind, contract=facts.contract):
        return {DocumentFormat.PDF: write_pdf(facts)}
    invoice = compose(facts)
    write = _write_hybrid if facts.issuer.country in _HYBRID_IN else _write_apart
    return write(facts, invoice)


def _write_apart(facts: DocumentFacts, invoice: EInvoice) -> dict[DocumentFormat, bytes]:
    pdf = write_pdf(facts)
    xml = write_ubl(invoice, pdf=pdf)
    require_valid(xml, DocumentFormat.UBL, number=facts.number)
    return {DocumentFormat.PDF: pdf, DocumentFormat.UBL: xml}


def _write_hybrid(facts: DocumentFacts, invoice: EInvoice) -> dict[DocumentFormat, bytes]:
    xml = write_cii(invoice)
    require_valid(xml, DocumentFormat.CII, number=facts.number)
    pdf = attach_facturx(write_pdf(facts), xml, made_on=facts.issued_on)
    return {DocumentFormat.PDF: pdf, DocumentFormat.CII: xml}
