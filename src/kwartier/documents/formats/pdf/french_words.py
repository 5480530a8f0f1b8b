"""What documents are called in France: in French another word than in Belgium for the same thing."""

from django.utils.translation import pgettext

from kwartier.documents.types import DocumentKind


def say_french_kind(kind: DocumentKind) -> str:
    """What a document is, with a place for its number."""
    match kind:
        case DocumentKind.CLOSING:
            return pgettext("in France", "Final settlement %(number)s")
        case DocumentKind.CREDIT_NOTE:
            return pgettext("in France", "Credit note %(number)s")
        case DocumentKind.ADVANCE_INVOICE:
            return pgettext("in France", "Advance invoice %(number)s")
        case _:
            return pgettext("in France", "Settlement %(number)s")
