"""Acts on documents: to keep one, to say who issues them."""

from kwartier.documents.operations.keep_document import keep_document
from kwartier.documents.operations.set_issuer import IssuerDraft, set_issuer

__all__ = ["IssuerDraft", "keep_document", "set_issuer"]
