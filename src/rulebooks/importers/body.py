"""The rows under the header: instants made certain, values made numbers."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from energycore.units import FloatArray
from rulebooks.importers.cells import Row, find_instant, find_number
from rulebooks.importers.errors import BadProfileFile
from rulebooks.importers.layout import Layout

_TIMEZONE: Final = "Europe/Brussels"


def check_instants(body: list[Row], layout: Layout, sheet: str, step_seconds: int) -> int:
    """Return the Unix second of the first row, having checked every row against it.

    Raises BadProfileFile for a cell that is no instant, a row that does not follow the one above,
    or a clock beside the instants that tells neither the local time nor that of the first column,
    from the first row to the last.
    """
    step = timedelta(seconds=step_seconds)
    start = _instant_of(body[0], layout, sheet, layout.first_row)
    clocks: list[tzinfo] = [ZoneInfo(_TIMEZONE), timezone(layout.offset)]
    for place, row in enumerate(body):
        at = _instant_of(row, layout, sheet, layout.first_row + place)
        number = layout.first_row + place + 1
        if at != start + place * step:
            sentence = f"the rows must follow each other by {step_seconds // 60} minutes"
            raise BadProfileFile(sentence, sheet=sheet, row=number, column=0)
        if layout.wall is not None:
            told = [find_number(row[column]) for column in layout.wall]
            # A sheet keeps one clock: one that has failed once is not asked again.
            clocks = [clock for clock in clocks if told == _fields(at.astimezone(clock))]
            if not clocks:
                sentence = "the clock beside it does not show this instant"
                raise BadProfileFile(sentence, sheet=sheet, row=number, column=layout.wall[0])
    return int(start.timestamp())


def _fields(moment: datetime) -> list[int]:
    return [moment.year, moment.month, moment.day, moment.hour, moment.minute]


def _instant_of(row: Row, layout: Layout, sheet: str, place: int) -> datetime:
    instant = find_instant(row[0])
    if instant is None:
        sentence = f"not an instant: {row[0]!r}"
        raise BadProfileFile(sentence, sheet=sheet, row=place + 1, column=0)
    return (instant - layout.offset).replace(tzinfo=UTC)


def check_year(
    starts_at: int, seconds: int, layout: Layout, sheet: str, day_start_hour: int
) -> None:
    """Refuse anything but one whole calendar year, from 1 January to 1 January."""
    zone = ZoneInfo(_TIMEZONE)
    start = datetime.fromtimestamp(starts_at, UTC).astimezone(zone)
    begins = datetime(start.year, 1, 1, day_start_hour, tzinfo=zone)
    ends = datetime(start.year + 1, 1, 1, day_start_hour, tzinfo=zone)
    if start != begins:
        sentence = f"a year starts on 1 January at {day_start_hour:02}:00 local time, not {start}"
        raise BadProfileFile(sentence, sheet=sheet, row=layout.first_row + 1, column=0)
    if starts_at + seconds != int(ends.timestamp()):
        raise BadProfileFile(f"the year {start.year} is not complete", sheet=sheet)


def read_values(body: list[Row], column: int, layout: Layout, sheet: str) -> FloatArray:
    """Return a column of values as float64. Raises BadProfileFile for anything but a number >= 0."""
    values = np.empty(len(body))
    for place, row in enumerate(body):
        number = find_number(row[column]) if column < len(row) else None
        if number is None or not number >= 0:
            cell = row[column] if column < len(row) else None
            raise BadProfileFile(
                f"not a share or a power: {cell!r}",
                sheet=sheet,
                row=layout.first_row + place + 1,
                column=column,
            )
        values[place] = number
    return values
