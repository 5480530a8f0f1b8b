"""The Belgian load profiles, packed with the program.

Words: *RLP0N* is the residual load profile by which every electricity register but the exclusive
night one is spread over a year; *SPP* is what a kilowatt-peak of solar panels produces; regions
are `belgium`, `flanders`, `wallonia`, `brussels`, each the plain mean of its operators.

Keys: `rlp0n.<region>`; `spp.<region>` in kWh per kWp, and `spp.<region>.share` with each year
scaled to 1; `gas.demo`, a made profile for gas days. Published quarters: 2022 to 2026.

Guarantees: midnights load in milliseconds, quarters only when asked; an RLP0N year is exactly 1;
a profile is loaded once and shared, and it is read-only.
"""

from rulebooks.be.profiles.shelf import (
    REGIONS,
    get_profile,
    get_quarter_values,
    list_profiles,
)

__all__ = ["REGIONS", "get_profile", "get_quarter_values", "list_profiles"]
