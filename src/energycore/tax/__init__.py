"""Tax: VAT on totals per rate, and the volume of each slice of a progressive scale.

Words: *base* is a total without VAT; a *slice* is the part of a yearly volume between two edges;
a *tier* prices the whole volume.

Guarantees: VAT is computed once per rate, on the total, exactly as an electronic invoice checks it
(base in cents x rate, half away from zero); slices telescope, so that cutting a period in parts
never moves a Wh from one slice to another.
"""

from energycore.tax.slices import tier_of, volume_below
from energycore.tax.vat import (
    PICO_PER_CENT,
    VatTotals,
    base_cents,
    split_gross,
    total_cents,
    vat_totals,
)

__all__ = [
    "PICO_PER_CENT",
    "VatTotals",
    "base_cents",
    "split_gross",
    "tier_of",
    "total_cents",
    "vat_totals",
    "volume_below",
]
