"""What a register is expected to count over a period: its year, spread along the load profile."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from energycore.clocks import day_number, year_start
from energycore.profiles import LoadProfile, extend
from kwartier.metering.models import Register, SupplyPoint
from kwartier.metering.types import INJECTION_KINDS, Expectation, RegisterHistory, RegisterKind
from rulebooks.profiles import get_profile

# Readings must cover a fifth of a year before a year is drawn from them: over less, one holiday
# or one cold week says more than the habit does.
LEAST_SHARE = 0.2
# Two years: long enough to have every season, short enough to follow a change of habit.
LONGEST_WINDOW_DAYS = 731
_NO_HOLIDAYS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ExpectedVolume:
    """What a period is expected to bring, in the register's unit.

    ``most_produced`` is how far solar panels could turn a meter back that runs backwards.
    """

    volume: float
    most_produced: float = 0.0


@lru_cache(maxsize=256)
def profile_until_year(key: str, year: int) -> LoadProfile:
    """The profile, continued to the end of a year.

    Only questions to a customer and pictures rest on it, so the coming holidays may count as plain days.
    """
    return extend(get_profile(key), year_start(year + 1), _NO_HOLIDAYS)


def profile_of(supply_point: SupplyPoint, kind: str, *, until: date) -> LoadProfile:
    """The profile along which a kind of register counts, reaching beyond ``until``."""
    gives = kind in INJECTION_KINDS and supply_point.injection_profile_key
    key = supply_point.injection_profile_key if gives else supply_point.profile_key
    return profile_until_year(key, until.year)


def share_of(profile: LoadProfile, from_day: int, until_day: int) -> float:
    """The share of a year in a period, of the days that the profile knows."""
    start = max(from_day, profile.first_day)
    return profile.fraction(start, until_day) if start < until_day else 0.0


def annual_volume(
    *,
    register: Register,
    profile: LoadProfile,
    history: RegisterHistory,
    before: date,
    expectation: Expectation | None,
) -> float | None:
    """A year's volume in the register's unit, or None where nothing tells it.

    In this order: the accepted readings of this kind of register (over meter exchanges too) when
    they cover a fifth of a year; what the caller expects; the operator's own estimate; the
    readings again, however short.
    """
    drawn, share = _draw_from_readings(register, profile, history, before)
    if drawn is not None and share >= LEAST_SHARE:
        return drawn
    if expectation is not None and register.pk in expectation.annual_volumes:
        return float(expectation.annual_volumes[register.pk])
    if register.annual_estimate is not None:
        return float(register.annual_estimate)
    return drawn


def _draw_from_readings(
    register: Register, profile: LoadProfile, history: RegisterHistory, before: date
) -> tuple[float | None, float]:
    """The year that the latest readings give, and the share of a year they cover."""
    until = day_number(before)
    own = history.of_kind(RegisterKind(register.kind))
    # By the end of an interval, not its start: two yearly readings reach back further than the
    # window and are all there is for most homes.
    chosen = (
        (own.until_days <= until)
        & (own.until_days >= until - LONGEST_WINDOW_DAYS)
        & (own.from_days >= profile.first_day)
    )
    part = own.where(chosen)
    share = sum(
        share_of(profile, int(start), int(end))
        for start, end in zip(part.from_days, part.until_days, strict=True)
    )
    if share <= 0:
        return None, 0.0
    return int(part.volumes.sum()) / share, share
