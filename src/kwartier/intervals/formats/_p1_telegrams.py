"""Telegrams as they stand in a file: from the line that begins with ``/`` to the one with ``!``.

Behind the ``!`` stands a CRC16 of all that comes before it, line ends included. A program that
kept a telegram may have changed those; they are put back to what the meter sends.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._cells import LONGEST_LINE
from kwartier.intervals.formats._findings import Findings

# A day at one telegram in nine seconds; the check sum of each costs a tenth of a millisecond.
MOST_TELEGRAMS = 10_000
_LONGEST_TELEGRAM = 200  # lines; a Belgian meter with four others beside it sends 60
_OBJECT = re.compile(r"(\d+-\d+:\d+\.\d+\.\d+)((?:\([^()]*\))+)", re.ASCII)
_VALUES = re.compile(r"\(([^()]*)\)")
_STAMP = re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([SW])", re.ASCII)
_POLYNOMIAL, _CENTURY = 0xA001, 2000
_SUMMER, _WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Telegram:
    """One telegram whose check sum holds: the values of each object, and the line it stands on."""

    line: int
    objects: dict[str, tuple[int, tuple[str, ...]]]

    def one(self, name: str) -> str:
        """The only value of an object; empty without one."""
        values = self.objects.get(name, (0, ("",)))[1]
        return values[0] if len(values) == 1 else ""

    def line_of(self, name: str) -> int:
        """The line on which an object stands; of one that lacks, the telegram's first."""
        return self.objects.get(name, (self.line, ()))[0]


def list_telegrams(lines: Sequence[str], found: Findings) -> Iterator[Telegram]:
    """The telegrams of a file; those that are cut, or whose check sum does not hold, are found."""
    start, count = None, 0
    for number, line in enumerate(lines):
        if line.startswith("/"):
            if start is not None:
                found.add(kinds.CUT_TELEGRAM, line=start + 1, field="!")
            start = number
        elif line.startswith("!") and start is not None:
            count += 1
            if count > MOST_TELEGRAMS:
                found.add(kinds.MANY_TELEGRAMS, line=start + 1, field="/", limit=MOST_TELEGRAMS)
                return
            if _check(lines[start:number], line, number + 1, found):
                yield Telegram(start + 1, _read_objects(lines, start, number, found))
            start = None
        elif start is None and line.strip():
            found.add(kinds.OUTSIDE_TELEGRAM, line=number + 1, field="")
    if start is not None:
        found.add(kinds.CUT_TELEGRAM, line=start + 1, field="!")


def _check(body: Sequence[str], last: str, line: int, found: Findings) -> bool:
    if len(body) > _LONGEST_TELEGRAM or max(map(len, body)) > LONGEST_LINE:
        found.add(kinds.CUT_TELEGRAM, line=line, field="!")
        return False
    counted = f"{count_crc16(('\r\n'.join(body) + '\r\n!').encode()):04X}"
    told = last[1:].strip()
    if told.upper() == counted:
        return True
    found.add(kinds.CHECK_SUM, line=line, field="!", found=told, counted=counted)
    return False


def count_crc16(content: bytes) -> int:
    """The CRC16 of P1: polynomial x16 + x15 + x2 + 1, least significant bit first, beginning at 0."""
    check = 0
    for byte in content:
        check = (check >> 8) ^ _TABLE[(check ^ byte) & 0xFF]
    return check


def _make_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        check = byte
        for _ in range(8):
            check = (check >> 1) ^ (_POLYNOMIAL if check & 1 else 0)
        table.append(check)
    return tuple(table)


_TABLE = _make_table()


def _read_objects(
    lines: Sequence[str], start: int, end: int, found: Findings
) -> dict[str, tuple[int, tuple[str, ...]]]:
    objects = {}
    for number in range(start + 1, end):
        line = lines[number].strip()
        matched = _OBJECT.fullmatch(line)
        if matched:
            objects[matched[1]] = (number + 1, tuple(_VALUES.findall(matched[2])))
        elif line:
            found.add(kinds.NO_OBJECT, line=number + 1, field="", found=line)
    return objects


def read_stamp(text: str) -> datetime | None:
    """The instant of ``YYMMDDhhmmss`` with S (summer time) or W (winter time); None if it is none."""
    matched = _STAMP.fullmatch(text)
    if matched is None:
        return None
    year, month, day, hour, minute, second = (int(each) for each in matched.groups()[:-1])
    zone = _SUMMER if matched[7] == "S" else _WINTER
    try:
        at = datetime(_CENTURY + year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return at.astimezone(UTC)
