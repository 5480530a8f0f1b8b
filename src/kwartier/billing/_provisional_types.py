"""What a bill charges by an estimate for the days since its reading: its provisional part."""

from dataclasses import dataclass
from datetime import date, timedelta

from kwartier.ledger.types import TaxedCents

PROVISIONAL_PART = "bill.provisional_part"
"""The parameter of a brand whose settlements have such a part: true or false, from a day on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalPart:
    """Days between the reading that ends a bill and the day on which it was made, as estimated.

    ``vat`` is what they come to per rate; below zero on the credit note of such a bill. ``number``
    and ``issued_on`` are those of the bill that charged it, on the one that takes it off again.
    """

    period_from: date
    period_until: date
    vat: tuple[TaxedCents, ...]
    number: str = ""
    issued_on: date | None = None

    @property
    def cents(self) -> int:
        """What it comes to, VAT included."""
        return sum(each.base_cents + each.vat_cents for each in self.vat)

    @property
    def last_day(self) -> date:
        """The last day that it covers."""
        return self.period_until - timedelta(days=1)
