"""Volumes: from two indexes to a volume, and from cubic metres of gas to watt-hours.

Words: an *index* is what a register shows at the start of a day; a *volume* is the difference of
two; a register with five *dials* rolls over from 99999 to 0; an *assessment* says whether a
reading is in line with what the profile expects, as a *finding*, never as an exception.

Guarantees: integers throughout; a decrease is never repaired silently, it is either a roll-over
that the expectation supports or a finding.
"""

from energycore.volumes.assessment import (
    Assessment,
    Assessments,
    Finding,
    Tolerance,
    assess_reading,
    assess_readings,
)
from energycore.volumes.delta import RegisterDelta, register_delta, register_modulus
from energycore.volumes.gas import gas_wh, mean_calorific_value

__all__ = [
    "Assessment",
    "Assessments",
    "Finding",
    "RegisterDelta",
    "Tolerance",
    "assess_reading",
    "assess_readings",
    "gas_wh",
    "mean_calorific_value",
    "register_delta",
    "register_modulus",
]
