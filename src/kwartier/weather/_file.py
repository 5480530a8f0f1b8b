"""A file of temperatures: rows of a day or an hour and its degrees Celsius become means of days.

Columns stand apart by semicolons, tabs or commas, decimals have a comma or a point; a header names
the columns, and may name others beside them. Whole hours are averaged by the day of the market: one
that lacks an hour has no mean. What cannot be read as it stands is found with its line, and blocks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from energycore.clocks import day_number
from energycore.units import divide_half_away
from kwartier.weather import _findings as kinds
from kwartier.weather._findings import Findings
from kwartier.weather.models import COLDEST_CENTICELSIUS, WARMEST_CENTICELSIUS
from kwartier.weather.types import DailyMeans

LARGEST_MB: Final = 8
_LONGEST_LINE = 1_000
# A day and its temperature, where no header names others.
_PLAIN_CELLS = 2
_MOMENT = re.compile(
    r"(?:(\d{4})-(\d\d)-(\d\d)|(\d{4})(\d\d)(\d\d)|(\d\d)[-/.](\d\d)[-/.](\d{4}))"
    r"(?:[T ]+(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
_DEGREES = re.compile(r"([+-]?)(\d{1,3})(?:[.,](\d{1,6}))?", re.ASCII)
_DAY_WORDS = re.compile(r"(date|datum|dag|jour|day|tag|time|timestamp|moment)\b")
_DEGREE_WORDS = re.compile(r"(temp|t$|t_|tm|t °|t\()")
_OTHER_UNITS = re.compile(r"fahrenheit|kelvin|°\s*[fk]\b|[(\[]\s*[fk]\s*[)\]]|0[.,]1|1/10")
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100
_MICRO = 6
_MICRO_PER_CENTI: Final = 10_000
_HOTTEST_HOUR: Final = 50_000_000
_LARGEST_LEAP: Final = 2_000
"""20 degrees between the means of two days: not here. Tenths of degrees read as degrees show so."""
_HOUR_SECONDS, _DAY_HOURS = 3_600, 24


@dataclass(frozen=True, slots=True)
class _Row:
    """A value in millionths of a degree; ``hour`` tells those of a day apart, None for the day's mean."""

    day: date
    hour: int | None
    micro: int
    line: int
    text: str


def read_means(content: bytes, *, zone: ZoneInfo, today: date) -> DailyMeans:
    """The mean of each day before ``today`` that a file tells; see the module for what it may look like."""
    found = Findings()
    lines = _decode(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = _read_rows(lines, zone, today, found)
    if len({row.hour is None for row in rows}) > 1:
        odd = next(row for row in rows if (row.hour is None) != (rows[0].hour is None))
        found.add(kinds.MIXED, line=odd.line, field=odd.text)
    if rows and rows[0].hour is not None:
        means = _average(rows, zone, found)
    else:
        means = {
            day: (divide_half_away(row.micro, _MICRO_PER_CENTI), row.line)
            for day, row in _take_once(rows, found).items()
        }
    _look_at(means, found)
    if not means and not found.blocks:
        found.add(kinds.NOTHING, line=1, field="")
    days = sorted(means)
    return DailyMeans(
        days=np.array([day_number(day) for day in days], dtype=np.int64),
        centicelsius=np.array([means[day][0] for day in days], dtype=np.int64),
        findings=found.list(),
    )


def _decode(content: bytes) -> str:
    """UTF-8 or UTF-16 with their marks, else UTF-8, else Latin-1."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _read_rows(lines: Sequence[str], zone: ZoneInfo, today: date, found: Findings) -> list[_Row]:
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return []
    separator = next((each for each in ";\t," if each in lines[first]), ";")
    head = _cells(lines[first], separator)
    has_header = not any(_MOMENT.fullmatch(cell) for cell in head)
    columns = _find_columns(head, first + 1, found) if has_header else (0, 1)
    if columns is None:
        return []
    rows = []
    for number, line in enumerate(lines[first + has_header :], first + has_header + 1):
        if not line.strip():
            continue
        cells = _cells(line, separator) if len(line) <= _LONGEST_LINE else []
        if len(cells) != (len(head) if has_header else _PLAIN_CELLS):
            found.add(kinds.CELLS, line=number, field="", found=len(cells))
            continue
        row = _read_row(cells[columns[0]], cells[columns[1]], number, zone, found)
        if row is not None and row.day >= today:
            found.add(kinds.AHEAD, line=number, field=row.text, found=row.text)
        elif row is not None:
            rows.append(row)
    return rows


def _cells(line: str, separator: str) -> list[str]:
    cells = [cell.strip().strip('"').strip() for cell in line.split(separator)]
    while len(cells) > _PLAIN_CELLS and not cells[-1]:
        cells.pop()
    return cells


def _find_columns(head: Sequence[str], line: int, found: Findings) -> tuple[int, int] | None:
    """Where the header names the day and the temperature; each must be clear."""
    words = [cell.lower() for cell in head]
    days = [at for at, word in enumerate(words) if _DAY_WORDS.match(word)]
    degrees = [at for at, word in enumerate(words) if _DEGREE_WORDS.match(word) and at not in days]
    if len(days) != 1 or len(degrees) != 1:
        found.add(kinds.HEADER, line=line, field="")
        return None
    title = words[degrees[0]]
    if _OTHER_UNITS.search(title):
        found.add(kinds.UNIT, line=line, field=head[degrees[0]], found=head[degrees[0]])
        return None
    return days[0], degrees[0]


def _read_row(moment: str, degrees: str, line: int, zone: ZoneInfo, found: Findings) -> _Row | None:
    """A row with a value; None without one, with a finding where that is not said by an empty cell."""
    place = _read_moment(moment, zone)
    if place is None:
        found.add(kinds.NO_MOMENT, line=line, field=moment, found=moment)
        return None
    if not degrees:
        return None
    micro = _read_micro(degrees)
    if micro is None or abs(micro) > _HOTTEST_HOUR:
        found.add(kinds.NO_DEGREES, line=line, field=moment, found=degrees)
        return None
    return _Row(place[0], place[1], micro, line, moment)


def _read_moment(text: str, zone: ZoneInfo) -> tuple[date, int | None] | None:
    """The day of the market and what tells its hours apart; None where it is no day or whole hour.

    An instant with its offset is an hour of its own; one without is what the clock showed.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    parts: tuple[Any, ...] = match.groups()
    year, month, day = parts[0:3] if parts[0] else parts[3:6] if parts[3] else parts[8:5:-1]
    hour, minute, second = (int(part or 0) for part in parts[9:12])
    try:
        at = datetime(int(year), int(month), int(day), hour, minute, second)  # noqa: DTZ001 - its zone follows
    except ValueError:
        return None
    if not _EARLIEST_YEAR <= at.year < _LATEST_YEAR or at.minute or at.second:
        return None
    if parts[12] is None:
        return at.date(), None if parts[9] is None else at.hour
    told = at.replace(tzinfo=_zone_of(parts[12]))
    return told.astimezone(zone).date(), int(told.timestamp()) // _HOUR_SECONDS


def _zone_of(offset: str) -> timezone:
    if offset == "Z":
        return UTC
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))


