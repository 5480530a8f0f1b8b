"""Intervals as they are kept, and what days of them come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from energycore.intervals import ValueState
from energycore.units import ByteArray, IntArray
from kwartier.intervals.types import Direction, Series
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Intervals of one length, one after the other without a hole, in one direction.

    ``start`` is in Unix seconds, so that no clock change makes a hole or a fold. ``values_wh`` is
    int64[N], -1 where missing; ``states`` uint8[N], `ValueState`.
    """

    start: int
    step_minutes: int
    values_wh: IntArray
    states: ByteArray

    @property
    def wh(self) -> list[int | None]:
        """The values; None where missing."""
        return [None if wh < 0 else wh for wh in self.values_wh.tolist()]

    @property
    def state_runs(self) -> list[tuple[ValueState, int]]:
        """Each state, and of how many values in a row."""
        firsts = np.flatnonzero(np.diff(self.states.astype(np.int16), prepend=-1))
        counts = np.diff(firsts, append=len(self.states)).tolist()
        return [
            (ValueState(state), count)
            for state, count in zip(self.states[firsts].tolist(), counts, strict=True)
        ]

    def as_document(self) -> dict[str, Any]:
        """The stretch for a machine; states as runs of a word and how many values it is of."""
        return {
            "start": self.start,
            "step_minutes": self.step_minutes,
            "values_wh": self.wh,
            "states": [[state.label, count] for state, count in self.state_runs],
        }

    def as_series(self, code: str, direction: Direction) -> Series:
        """The stretch as a series of a supply point."""
        count = len(self.values_wh)
        return Series(
            code=code,
            direction=direction,
            step_minutes=self.step_minutes,
            starts=self.start + np.arange(count, dtype=np.int64) * self.step_minutes * 60,
            values_wh=self.values_wh,
            states=self.states,
            lines=np.arange(count, dtype=np.int64),
            register="",
        )


@dataclass(frozen=True, slots=True)
class ToldDays:
    """What the intervals of the days [``from_``, ``until``) come to; None where none is known.

    The peak is the highest mean power of an interval of ``peak_minutes`` that was taken, and
    ``peak_at`` where it began. ``lacking_count`` values are in no sum; ``state`` is the worst, and
    ``known_state`` the worst of those that are in a sum.
    """

    from_: date
    until: date
    taken_wh: int | None
    given_wh: int | None
    peak_w: int | None
    peak_at: datetime | None
    peak_minutes: int
    state: ValueState
    known_state: ValueState
    lacking_count: int


@dataclass(frozen=True, slots=True, eq=False)
class Explored:
    """Intervals of the days [``from_``, ``until``) as they are kept, in both directions.

    Empty where no consent lets them be shown. ``days`` are those of which intervals are kept, also
    where all of them are missing.
    """

    contract: ContractRow
    begins_on: date
    from_: date
    until: date
    consents: bool
    taken: tuple[Stretch, ...]
    given: tuple[Stretch, ...]
    days: tuple[ToldDays, ...]

    @property
    def months(self) -> tuple[ToldDays, ...]:
        """The same by calendar month."""
        found: dict[date, list[ToldDays]] = {}
        for day in self.days:
            found.setdefault(day.from_.replace(day=1), []).append(day)
        return tuple(add_told(days) for days in found.values())

    def as_document(self) -> dict[str, Any]:
        """The values for a machine: numbers and words only, by direction and stretch."""
        return {
            "from": self.from_.isoformat(),
            "until": self.until.isoformat(),
            "timezone": self.contract.supply_point.timezone_name,
            "consents": self.consents,
            "offtake": [each.as_document() for each in self.taken],
            "injection": [each.as_document() for each in self.given],
        }

    def list_series(self) -> list[Series]:
        """The values as series, for a file."""
        code = self.contract.code
        return [
            each.as_series(code, direction)
            for direction, found in (
                (Direction.OFFTAKE, self.taken),
                (Direction.INJECTION, self.given),
            )
            for each in found
        ]

    @property
    def total(self) -> ToldDays | None:
        """What the whole period comes to; None where nothing is known."""
        return add_told(self.days) if self.days else None


def add_told(days: Sequence[ToldDays]) -> ToldDays:
    """Some days in one: the sums, the highest of the peaks, the worst of the states."""
    highest = max(days, key=lambda day: -1 if day.peak_w is None else day.peak_w)
    return ToldDays(
        from_=days[0].from_,
        until=days[-1].until,
        taken_wh=_sum([day.taken_wh for day in days]),
        given_wh=_sum([day.given_wh for day in days]),
        peak_w=highest.peak_w,
        peak_at=highest.peak_at,
        peak_minutes=highest.peak_minutes,
        state=max(day.state for day in days),
        known_state=max(day.known_state for day in days),
        lacking_count=sum(day.lacking_count for day in days),
    )


def _sum(values: Sequence[int | None]) -> int | None:
    known = [wh for wh in values if wh is not None]
    return sum(known) if known else None
