"""Notes that the law of a country wants on an invoice between businesses, in its own language.

France: what late payment costs, the lump sum for recovery and the discount for early payment
(Code de commerce, articles L441-9, L441-10 and D441-5), each under the code of its subject, and by
which way the invoice goes (BAR), as the reform of electronic invoicing asks since 1 September 2026.
"""

from kwartier.documents.formats.einvoice.model import Note
from kwartier.documents.types import DocumentFacts

_FRENCH = (
    Note(
        "En cas de retard de paiement, des pénalités sont dues au taux de trois fois le taux "
        "d'intérêt légal (article L441-10 du Code de commerce).",
        "PMD",
    ),
    Note(
        "Tout retard de paiement entraîne une indemnité forfaitaire pour frais de recouvrement de "
        "40 euros (article D441-5 du Code de commerce).",
        "PMT",
    ),
    Note("Aucun escompte n'est accordé en cas de paiement anticipé.", "AAB"),
    Note("B2B", "BAR"),
)


def list_notes(facts: DocumentFacts) -> tuple[Note, ...]:
    """The notes of a document; Belgium asks for none."""
    return _FRENCH if facts.issuer.country == "FR" else ()
