"""What each register of a supply point counted over a period, between the operator's readings."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from energycore.bundle import Measured
from energycore.clocks import DayRange, date_of, day_number
from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.metering.types import REGISTER_KINDS, RegisterHistory, RegisterRow

_KINDS = tuple(kind.value for kind in REGISTER_KINDS)
_PLACES = {name: place for place, name in enumerate(_KINDS)}


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


def list_intervals(history: RegisterHistory) -> dict[int, list[Interval]]:
    """The intervals of a history by supply point, each by kind of register and time."""
    columns = (
        history.register_ids,
        history.kinds,
        history.from_days,
        history.until_days,
        history.volumes_wh,
        history.from_indexes,
        history.until_indexes,
        history.from_reading_ids,
        history.until_reading_ids,
        history.until_estimated,
    )
    found: dict[int, list[Interval]] = {}
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for point, row in zip(history.supply_point_ids.tolist(), rows, strict=True):
        found.setdefault(point, []).append(Interval._make(row))
    return found


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
    measured: list[Measured] = []
    gaps: list[BillGap] = []
    for kind in sorted(by_kind):
        own = by_kind[kind]
        for days in _due_days(_KINDS[kind], stretches) or (period,):
            for day in _unread_days(own, days):
                gaps.append(BillGap(kind=GapKind.READING, what=_KINDS[kind], day=date_of(day)))
        measured += [_as_measured(each, serials) for each in _forwards(own)]
    return measured, gaps


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
    """One volume of the bill, with what a line of it shows of its readings."""
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
    return Measured(
        register=_KINDS[each.kind],
        days=DayRange(each.from_day, each.until_day),
        volume_wh=each.volume_wh,
        about=about,
    )


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
