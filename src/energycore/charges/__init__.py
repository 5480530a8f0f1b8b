"""Charges: what was promised times what was consumed, for many supply points at once.

Words: a *volume* is whole Wh per supply point, register kind and segment; the *annual volume*
places a point in slices and tiers; a *charge* is pico-euro per point and row of the tariff.

Guarantees: exact integers up to the cent; cutting a period in segments changes no sum; an amount
that could leave int64 is refused.
"""

from energycore.charges.charging import Charges, charge, charge_columns
from energycore.charges.consumption import Consumption
from energycore.charges.dynamic import charge_dynamic, charge_dynamic_parts
from energycore.charges.errors import (
    AmountTooLarge,
    IntervalsMissing,
    PeakMissing,
    PeakTooLarge,
    VolumeNegative,
)
from energycore.charges.merging import merge_rows
from energycore.charges.peaks import Peaks, rolling_mean_peaks
from energycore.charges.placing import MeasuredIntervals, RunningTotal, place_volumes
from energycore.charges.splitting import split_volumes

__all__ = [
    "AmountTooLarge",
    "Charges",
    "Consumption",
    "IntervalsMissing",
    "MeasuredIntervals",
    "PeakMissing",
    "PeakTooLarge",
    "Peaks",
    "RunningTotal",
    "VolumeNegative",
    "charge",
    "charge_columns",
    "charge_dynamic",
    "charge_dynamic_parts",
    "merge_rows",
    "place_volumes",
    "rolling_mean_peaks",
    "split_volumes",
]
