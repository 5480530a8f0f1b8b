"""Exact ratios between units.

The product that carries the whole house: Wh x micro-euro per kWh = nano-euro, because
1e-3 kWh x 1e-6 euro = 1e-9 euro. No division, so no rounding, until cents are made.
"""

from typing import Final

WH_PER_KWH: Final = 1_000

CENTS_PER_EUR: Final = 100
MICRO_PER_EUR: Final = 1_000_000
MICRO_PER_CENT: Final = 10_000
NANO_PER_MICRO: Final = 1_000
NANO_PER_CENT: Final = 10_000_000
NANO_PER_EUR: Final = 1_000_000_000

BASIS_POINTS_PER_UNIT: Final = 10_000
