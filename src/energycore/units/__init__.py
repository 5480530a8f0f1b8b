"""Units: the only place where one unit becomes another, and where a fraction of a cent ends.

Words: *Wh* (energy), *micro-euro* (unit prices, per kWh or per year), *nano-euro* (amounts before
rounding), *cents* (amounts on paper), *basis points* (VAT: 2100 is 21 %).

Guarantees: integers stay integers, every rounding is half away from zero, and nothing overflows
silently for amounts below 9.2 thousand million euro (int64 nano-euro).
"""

from energycore.units.arrays import (
    BoolArray,
    ByteArray,
    Cents,
    FloatArray,
    IntArray,
    MicroEur,
    NanoEur,
    Wh,
)
from energycore.units.constants import (
    BASIS_POINTS_PER_UNIT,
    CENTS_PER_EUR,
    MICRO_PER_CENT,
    MICRO_PER_EUR,
    NANO_PER_CENT,
    NANO_PER_EUR,
    NANO_PER_MICRO,
    WH_PER_KWH,
)
from energycore.units.rounding import (
    apply_vat,
    cents_from_nano,
    divide_half_away,
    nano_from_cents,
    vat_cents,
    vat_nano,
)

__all__ = [
    "BASIS_POINTS_PER_UNIT",
    "CENTS_PER_EUR",
    "MICRO_PER_CENT",
    "MICRO_PER_EUR",
    "NANO_PER_CENT",
    "NANO_PER_EUR",
    "NANO_PER_MICRO",
    "WH_PER_KWH",
    "BoolArray",
    "ByteArray",
    "Cents",
    "FloatArray",
    "IntArray",
    "MicroEur",
    "NanoEur",
    "Wh",
    "apply_vat",
    "cents_from_nano",
    "divide_half_away",
    "nano_from_cents",
    "vat_cents",
    "vat_nano",
]
