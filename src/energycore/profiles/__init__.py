"""Load profiles: how a year of consumption is spread over its days, as cumulative shares.

Words: a *profile* says what share of a year's volume falls in each quarter-hour; it is held as a
running total at local midnights, so that the *fraction* of a period is one subtraction, for one
supply point or a million. *Annualise* turns the volume of a period into that of a year; the
*expected* volume of a period is the way back; an index between two readings is *interpolated*
along the profile. Beyond the last published day a profile is *extended* and says so
(`provisional_from`).

Guarantees: every calendar year of a published profile is 1 within 1e-12; fractions add over any
split; interpolation is monotone; a day outside the profile is an error that names it.
"""

from energycore.profiles.errors import NoShare, OutsidePeriod, OutsideProfile
from energycore.profiles.extension import extend, extend_shape
from energycore.profiles.joining import build_from_quarters, join
from energycore.profiles.normal import as_shares, year_totals
from energycore.profiles.profile import LoadProfile
from energycore.profiles.quarters import QuarterDetail, from_quarters
from energycore.profiles.registers import RegisterShape, split_registers, weekly_windows

__all__ = [
    "LoadProfile",
    "NoShare",
    "OutsidePeriod",
    "OutsideProfile",
    "QuarterDetail",
    "RegisterShape",
    "as_shares",
    "build_from_quarters",
    "extend",
    "extend_shape",
    "from_quarters",
    "join",
    "split_registers",
    "weekly_windows",
    "year_totals",
]
