"""The bridge to the kernel: facts of contracts become arrays, arrays go to ``energycore.forecast``.

Contracts that share a tariff (same rules, same price card, same registers) are forecast together;
one contract is a group of one, through the same code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np
from holidays import country_holidays

from energycore.clocks import DayRange, day_number, year_of, year_start
from energycore.forecast import UNKNOWN_WH, BandTable, Forecast, ForecastInputs, forecast_settlement
from energycore.profiles import LoadProfile, extend
from energycore.tariff import Tariff
from energycore.units import FloatArray, IntArray
from kwartier.billing._facts import ContractFacts
from kwartier.billing._tariffs import TariffKey, get_tariff, key_of
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS, RegisterKind
from rulebooks.calibration import get_band_table
from rulebooks.profiles import get_night_shape, get_profile

# A year before says something about a year when it holds most of its seasons.
_LEAST_PRIOR_SHARE = 0.75
_DAYS_OF_A_YEAR = 365
_NEVER = np.iinfo(np.int64).max
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
        key = key_of(each.contract, each.registers, each.card)
        by_key.setdefault(key, []).append(each)
    return [_build_group(key, members) for key, members in by_key.items()]


def _build_group(key: TariffKey, members: list[ContractFacts]) -> Group:
    period_from = np.array([day_number(f.plan.period_from) for f in members], dtype=np.int64)
    period_until = np.array([day_number(f.plan.period_until) for f in members], dtype=np.int64)
    first, last = int(period_from.min()), int(period_until.max())
    profiles = tuple(_profile_of(key, kind, year_of(last)) for kind in key.registers)
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
    intervals = _Intervals.of(key, members)
    known_until = intervals.last_days(len(key.registers), len(members))
    known_until = np.clip(known_until, period_from, period_until)
    known, _ = intervals.volumes(profiles, period_from, known_until)
    own_from = np.array([day_number(f.known_from) for f in members], dtype=np.int64)
    prior_from = np.minimum(np.maximum(own_from, period_from - _DAYS_OF_A_YEAR), period_from)
    prior, shares = intervals.volumes(profiles, prior_from, period_from)
    annual = prior / np.maximum(shares, _LEAST_PRIOR_SHARE)
    is_told = shares >= _LEAST_PRIOR_SHARE
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
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Intervals:
    """What registers counted between readings: parallel arrays over all contracts of a group."""

    rows: IntArray
    columns: IntArray
    from_days: IntArray
    until_days: IntArray
    volumes_wh: IntArray

    @classmethod
    def of(cls, key: TariffKey, members: Sequence[ContractFacts]) -> "_Intervals":
        sizes = [len(facts.history) for facts in members]
        column_of = _columns(key.registers)
        histories = [facts.history for facts in members]
        kinds = np.concatenate([history.kinds for history in histories])
        return cls(
            rows=np.repeat(np.arange(len(members)), sizes),
            columns=column_of[kinds],
            from_days=np.concatenate([history.from_days for history in histories]),
            until_days=np.concatenate([history.until_days for history in histories]),
            volumes_wh=np.concatenate([history.volumes_wh for history in histories]),
        )

    def last_days(self, register_count: int, count: int) -> IntArray:
        """int64[N]: the last day that every register tells; 0 where none tells anything.

        A register that never told anything (on a meter hung yesterday) holds nobody back.
        """
        last = np.zeros((count, register_count), dtype=np.int64)
        np.maximum.at(last, (self.rows, self.columns), self.until_days)
        earliest = np.where(last > 0, last, _NEVER).min(axis=1)
        return np.asarray(np.where(earliest < _NEVER, earliest, 0), dtype=np.int64)

    def volumes(
        self, profiles: Sequence[LoadProfile], from_days: IntArray, until_days: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Wh and shares of a year, float64[N, R], of [from_days, until_days) as far as told.

        An interval that reaches over an end is divided along the profile.
        """
        volumes = np.zeros((len(from_days), len(profiles)))
        shares = np.zeros_like(volumes)
        starts = np.maximum(self.from_days, from_days[self.rows])
        ends = np.minimum(self.until_days, until_days[self.rows])
        for column, profile in enumerate(profiles):
            touches = (self.columns == column) & (starts < ends)
            touches &= self.from_days >= profile.first_day
            rows = self.rows[touches]
            inside = profile.fraction(starts[touches], ends[touches])
            whole = profile.fraction(self.from_days[touches], self.until_days[touches])
            part = self.volumes_wh[touches] * inside / np.where(whole > 0, whole, 1.0)
            np.add.at(volumes, (rows, column), part)
            np.add.at(shares, (rows, column), inside)
        return volumes, shares


@lru_cache(maxsize=256)
def _columns(registers: tuple[str, ...]) -> IntArray:
    """The column of every kind of register, by its position in ``REGISTER_KINDS``."""
    return np.array([_column_of(registers, kind) for kind in REGISTER_KINDS], dtype=np.int64)


def _column_of(registers: tuple[str, ...], kind: RegisterKind) -> int:
    """The column that a kind of register counts in.

    A kind that is no longer on the wall (a day-and-night meter became a single one) goes to the
    first register of its direction: its volume was used all the same.
    """
    if kind.value in registers:
        return registers.index(kind.value)
    gives = kind in INJECTION_KINDS
    same = [n for n, other in enumerate(registers) if (other in INJECTION_KINDS) == gives]
    return same[0] if same else 0


def _profile_of(key: TariffKey, kind: str, until_year: int) -> LoadProfile:
    """The profile along which a register counts, reaching to the end of a year."""
    if kind in INJECTION_KINDS:
        own = key.injection_profile_key or key.profile_key
        return _extended(own, "", key.country, until_year)
    # Only RLP0N is published by the quarter, so only it divides over day and night.
    divides = kind in _NIGHT_KINDS and key.profile_key.startswith("rlp0n.")
    return _extended(key.profile_key, kind if divides else "", key.country, until_year)


@lru_cache(maxsize=256)
def _extended(profile_key: str, part: str, country: str, until_year: int) -> LoadProfile:
    profile = get_profile(profile_key)
    if part:
        profile = get_night_shape(profile_key).profile_of(part)
    until_day = year_start(until_year + 1)
    years = range(year_of(profile.first_day), until_year + 1)
    days = frozenset(day_number(day) for day in country_holidays(country, years=years))
    return extend(profile, until_day, days)


def figure(forecast: Forecast, name: str, row: int = 0) -> int:
    """One whole number of a forecast."""
    return int(cast("Any", getattr(forecast, name))[row])
