"""Year totals of a profile, and the same profile with every year brought to one."""

from dataclasses import replace

import numpy as np

from energycore.clocks import year_of, year_start
from energycore.profiles.profile import LoadProfile


def year_totals(profile: LoadProfile) -> dict[int, float]:
    """Return the total of each *complete* calendar year the profile covers, by year.

    1.0 for a published share profile; about 1,024 kWh per kWp for a solar one.
    """
    first, last = year_of(profile.first_day), year_of(profile.until_day)
    return {
        year: profile.fraction(year_start(year), year_start(year + 1))
        for year in range(first, last)
        if year_start(year) >= profile.first_day
    }


def as_shares(profile: LoadProfile, *, key: str) -> LoadProfile:
    """Return the profile with each calendar year scaled to 1, under a new `key`.

    For a solar profile in kWh per kWp: how a year's injection is spread, whatever the weather of
    that year did to its total. A year that is not complete is scaled like the nearest complete
    one. Raises ValueError when no year is complete. Quarter detail is not carried over.
    """
    totals = year_totals(profile)
    if not totals:
        raise ValueError(f"{profile.key} covers no complete calendar year")
    shares = np.diff(profile.cumulative)
    years = year_of(np.arange(profile.first_day, profile.until_day, dtype=np.int64))
    pieces = []
    for year in np.unique(years):
        nearest = min(totals, key=lambda complete: (abs(complete - year), complete))
        scaled = np.cumsum(shares[years == year]) / totals[nearest]
        if nearest == year:
            # The last midnight of a year is set, so that rounding errors never add up over years.
            scaled[-1] = 1.0
        pieces.append(scaled)
    cumulative = [np.zeros(1)]
    for piece in pieces:
        cumulative.append(cumulative[-1][-1] + piece)
    return replace(
        profile, key=key, unit="years", cumulative=np.concatenate(cumulative), quarters=None
    )
