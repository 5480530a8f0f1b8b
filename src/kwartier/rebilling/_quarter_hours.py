"""What a customer's quarter-hours come to at an index: the part of a dynamic price that a bill carries.

A register is priced by the series of its direction. Where several registers count one direction and
one price follows one index, the first of them carries the sum: only all of them together are known by
the quarter-hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

import numpy as np

from energycore.bundle import BillInputs, IntervalTotal
from energycore.charges import charge_dynamic_parts
from energycore.clocks import DayRange, date_of
from energycore.intervals import DaySlots, slots_of
from energycore.tariff import DynamicTerm, Tariff
from energycore.units import BoolArray, IntArray
from kwartier.intervals.queries import get_days, may_use_finer
from kwartier.intervals.types import Direction, Purpose, StoredDays
from kwartier.metering.types import INJECTION_KINDS
from kwartier.rebilling._lacks import Lacking
from kwartier.rebilling.types import Lack, LackKind
from rulebooks.cases import IndexSeries

_MINUTES = 15
# An index of whole kWh hides less than one of them at each of its two ends.
_WH_OF_A_READING = 1_000
# Where a stretch is cut along the load profile, the register itself is an estimate.
_PERCENT_OF_AN_ESTIMATE = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QuarterHours:
    """One direction over some days, quarter by quarter: arrays int64[Q].

    ``wh`` is -1 where nothing is known. A value of half an hour or an hour stands on its first
    quarter, the others are 0; ``firsts`` are the places of the first quarter of each value.
    """

    slots: DaySlots
    wh: IntArray
    firsts: IntArray

    @classmethod
    def of(cls, stored: StoredDays, slots: DaySlots) -> Self:
        """The days that are kept, laid on slots of a quarter-hour."""
        wh = np.full(slots.count, -1, dtype=np.int64)
        firsts = np.arange(slots.count, dtype=np.int64)
        for day, values in zip(stored.days.tolist(), stored.values_wh, strict=True):
            place = slots.slots_on(day)
            count = place.stop - place.start
            quarters = count // len(values)
            starts = np.arange(place.start, place.stop, quarters)
            wh[place] = np.repeat(np.where(np.asarray(values) < 0, -1, 0), quarters)
            wh[starts] = values
            firsts[place] = np.repeat(starts, quarters)
        return cls(slots=slots, wh=wh, firsts=firsts)


class Weigher:
    """Weighs the quarter-hours of a supply point at the index series of one card.

    The series of the meter are read once, when a price asks for them: two queries for each direction.
    """

    def __init__(self, series: Sequence[IndexSeries], meter: "MeterSeries") -> None:
        self._meter = meter
        self._prices = {
            name: _lay(meter.slots, [each for each in series if each.index == name])
            for name in {each.index for each in series}
        }

    def __call__(self, inputs: BillInputs, tariff: Tariff) -> tuple[IntervalTotal, ...]:
        """What the quarter-hours of a bill came to between the days on which its prices change.

        Raises:
            Lacking: a quarter-hour is not known, or its price, or they are not what the register
                counted.
        """
        found: list[IntervalTotal] = []
        for term in (term for versions in tariff.versions for term in versions):
            days = term.valid.overlap(inputs.period)
            if not isinstance(term, DynamicTerm) or not term.is_granted or days is None:
                continue
            names = [name for name in inputs.registers if name in term.registers]
            if names:
                found += self._weigh(term, names, days, inputs, tariff)
        return tuple(found)

    def _weigh(
        self,
        term: DynamicTerm,
        names: Sequence[str],
        days: DayRange,
        inputs: BillInputs,
        tariff: Tariff,
    ) -> list[IntervalTotal]:
        gives = names[0] in INJECTION_KINDS
        alike = [name for name in inputs.registers if (name in INJECTION_KINDS) == gives]
        first_day = date_of(days.from_)
        if names != alike:
            what = ", ".join(name for name in alike if name not in names)
            raise Lacking(Lack(kind=LackKind.REGISTER, what=what, day=first_day))
        quarters = self._meter.read(Direction.INJECTION if gives else Direction.OFFTAKE)
        prices = self._find_prices(term.index, quarters, days)
        self._check_known(quarters, days)
        self._check_sum(quarters, names, days, inputs)
        bounds = [days.from_, *(b for b in tariff.boundaries.tolist() if b in days), days.until]
        bounds = sorted(set(bounds))
        slots = self._meter.slots
        positions = slots.positions[np.array(bounds) - slots.days.from_]
        sums = charge_dynamic_parts(quarters.wh[None, :], prices, positions)[0].tolist()
        return [
            _total(name, DayRange(start, end), term.index, weighed if name == names[0] else 0)
            for name in names
            for start, end, weighed in zip(bounds[:-1], bounds[1:], sums, strict=True)
        ]

    def _find_prices(self, index: str, quarters: QuarterHours, days: DayRange) -> IntArray:
        slots = self._meter.slots
        prices, is_known = self._prices.get(index) or _lay(slots, [])
        place = slots.slots_over(days)
        missing = _days_with(~is_known[place], slots, place)
        if missing:
            raise Lacking(_on_days(LackKind.QUARTER_PRICES, index, missing))
        moves = prices[place] != prices[quarters.firsts[place]]
        if moves.any():
            # An hour of Wh has several prices: how it was spread over them nobody knows.
            raise Lacking(_on_days(LackKind.QUARTER_HOURS, index, _days_with(moves, slots, place)))
        return prices

    def _check_known(self, quarters: QuarterHours, days: DayRange) -> None:
        slots = self._meter.slots
        place = slots.slots_over(days)
        missing = _days_with(quarters.wh[place] < 0, slots, place)
        if missing:
            raise Lacking(_on_days(LackKind.QUARTER_HOURS, "", missing))

    def _check_sum(
        self, quarters: QuarterHours, names: Sequence[str], days: DayRange, inputs: BillInputs
    ) -> None:
        """The quarter-hours must be those that the registers counted, but for their last digit."""
        if days != inputs.period:
            return  # a price of some days: what the register counted on them is itself a division
        counted = [each for each in inputs.measured if each.register in names]
        register_wh = sum(each.volume_wh for each in counted)
        known_wh = int(quarters.wh[self._meter.slots.slots_over(days)].sum())
        hidden_wh = _WH_OF_A_READING * len(counted)
        if self._meter.is_cut:
            hidden_wh += register_wh * _PERCENT_OF_AN_ESTIMATE // 100
        if abs(known_wh - register_wh) > hidden_wh:
            raise Lacking(
                Lack(
                    kind=LackKind.QUARTER_HOURS_DIFFER,
                    what="",
                    day=date_of(days.from_),
                    difference_wh=known_wh - register_wh,
                )
            )


class MeterSeries:
    """The quarter-hours of a supply point over some days of an account, read when they are asked for.

    They are used only while the account consents to being advised from them. ``is_cut``: what its registers counted on these days is an estimate in part.
    """

    def __init__(
        self,
        account_id: int,
        supply_point_id: int,
        days: DayRange,
        *,
        today: date,
        timezone: str,
        is_cut: bool = False,
    ) -> None:
        self.slots = _slots(days, timezone)
        self.is_cut = is_cut
        self._account_id, self._supply_point_id, self._today = account_id, supply_point_id, today
        self._read: dict[Direction, QuarterHours] = {}

    def read(self, direction: Direction) -> QuarterHours:
        """What is kept of one direction; two queries at most.

        Raises:
            Lacking: the account does not consent to it.
        """
        if direction not in self._read:
            days = self.slots.days
            if not may_use_finer(
                self._account_id, self._supply_point_id, self._today, purpose=Purpose.ADVICE
            ):
                raise Lacking(Lack(kind=LackKind.CONSENT, what="", day=date_of(days.from_)))
            stored = get_days(
                self._supply_point_id,
                date_of(days.from_),
                date_of(days.until),
                direction=direction,
            )
            self._read[direction] = QuarterHours.of(stored, self.slots)
        return self._read[direction]


@lru_cache(maxsize=64)
def _slots(days: DayRange, timezone: str) -> DaySlots:
    return slots_of(days, step_minutes=_MINUTES, timezone=timezone)


def _lay(slots: DaySlots, series: Sequence[IndexSeries]) -> tuple[IntArray, BoolArray]:
    """int64[Q] prices of an index, and bool[Q] where they are known."""
    prices = np.zeros(slots.count, dtype=np.int64)
    is_known = np.zeros(slots.count, dtype=np.bool_)
    for each in series:
        own = _slots(each.days, slots.timezone)
        both = each.days.overlap(slots.days)
        if both is not None:
            prices[slots.slots_over(both)] = each.nano_eur_per_kwh[own.slots_over(both)]
            is_known[slots.slots_over(both)] = True
    return prices, is_known


def _days_with(is_so: BoolArray, slots: DaySlots, place: slice) -> list[int]:
    """The days of some quarter-hours, each once."""
    places = np.flatnonzero(is_so) + place.start
    offsets = np.searchsorted(slots.positions, places, side="right") - 1
    days: list[int] = (np.unique(offsets) + slots.days.from_).tolist()
    return days


def _on_days(kind: LackKind, what: str, days: Sequence[int]) -> Lack:
    first: date = date_of(days[0])
    return Lack(kind=kind, what=what, day=first, day_count=len(days))


def _total(register: str, days: DayRange, index: str, weighted_pico: int) -> IntervalTotal:
    """Without the hashes that a bill keeps: nothing of this is kept."""
    return IntervalTotal(
        register=register,
        days=days,
        index=index,
        weighted_pico=weighted_pico,
        interval_count=0,
        index_sha256="",
        volumes_sha256="",
    )
