"""What a bill charges by an estimate for the days since its reading: its provisional part."""

from collections.abc import Iterable
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


def sum_rates(*signed: tuple[int, Iterable[TaxedCents]]) -> tuple[TaxedCents, ...]:
    """Amounts per rate added up, each with its sign; a rate that comes to nothing is left out."""
    sums: dict[int, tuple[int, int]] = {}
    for sign, rates in signed:
        for each in rates:
            base, vat = sums.get(each.vat_bp, (0, 0))
            sums[each.vat_bp] = base + sign * each.base_cents, vat + sign * each.vat_cents
    return tuple(
        TaxedCents(vat_bp=rate, base_cents=base, vat_cents=vat)
        for rate, (base, vat) in sorted(sums.items())
        if base or vat
    )
