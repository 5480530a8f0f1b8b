"""What each register of a supply point counted over a period, between the operator's readings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from energycore.bundle import Measured, MeasuredColumns
from energycore.bundle.forms import canonical_text
from energycore.clocks import DayRange, date_of, day_number
from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.metering.types import REGISTER_KINDS, RegisterHistory, RegisterRow, Unit

_KINDS = tuple(kind.value for kind in REGISTER_KINDS)
_PLACES = {name: place for place, name in enumerate(_KINDS)}
# Of a history, in the order of an `Interval`.
_INTERVAL_COLUMNS = (
    *("register_ids", "kinds", "from_days", "until_days", "volumes_wh", "from_indexes"),
    *("until_indexes", "from_reading_ids", "until_reading_ids", "until_estimated"),
)


class Interval(NamedTuple):
    """What one register counted between two readings of the operator."""

    register_id: int
    kind: int
    from_day: int
    until_day: int
    volume_wh: int
    from_index: int
    until_index: int
    from_reading: int
    until_reading: int
    estimated: bool


@dataclass(frozen=True, slots=True, eq=False)
class Delivered:
    """What the registers of many supply points counted between the operator's readings.

    ``spans`` says which of the ``intervals`` are a supply point's, in order of kind and of time;
    ``shapes`` int32[N, 5] what a bundle says of each interval that many others have in common.
    """

    registers: Mapping[int, RegisterRow]
    spans: Mapping[int, tuple[int, int]]
    columns: tuple[list[int], ...]
    shapes: NDArray[np.int32]

    @classmethod
    def of(cls, history: RegisterHistory, registers: Iterable[RegisterRow]) -> Self:
        """The intervals of a history, and the registers that counted them."""
        known = {register.id: register for register in registers}
        points, starts, counts = np.unique(
            history.supply_point_ids, return_index=True, return_counts=True
        )
        ends = (starts + counts).tolist()
        units = {register_id: register.unit == Unit.M3 for register_id, register in known.items()}
        columns = tuple(getattr(history, name).tolist() for name in _INTERVAL_COLUMNS)
        shapes = np.column_stack(
            [
                history.kinds,
                history.from_days,
                history.until_days,
                history.until_estimated,
                [units[register_id] for register_id in columns[0]],
            ]
        )
        return cls(
            known,
            dict(zip(points.tolist(), zip(starts.tolist(), ends, strict=True), strict=True)),
            columns,
            np.ascontiguousarray(shapes, dtype=np.int32),
        )

    def list_intervals(self, supply_point_id: int) -> list[Interval]:
        """The intervals of one supply point."""
        first, until = self.spans.get(supply_point_id, (0, 0))
        rows = zip(*(column[first:until] for column in self.columns), strict=True)
        return [Interval._make(row) for row in rows]

    def find_whole(
        self, supply_point_id: int, stretches: Sequence["Stretch"], period: DayRange
    ) -> MeasuredColumns | None:
        """What was counted, where nothing came between: as `measure` has it, an object the less.

        One meter for all of the period, every register read from its first day to its last without
        a hole, and no index that fell. None where that is not so.
        """
        first, until = self.spans.get(supply_point_id, (0, 0))
        register_ids, kinds, from_days, until_days, volumes = (
            column[first:until] for column in self.columns[:5]
        )
        if len(stretches) != 1 or not kinds or min(volumes) < 0:
            return None
        if {register.id for register in stretches[0].registers} != set(register_ids):
            return None
        before, reached = -1, period.until
        for kind, start, end in zip(kinds, from_days, until_days, strict=True):
            if kind != before and (reached != period.until or start != period.from_):
                return None
            if kind == before and start != reached:
                return None
            before, reached = kind, end
        if reached != period.until:
            return None
        return MeasuredColumns(
            registers=[_KINDS[kind] for kind in kinds],
            from_days=from_days,
            until_days=until_days,
            volumes_wh=volumes,
            shape=self.shapes[first:until].tobytes(),
            about=lambda place: self._about(first + place),
            write_own=lambda: self._write_own(first, until),
        )

    def _about(self, place: int) -> Mapping[str, Any]:
        return _about(Interval._make(column[place] for column in self.columns), self.registers)

    def _write_own(self, first: int, until: int) -> list[str]:
        registers, _, _, _, volumes, *readings = (c[first:until] for c in self.columns)
        meters = [_quoted(self.registers[register].meter_serial) for register in registers]
        return [
            f"{from_index}\n{from_reading}\n{meter}\n{until_index}\n{until_reading}\n{volume}"
            for from_index, until_index, from_reading, until_reading, _, meter, volume in zip(
                *readings, meters, volumes, strict=True
            )
        ]


class Stretch(NamedTuple):
    """Days of a period on which meters of one kind, with the same registers, hung there."""

    days: DayRange
    registers: tuple[RegisterRow, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """What its registers count."""
        return frozenset(register.kind for register in self.registers)


def list_stretches(registers: Sequence[RegisterRow], period: DayRange) -> list[Stretch]:
    """Cut a period where a meter was exchanged for one of another kind, or with other registers.

    A meter exchanged for its like is no cut. Days on which nothing hung there belong to the meter
    before them (at the start: to the first one), whose reading they lack.
    """
    ends = {period.from_, period.until}
    for each in registers:
        days = (each.installed_from, each.removed_on)
        ends |= {day_number(day) for day in days if day is not None and day_number(day) in period}
    found: list[Stretch] = []
    for first, until in pairwise(sorted(ends)):
        hanging = tuple(each for each in registers if _hangs(each, date_of(first)))
        if not found:
            if hanging:
                found.append(Stretch(DayRange(period.from_, until), hanging))
        elif not hanging or _is_like(hanging, found[-1].registers):
            found[-1] = Stretch(DayRange(found[-1].days.from_, until), found[-1].registers)
        else:
            found.append(Stretch(DayRange(first, until), hanging))
    return found


def measure(
    intervals: Sequence[Interval],
    registers: Sequence[RegisterRow],
    stretches: Sequence[Stretch],
    period: DayRange,
) -> tuple[list[Measured], list[BillGap]]:
    """What each register counted between the operator's readings, and the days without one.

    A kind of register is to be read on the days on which it hung there, one that nobody knows of
    on every day of the period.
    """
    serials = {register.id: register for register in registers}
    by_kind: dict[int, list[Interval]] = {
        _PLACES[kind]: [] for stretch in stretches for kind in stretch.kinds
    }
    for each in intervals:
        if each.from_day < period.until and each.until_day > period.from_:
            by_kind.setdefault(each.kind, []).append(each)
    read_before = {(each.kind, each.until_day) for each in intervals}
    measured: list[Measured] = []
    gaps: list[BillGap] = []
    for kind in sorted(by_kind):
        own = by_kind[kind]
        for days in _due_days(_KINDS[kind], stretches) or (period,):
            for day in _unread_days(own, days):
                if (kind, day) in read_before and day == days.from_:
                    continue  # What was counted before ends with a reading of this very day.
                gaps.append(BillGap(kind=GapKind.READING, what=_KINDS[kind], day=date_of(day)))
        measured += [_as_measured(each, serials) for each in _forwards(own)]
    return measured, gaps


def list_questionable(
    gaps: Iterable[BillGap], registers: Iterable[RegisterRow], period: DayRange
) -> dict[tuple[str, date], set[tuple[int, date]]]:
    """For each missing reading, by kind and day, the registers that may have been read on it after all.

    What a register counted is known between two readings; of one reading alone nothing is, though
    that one is not what is missing.
    """
    known = list(registers)
    last = date_of(period.until)
    return {
        (gap.what, gap.day): {
            (each.id, gap.day)
            for each in known
            if each.kind == gap.what
            and (_hangs(each, gap.day) or each.removed_on == gap.day == last)
        }
        for gap in gaps
        if gap.kind == GapKind.READING
    }


def _hangs(register: RegisterRow, day: date) -> bool:
    is_there = register.removed_on is None or register.removed_on > day
    return register.installed_from <= day and is_there


def _is_like(some: Sequence[RegisterRow], others: Sequence[RegisterRow]) -> bool:
    return {(each.meter_kind, each.kind) for each in some} == {
        (each.meter_kind, each.kind) for each in others
    }


def _due_days(kind: str, stretches: Sequence[Stretch]) -> list[DayRange]:
    """The days on which a kind of register hung there; those that follow each other as one."""
    due: list[DayRange] = []
    for stretch in stretches:
        if kind in stretch.kinds:
            if due and due[-1].until == stretch.days.from_:
                due[-1] = DayRange(due[-1].from_, stretch.days.until)
            else:
                due.append(stretch.days)
    return due


def _unread_days(own: Sequence[Interval], days: DayRange) -> Iterator[int]:
    """The days on which a reading is missing: an end of the days, or a hole between meters."""
    inside = [
        (each.from_day, each.until_day)
        for each in own
        if each.from_day < days.until and each.until_day > days.from_
    ]
    if not inside:
        yield days.from_
    covered = days.from_
    for start, end in sorted(inside):
        if start != covered:
            yield covered
        covered = end
    if covered != days.until:
        yield days.until


def _as_measured(each: Interval, known: Mapping[int, RegisterRow]) -> Measured:
    """One volume of the bill."""
    return Measured(
        register=_KINDS[each.kind],
        days=DayRange(each.from_day, each.until_day),
        volume_wh=each.volume_wh,
        about=_about(each, known),
    )


def _about(each: Interval, known: Mapping[int, RegisterRow]) -> dict[str, Any]:
    """What a line of the bill shows of the readings of a volume."""
    about: dict[str, Any] = {
        "from_index": each.from_index,
        "until_index": each.until_index,
        "from_reading": each.from_reading,
        "until_reading": each.until_reading,
        "estimated": each.estimated,
    }
    register = known.get(each.register_id)
    if register is not None:
        about |= {"meter": register.meter_serial, "index_unit": register.unit}
    return about


@lru_cache(maxsize=65_536)
def _quoted(serial: str) -> str:
    return canonical_text(serial)


def _forwards(own: Sequence[Interval]) -> list[Interval]:
    """The same, where a register that ran backwards in between counts its days as one.

    A turning disc under solar panels gives back what it took; over all its days it has used
    nothing at the least, never less. What the meter after it counted is not set against it.
    """
    backwards = {each.register_id for each in own if each.volume_wh < 0}
    kept = [each for each in own if each.register_id not in backwards]
    for register_id in sorted(backwards):
        parts = [each for each in own if each.register_id == register_id]
        first, last = parts[0], parts[-1]
        whole = last._replace(
            from_day=first.from_day,
            volume_wh=max(sum(each.volume_wh for each in parts), 0),
            from_index=first.from_index,
            from_reading=first.from_reading,
        )
        kept.append(whole)
    return sorted(kept, key=lambda each: each.from_day)
