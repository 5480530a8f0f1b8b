"""Acts on documents: to make and to keep them, to say who issues them."""

from kwartier.documents.operations.keep_document import keep_document
from kwartier.documents.operations.make_documents import (
    MadeDocuments,
    make_documents,
    make_missing_documents,
)
from kwartier.documents.operations.set_issuer import IssuerDraft, set_issuer

__all__ = [
    "IssuerDraft",
    "MadeDocuments",
    "keep_document",
    "make_documents",
    "make_missing_documents",
    "set_issuer",
]
