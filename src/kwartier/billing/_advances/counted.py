"""What the registers of many contracts counted, on the registers that hang there now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from energycore.profiles import LoadProfile
from energycore.units import BoolArray, FloatArray, IntArray
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS, RegisterHistory, RegisterKind

_NEVER = np.iinfo(np.int64).max
# Shares of a year below this are rounding errors.
_TINY_YEARS = 1e-9
_NOBODY = -1
_BOTH = -2
_DAY_AND_NIGHT = {
    RegisterKind.TOTAL: (RegisterKind.DAY, RegisterKind.NIGHT),
    RegisterKind.INJECTION: (RegisterKind.INJECTION_DAY, RegisterKind.INJECTION_NIGHT),
}


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Volumes between readings: parallel arrays over all contracts of a group.

    ``rows`` are contracts, ``columns`` the registers of the group (`_BOTH`: still to be divided
    over a day and a night register), ``kinds`` positions in ``REGISTER_KINDS``: a kind that is not
    among ``registers`` comes from a meter that was taken down.
    """

    registers: tuple[str, ...]
    row_count: int
    rows: IntArray
    columns: IntArray
    kinds: IntArray
    from_days: IntArray
    until_days: IntArray
    volumes_wh: FloatArray

    @classmethod
    def of(cls, registers: tuple[str, ...], histories: Sequence[RegisterHistory]) -> "Counted":
        """The histories of some contracts, one each, on the registers that they have in common."""
        kinds = np.concatenate([history.kinds for history in histories])
        counted = cls(
            registers=registers,
            row_count=len(histories),
            rows=np.repeat(np.arange(len(histories)), [len(history) for history in histories]),
            columns=_columns(registers)[kinds],
            kinds=kinds,
            from_days=np.concatenate([history.from_days for history in histories]),
            until_days=np.concatenate([history.until_days for history in histories]),
            volumes_wh=np.concatenate([history.volumes_wh for history in histories]).astype(float),
        )
        if not (counted.columns == _NOBODY).any():
            return counted
        return counted._where(counted.columns != _NOBODY)

    def divided(
        self, profiles: Sequence[LoadProfile], night_shares: tuple[float, float]
    ) -> "Counted":
        """The same with what one register counted divided over the two that took its place.

        ``night_shares`` is what a night register counts of a year, of offtake and of injection;
        within the year both follow their profiles.
        """
        if not (self.columns == _BOTH).any():
            return self
        parts = [self._where(self.columns != _BOTH)]
        for one, (day, night) in _DAY_AND_NIGHT.items():
            gone = self._where((self.columns == _BOTH) & (self.kinds == REGISTER_KINDS.index(one)))
            if not len(gone.rows):
                continue
            columns = [self.registers.index(day.value), self.registers.index(night.value)]
            share = night_shares[one in INJECTION_KINDS]
            by_day, by_night = (
                weight * profiles[column].fraction(gone.from_days, gone.until_days)
                for weight, column in zip((1 - share, share), columns, strict=True)
            )
            at_night = by_night / np.maximum(by_day + by_night, _TINY_YEARS)
            for column, part in zip(columns, (1 - at_night, at_night), strict=True):
                parts.append(
                    replace(
                        gone,
                        columns=np.full_like(gone.columns, column),
                        volumes_wh=gone.volumes_wh * part,
                    )
                )
        return self._with(
            {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
        )

    def last_days(self) -> IntArray:
        """int64[N]: the last day that every register tells; 0 where none tells anything.

        A register that never told anything (on a meter hung yesterday) holds nobody back.
        """
        last = np.zeros((self.row_count, len(self.registers)), dtype=np.int64)
        np.maximum.at(last, (self.rows, self.columns), self.until_days)
        earliest = np.where(last > 0, last, _NEVER).min(axis=1)
        return np.asarray(np.where(earliest < _NEVER, earliest, 0), dtype=np.int64)

    def volumes(
        self, profiles: Sequence[LoadProfile], from_days: IntArray, until_days: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Wh and shares of a year, float64[N, R], of [from_days, until_days) as far as told.

        An interval that reaches over an end is divided along the profile, and by days where the
        profile gives it nothing (a weekend of a day register). Registers that counted the same
        days together, and are one now, tell these days once.
        """
        volumes = np.zeros((self.row_count, len(profiles)))
        told = np.zeros_like(volumes)
        starts = np.maximum(self.from_days, from_days[self.rows])
        ends = np.minimum(self.until_days, until_days[self.rows])
        is_inside = starts < ends
        for column, profile in enumerate(profiles):
            touches = (self.columns == column) & is_inside & (self.from_days >= profile.first_day)
            if not touches.any():
                continue
            first, until = self.from_days[touches], self.until_days[touches]
            begin, end = starts[touches], ends[touches]
            inside, whole, window = _fractions(
                profile, (begin, end), (first, until), (from_days, until_days)
            )
            by_days = (end - begin) / (until - first)
            ratio = np.where(whole > _TINY_YEARS, inside / np.maximum(whole, _TINY_YEARS), by_days)
            rows, kinds = self.rows[touches], self.kinds[touches]
            np.add.at(volumes, (rows, column), self.volumes_wh[touches] * ratio)
            told[:, column] = np.minimum(self._told(kinds, rows, inside, column), window)
        return volumes, told

    def _told(self, kinds: IntArray, rows: IntArray, inside: FloatArray, column: int) -> FloatArray:
        own = REGISTER_KINDS.index(RegisterKind(self.registers[column]))
        told = np.bincount(rows, inside * (kinds == own), minlength=self.row_count)
        others = [
            np.bincount(rows, inside * (kinds == kind), minlength=self.row_count)
            for kind in set(kinds.tolist()) - {own}
        ]
        return told + np.max(others, axis=0) if others else told

    def _where(self, chosen: BoolArray) -> "Counted":
        return self._with({name: getattr(self, name)[chosen] for name in _ARRAYS})

    def _with(self, arrays: dict[str, Any]) -> "Counted":
        return replace(self, **arrays)


_ARRAYS = ("rows", "columns", "kinds", "from_days", "until_days", "volumes_wh")


def _fractions(profile: LoadProfile, *periods: tuple[IntArray, IntArray]) -> list[FloatArray]:
    """The share of a year that each day range of each pair of arrays covers, in one lookup."""
    days = [day for period in periods for day in period]
    totals = profile.cumulative_at(np.concatenate(days))
    parts: list[FloatArray] = []
    place = 0
    for begin, _end in periods:
        count = len(begin)
        parts.append(totals[place + count : place + 2 * count] - totals[place : place + count])
        place += 2 * count
    return parts


@lru_cache(maxsize=256)
def _columns(registers: tuple[str, ...]) -> IntArray:
    """The column of every kind of register, by its position in ``REGISTER_KINDS``."""
    return np.array([_column_of(registers, kind) for kind in REGISTER_KINDS], dtype=np.int64)


def _column_of(registers: tuple[str, ...], kind: RegisterKind) -> int:
    """The column that a kind of register counts in.

    A kind that is no longer on the wall leaves its volume to the registers of its direction: one
    for all hours to a day and a night register, any other to the first. Where nothing is given to
    the grid any more, what was given counts no longer.
    """
    if kind.value in registers:
        return registers.index(kind.value)
    if all(part.value in registers for part in _DAY_AND_NIGHT.get(kind, (kind,))):
        return _BOTH
    gives = kind in INJECTION_KINDS
    same = [n for n, other in enumerate(registers) if (other in INJECTION_KINDS) == gives]
    return same[0] if same else _NOBODY
