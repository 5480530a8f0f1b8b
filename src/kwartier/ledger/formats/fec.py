"""The file of accounting entries that the French tax administration asks for (FEC).

Eighteen fields, in the order of article A47 A-1 of the Livre des procédures fiscales, VII; a line
for each posting; tabs between fields, a comma before cents, days as YYYYMMDD, UTF-8. Its name is the
SIREN, ``FEC`` and the last day.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from kwartier.ledger.formats.amounts import write_side
from kwartier.ledger.types import JournalKind, JournalLine

FIELDS = (
    *("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib"),
    *("CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit"),
    *("EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise"),
)
_SALES, _BANK = ("VE", "Ventes"), ("BQ", "Banque")
_OPENING, _OTHER = ("AN", "À-nouveaux"), ("OD", "Opérations diverses")
_JOURNALS = {
    JournalKind.ADVANCE_INVOICE: (*_SALES, "Facture d'acompte"),
    JournalKind.INVOICE: (*_SALES, "Facture"),
    JournalKind.SETTLEMENT: (*_SALES, "Facture de régularisation"),
    JournalKind.FOLDED: (*_SALES, "Échéance reprise dans la facture"),
    JournalKind.BANK_ENTRY: (*_BANK, "Écriture de banque"),
    JournalKind.PAYMENT: (*_BANK, "Paiement"),
    JournalKind.RETURN: (*_BANK, "Paiement rejeté"),
    JournalKind.REFUND_PAID: (*_BANK, "Remboursement versé"),
    JournalKind.CLEARING: (*_BANK, "Mouvement sans client"),
    JournalKind.OPENING: (*_OPENING, "Solde d'ouverture"),
    JournalKind.REVERSAL: (*_OTHER, "Contre-passation"),
    JournalKind.REFUND: (*_OTHER, "Remboursement"),
    JournalKind.REFUND_RELEASED: (*_OTHER, "Remboursement annulé"),
    JournalKind.REMINDER_COST: (*_OTHER, "Frais de rappel"),
    JournalKind.WAIVER: (*_OTHER, "Remise de frais"),
    JournalKind.WRITE_OFF: (*_OTHER, "Perte sur créance"),
    JournalKind.CORRECTION: (*_OTHER, "Correction"),
}


def name_fec(*, siren: str, last_day: date) -> str:
    """The name of the file: ``123456789FEC20261231.txt``.

    Raises:
        ValueError: a SIREN has nine digits.
    """
    if not (siren.isascii() and siren.isdecimal() and len(siren) == 9):  # noqa: PLR2004
        raise ValueError(f"{siren!r} is not a SIREN of nine digits")
    return f"{siren}FEC{last_day:%Y%m%d}.txt"


def write_fec(lines: Iterable[JournalLine]) -> Iterator[str]:
    """The lines of the file, the names of the fields first; each with its end."""
    yield "\t".join(FIELDS) + "\r\n"
    for line in lines:
        yield "\t".join(_plain(field) for field in _fields(line)) + "\r\n"


def _fields(line: JournalLine) -> tuple[str, ...]:
    code, journal, says = _JOURNALS[JournalKind(line.kind)]
    return (
        code,
        journal,
        str(line.number),
        _day(line.booked_on),
        line.code,
        line.label,
        line.customer_number,
        line.customer_name,
        line.document,
        _day(line.booked_on),
        f"{says} {line.document}",
        write_side(line.amount_cents, mark=","),
        write_side(-line.amount_cents, mark=","),
        line.letter,
        _day(line.lettered_on),
        _day(line.recorded_on),
        "",
        "",
    )


def _plain(field: str) -> str:
    """A field without what would end it."""
    return " ".join(field.split())


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""
