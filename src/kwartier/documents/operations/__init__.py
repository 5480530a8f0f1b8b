"""Acts on documents: to make, keep and hand them over, to say who issues them."""

from kwartier.documents.operations.hand_over_einvoices import HandedOver, hand_over_einvoices
from kwartier.documents.operations.keep_document import keep_document
from kwartier.documents.operations.make_documents import (
    MadeDocuments,
    make_documents,
    make_missing_documents,
)
from kwartier.documents.operations.set_issuer import IssuerDraft, set_issuer

__all__ = [
    "HandedOver",
    "IssuerDraft",
    "MadeDocuments",
    "hand_over_einvoices",
    "keep_document",
    "make_documents",
    "make_missing_documents",
    "set_issuer",
]
