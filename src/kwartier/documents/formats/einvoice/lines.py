"""Lines of a bill as an electronic invoice has them: quantity times price, in exact decimals.

Prices have six decimals at most and are never below zero, quantities four at most; so a price per
kWh, which has nine decimals, is told per 1,000 kWh, and a credit has a quantity below zero. Where
no price times quantity makes the amount (a capacity over some days, a yearly amount by the month),
the price is what one unit came to in the period, and the description says how it came about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Final

from django.utils.translation import gettext as _

from energycore.clocks import date_of
from energycore.statement import Statement, StatementLine
from kwartier.billing.naming import name_line
from kwartier.billing.queries import list_components
from kwartier.documents.formats.einvoice.model import InvoiceLine, VatCategory
from kwartier.ledger.types import TaxedCents

_CENTS_PER_EURO: Final = 100
_MILLI: Final = 3
_PRICE_DECIMALS: Final = 6
_NANO: Final = 9
_PRICE_BASE: Final = 1_000
_YEARS: Final = (365, 366)
_EXACT_ENOUGH: Final = Fraction(1, 200)
_KWH, _KW, _DAY, _PIECE = "KWH", "KWT", "DAY", "C62"


@dataclass(frozen=True, slots=True)
class Priced:
    """A quantity in a unit of UN/ECE Recommendation 20, and its price for `base` of that unit."""

    quantity: Decimal
    unit: str
    price: Decimal
    base: int

    @property
    def euro(self) -> Fraction:
        """What they make, exactly."""
        return Fraction(self.quantity) * Fraction(self.price) / self.base


def list_lines(statement: Statement, *, sign: int, note: str = "") -> list[InvoiceLine]:
    """The lines of a statement in its order; `sign` -1 turns every amount round.

    Their cents are those that the page and the paper show without VAT. A line without quantity and
    amount says nothing and is left out. `note` stands with every line.
    """
    shown = [
        each
        for block in list_components(statement, with_vat=False)
        for promise in block.promises
        for each in promise.lines
    ]
    return [
        _line_of(each.line, sign * each.cents, sign, note)
        for each in shown
        if each.cents or each.line.quantity
    ]


def list_advance_lines(
    advance_vat: Sequence[TaxedCents], *, sign: int, name: str, description: str = ""
) -> list[InvoiceLine]:
    """A line per rate for what was or is invoiced in advance; `sign` -1 takes it off."""
    return [
        InvoiceLine(
            name=name,
            description=description,
            quantity=Decimal(1 if sign * each.base_cents >= 0 else -1),
            unit=_PIECE,
            price=Decimal(abs(each.base_cents)).scaleb(-2),
            base_quantity=1,
            net_cents=sign * each.base_cents,
            category=category_of(each.vat_bp),
            rate_bp=each.vat_bp,
        )
        for each in advance_vat
        if each.base_cents
    ]


def category_of(rate_bp: int) -> VatCategory:
    """At a rate, or without VAT for a reason."""
    return VatCategory.STANDARD if rate_bp else VatCategory.EXEMPT


def price_line(line: StatementLine) -> Priced:
    """Quantity and price that make the exact amount of a line, or come closest to it."""
    euro = line.net_cents / _CENTS_PER_EURO
    for offered in _offers(line):
        priced = _signed(offered, euro)
        if abs(priced.euro - euro) < _EXACT_ENOUGH:
            return priced
    return _price_of_period(line, euro)


def _offers(line: StatementLine) -> list[Priced]:
    """What the line itself says, where VAT is not inside its price."""
    if line.included_vat_bp or not line.quantity:
        return []
    quantity = abs(line.quantity)
    if line.price_unit == "nano_eur_per_kwh":
        price = Decimal(abs(line.price)).scaleb(3 - _NANO)
        return [Priced(Decimal(quantity).scaleb(-_MILLI), _KWH, price, _PRICE_BASE)]
    price = Decimal(abs(line.price)).scaleb(-_PRICE_DECIMALS)
    if line.price_unit == "micro_eur_per_year":
        return [Priced(Decimal(quantity), _DAY, price, days) for days in _YEARS]
    if line.price_unit == "micro_eur":
        return [Priced(Decimal(quantity), _PIECE, price, 1)]
    return []


def _price_of_period(line: StatementLine, euro: Fraction) -> Priced:
    """What one unit came to; the price's base grows until its six decimals are exact enough."""
    quantity, unit = {
        "Wh": (Decimal(abs(line.quantity)).scaleb(-_MILLI), _KWH),
        "W": (Decimal(abs(line.quantity)).scaleb(-_MILLI), _KW),
        "days": (Decimal(abs(line.quantity)), _DAY),
    }.get(line.quantity_unit, (Decimal(1), _PIECE))
    if not quantity:
        quantity, unit = Decimal(1), _PIECE
    for digits in count():
        price = abs(euro) / Fraction(quantity) * 10**digits
        told = Decimal(round(price * 10**_PRICE_DECIMALS)).scaleb(-_PRICE_DECIMALS)
        priced = _signed(Priced(quantity, unit, told, 10**digits), euro)
        if abs(priced.euro - euro) < _EXACT_ENOUGH:
            return priced
    raise AssertionError  # pragma: no cover - the loop only ends by returning


def _signed(priced: Priced, euro: Fraction) -> Priced:
    if euro >= 0:
        return priced
    return Priced(-priced.quantity, priced.unit, priced.price, priced.base)


def _line_of(line: StatementLine, cents: int, sign: int, note: str) -> InvoiceLine:
    priced = price_line(line)
    notes = [note, _("This price is provisional.") if line.provisional else ""]
    return InvoiceLine(
        name=name_line(line.code),
        description=_describe(line),
        note=" ".join(filter(None, notes)),
        quantity=sign * priced.quantity,
        unit=priced.unit,
        price=priced.price,
        base_quantity=priced.base,
        net_cents=cents,
        category=category_of(line.vat_bp),
        rate_bp=line.vat_bp,
        period_from=date_of(line.period.from_),
        last_day=_last_day(line),
    )


def _last_day(line: StatementLine) -> date:
    return date_of(line.period.until - 1)


def _describe(line: StatementLine) -> str:
    """How the price of a capacity came about, which quantity times price does not tell."""
    if line.rule != "capacity":
        return ""
    return _("%(kw)s kW at %(price)s euro per kW and year, for %(days)s days.") % {
        "kw": plain(Decimal(abs(line.quantity)).scaleb(-_MILLI)),
        "price": plain(Decimal(line.price).scaleb(-_NANO)),
        "days": line.period.until - line.period.from_,
    }


def plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros that say nothing.

    >>> plain(Decimal("12.3400")), plain(Decimal("-0.00")), plain(Decimal("1E+3"))
    ('12.34', '0', '1000')
    """
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
