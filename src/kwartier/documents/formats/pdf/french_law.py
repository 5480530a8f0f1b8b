"""What French law says in figures on the day of a document: dated parameters, with their source."""

from decimal import Decimal

from energycore.clocks import day_number
from kwartier.documents.formats.pdf.scribe import Scribe
from kwartier.documents.types import DocumentKind
from rulebooks.parameters import get_parameter

_CENTS_PER_EUR = 100


def legal_figure(scribe: Scribe, name: str) -> Decimal:
    """The figure `fr.bill.<name>`; raises MissingParameter before its first day."""
    return get_parameter(f"fr.bill.{name}", day_number(scribe.facts.issued_on)).number()


def legal_cents(scribe: Scribe, name: str) -> int:
    """The same in cents, for a figure in euro."""
    return int(legal_figure(scribe, name) * _CENTS_PER_EUR)


def carried_cents(scribe: Scribe) -> int:
    """From which credit on money is paid back, and does not wait for the next bill."""
    customer = "residential" if scribe.is_household else "professional"
    return legal_cents(scribe, f"carried_credit.{customer}")


def is_carried(scribe: Scribe) -> bool:
    """Whether the credit of a bill goes to the next one: in France a small one, while there is a next."""
    facts = scribe.facts
    if scribe.is_belgian or facts.kind == DocumentKind.CLOSING:
        return False
    return -facts.balance_cents < carried_cents(scribe)
