"""The readings of an ESPI `IntervalBlock`, as texts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from energycore.intervals import ValueState
from kwartier.intervals.formats import _espi_words as words
from kwartier.intervals.formats._xml import name_of

_READING = "IntervalReading"
_PARTS = ("start", "duration", "value", "quality")


@dataclass(slots=True)
class Block:
    """The readings of an `IntervalBlock`, as texts; ``links`` are where its entry points."""

    line: int
    links: list[str]
    lines: list[int] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    durations: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    qualities: list[str] = field(default_factory=list)


def read_block(element: Any, links: list[str], line: int) -> Block:
    """The readings of a block, without their lines.

    What a reading does not tell is empty, what it tells twice cannot be read.
    """
    readings = element.findall("{*}" + _READING)
    alike = _read_alike(element, len(readings))
    if alike is not None:
        return Block(line, links, [], *alike)
    block = Block(line, links)
    for reading in readings:
        told: dict[str, list[str]] = {}
        for part in reading.iter(*("{*}" + name for name in _PARTS)):
            told.setdefault(name_of(part), []).append((part.text or "").strip())
        block.starts.append(_only(told.get("start", ())))
        block.durations.append(_only(told.get("duration", ())))
        block.values.append(_only(told.get("value", ())))
        block.qualities.append(_worst(told.get("quality", [])))
    return block


def _read_alike(element: Any, count: int) -> tuple[list[str], ...] | None:
    """The parts of readings that all tell the same in the same order, as nearly all do; else None."""
    space = str(element.tag).partition("}")[0] + "}"
    names = [space + name for name in (_READING, *_PARTS)]
    parts = list(element.iter(*names))
    tags = [each.tag for each in parts]
    if not count or names[0] not in tags:
        return None
    # Before the first reading a block tells its own start and duration.
    first = tags.index(names[0])
    width = (len(tags) - first) // count
    one = tags[first : first + width]
    if tags[first:] != one * count or len(set(one)) != width:
        return None
    texts = [(each.text or "").strip() for each in parts[first:]]
    return tuple(
        texts[one.index(name) :: width] if name in one else [""] * count for name in names[1:]
    )


def _only(told: Sequence[str]) -> str:
    """What is told once; empty where it is not told, and nothing that can be read where it is twice."""
    return told[0] if len(told) == 1 else "?" * len(told)


def _worst(qualities: list[str]) -> str:
    """The one of several qualities that says least; empty without any."""
    known = words.QUALITIES
    return max(qualities, key=lambda each: known.get(each, ValueState.MISSING), default="")


def join(blocks: list[Block]) -> Block:
    """All readings of blocks as of one."""
    joined = replace(blocks[0], lines=[], starts=[], durations=[], values=[], qualities=[])
    for each in blocks:
        joined.lines += each.lines
        joined.starts += each.starts
        joined.durations += each.durations
        joined.values += each.values
        joined.qualities += each.qualities
    return joined
