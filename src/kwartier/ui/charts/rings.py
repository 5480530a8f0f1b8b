"""The ring: a day as 96 quarters (92 or 100 when the clocks change), midnight up, noon down."""

import math
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

from kwartier.ui.charts.svg import described, finding_id, short, tag

ToneOfCell = Literal["hi", "lo", "in", "out"]

_CENTER = 80.0
_INNER = 44.0
_SHORTEST = 3.0
_LONGEST = 34.0
_MISSING = 6.0


@dataclass(frozen=True, slots=True)
class RingCell:
    """A quarter: its value (None: missing) and how it is drawn (hi and lo, or in and out)."""

    value: float | None
    tone: ToneOfCell = "lo"


@dataclass(frozen=True, slots=True)
class Ring:
    """What the picture needs; ``figure`` and ``unit`` stand in the middle, ``hours`` around it."""

    key: str
    cells: tuple[RingCell, ...]
    finding: str
    figure: str = ""
    unit: str = ""
    hours: tuple[str, str, str, str] = ("0", "6", "12", "18")


def cell_length(value: float, highest: float) -> float:
    """How far a cell reaches: grows with the value, from a visible minimum."""
    if highest <= 0:
        return _SHORTEST
    return _SHORTEST + (_LONGEST - _SHORTEST) * min(max(value / highest, 0.0), 1.0)


def ring(chart: Ring) -> SafeString:
    """The picture with its hidden finding."""
    highest = max((cell.value for cell in chart.cells if cell.value is not None), default=0.0)
    strokes: dict[str, list[str]] = {}
    for at, cell in enumerate(chart.cells):
        length = _MISSING if cell.value is None else cell_length(cell.value, highest)
        tone = "miss" if cell.value is None else cell.tone
        strokes.setdefault(tone, []).append(_stroke(at, len(chart.cells), length))
    top, right, bottom, left = chart.hours
    parts = [tag("path", class_=f"r-{tone}", d="".join(found)) for tone, found in strokes.items()]
    parts += [
        tag("text", chart.figure, class_="r-fig", x=80, y=82 if chart.unit else 88),
        tag("text", chart.unit, class_="r-unit", x=80, y=99),
        tag("text", top, x=80, y=-2),
        tag("text", right, x=168, y=84),
        tag("text", bottom, x=80, y=172),
        tag("text", left, x=-9, y=84),
    ]
    picture = tag(
        "svg", *parts, viewBox="-18 -14 196 192", role="img", aria_labelledby=finding_id(chart.key)
    )
    return described(chart.key, chart.finding, picture)


def _stroke(at: int, count: int, length: float) -> str:
    angle = 2 * math.pi * (at + 0.5) / count
    across, down = math.sin(angle), -math.cos(angle)
    outer = _INNER + length
    return (
        f"M{short(_CENTER + _INNER * across)} {short(_CENTER + _INNER * down)}"
        f"L{short(_CENTER + outer * across)} {short(_CENTER + outer * down)}"
    )
