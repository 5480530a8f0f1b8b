"""The bridge to the kernel: facts of contracts become arrays, arrays go to ``energycore.forecast``.

Contracts that share a tariff (same rules, same price card, same registers) are forecast together;
one contract is a group of one, through the same code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np

from energycore.clocks import DayRange, day_number, year_of, year_start
from energycore.forecast import UNKNOWN_WH, BandTable, Forecast, ForecastInputs, forecast_settlement
from energycore.profiles import LoadProfile
from energycore.tariff import Tariff
from energycore.units import IntArray
from kwartier.billing._advances.counted import Counted
from kwartier.billing._advances.facts import ContractFacts
from kwartier.metering.types import MeterKind, RegisterKind
from kwartier.supply.profiles import continue_profile
from kwartier.supply.promises import decide_courses
from kwartier.supply.tariffs import TariffKey, get_tariff, key_of
from rulebooks.calibration import get_band_table
from rulebooks.profiles import get_night_shape

# A year before says something about a year when it holds most of its seasons.
_LEAST_PRIOR_SHARE = 0.75
# Where the disc turns both ways, it takes all of them.
_WHOLE_PRIOR_SHARE = 0.98
_DAYS_OF_A_YEAR = 365
# The sun shines by day, so what a night register of injection counts is the weekend.
_NIGHT_SHARE_OF_THE_SUN = 2 / 7
_NIGHT_KINDS = {RegisterKind.DAY.value, RegisterKind.NIGHT.value}


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Contracts of one tariff, ready for the kernel; row n of everything is ``facts[n]``."""

    facts: tuple[ContractFacts, ...]
    tariff: Tariff
    profiles: tuple[LoadProfile, ...]
    band: BandTable
    inputs: ForecastInputs

    def run(self) -> Forecast:
        """Forecast every contract of the group."""
        return forecast_settlement(self.tariff, self.profiles, self.inputs, self.band)


def group_facts(facts: Sequence[ContractFacts]) -> list[Group]:
    """Sort contracts into groups of one tariff, each with its arrays."""
    by_key: dict[TariffKey, list[ContractFacts]] = {}
    for each in facts:
        period = DayRange.of_dates(each.plan.period_from, each.plan.period_until)
        courses = decide_courses(each.card, each.promised, period)
        key = key_of(each.contract, each.registers, each.card, courses=courses)
        by_key.setdefault(key, []).append(each)
    return [_build_group(key, members) for key, members in by_key.items()]


def _build_group(key: TariffKey, members: list[ContractFacts]) -> Group:
    period_from = np.array([day_number(f.plan.period_from) for f in members], dtype=np.int64)
    period_until = np.array([day_number(f.plan.period_until) for f in members], dtype=np.int64)
    first, last = int(period_from.min()), int(period_until.max())
    # Whoever was not settled yet may have readings from after the period.
    latest = max((int(f.history.until_days.max()) for f in members if len(f.history)), default=last)
    until_year = year_of(max(last, latest))
    profiles = tuple(
        continue_profile(
            key.profile_key,
            kind,
            injection_key=key.injection_profile_key,
            country=key.country,
            until_year=until_year,
        )
        for kind in key.registers
    )
    return Group(
        facts=tuple(members),
        tariff=get_tariff(key, members[0].card, DayRange(first, last), carry_forward=True),
        profiles=profiles,
        band=get_band_table(key.energy),
        inputs=_inputs(key, members, profiles, period_from, period_until),
    )


def _inputs(
    key: TariffKey,
    members: list[ContractFacts],
    profiles: Sequence[LoadProfile],
    period_from: IntArray,
    period_until: IntArray,
) -> ForecastInputs:
    counted = Counted.of(key.registers, [facts.history for facts in members])
    counted = counted.divided(profiles, _night_shares(key))
    known_until = np.clip(counted.last_days(), period_from, period_until)
    runs_back = np.array([_runs_backwards(f) for f in members])
    # Where the sun turns the disc back, only whole years can be compared: after a summer the
    # index says that next to nothing is used, after a winter twice too much.
    known_until = np.where(runs_back & (known_until < period_until), period_from, known_until)
    known, told = counted.volumes(profiles, period_from, known_until)
    own_from = np.array([day_number(f.known_from) for f in members], dtype=np.int64)
    prior_from = np.minimum(np.maximum(own_from, period_from - _DAYS_OF_A_YEAR), period_from)
    prior, shares = counted.volumes(profiles, prior_from, period_from)
    least = np.where(runs_back, _WHOLE_PRIOR_SHARE, _LEAST_PRIOR_SHARE)[:, None]
    annual = prior / np.maximum(shares, least)
    is_told = shares >= least
    return ForecastInputs(
        period_from=period_from,
        period_until=period_until,
        known_until=known_until,
        # A meter that ran backwards over the whole period has used nothing, not less.
        known_wh=np.maximum(np.rint(known), 0).astype(np.int64),
        prior_annual_wh=np.where(is_told, np.maximum(np.rint(annual), 0), UNKNOWN_WH).astype(
            np.int64
        ),
        invoiced_cents=np.array([f.plan.invoiced_cents for f in members], dtype=np.int64),
        advances_left=np.array([len(f.plan.left) for f in members], dtype=np.int64),
        amount_cents=np.array([f.plan.amount_cents for f in members], dtype=np.int64),
        peaks_w=np.array([f.contract.mean_peak_w or 0 for f in members], dtype=np.int64),
        told_years=told,
    )


def _runs_backwards(facts: ContractFacts) -> bool:
    """Whether what panels give is taken off the same register: a turning disc."""
    if not facts.contract.supply_point.has_production:
        return False
    return any(register.meter_kind == MeterKind.FERRARIS for register in facts.registers)


def _night_shares(key: TariffKey) -> tuple[float, float]:
    """The part of a year's offtake, and of a year's injection, that a night register counts."""
    offtake = _night_share(key.profile_key) if set(key.registers) >= _NIGHT_KINDS else 0.0
    return offtake, _NIGHT_SHARE_OF_THE_SUN


@lru_cache(maxsize=64)
def _night_share(profile_key: str) -> float:
    if not profile_key.startswith("rlp0n."):
        return 0.0
    night = get_night_shape(profile_key).parts[RegisterKind.NIGHT.value]
    year = year_of(night.until_day) - 1
    return float(night.fraction(year_start(year), year_start(year + 1)))


def figure(forecast: Forecast, name: str, row: int = 0) -> int:
    """One whole number of a forecast."""
    return int(cast("Any", getattr(forecast, name))[row])
