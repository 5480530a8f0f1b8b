"""Notes that the law of a country wants on an invoice between businesses, in its own language.

France: what late payment costs, the lump sum for recovery and the discount for early payment
(Code de commerce, articles L441-9, L441-10 and D441-5), each under the code of its subject, and by
which way the invoice goes (BAR), as the reform of electronic invoicing asks since 1 September 2026.
What the law says in figures is a dated parameter of the rulebook (`fr.bill`).
"""

from decimal import Decimal

from energycore.clocks import day_number
from kwartier.documents.formats.einvoice.model import Note
from kwartier.documents.types import DocumentFacts
from kwartier.platform.formats import format_number
from rulebooks.parameters import get_parameter


def list_notes(facts: DocumentFacts) -> tuple[Note, ...]:
    """The notes of a document on its day; Belgium asks for none.

    Raises MissingParameter or ExpiredParameter for a day on which a figure is not known.
    """
    return _french_notes(day_number(facts.issued_on)) if facts.issuer.country == "FR" else ()


def _french_notes(day: int) -> tuple[Note, ...]:
    multiple, fee = _figure("late_interest_multiple", day), _figure("recovery_fee", day)
    return (
        Note(
            f"En cas de retard de paiement, des pénalités sont dues au taux de {_say(multiple)} fois "
            "le taux d'intérêt légal (article L441-10 du Code de commerce).",
            "PMD",
        ),
        Note(
            "Tout retard de paiement entraîne une indemnité forfaitaire pour frais de recouvrement "
            f"de {_say(fee)} euros (article D441-5 du Code de commerce).",
            "PMT",
        ),
        Note("Aucun escompte n'est accordé en cas de paiement anticipé.", "AAB"),
        Note("B2B", "BAR"),
    )


def _figure(name: str, day: int) -> Decimal:
    return get_parameter(f"fr.bill.{name}", day).number()


def _say(figure: Decimal) -> str:
    """As French writes it: 40, 0,5."""
    return format_number(figure, "fr_FR", max(-int(figure.as_tuple().exponent), 0))
