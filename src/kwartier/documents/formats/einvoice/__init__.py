"""Electronic invoices by EN 16931: composed from facts, written as UBL or CII, checked as received.

Words: to *compose* is to say a document in the terms of the standard; a *syntax* is UBL or CII; a
*finding* is a rule that a document breaks, *fatal* when it keeps it from being released.

Guarantees: an e-invoice is made of the facts of a document and of nothing else; its amounts are
those of paper and page to the cent; its lines add up to the base of their rate exactly; the same
facts make the same bytes; nothing in here asks a database or a clock.
"""

from kwartier.documents.formats.einvoice.addresses import read_addresses
from kwartier.documents.formats.einvoice.cii import write_cii
from kwartier.documents.formats.einvoice.composing import compose
from kwartier.documents.formats.einvoice.factur_x import attach_facturx
from kwartier.documents.formats.einvoice.ubl import write_ubl
from kwartier.documents.formats.einvoice.validation import (
    list_fatal,
    require_valid,
    validate,
)
from kwartier.documents.types import Finding

__all__ = [
    "Finding",
    "attach_facturx",
    "compose",
    "list_fatal",
    "read_addresses",
    "require_valid",
    "validate",
    "write_cii",
    "write_ubl",
]
