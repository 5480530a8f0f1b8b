"""Green Button (NAESB REQ.21, ESPI): an Atom feed of energy per interval. Read as a stream.

An entry of a `UsagePoint`, a `MeterReading`, a `ReadingType` and the `IntervalBlock`s point at each
other by their links. The `ReadingType` says commodity, direction, unit and the power of ten; the
readings tell their start in Unix seconds and how long they last. Wh and W are read, of electricity;
what else is in the feed is left out and told.

A feed names its supply point in the title of its `UsagePoint`, or not at all.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from energycore.intervals import MISSING_WH, ValueState
from energycore.units import IntArray
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _espi_words as words
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._codes import read_codes
from kwartier.intervals.formats._curves import DAILY, STEPS, Meaning, Rows, as_series
from kwartier.intervals.formats._espi_blocks import Block, join, read_block
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._series import finish
from kwartier.intervals.formats._unpacking import decode
from kwartier.intervals.formats._xml import (
    Lines,
    XmlBroken,
    as_utf8,
    root_of,
    stream,
    text_of,
)
from kwartier.intervals.types import Direction, ParsedFile, Series

FORMAT = "espi"
_CODE = re.compile(r"[0-9]{14}|[0-9]{18}")
_ENTRY = "{*}content/{*}"
_MOST_DIGITS = 15
# The years 2000 to 2099.
_EARLIEST, _LATEST = 946_684_800, 4_102_444_799
# The digits of such a second from September 2001 on.
_STAMP = 10
# Days have 23, 24 or 25 hours.
_DAYS = (82_800, 86_400, 90_000)


def recognize(head: bytes) -> bool:
    """Whether a file that begins so is an Atom feed with words of ESPI."""
    return root_of(head) in ("feed", "entry") and words.ESPI in decode(head)


def read(content: bytes, *, timezone: str) -> ParsedFile:
    """The series of a feed; nothing of one that is cut or damaged."""
    found = Findings()
    try:
        content = as_utf8(content)
        feed = _Feed(content, found)
        for entry in stream(content, "entry"):
            feed.take(entry)
    except XmlBroken as broken:
        found = Findings()
        found.add(broken.kind, line=broken.line, field="", found=broken.shown)
        return finish(FORMAT, found)
    series = feed.as_series(timezone)
    if not series and not found.in_order():
        found.add(kinds.NO_ROWS, line=1, field="IntervalReading")
    return finish(FORMAT, found, series=series)


@dataclass(frozen=True, slots=True)
class _Type:
    """What a `ReadingType` says."""

    line: int
    commodity: str
    behaviour: str
    kind: str
    flow: str
    unit: str
    power: int | None
    seconds: int | None
    state: ValueState


class _Feed:
    """Takes the entries, and puts together what points at each other."""

    def __init__(self, content: bytes, found: Findings) -> None:
        self._found = found
        self._entries = Lines(content, "entry")
        self._readings = Lines(content, "IntervalReading")
        self._codes: dict[str, str] = {}
        self._types: dict[str, _Type] = {}
        self._links: dict[str, list[str]] = {}
        self._blocks: list[Block] = []

    def take(self, entry: Any) -> None:
        """One entry: a point, a reading, a type, or blocks."""
        own, links = _links_of(entry)
        (line,) = self._entries.take(1).tolist()
        usage_point = entry.find(_ENTRY + "UsagePoint")
        reading_type = entry.find(_ENTRY + "ReadingType")
        if usage_point is not None:
            self._codes[own] = self._read_code(text_of(entry, "title"), line)
        elif reading_type is not None:
            self._types[own] = _read_type(reading_type, line)
        elif entry.find(_ENTRY + "MeterReading") is not None:
            self._links[own] = links
        for block in entry.findall(_ENTRY + "IntervalBlock"):
            self._take_block(block, links, line)

    def _read_code(self, title: str, line: int) -> str:
        """The number that a point is called by; empty, and told, where it has another name."""
        if not _CODE.fullmatch(title):
            self._found.add(kinds_fr.NO_POINT, line=line, field="title", found=title)
            return ""
        codes, _is_code = read_codes(
            [title], np.array([line], dtype=np.int64), field="title", found=self._found
        )
        return codes[0]

    def _take_block(self, element: Any, links: list[str], line: int) -> None:
        block = read_block(element, links, line)
        block.lines += self._readings.take(len(block.starts)).tolist()
        self._blocks.append(block)

    def as_series(self, timezone: str) -> tuple[Series, ...]:
        """The series of all blocks, those of one point and direction together."""
        groups: dict[tuple[str, _Type], list[Block]] = defaultdict(list)
        for block in self._blocks:
            reading_type = self._type_of(block)
            if reading_type is None:
                self._found.add(kinds_fr.UNLINKED, line=block.line, field="IntervalBlock")
            elif block.starts and self._is_read(reading_type):
                groups[self._code_of(block), reading_type].append(block)
        series: list[Series] = []
        for (code, reading_type), blocks in groups.items():
            series.extend(self._lay_out(code, reading_type, join(blocks), timezone))
        return tuple(series)

    def _type_of(self, block: Block) -> _Type | None:
        """The type that a block's reading points at; the only one of the feed where links are lost."""
        reading = next((each for each in block.links if each in self._links), None)
        linked = [
            self._types[each] for each in self._links.get(reading or "", ()) if each in self._types
        ]
        if len(linked) == 1:
            return linked[0]
        return next(iter(self._types.values())) if len(self._types) == 1 else None

    def _code_of(self, block: Block) -> str:
        """The supply point above a block, by its link; the only one of the feed where that is lost."""
        above = [
            code
            for own, code in self._codes.items()
            if any(each == own or each.startswith(own + "/") for each in block.links)
        ]
        if len(above) == 1:
            return above[0]
        return next(iter(self._codes.values())) if len(self._codes) == 1 else ""

    def _is_read(self, told: _Type) -> bool:
        """Whether values of a type are energy or power of electricity that we know how to read."""
        found = self._found
        if told.commodity not in words.ELECTRICITY:
            found.add(
                kinds_fr.OTHER_COMMODITY, line=told.line, field="commodity", found=told.commodity
            )
        elif told.behaviour not in words.PER_INTERVAL:
            shown = told.behaviour
            found.add(
                kinds_fr.OTHER_KIND, line=told.line, field="accumulationBehaviour", found=shown
            )
        elif told.unit not in (words.WATT_HOURS, words.WATTS):
            found.add(kinds_fr.WRONG_UNIT, line=told.line, field="uom", found=told.unit)
        elif told.power is None:
            found.add(kinds_fr.WRONG_UNIT, line=told.line, field="powerOfTenMultiplier", found="?")
        elif told.flow not in words.DIRECTIONS and told.flow not in ("", "0"):
            found.add(kinds.UNKNOWN_WORD, line=told.line, field="flowDirection", found=told.flow)
        else:
            return True
        return False

    def _lay_out(self, code: str, told: _Type, block: Block, timezone: str) -> tuple[Series, ...]:
        found, lines = self._found, np.array(block.lines, dtype=np.int64)
        direction = words.DIRECTIONS.get(told.flow)
        if direction is None:
            line = told.line
            found.add(kinds_fr.DIRECTION_UNTOLD, line=line, field="flowDirection")
        starts = _read_starts(block.starts)
        untold = -1 if told.seconds is None else told.seconds
        lasting = cells.as_array(
            block.durations, lambda text: _read_duration(text) if text else untold
        )
        steps = np.where(np.isin(lasting, _DAYS), DAILY, lasting // 60)
        numbers = cells.as_array(block.values, lambda text: _read_value(text, told.power or 0))
        is_step = np.isin(lasting, [*(each * 60 for each in STEPS), *_DAYS])
        is_step &= (steps != DAILY) | (told.unit == words.WATT_HOURS)
        kept = np.ones(len(lines), dtype=np.bool_)
        for kind, name, texts, is_right in (
            (kinds.NO_TIME, "start", block.starts, starts != cells.UNREADABLE),
            (kinds_fr.NO_STEP, "duration", block.durations, is_step),
            (kinds.NO_NUMBER, "value", block.values, numbers != cells.UNREADABLE),
        ):
            wrong = [text for text, right in zip(texts, is_right, strict=True) if not right]
            kinds_fr.add_each(found, kind, lines=lines[~is_right], field=name, shown=wrong)
            kept &= is_right
        self._tell_rounded(block, told.power or 0)
        states = self._read_states(block, told, numbers, lines)
        numbers = np.where(states == ValueState.NOT_YET, MISSING_WH, numbers)
        meaning = Meaning(
            code,
            Direction.OFFTAKE if direction is None else direction,
            timezone,
            is_power=told.unit == words.WATTS,
            is_end_stamped=False,
            field="value",
        )
        rows = Rows(starts, numbers, states, lines).take(kept)
        return as_series(rows, meaning, steps=steps[kept], found=found)

    def _tell_rounded(self, block: Block, power: int) -> None:
        """Say once, at the first of them, that values have parts of a Wh or W."""
        for line, text in zip(block.lines, block.values, strict=True):
            if power < 0 and text.strip("0") and text[power:].strip("0"):
                self._found.add(kinds.ROUNDED, line=line, field="value", found=f"{text}E{power}")
                return

    def _read_states(
        self, block: Block, told: _Type, numbers: IntArray, lines: IntArray
    ) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
        for line, text in zip(lines.tolist(), block.qualities, strict=True):
            if text and text not in words.QUALITIES:
                self._found.add(kinds.UNKNOWN_STATE, line=line, field="quality", found=text)
        states = np.array(
            [
                words.QUALITIES.get(text, ValueState.ESTIMATED) if text else told.state
                for text in block.qualities
            ],
            dtype=np.uint8,
        )
        states[(numbers == MISSING_WH) & (states < ValueState.NOT_YET)] = ValueState.MISSING
        return states


def _links_of(entry: Any) -> tuple[str, list[str]]:
    """Where an entry stands, and all that it points at: `up`, `related`, and itself."""
    own, others = "", []
    for link in entry.findall("{*}link"):
        href = link.get("href", "")
        if link.get("rel") == "self":
            own = href
        others.append(href)
        if link.get("rel") == "up":  # .../MeterReading/1/IntervalBlock is below .../MeterReading/1
            others.append(href.rpartition("/")[0])
    return own, others


def _read_type(element: Any, line: int) -> _Type:
    power, seconds = text_of(element, "powerOfTenMultiplier"), text_of(element, "intervalLength")
    quality = text_of(element, "defaultQuality")
    return _Type(
        line=line,
        commodity=text_of(element, "commodity"),
        behaviour=text_of(element, "accumulationBehaviour"),
        kind=text_of(element, "kind"),
        flow=text_of(element, "flowDirection"),
        unit=text_of(element, "uom"),
        power=_read_power(power),
        seconds=_read_duration(seconds) if seconds else None,
        state=words.QUALITIES.get(quality, words.UNTOLD),
    )


def _read_power(text: str) -> int | None:
    """The power of ten that values are multiplied by; None for one that no energy has."""
    powers = {"": 0, **{str(each): each for each in range(-6, 7)}}
    return powers.get(text)


def _read_starts(texts: list[str]) -> IntArray:
    """Unix seconds; `UNREADABLE` where there is no number, or one of another century."""
    together = "".join(texts)
    if together.isdecimal() and together.isascii() and {len(each) for each in texts} == {_STAMP}:
        seconds = np.fromiter(map(int, texts), dtype=np.int64, count=len(texts))
    else:
        seconds = cells.as_array(texts, _read_whole)
    return np.where((seconds >= _EARLIEST) & (seconds <= _LATEST), seconds, cells.UNREADABLE)


def _read_duration(text: str) -> int:
    seconds = _read_whole(text)
    return seconds if seconds <= max(_DAYS) else cells.UNREADABLE


def _read_whole(text: str) -> int:
    """A number without sign and parts, `UNREADABLE` if it is none."""
    if not text.isdecimal() or not text.isascii() or len(text) > _MOST_DIGITS:
        return cells.UNREADABLE
    return int(text)


def _read_value(text: str, power: int) -> int:
    """Whole Wh or W of a number at a power of ten, rounded half up; a negative one is none."""
    if not text:
        return MISSING_WH
    whole = _read_whole(text)
    if whole == cells.UNREADABLE:
        return whole
    if power >= 0:
        return min(whole * int(10**power), int(10**_MOST_DIGITS))
    parts = int(10**-power)
    return (2 * whole + parts) // (2 * parts)
