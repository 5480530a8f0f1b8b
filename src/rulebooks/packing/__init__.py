"""Packing: load profiles as bytes, small in the repository and exact after unpacking.

Words: a *family* is the profiles that are published together (RLP0N of four regions); its *daily*
file holds running totals at midnights, its *quarters* file every quarter-hour as delta-coded
integers. A *single* file holds one imported profile.

Guarantees: a quarter is within 5e-13 of its source, a year of shares totals exactly 1; the same
input gives the same bytes.
"""

from rulebooks.packing.daily import pack_daily, unpack_daily
from rulebooks.packing.quarters import QuarterYear, detail_of, pack_quarters, unpack_quarters
from rulebooks.packing.single import pack_profile, unpack_profile

__all__ = [
    "QuarterYear",
    "detail_of",
    "pack_daily",
    "pack_profile",
    "pack_quarters",
    "unpack_daily",
    "unpack_profile",
    "unpack_quarters",
]
