"""Small profiles whose every number can be checked by hand."""

from datetime import date
from itertools import pairwise

import numpy as np

from energycore.clocks import day_number, days_in_year, local_midnights, year_start
from energycore.profiles import LoadProfile, build_from_quarters

ZONE = "Europe/Brussels"


def wavy_profile(first_year=2022, years=5, key="wavy", flat=0.0):
    """Whole years; each day's share depends on its place in the year and its weekday."""
    pieces, total = [np.zeros(1)], 0.0
    for year in range(first_year, first_year + years):
        days = np.arange(days_in_year(year)) + year_start(year)
        shares = 1.2 + np.cos(2 * np.pi * (days - days[0]) / days.size) + 0.1 * ((days + 3) % 7)
        running = np.cumsum(shares) / shares.sum()
        running[-1] = 1.0
        pieces.append(total + running)
        total += 1.0
    cumulative = np.concatenate(pieces)
    return LoadProfile(
        key=key, first_day=year_start(first_year), cumulative=cumulative, source="a sample"
    )


def quarter_shares(first_year=2024, years=1, zone=ZONE):
    """Shares of every quarter of whole years, each year adding up to 1, and where they start."""
    bounds = local_midnights(year_start(first_year), year_start(first_year + years), zone)
    starts = [
        int(local_midnights(year_start(year), year_start(year), zone)[0])
        for year in range(first_year, first_year + years + 1)
    ]
    pieces = []
    for start, end in pairwise(starts):
        count = (end - start) // 900
        raw = 2.0 + np.sin(np.arange(count) * 2 * np.pi / 96) + (np.arange(count) % 7) / 10
        pieces.append(raw / raw.sum())
    return int(bounds[0]), np.concatenate(pieces)


def quarter_profile(first_year=2024, years=1, **words):
    starts_at, shares = quarter_shares(first_year, years)
    made = {"key": "quarters", "source": "a sample", "timezone": ZONE, **words}
    return build_from_quarters(starts_at=starts_at, shares=shares, **made)


def number(year, month, day):
    return day_number(date(year, month, day))
