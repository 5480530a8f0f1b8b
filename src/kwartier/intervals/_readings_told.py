"""Indexes that a file tells, matched with the registers of meters: which become readings.

A reading is of 00:00 of a day, and of one register of one meter. Of the French operator's registers
the supplier's come first (they are what a price rests on), then the total, then the operator's own.
An index in a period that is closed is left out; one that contradicts a reading is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kwartier.intervals._load_types import PlanFinding
from kwartier.intervals.types import IndexRow
from kwartier.metering.operations import preview_operator_readings
from kwartier.metering.queries import find_closed_until, list_all_registers, list_read_registers
from kwartier.metering.types import (
    OperatorReading,
    ReadingOrigin,
    RegisterKind,
    RegisterRow,
    SupplyPointRow,
    Unit,
)
from kwartier.platform.types import BrandInfo

_WH_PER_KWH: Final = 1_000
# A meter that tells the day's index a few minutes late; one that keeps to winter time all year.
_LATEST_MINUTE, _WINTER_MINUTE = 15, 60
_ESTIMATED, _BEFORE = "ESTIM", " before"
_PARTS: Mapping[str, tuple[RegisterKind, ...]] = {
    "BASE": (RegisterKind.BASE, RegisterKind.TOTAL),
    "T": (RegisterKind.BASE, RegisterKind.TOTAL),
    "HP": (RegisterKind.PEAK_HOURS,),
    "HC": (RegisterKind.OFF_PEAK_HOURS,),
    "HPH": (RegisterKind.PEAK_HIGH_SEASON,),
    "HCH": (RegisterKind.OFF_PEAK_HIGH_SEASON,),
    "HPB": (RegisterKind.PEAK_LOW_SEASON,),
    "HCB": (RegisterKind.OFF_PEAK_LOW_SEASON,),
    "1.8.0": (RegisterKind.TOTAL,),
    "1.8.1": (RegisterKind.DAY,),
    "1.8.2": (RegisterKind.NIGHT,),
    "2.8.0": (RegisterKind.INJECTION,),
    "2.8.1": (RegisterKind.INJECTION_DAY,),
    "2.8.2": (RegisterKind.INJECTION_NIGHT,),
}
_INJECTED = "EAI "
_RANKS = {"F": 0, "T": 1, "D": 2}

type Key = tuple[int, date]


@dataclass(slots=True)
class PlannedReadings:
    """What becomes of a file's indexes: new readings, how many are known, and what is found."""

    readings: list[OperatorReading] = field(default_factory=list)
    known_count: int = 0
    findings: list[PlanFinding] = field(default_factory=list)


def plan_readings(
    indexes: Sequence[IndexRow],
    points: Mapping[str, SupplyPointRow],
    *,
    brand: BrandInfo,
    today: date,
) -> PlannedReadings:
    """Which readings the indexes of known supply points become; nothing is written."""
    matching = _Matching(points, ZoneInfo(brand.timezone_name))
    for row in indexes:
        if row.code in points:
            matching.take(row)
    matching.tell_counted()
    planned = PlannedReadings(findings=matching.findings)
    by_key = {key: _as_reading(key, row) for key, (_rank, row) in matching.taken.items()}
    report = preview_operator_readings(by_key.values(), brand_id=brand.id, today=today)
    refused = {(reading.register_id, reading.read_on): why for reading, why in report.refused}
    _tell_refused(refused, matching, planned)
    planned.known_count = report.already_count
    known = {(reading.register_id, reading.read_on) for reading in report.already}
    planned.readings = [
        reading for key, reading in by_key.items() if key not in refused and key not in known
    ]
    return planned


def _as_reading(key: Key, row: IndexRow) -> OperatorReading:
    is_estimated = _ESTIMATED in row.origin.upper()
    return OperatorReading(
        register_id=key[0],
        read_on=key[1],
        index_value=row.index_wh // _WH_PER_KWH,
        origin=ReadingOrigin.ESTIMATED if is_estimated else ReadingOrigin.OPERATOR,
    )


def _tell_refused(
    refused: Mapping[Key, str], matching: "_Matching", planned: PlannedReadings
) -> None:
    """Name each that cannot be taken; those of closed periods are counted, point by point."""
    read = list_read_registers(refused.keys())
    points = {code: point.id for code, point in matching.points.items()}
    closed = {
        code: find_closed_until(points[code])
        for code in {matching.taken[key][1].code for key in refused}
    }
    left_out: dict[str, list[IndexRow]] = {}
    for key, why in refused.items():
        row = matching.taken[key][1]
        until = closed[row.code]
        if key not in read and until and row.read_on <= until:
            left_out.setdefault(row.code, []).append(row)
            continue
        text = _("The index of %(day)s is not taken: %(reason)s.")
        said = text % {"day": row.read_on, "reason": why}
        planned.findings.append(_find(row, "intervals.index_refused", said, blocks=True))
    for code, rows in left_out.items():
        text = _(
            "Indexes in a period that is closed (until %(until)s), which are left out: %(count)s."
        )
        said = text % {"until": closed[code], "count": len(rows)}
        planned.findings.append(_find(rows[0], "intervals.index_closed", said, blocks=False))


