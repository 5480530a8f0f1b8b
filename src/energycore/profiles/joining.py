"""Profiles out of what the market publishes: a series of quarters, one year after another."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from energycore.clocks import QUARTER_SECONDS, day_number, local_midnights, year_of, year_start
from energycore.profiles.profile import LoadProfile
from energycore.profiles.quarters import QuarterDetail, from_quarters
from energycore.units import FloatArray

# Published shares are rounded to ten decimals or more; a whole year adds up to 1 far within this.
_YEAR_NOISE = 1e-6


def build_from_quarters(
    *,
    key: str,
    starts_at: int,
    shares: FloatArray,
    source: str,
    timezone: str,
    unit: Literal["years", "kwh_per_kwp"] = "years",
    day_start_hour: int = 0,
) -> LoadProfile:
    """Return the profile of consecutive quarters, with its quarter detail.

    `shares` is float64[n_quarters] in the profile's unit, from the Unix second `starts_at`. Both
    ends must be starts of local days (of gas days, with `day_start_hour` 6). A calendar year of
    shares that adds up to 1 within a millionth is made exactly 1. Raises ValueError for an end in
    the middle of a day, a negative share, or a complete year of shares that does not add up.
    """
    detail = from_quarters(shares, starts_at=starts_at)
    until_at = starts_at + detail.quarters_count * QUARTER_SECONDS
    first_day, until_day = (_day_starting_at(at, timezone) for at in (starts_at, until_at))
    starts = local_midnights(first_day, until_day, timezone, start_hour=day_start_hour)
    if starts[0] != starts_at or starts[-1] != until_at:
        raise ValueError(f"{key}: the quarters do not start and end where a local day starts")
    if unit == "years":
        detail = _with_whole_years(detail, first_day, until_day, timezone, day_start_hour)
    return LoadProfile(
        key=key,
        first_day=first_day,
        cumulative=detail.cumulative_at(starts),
        unit=unit,
        source=source,
        timezone=timezone,
        day_start_hour=day_start_hour,
        quarters=detail,
    )


def join(first: LoadProfile, then: LoadProfile) -> LoadProfile:
    """Return `first` up to where `then` starts, and `then` from there on.

    What an import of a new year does to the profile that the house already has; a later
    publication wins where both cover a day. Quarter detail is kept where both have it. The source
    names both. Raises ValueError when the units differ, when a gap lies between them, or when
    `then` starts before `first` or ends before it.
    """
    if (first.unit, first.timezone, first.day_start_hour) != (
        then.unit,
        then.timezone,
        then.day_start_hour,
    ):
        raise ValueError(f"{first.key} and {then.key} do not measure the same thing")
    end = first.until_day if first.provisional_from is None else first.provisional_from
    if not first.first_day < then.first_day <= end or then.until_day < end:
        raise ValueError(f"{then.key} does not continue {first.key}")
    kept = then.first_day - first.first_day
    base = first.cumulative[kept]
    later = then.cumulative[1:] - then.cumulative[0] + base
    return replace(
        first,
        cumulative=np.concatenate((first.cumulative[: kept + 1], later)),
        provisional_from=then.provisional_from,
        source="; ".join(dict.fromkeys((first.source, then.source))),
        demonstration=first.demonstration or then.demonstration,
        quarters=_join_quarters(first.quarters, then.quarters),
    )


def _join_quarters(first: QuarterDetail | None, then: QuarterDetail | None) -> QuarterDetail | None:
    if first is None or then is None:
        return None
    kept = (then.starts_at - first.starts_at) // QUARTER_SECONDS
    later = then.cumulative[1:] - then.cumulative[0] + first.cumulative[kept]
    return QuarterDetail(
        starts_at=first.starts_at,
        cumulative=np.concatenate((first.cumulative[: kept + 1], later)),
    )


def _day_starting_at(at: int, timezone: str) -> int:
    """Return the local day that holds an instant in Unix seconds."""
    return day_number(datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(timezone)).date())


def _with_whole_years(
    detail: QuarterDetail, first_day: int, until_day: int, timezone: str, day_start_hour: int
) -> QuarterDetail:
    """Return the detail with every complete calendar year made exactly 1."""
    pieces, position = [np.zeros(1)], 0
    for year in range(year_of(first_day), year_of(until_day) + 1):
        ends = min(year_start(year + 1), until_day)
        at = local_midnights(ends, ends, timezone, start_hour=day_start_hour)
        end = int(detail.positions_of(at)[0])
        piece = detail.cumulative[position + 1 : end + 1] - detail.cumulative[position]
        if year_start(year) >= first_day and ends == year_start(year + 1):
            if abs(piece[-1] - 1.0) > _YEAR_NOISE:
                raise ValueError(f"the shares of {year} add up to {piece[-1]:.9f}, not to 1")
            piece = np.minimum(piece / piece[-1], 1.0)
        pieces.append(pieces[-1][-1] + piece)
        position = end
    return QuarterDetail(starts_at=detail.starts_at, cumulative=np.concatenate(pieces))
