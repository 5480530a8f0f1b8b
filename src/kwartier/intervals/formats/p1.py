"""P1 telegrams of Belgian meters (DSMR 5, e-MUCS P1): registers, and the peaks of thirteen months.

A telegram tells what the meter shows at one instant, so its registers become indexes with that
instant. `1.8.1` is the day and `1.8.2` the night in Belgium, `2.8` is injection.

`0-0:98.1.0` keeps the peaks of past months: how many, then for each of them the instant it was
kept, the instant of the peak, and the peak. It is kept when the month is over: what was kept on
1 May 00:00 is the peak of April. Its letter for summer or winter is not to be relied on (meters
write S behind 1 March), so the month comes from the digits. `1.6.0` is the peak of the month that
still runs.

Gas, water and heat meters on the same bus are recognized and told; their m³ are no energy.
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._p1_telegrams import Telegram, list_telegrams, read_stamp
from kwartier.intervals.formats._series import finish
from kwartier.intervals.formats._unpacking import decode
from kwartier.intervals.types import IndexRow, ParsedFile, PeakRow
from kwartier.metering.identifiers import EAN_LENGTH, gs1_check_digit

FORMAT = "p1"
_NOW, _BELGIAN_VERSION = "0-0:1.0.0", "0-0:96.1.4"
_METER, _EAN = "0-0:96.1.1", "0-0:96.1.2"
_PEAK, _PEAKS = "1-0:1.6.0", "0-0:98.1.0"
_REGISTERS = tuple(f"1-0:{way}.8.{use}" for way in (1, 2) for use in (0, 1, 2))
_UNITS = {"kWh": 3, "Wh": 0, "kW": 3, "W": 0}
_CHANNELS = range(1, 5)
_OTHER_METERS = {"003": "gas", "004": "heat", "007": "water", "012": "heat"}
_HIGHEST_INDEX_WH = 10**12
_FIRST_MOMENT = "01000000"
_TRIPLE = 3
_COUNTS = {str(each) for each in range(14)}


def recognize(head: bytes) -> bool:
    """Whether a file begins with a telegram: ``/``, three letters and a digit for the maker."""
    line = cells.split_lines(decode(head).lstrip())[0]
    return line.startswith("/") and line[1:4].isalpha() and line[4:5].isdigit()


def read(content: bytes, *, timezone: str) -> ParsedFile:
    """The indexes and peaks of the telegrams in a file; `timezone` says on which day they were."""
    reader = _Reader(timezone)
    for telegram in list_telegrams(cells.split_lines(decode(content)), reader.found):
        reader.take(telegram)
    return finish(
        FORMAT,
        reader.found,
        indexes=tuple(each for each in reader.indexes.values() if each),
        peaks=tuple(reader.peaks.values()),
    )


class _Reader:
    """Collects what telegrams tell: each index once, of each month the peak that was told last."""

    def __init__(self, timezone: str) -> None:
        self.found = Findings()
        self.indexes: dict[tuple[str, str, datetime], IndexRow | None] = {}
        self.peaks: dict[tuple[str, date], PeakRow] = {}
        self._zone = ZoneInfo(timezone)
        self._told: set[str] = set()

    def take(self, telegram: Telegram) -> None:
        """Take a telegram; one without an instant, or of another country's meter, is found."""
        if _BELGIAN_VERSION not in telegram.objects:
            self.found.add(kinds.FOREIGN_METER, line=telegram.line, field=_BELGIAN_VERSION)
            return
        at = read_stamp(telegram.one(_NOW))
        if at is None:
            line, shown = telegram.line_of(_NOW), telegram.one(_NOW)
            self.found.add(kinds.NO_TIME, line=line, field=_NOW, found=shown)
            return
        code, meter = self._read_code(telegram), _read_text(telegram.one(_METER))
        for name in _REGISTERS:
            if name in telegram.objects:
                self._take_index(telegram, name, at, code=code, meter=meter)
        self._take_month(telegram, at, code=code, meter=meter)
        self._take_months(telegram, code=code, meter=meter)
        self._tell_others(telegram)

    def _read_code(self, telegram: Telegram) -> str:
        """The EAN, which newer meters tell; empty without one."""
        code = _read_text(telegram.one(_EAN))
        if len(code) != EAN_LENGTH or not code.isdecimal():
            return ""
        if gs1_check_digit(code[:-1]) != int(code[-1]) and code not in self._told:
            line = telegram.line_of(_EAN)
            self.found.add(kinds.WRONG_CHECK_DIGIT, line=line, field=_EAN, found=code)
            self._told.add(code)
        return code

    def _take_index(
        self, telegram: Telegram, name: str, at: datetime, *, code: str, meter: str
    ) -> None:
        line = telegram.line_of(name)
        index_wh = _read_amount(telegram.one(name))
        if not 0 <= index_wh <= _HIGHEST_INDEX_WH:
            self.found.add(kinds.NO_NUMBER, line=line, field=name, found=telegram.one(name))
            return
        register = name.partition(":")[2]
        read_on = at.astimezone(self._zone).date()
        made = IndexRow(code, register, read_on, index_wh, FORMAT, line, at, meter)
        known = self.indexes.setdefault((meter, register, at), made)
        if known is made:
            return
        if known and known.index_wh == index_wh:
            self.found.add(kinds.REPEATED, line=line, field=name, other=known.line)
            return
        # Two check sums that hold, two indexes for one instant: neither can be believed.
        self.indexes[meter, register, at] = None
        for wrong, other in ((line, known), (known.line if known else line, made)):
            if other:
                self.found.add(kinds.CONFLICT, line=wrong, field=name, other=other.line)

    def _take_month(self, telegram: Telegram, at: datetime, *, code: str, meter: str) -> None:
        """The peak of the month that runs."""
        line, values = telegram.objects.get(_PEAK, (0, ()))
        if len(values) == _TRIPLE - 1:
            month = at.astimezone(self._zone).date().replace(day=1)
            self._take_peak(month, *values, field=_PEAK, line=line, code=code, meter=meter)

    def _take_months(self, telegram: Telegram, *, code: str, meter: str) -> None:
        """The peaks of past months."""
        line, values = telegram.objects.get(_PEAKS, (0, ()))
        told = [each for each in values[_TRIPLE:] if each]
        count = int(values[0]) if values and values[0] in _COUNTS else 0
        if len(told) != _TRIPLE * count:
            self.found.add(kinds.PEAK_COUNT, line=line, field=_PEAKS, found=values[0])
            return
        for kept, peak_at, peak in _in_threes(told):
            month = _month_before(kept)
            if month is None:
                self.found.add(kinds.NO_TIME, line=line, field=_PEAKS, found=kept)
            else:
                self._take_peak(
                    month, peak_at, peak, field=_PEAKS, line=line, code=code, meter=meter
                )

    def _take_peak(
        self, month: date, stamp: str, peak: str, *, field: str, line: int, code: str, meter: str
    ) -> None:
        at, peak_w = read_stamp(stamp), _read_amount(peak)
        if not 0 <= peak_w <= cells.HIGHEST_WH:
            self.found.add(kinds.NO_NUMBER, line=line, field=field, found=peak)
        elif at is None or at.astimezone(self._zone).date().replace(day=1) != month:
            self.found.add(
                kinds.PEAK_ELSEWHERE, line=line, field=field, found=stamp, month=str(month)[:7]
            )
        else:
            self.peaks[meter, month] = PeakRow(code, month, peak_w, at, line)

    def _tell_others(self, telegram: Telegram) -> None:
        for channel in _CHANNELS:
            name = f"0-{channel}:24.1.0"
            kind = _OTHER_METERS.get(telegram.one(name))
            number = _read_text(telegram.one(f"0-{channel}:96.1.1"))
            if kind and f"{kind} {number}" not in self._told:
                self._told.add(f"{kind} {number}")
                line = telegram.line_of(name)
                self.found.add(_OTHER_KINDS[kind], line=line, field=name, found=number)


_OTHER_KINDS = {"gas": kinds.GAS_METER, "water": kinds.WATER_METER, "heat": kinds.HEAT_METER}


def _read_amount(text: str) -> int:
    """Whole Wh or W of ``000123.456*kWh``; below zero if it is none."""
    number, _, unit = text.partition("*")
    return cells.read_wh(number, scale=_UNITS[unit]) if unit in _UNITS else cells.UNREADABLE


def _read_text(octets: str) -> str:
    """What hexadecimal digits spell; empty if they spell nothing."""
    try:
        return bytes.fromhex(octets).decode("ascii")
    except ValueError:
        return ""


def _in_threes(values: list[str]) -> Iterable[tuple[str, str, str]]:
    return zip(values[::_TRIPLE], values[1::_TRIPLE], values[2::_TRIPLE], strict=True)


def _month_before(stamp: str) -> date | None:
    """The month that was over at ``YYMM01000000``; None for another moment."""
    if read_stamp(stamp) is None or stamp[4:-1] != _FIRST_MOMENT:
        return None
    year, month = 2000 + int(stamp[:2]), int(stamp[2:4])
    return date(year, month - 1, 1) if month > 1 else date(year - 1, 12, 1)
