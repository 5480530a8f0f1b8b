"""From measures to parts of a period: Wh, the days that are known, and the state of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from energycore.charges import MeasuredIntervals, place_volumes
from energycore.clocks import DayRange, date_of, day_number
from energycore.intervals import ValueState
from energycore.profiles import LoadProfile
from energycore.units import BoolArray, IntArray
from kwartier.consumption._sources import Measures
from kwartier.consumption.types import Amount, Part, Period
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS

_GIVES = np.array([kind in INJECTION_KINDS for kind in REGISTER_KINDS], dtype=np.bool_)


def days_of(period: Period) -> list[DayRange]:
    """The parts of a period as days."""
    ends = [day_number(day) for day in (period.from_, *period.cuts, period.until)]
    return [DayRange(first, until) for first, until in pairwise(ends)]


@dataclass(frozen=True, eq=False)
class Told:
    """What a source tells of a customer's own days at a supply point until today.

    ``own`` are the customer's days, in order; ``profiles`` by position of a register's kind;
    ``counting`` the kinds that hang there now: without one of them a day is not wholly known.
    ``in_one`` are the days that are told as one of all registers: of offtake, and of injection.
    """

    measures: Measures
    own: tuple[DayRange, ...]
    profiles: dict[int, LoadProfile]
    counting: frozenset[int]
    today: int
    in_one: tuple[tuple[DayRange, ...], tuple[DayRange, ...]] = ((), ())

    @cached_property
    def kinds(self) -> list[int]:
        """The kinds that tell anything, in their order."""
        return sorted(set(self.measures.kinds.tolist()))

    @cached_property
    def has_injection(self) -> bool:
        """Whether anything given to the grid is told."""
        return bool(_GIVES[self.measures.kinds].any())

    def bounds(self) -> tuple[int, int] | None:
        """The first and the end day of what is known of the customer's offtake; None without any."""
        chosen = ~_GIVES[self.measures.kinds]
        if not (chosen.any() and self.own):
            return None
        first = max(int(self.measures.from_days[chosen].min()), self.own[0].from_)
        until = min(self._known_until(gives=False), self.own[-1].until)
        return (first, until) if first < until else None

    def own_days(self, days: DayRange) -> BoolArray:
        """Which of some days are the customer's."""
        is_own = np.zeros(len(days), dtype=np.bool_)
        for each in self.own:
            if (inside := each.overlap(days)) is not None:
                is_own[inside.from_ - days.from_ : inside.until - days.from_] = True
        return is_own

    def known_days(self, days: DayRange, *, gives: bool) -> BoolArray:
        """Which of some days are the customer's and known in a direction."""
        span, known = self._known_of_direction[gives]
        found = np.zeros(len(days), dtype=np.bool_)
        if (inside := span.overlap(days)) is not None:
            place = inside.from_ - span.from_
            first = inside.from_ - days.from_
            found[first : first + len(inside)] = known[place : place + len(inside)]
        return found

    @cached_property
    def _known_of_direction(self) -> tuple[tuple[DayRange, BoolArray], ...]:
        """Of each direction the days that measures span, and which of them are known."""
        return (self._find_known(gives=False), self._find_known(gives=True))

    def _find_known(self, *, gives: bool) -> tuple[DayRange, BoolArray]:
        mine = _GIVES[self.measures.kinds] == gives
        if not mine.any():
            return DayRange(0, 0), np.zeros(0, dtype=np.bool_)
        starts, stops = self.measures.from_days[mine], self.measures.until_days[mine]
        span = DayRange(int(starts.min()), int(stops.max()))
        # A stretch opens on its first day and closes on its last: a page has a thousand of them.
        changes = np.bincount(starts - span.from_, minlength=len(span) + 1) - np.bincount(
            stops - span.from_, minlength=len(span) + 1
        )
        known = changes.cumsum()[:-1] > 0
        known[max(self._known_until(gives=gives) - span.from_, 0) :] = False
        return span, known & self.own_days(span)

    def sum_over(self, ranges: Sequence[DayRange]) -> IntArray:
        """int64[N, K]: the Wh of each kind on the customer's days in each range."""
        measures = self.measures
        sums = np.zeros((len(ranges), len(self.kinds)), dtype=np.int64)
        if not len(measures.kinds):
            return sums
        ends = [day for each in (*ranges, *self.own) for day in (each.from_, each.until)]
        first, last = int(measures.from_days.min()), int(measures.until_days.max())
        cells = np.unique([first, last, *(day for day in ends if first < day < last)])
        placed = place_volumes(
            MeasuredIntervals(
                rows=np.zeros(len(measures.kinds), dtype=np.int64),
                columns=np.searchsorted(self.kinds, measures.kinds).astype(np.int64),
                from_days=measures.from_days,
                until_days=measures.until_days,
                volumes_wh=measures.volumes_wh,
            ),
            cells,
            [self.profiles[kind] for kind in self.kinds],
            count=1,
        )[0]
        starts = cells[:-1]
        is_own = np.zeros(len(starts), dtype=np.bool_)
        for each in self.own:
            is_own |= (starts >= each.from_) & (starts < each.until)
        for row, days in enumerate(ranges):
            chosen = is_own & (starts >= days.from_) & (starts < days.until)
            sums[row] = placed[:, chosen].sum(axis=1)
        return sums

    def list_parts(self, ranges: Sequence[DayRange]) -> list[Part]:
        """The parts of a period, without their cents."""
        sums = self.sum_over(ranges)
        return [self._part(days, sums[row]) for row, days in enumerate(ranges)]

    def _part(self, days: DayRange, sums: IntArray) -> Part:
        gives = _GIVES[self.kinds] if self.kinds else np.zeros(0, dtype=np.bool_)
        offtake = self._amount(days, int(sums[~gives].sum()), gives=False)
        injection = self._amount(days, int(sums[gives].sum()), gives=True)
        told = [
            (REGISTER_KINDS[kind].value, wh)
            for kind, wh in zip(self.kinds, sums.tolist(), strict=True)
            if self._touches(kind, days) and (injection if _GIVES[kind] else offtake).wh is not None
        ]
        return Part(
            from_=date_of(days.from_),
            until=date_of(days.until),
            offtake=offtake,
            injection=injection if self.has_injection else None,
            register_wh=tuple(told),
            billed=offtake,
            cents=None,
        )

    def _amount(self, days: DayRange, wh: int, *, gives: bool) -> Amount:
        is_known = self.known_days(days, gives=gives)
        known = int(is_known.sum())
        if not known:
            return Amount(None, self._state_without(days, gives=gives), 0, len(days))
        state, lacks = (
            self._state_of(days, gives=gives),
            self._find_lack(days, is_known, gives=gives),
        )
        return Amount(wh, state, known, len(days), lacks)

    def _find_lack(self, days: DayRange, is_known: BoolArray, *, gives: bool) -> ValueState | None:
        """Why some of the customer's days are not known: a hole before the last reading, or after it."""
        unknown = self.own_days(days) & ~is_known
        if not unknown.any():
            return None
        told = max(self._known_until(gives=gives) - days.from_, 0)
        return ValueState.MISSING if unknown[:told].any() else ValueState.NOT_YET

    def _state_without(self, days: DayRange, *, gives: bool) -> ValueState:
        """Still to come after the last reading, or missing: before it, or not the customer's."""
        is_later = days.until > self._known_until(gives=gives)
        is_own = not self.own or days.until > self.own[-1].until or self.own_days(days).any()
        return ValueState.NOT_YET if is_later and is_own else ValueState.MISSING

    def _state_of(self, days: DayRange, *, gives: bool) -> ValueState:
        """The worst state of what lies inside; what an end of the days cuts is estimated."""
        measures = self.measures
        inside = [each for own in self.own if (each := own.overlap(days)) is not None]
        first, until = inside[0].from_, inside[-1].until
        touches = (measures.from_days < until) & (measures.until_days > first)
        touches &= _GIVES[measures.kinds] == gives
        is_cut = (measures.told_from_days < first) | (measures.told_until_days > until)
        if (touches & is_cut).any():
            return ValueState.ESTIMATED
        return ValueState(int(measures.states[touches].max()))

    def _known_until(self, *, gives: bool) -> int:
        """The day until which every kind that hangs there now tells this direction."""
        measures = self.measures
        # What is told in one is told of every register.
        of_all = max((days.until for days in self._told_in_one(gives=gives)), default=0)
        last = [
            max(int(measures.until_days[measures.kinds == kind].max()), of_all)
            for kind in self.kinds
            if bool(_GIVES[kind]) == gives and (not self.counting or kind in self.counting)
        ]
        return min(min(last, default=of_all), self.today)

    def _told_in_one(self, *, gives: bool) -> list[DayRange]:
        """Those of the days told in one that are known: a rest below zero leaves days unknown."""
        measures = self.measures
        ends = measures.until_days[_GIVES[measures.kinds] == gives]
        found = []
        for days in self.in_one[gives]:
            inside = ends[(ends > days.from_) & (ends <= days.until)]
            if inside.size:
                found.append(DayRange(days.from_, int(inside.max())))
        return found

    def _touches(self, kind: int, days: DayRange) -> bool:
        mine = self.measures.kinds == kind
        return bool(
            (
                (self.measures.from_days[mine] < days.until)
                & (self.measures.until_days[mine] > days.from_)
            ).any()
        )