@dataclass(slots=True)
class _Matching:
    """Finds the register of each index, and keeps the best one of each register and day."""

    points: Mapping[str, SupplyPointRow]
    zone: ZoneInfo
    taken: dict[Key, tuple[int, IndexRow]] = field(default_factory=dict)
    findings: list[PlanFinding] = field(default_factory=list)
    _counted: dict[tuple[str, str, str], list[IndexRow]] = field(default_factory=dict)
    _registers: dict[int, list[RegisterRow]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for register in list_all_registers(point.id for point in self.points.values()):
            self._registers.setdefault(register.supply_point_id, []).append(register)

    def take(self, row: IndexRow) -> None:
        """Find a row's register; what has none, or is of another time of the day, is counted."""
        hanging = list(self._list_hanging(row))
        register = _find_register(row, hanging)
        if not hanging and row.meter:
            self._count("intervals.index_of_other_meter", row)
        elif register is None:
            self._count("intervals.index_of_other_register", row)
        elif not self._is_of_midnight(row):
            self._count("intervals.index_within_day", row)
        else:
            self._keep((register.id, row.read_on), row)

    def _list_hanging(self, row: IndexRow) -> Iterable[RegisterRow]:
        """The registers of the meter that is named; else of the one that hung there.

        On the day of an exchange that is the new one, but for an index of before.
        """
        is_before = _BEFORE in row.origin
        for register in self._registers.get(self.points[row.code].id, ()):
            from_, until = register.installed_from, register.removed_on
            if row.meter:
                is_mine = row.meter == register.meter_serial
            elif until == row.read_on:
                is_mine = is_before
            else:
                is_mine = not is_before or from_ < row.read_on
            if is_mine and from_ <= row.read_on <= (until or row.read_on):
                yield register

    def _is_of_midnight(self, row: IndexRow) -> bool:
        if row.at is None:
            return True
        local = row.at.astimezone(self.zone)
        minutes = local.hour * 60 + local.minute
        return minutes < _LATEST_MINUTE or minutes == _WINTER_MINUTE

    def _keep(self, key: Key, row: IndexRow) -> None:
        rank = _rank(row)
        best, there = self.taken.setdefault(key, (rank, row))
        if rank < best:
            self.taken[key] = (rank, row)
        elif rank == best and there.index_wh // _WH_PER_KWH != row.index_wh // _WH_PER_KWH:
            self._count("intervals.index_told_twice", row)

    def _count(self, code: str, row: IndexRow) -> None:
        self._counted.setdefault((code, row.code, row.meter or row.register), []).append(row)

    def tell_counted(self) -> None:
        """Say of each kind, at its first line, how many indexes were not taken."""
        texts = {
            "intervals.index_of_other_meter": _(
                "No meter %(name)s is known at this supply point; indexes that are not taken: %(count)s."
            ),
            "intervals.index_of_other_register": _(
                "The meter has no register that the file calls %(name)s; indexes that are not taken: %(count)s."
            ),
            "intervals.index_within_day": _(
                "Indexes of %(name)s are of a moment within the day, not of its beginning, and are not taken: %(count)s."
            ),
            "intervals.index_told_twice": _(
                "The file tells two indexes of one register (%(name)s) and day; not taken: %(count)s."
            ),
        }
        blocking = {"intervals.index_of_other_meter", "intervals.index_told_twice"}
        for (code, _point, name), rows in self._counted.items():
            said = texts[code] % {"name": name, "count": len(rows)}
            self.findings.append(_find(rows[0], code, said, blocks=code in blocking))


def _find_register(row: IndexRow, registers: Sequence[RegisterRow]) -> RegisterRow | None:
    """The register that a file's name means, among those of a meter."""
    part = row.register.rpartition(" ")[2]
    wanted = _PARTS.get(part, ())
    if row.register.startswith(_INJECTED):
        wanted = (RegisterKind.INJECTION,) if part in ("BASE", "T") else ()
    found = [each for each in registers if each.kind in wanted and each.unit == Unit.KWH]
    return found[0] if len(found) == 1 else None


def _rank(row: IndexRow) -> int:
    """The lower, the sooner taken: the supplier's register, the total, the operator's."""
    words = row.register.split(" ")
    return _RANKS.get(words[1], 0) if len(words) > 1 else 0


def _find(row: IndexRow, code: str, text: str, *, blocks: bool) -> PlanFinding:
    return PlanFinding(line=row.line, field=row.register, code=code, text=text, blocks=blocks)
