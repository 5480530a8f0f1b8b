"""Acts on documents: to make, keep and hand them over, to say who issues them."""

from kwartier.documents.operations.ask_for_document import (
    ask_for_document,
    open_asked_documents,
)
from kwartier.documents.operations.hand_over_einvoices import HandedOver, hand_over_einvoices
from kwartier.documents.operations.import_documents import import_documents
from kwartier.documents.operations.keep_document import keep_document
from kwartier.documents.operations.make_documents import (
    MadeDocuments,
    make_documents,
    make_missing_documents,
    make_reminder,
)
from kwartier.documents.operations.remove_expired import remove_expired
from kwartier.documents.operations.set_issuer import IssuerDraft, set_issuer

__all__ = [
    "HandedOver",
    "IssuerDraft",
    "MadeDocuments",
    "ask_for_document",
    "hand_over_einvoices",
    "import_documents",
    "keep_document",
    "make_documents",
    "make_missing_documents",
    "make_reminder",
    "open_asked_documents",
    "remove_expired",
    "set_issuer",
]