def _read_micro(text: str) -> int | None:
    match = _DEGREES.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
    if match is None:
        return None
    sign, whole, decimals = match.groups()
    micro = int(whole + (decimals or "").ljust(_MICRO, "0"))
    return -micro if sign == "-" else micro


def _take_once(rows: Sequence[_Row], found: Findings) -> dict[date, _Row]:
    """One value for each day; the same one twice is said, two different ones block."""
    kept: dict[date, _Row] = {}
    for row in rows:
        before = kept.setdefault(row.day, row)
        if before is not row:
            _say_twice(before, row, found)
    return kept


def _say_twice(before: _Row, row: _Row, found: Findings) -> None:
    kind = kinds.REPEATED if before.micro == row.micro else kinds.CONFLICT
    found.add(kind, line=row.line, field=row.text, other=before.line)


def _average(rows: Sequence[_Row], zone: ZoneInfo, found: Findings) -> dict[date, tuple[int, int]]:
    """The mean of each day of which every hour is there, in hundredths of a degree, and its line."""
    by_day: dict[date, dict[tuple[int, int], _Row]] = {}
    for row in rows:
        hours = by_day.setdefault(row.day, {})
        place = (row.hour or 0, 0)
        # The clock shows one hour twice in autumn: without its offset it comes twice.
        if place in hours and _hours_of(row.day, zone) > _DAY_HOURS:
            place = (place[0], 1)
        before = hours.setdefault(place, row)
        if before is not row:
            _say_twice(before, row, found)
    means = {}
    for day, hours in by_day.items():
        taken = list(hours.values())
        needed = min(_hours_of(day, zone), _DAY_HOURS)
        if len(taken) < needed:
            found.add(
                kinds.HOURS_LACK,
                line=taken[0].line,
                field=taken[0].text,
                found=len(taken),
                needed=needed,
            )
            continue
        total = sum(row.micro for row in taken)
        means[day] = (divide_half_away(total, _MICRO_PER_CENTI * len(taken)), taken[0].line)
    return means


def _hours_of(day: date, zone: ZoneInfo) -> int:
    first, after = (
        datetime(each.year, each.month, each.day, tzinfo=zone).timestamp()
        for each in (day, day + timedelta(days=1))
    )
    return round((after - first) / _HOUR_SECONDS)


def _look_at(means: dict[date, tuple[int, int]], found: Findings) -> None:
    """What no thermometer in the open showed as the mean of a day."""
    for day, (centi, line) in means.items():
        shown = f"{centi / 100:.2f}"
        if not COLDEST_CENTICELSIUS <= centi <= WARMEST_CENTICELSIUS:
            found.add(kinds.NO_DEGREES, line=line, field=day.isoformat(), found=shown)
        before = means.get(day - timedelta(days=1))
        if before is not None and abs(centi - before[0]) > _LARGEST_LEAP:
            found.add(kinds.LEAP, line=line, field=day.isoformat(), found=shown, other=before[1])
