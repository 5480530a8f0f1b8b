"""The line of a statement: an amount with its quantity, price, period, rule and parameters."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from energycore.clocks import DayRange
from energycore.tariff import Component, Condition
from energycore.tax import PICO_PER_CENT
from energycore.units import BASIS_POINTS_PER_UNIT

Rule = Literal[
    "fixed",
    "one_off",
    "unit",
    "slice",
    "tier",
    "capacity",
    "injection",
    "dynamic",
    "percentage",
    "at_least",
    "at_most",
]
"""By which rule a price became an amount.

Where a limit (`at_least`, `at_most`) bites, quantity x price is the limit, and the amount is what
it adds to, or takes from, the lines that it follows. The quantity of `dynamic` and `percentage` is
money: the volume at its index, the amounts that are followed.
"""

QuantityUnit = Literal["Wh", "days", "W", "times", "pico_eur"]
PriceUnit = Literal[
    "nano_eur_per_kwh",
    "micro_eur_per_year",
    "nano_eur_per_kw_year",
    "micro_eur",
    "share_ppm",
    "factor_nano",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One amount that explains itself.

    `quantity` x `price` over `period` by `rule` makes `pico_eur` (a credit is negative; a capacity
    under its ceiling costs less than quantity x price). `parameters` are the keys of the dated
    figures behind the price, `source` where these are published. The amounts of all lines of one
    `code` and VAT rate add up to that row of the charges, exactly. `of` names the promises that a
    share or a limit follows, `index` the series behind a dynamic price. A promise whose
    `condition` is not met is shown without quantity and amount.
    """

    code: str
    component: Component
    rule: Rule
    period: DayRange
    quantity: int
    quantity_unit: QuantityUnit
    price: int
    price_unit: PriceUnit
    pico_eur: int
    vat_bp: int
    included_vat_bp: int
    parameters: tuple[str, ...]
    source: str
    provisional: bool
    of: tuple[str, ...] = ()
    index: str = ""
    condition: Condition | None = None

    @property
    def net_cents(self) -> Fraction:
        """What it costs without VAT, in cents, exactly: VAT inside its price is taken out."""
        return Fraction(
            self.pico_eur * BASIS_POINTS_PER_UNIT,
            PICO_PER_CENT * (BASIS_POINTS_PER_UNIT + self.included_vat_bp),
        )

    @property
    def gross_cents(self) -> Fraction:
        """What it costs with VAT, in cents, exactly."""
        return self.net_cents * Fraction(BASIS_POINTS_PER_UNIT + self.vat_bp, BASIS_POINTS_PER_UNIT)
