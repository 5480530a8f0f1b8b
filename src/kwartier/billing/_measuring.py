"""What each register of a supply point counted over a period, between the operator's readings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from energycore.bundle import Measured
from energycore.clocks import DayRange, date_of
from kwartier.billing.types import BillGap, GapKind
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


def list_hanging(registers: Sequence[RegisterRow], period: DayRange) -> list[RegisterRow]:
    """The registers that count at either end of a period, those of its first day first.

    A meter that was exchanged inside the period hangs there at one of its ends.
    """
    first, until = date_of(period.from_), date_of(period.until)
    at_start = [each for each in registers if _hangs(each, first)]
    return at_start + [
        each for each in registers if each.installed_from > first and _hangs(each, until)
    ]


def measure(
    intervals: Sequence[Interval], registers: Sequence[RegisterRow], period: DayRange
) -> tuple[list[Measured], list[BillGap]]:
    """What each register counted between the operator's readings, and the days without one."""
    measured: list[Measured] = []
    gaps: list[BillGap] = []
    serials = {register.id: register for register in registers}
    by_kind: dict[int, list[Interval]] = {_PLACES[register.kind]: [] for register in registers}
    for each in intervals:
        if each.from_day < period.until and each.until_day > period.from_:
            by_kind.setdefault(each.kind, []).append(each)
    for kind in sorted(by_kind):
        own = by_kind[kind]
        for day in _unread_days(own, period):
            gaps.append(BillGap(kind=GapKind.READING, what=_KINDS[kind], day=date_of(day)))
        measured += [_as_measured(each, serials) for each in own]
    return _forwards(measured, period), gaps


def _hangs(register: RegisterRow, day: date) -> bool:
    is_there = register.removed_on is None or register.removed_on > day
    return register.installed_from <= day and is_there


def _unread_days(own: Sequence[Interval], period: DayRange) -> Iterator[int]:
    """The days on which a reading is missing: an end of the period, or a hole between meters."""
    if not own:
        yield period.from_
    covered = period.from_
    for start, end in sorted((each.from_day, each.until_day) for each in own):
        if start != covered:
            yield covered
        covered = end
    if covered != period.until:
        yield period.until


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


def _forwards(measured: list[Measured], period: DayRange) -> list[Measured]:
    """The same, where a register that ran backwards in between counts its period as one.

    A turning disc under solar panels gives back what it took; over the whole period it has used
    nothing at the least, never less.
    """
    backwards = {each.register for each in measured if each.volume_wh < 0}
    if not backwards:
        return measured
    kept = [each for each in measured if each.register not in backwards]
    for name in sorted(backwards):
        parts = [each for each in measured if each.register == name]
        first, last = parts[0], parts[-1]
        whole = replace(
            first,
            days=period,
            volume_wh=max(sum(each.volume_wh for each in parts), 0),
            about={**last.about, **{k: first.about[k] for k in ("from_index", "from_reading")}},
        )
        kept.append(whole)
    return kept
