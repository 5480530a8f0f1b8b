"""PDF: the paper that a customer holds, from the facts of a document and nothing else.

Words: a *paper* is what stands on it, as plain values that know no layout; a *section* has a
heading and *blocks*; the *template* is Typst and only lays out.

Guarantees: tagged and archivable (PDF/UA-1 and PDF/A-3a); the same facts make the same bytes; what
people wrote is handed over as JSON and never read as markup; a character that the fonts cannot draw
is refused by name.
"""

from kwartier.documents.formats.pdf.reminder import write_reminder_pdf
from kwartier.documents.formats.pdf.writing import write_pdf, write_pictures

__all__ = ["write_pdf", "write_pictures", "write_reminder_pdf"]
