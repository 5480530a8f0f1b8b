"""Beyond the last published day: the latest year's shape, laid on the coming calendar."""

from bisect import bisect_left
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

import numpy as np

from energycore.clocks import date_of, day_number, weekday_of, year_of, year_start
from energycore.profiles.normal import year_totals
from energycore.profiles.profile import LoadProfile
from energycore.profiles.registers import RegisterShape
from energycore.units import FloatArray

_SUNDAY = 6


def extend(profile: LoadProfile, until_day: int, holidays: AbstractSet[int]) -> LoadProfile:
    """Return the profile continued to `until_day`, marked provisional from its published end.

    Each coming day takes the share of a day of the latest complete calendar year: the nearest
    date with the same weekday, or for a holiday the nearest holiday (a Sunday, where the year
    lists none). Then each calendar year is scaled so that it totals what the reference year
    totals: exactly 1 for a share profile. The published part is left as it is.

    `holidays` are day numbers, of the reference year and of the coming ones. A profile that
    already reaches `until_day` is returned as it is. Quarter detail stays what was published.
    Raises ValueError when no calendar year is complete, or when what is published of a year
    already exceeds a whole year.
    """
    if until_day <= profile.until_day:
        return profile
    reference, total = _reference_year(profile)
    published_until = profile.until_day
    last_year = year_of(until_day - 1)
    cumulative = list(profile.cumulative)
    for year in range(year_of(published_until), last_year + 1):
        start = max(published_until, year_start(year))
        shares = _shares_like(profile, reference, start, year_start(year + 1), holidays)
        known = profile.fraction(year_start(year), start) if start > year_start(year) else 0.0
        if known >= total:
            raise ValueError(f"{profile.key}: what is published of {year} exceeds a whole year")
        running = np.cumsum(shares)
        running = np.minimum(running * ((total - known) / running[-1]), total - known)
        running[-1] = total - known
        cumulative.extend(cumulative[-1] + running)
    size = until_day - profile.first_day + 1
    published = profile.provisional_from
    return replace(
        profile,
        cumulative=np.array(cumulative[:size]),
        provisional_from=published_until if published is None else published,
    )


def extend_shape(shape: RegisterShape, until_day: int, holidays: AbstractSet[int]) -> RegisterShape:
    """Return a division over registers continued to `until_day`; its whole as `extend` does.

    A coming day is divided as the nearest day of the same weekday in the reference year: registers
    count by the clock of the week, which knows no holidays, so that a holiday on a Monday takes the
    volume of a holiday and the hours of a Monday. On every day the parts add up to the whole. A
    shape that already reaches `until_day` is returned as it is. Raises what `extend` raises.
    """
    start = next(iter(shape.parts.values())).until_day
    if until_day <= start:
        return shape
    whole = extend(shape.whole, until_day, holidays)
    reference, total = _reference_year(shape.whole)
    weekdays = _candidates(reference, frozenset())
    like = [
        _nearest(weekdays[weekday_of(day)], _same_date(day, reference))
        for day in range(start, until_day)
    ]
    alike = np.array(like, dtype=np.int64)
    coming = np.arange(start, until_day, dtype=np.int64)
    volume, divided = whole.fraction(coming, coming + 1), whole.fraction(alike, alike + 1)
    parts: dict[str, LoadProfile] = {}
    for register, part in shape.parts.items():
        yearly = part.fraction(year_start(reference), year_start(reference + 1)) / total
        counted = part.fraction(alike, alike + 1)
        # A day without volume says nothing about its hours: then the year's division stands.
        share = np.where(divided > 0, counted / np.where(divided > 0, divided, 1.0), yearly)
        running = part.cumulative[-1] + np.cumsum(volume * share)
        parts[register] = replace(
            part,
            cumulative=np.concatenate((part.cumulative, running)),
            provisional_from=start,
        )
    return RegisterShape(whole=whole, parts=parts)


def _reference_year(profile: LoadProfile) -> tuple[int, float]:
    """Return the latest complete published year and its total."""
    end = profile.until_day if profile.provisional_from is None else profile.provisional_from
    totals = {
        year: total for year, total in year_totals(profile).items() if year_start(year + 1) <= end
    }
    if not totals:
        raise ValueError(f"{profile.key} covers no complete calendar year to continue from")
    latest = max(totals)
    return latest, totals[latest]


def _shares_like(
    profile: LoadProfile, reference: int, from_: int, until: int, holidays: AbstractSet[int]
) -> FloatArray:
    """Return the reference year's shares laid on the days [from_, until), not yet scaled."""
    candidates = _candidates(reference, holidays)
    days = [
        _nearest(candidates[_kind(day, holidays)], _same_date(day, reference))
        for day in range(from_, until)
    ]
    chosen = np.array(days, dtype=np.int64)
    return profile.fraction(chosen, chosen + 1)


def _kind(day: int, holidays: AbstractSet[int]) -> int:
    """Return 0 to 6 for a weekday, 7 for a holiday."""
    return _SUNDAY + 1 if day in holidays else weekday_of(day)


def _candidates(reference: int, holidays: AbstractSet[int]) -> list[list[int]]:
    """Return the days of the reference year by kind, each list in order."""
    kinds: list[list[int]] = [[] for _ in range(_SUNDAY + 2)]
    for day in range(year_start(reference), year_start(reference + 1)):
        kinds[_kind(day, holidays)].append(day)
    if not kinds[-1]:
        kinds[-1] = kinds[_SUNDAY]
    return kinds


def _same_date(day: int, year: int) -> int:
    """Return the same date in `year`; 29 February becomes 1 March where there is none."""
    wanted = date_of(day)
    if (wanted.month, wanted.day) == (2, 29):
        return day_number(date(year, 2, 28)) + 1
    return day_number(wanted.replace(year=year))


def _nearest(days: list[int], wanted: int) -> int:
    """Return the day of a sorted list that lies nearest to `wanted`, the earlier of two."""
    place = bisect_left(days, wanted)
    around = days[max(place - 1, 0) : place + 1]
    return min(around, key=lambda day: (abs(day - wanted), day))
