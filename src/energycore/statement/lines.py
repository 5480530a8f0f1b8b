"""The line of a statement: an amount with its quantity, price, period, rule and parameters."""

from dataclasses import dataclass
from typing import Literal

from energycore.clocks import DayRange
from energycore.tariff import Component

Rule = Literal["fixed", "one_off", "unit", "slice", "tier", "capacity", "injection"]
"""By which rule a price became an amount."""

QuantityUnit = Literal["Wh", "days", "W", "times"]
PriceUnit = Literal["nano_eur_per_kwh", "micro_eur_per_year", "nano_eur_per_kw_year", "micro_eur"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One amount that explains itself.

    `quantity` x `price` over `period` by `rule` makes `pico_eur` (a credit is negative; a capacity
    under its ceiling costs less than quantity x price). `parameters` are the keys of the dated
    figures behind the price, `source` where these are published. The amounts of all lines of one
    `code` and VAT rate add up to that row of the charges, exactly.
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
