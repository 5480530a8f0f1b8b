"""The pieces of dated parameters: stretches of days with one value and one VAT rate, in exact units.

A term changes when its parameter changes or when its VAT rate does, so every builder walks the
pieces between both. Prices become integers without any rounding; a figure with more decimals than
the core can hold is an error.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from energycore.clocks import DayRange
from energycore.tariff import Component
from rulebooks.parameters import ParameterValue, list_versions

NANO_PER_KWH = {"EUR/MWh": 1_000_000, "EUR/kWh": 1_000_000_000}
MICRO_PER_YEAR = {
    "EUR/year": 1_000_000,
    "EUR/month": 12_000_000,
    "EUR/kVA/year": 1_000_000,
    "EUR/kWc/month": 12_000_000,
}
NANO_PER_KW_YEAR = {"EUR/kW/year": 1_000_000_000}
WH_PER_EDGE = {"MWh/year": 1_000_000}
BP_PER_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the terms are built for: days, the VAT parameter, and whether prices may be carried.

    `carry_forward` is for forecasts: past its last known day a figure goes on, marked provisional.
    """

    period: DayRange
    vat_key: str
    carry_forward: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of days with one value of a parameter and one VAT rate."""

    value: ParameterValue
    valid: DayRange
    vat_bp: int
    vat_source: tuple[str, ...]
    provisional: bool

    def about(self, code: str, component: Component) -> dict[str, Any]:
        """Return what the piece says of every kind of term."""
        return {
            "code": code,
            "component": component,
            "vat_bp": self.vat_bp,
            "valid": self.valid,
            "parameters": tuple(dict.fromkeys((self.value.key, *self.vat_source))),
            "source": self.value.source,
            "included_vat_bp": exact_integer(self.value.included_vat_percent * BP_PER_PERCENT),
            "provisional": self.provisional,
        }


def list_pieces(scope: Scope, key: str, *, is_taxed: bool = True) -> Iterator[Piece]:
    """Yield the pieces of a parameter over the scope, cut where its value or the VAT rate changes.

    Raises MissingParameter or ExpiredParameter where one of them is not known.
    """
    days = scope.period
    values = list_versions(key, days.from_, days.until, carry_forward=scope.carry_forward)
    if not is_taxed:
        for value in values:
            yield Piece(value, value.valid, 0, (), value.provisional)
        return
    rates = list_versions(scope.vat_key, days.from_, days.until, carry_forward=scope.carry_forward)
    for value in values:
        for rate in rates:
            first = max(value.valid.from_, rate.valid.from_)
            until = min(value.valid.until, rate.valid.until)
            if first < until:
                vat_bp = exact_integer(rate.number() * BP_PER_PERCENT)
                provisional = value.provisional or rate.provisional
                yield Piece(value, DayRange(first, until), vat_bp, (rate.key,), provisional)


def scaled(value: ParameterValue, figure: Decimal, factors: dict[str, int]) -> int:
    """Return a figure of a parameter in the core's integer unit.

    Raises ValueError for a unit that does not belong there, or for decimals that would be lost.
    """
    if value.unit not in factors:
        raise ValueError(f"{value.key} is in {value.unit}, not in one of {', '.join(factors)}")
    return exact_integer(figure * factors[value.unit])


def exact_integer(figure: Decimal) -> int:
    """Return a whole number as an int. Raises ValueError when it is not whole."""
    if figure != figure.to_integral_value():
        raise ValueError(f"{figure} has more decimals than the core can hold")
    return int(figure)
