"""Writes for one reader: amounts, days and volumes in the form of the document's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from kwartier.billing.queries import ShownComponent, list_components
from kwartier.documents.types import DocumentFacts
from kwartier.platform import formats
from kwartier.supply.types import CustomerCategory


@dataclass(frozen=True)
class Scribe:
    """The facts of a document, and how its reader writes numbers."""

    facts: DocumentFacts

    @cached_property
    def locale(self) -> str:
        """The Babel locale of the document."""
        return formats.locale_for(self.facts.language, self.facts.issuer.country)

    @cached_property
    def is_belgian(self) -> bool:
        """Whether Belgian law says what stands on it and in which order."""
        return self.facts.issuer.country == "BE"

    @cached_property
    def is_household(self) -> bool:
        """Whether the contract is for a household, which cannot take VAT off."""
        return self.facts.contract.customer_category == CustomerCategory.RESIDENTIAL

    @cached_property
    def with_vat(self) -> bool:
        """Whether lines are told with VAT: to Belgian households; French law wants them without."""
        return self.is_belgian and self.is_household

    @cached_property
    def components(self) -> tuple[ShownComponent, ...]:
        """The components of the bill, with VAT or without it; an advance invoice has none."""
        page = self.facts.bill
        return list_components(page.statement, with_vat=self.with_vat) if page else ()

    def money(self, cents: int) -> str:
        """An amount with its cents."""
        return formats.format_money(cents, self.locale)

    def day(self, day: date) -> str:
        """A day in prose."""
        return formats.format_day(day, self.locale)

    def short_day(self, day: date) -> str:
        """A day in a table."""
        return formats.format_day_medium(day, self.locale)

    def energy(self, wh: int) -> str:
        """A volume in whole kWh."""
        return formats.format_energy(wh, self.locale)

    def number(self, number: Decimal | float, decimals: int = 0) -> str:
        """A plain number."""
        return formats.format_number(number, self.locale, decimals)

    def rate(self, vat_bp: int) -> str:
        """A rate of VAT, with a decimal where it has one: 6 %, 5,5 %."""
        return formats.format_rate(vat_bp, self.locale)

    def percent(self, percent: float | Decimal, *, signed: bool = False) -> str:
        """A share told in hundredths."""
        return formats.format_percent(Decimal(str(percent)) / 100, self.locale, signed=signed)

    def short_span(self, first: date, last: date) -> str:
        """A period by its first and its last day, as a table has them; one day is told once."""
        if first == last:
            return self.short_day(first)
        return f"{self.short_day(first)} – {self.short_day(last)}"


def group_digits(digits: str, sizes: Iterable[int], separator: str) -> str:
    """Digits in groups: 0999.999.823, 999 999 998; what does not fill them stays as it is."""
    groups, at = [], 0
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    return separator.join(groups) if at == len(digits) else digits


def group_enterprise_number(number: str, country: str) -> str:
    """The number of an enterprise as its country writes it."""
    if country == "BE":
        return group_digits(number, (4, 3, 3), ".")
    return group_digits(number, (3, 3, 3), " ")
