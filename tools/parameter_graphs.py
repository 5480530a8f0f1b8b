"""Draws what a parameter was worth over time: small SVG pictures, one panel per key.

The pictures need nothing but themselves: their colors follow the reader's light or dark theme, a title
and a description say in words what the lines show, and no value is told by color alone.
"""

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import NamedTuple

from energycore.clocks import date_of, year_of, year_start
from rulebooks.parameters import ParameterValue

PANEL_WIDTH, PANEL_HEIGHT, COLUMNS = 232, 112, 3
LEFT, RIGHT, TOP, BOTTOM = 8, 58, 36, 22
LAST_YEAR_SHOWN_AFTER = 366
HOURS = 24
NAMESPACE = "http://www.w3.org/2000/svg"
STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#3a3a44}"
    ".name{font-weight:600;fill:#16161c}"
    ".axis{stroke:#8a8a96;stroke-width:1}"
    ".line{stroke:#1d5fa8;stroke-width:2;fill:none}"
    ".unsourced{stroke-dasharray:4 3}"
    ".slot{fill:#1d5fa8}.rest{fill:none;stroke:#8a8a96}"
    "@media (prefers-color-scheme:dark){"
    "text{fill:#c9c9d4}.name{fill:#f2f2f7}.line{stroke:#8ab8f0}.slot{fill:#8ab8f0}}"
)


class Panel(NamedTuple):
    """One key's picture: what it is called, and its values in order of time."""

    name: str
    values: Sequence[ParameterValue]


class Frame(NamedTuple):
    """Where a panel stands, and which days it spans."""

    x: int
    y: int
    from_: int
    until: int

    def across(self, day: int) -> float:
        """The horizontal place of a day."""
        width = PANEL_WIDTH - LEFT - RIGHT
        share = (min(max(day, self.from_), self.until) - self.from_) / (self.until - self.from_)
        return round(self.x + LEFT + share * width, 1)

    def up(self, value: Decimal, highest: Decimal) -> float:
        """The vertical place of a value; zero lies on the axis."""
        height = PANEL_HEIGHT - TOP - BOTTOM
        share = float(value / highest) if highest else 0.0
        return round(self.y + PANEL_HEIGHT - BOTTOM - share * height, 1)


def draw_panels(title: str, panels: Sequence[Panel]) -> str:
    """The picture of several keys side by side, in one SVG document."""
    rows = -(-len(panels) // COLUMNS)
    columns = min(len(panels), COLUMNS)
    width, height = columns * PANEL_WIDTH, rows * PANEL_HEIGHT
    from_, until = _find_span(panels)
    drawn = []
    for place, panel in enumerate(panels):
        x, y = place % COLUMNS * PANEL_WIDTH, place // COLUMNS * PANEL_HEIGHT
        frame = Frame(x, y, from_, until)
        drawn += _draw_clock(panel, frame) if panel.values[0].slots else _draw_steps(panel, frame)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    lines = [
        f'<svg xmlns="{NAMESPACE}" role="img" aria-labelledby="title told" {size}>',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="told">{escape(" ".join(map(_tell, panels)))}</desc>',
        f"<style>{STYLE}</style>",
        *drawn,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def list_figures(value: ParameterValue) -> list[Decimal]:
    """The figures of a value: one, or one per band."""
    return [value.number()] if value.value is not None else [band.value for band in value.bands]


def _find_span(panels: Sequence[Panel]) -> tuple[int, int]:
    """The days of the pictures; the last value is shown for a year at most, and whole years."""
    every = [value for panel in panels for value in panel.values]
    latest = max(value.valid.from_ for value in every)
    until = min(max(value.valid.until for value in every), latest + LAST_YEAR_SHOWN_AFTER)
    return min(value.valid.from_ for value in every), year_start(year_of(until - 1) + 1)


def _draw_steps(panel: Panel, frame: Frame) -> list[str]:
    highest = max(figure for value in panel.values for figure in list_figures(value))
    base = frame.up(Decimal(0), highest)
    left, right = frame.across(frame.from_), frame.across(frame.until)
    last = panel.values[-1]
    found = [
        _write(panel.name, frame.x + LEFT, frame.y + 14, kind="name"),
        _write(f"up to {_plain(highest)}", frame.x + LEFT, frame.y + 29),
        f'<path class="axis" d="M{left} {base}H{right}"/>',
        _write(str(date_of(frame.from_).year), left, base + 15),
        _write(str(date_of(frame.until - 1).year), right, base + 15, anchor="end"),
    ]
    for value in panel.values:
        start, end = frame.across(value.valid.from_), frame.across(value.valid.until)
        kind = "line unsourced" if value.is_demonstration else "line"
        found += [
            f'<path class="{kind}" d="M{start} {frame.up(figure, highest)}H{end}"/>'
            for figure in dict.fromkeys(list_figures(value))
        ]
    top = max(list_figures(last))
    found.append(_write(_plain(top), right + 5, frame.up(top, highest) + 4))
    return found


def _draw_clock(panel: Panel, frame: Frame) -> list[str]:
    """A bar of 24 hours per register, for weekdays and for weekends, of the newest hours."""
    slots = panel.values[-1].slots
    registers = list(dict.fromkeys(slot.register for slot in slots))
    hour = (PANEL_WIDTH - LEFT - RIGHT) / HOURS
    left, right = frame.x + LEFT, frame.x + PANEL_WIDTH - RIGHT
    found = [
        _write(panel.name, left, frame.y + 14, kind="name"),
        _write(f"since {date_of(panel.values[-1].valid.from_)}", left, frame.y + 29),
        _write("0 h", left, frame.y + PANEL_HEIGHT - 5),
        _write("24 h", right, frame.y + PANEL_HEIGHT - 5, anchor="end"),
    ]
    for place, register in enumerate(registers):
        y = frame.y + TOP + place * 19
        found += [
            f'<rect class="slot" x="{round(left + slot.from_hour * hour, 1)}" '
            f'y="{y + (7 if slot.days == "weekend" else 0)}" height="{_height(slot.days)}" '
            f'width="{round((slot.until_hour - slot.from_hour) * hour, 1)}"/>'
            for slot in slots
            if slot.register == register
        ]
        found.append(
            f'<rect class="rest" x="{left}" y="{y}" width="{round(HOURS * hour, 1)}" height="13"/>'
        )
        found.append(_write(register, right + 5, y + 11))
    return found


def _height(days: str) -> int:
    """A weekday fills the upper half of a bar, a weekend the lower, every day all of it."""
    return {"weekday": 6, "weekend": 6}.get(days, 13)


def _write(words: str, x: float, y: float, *, kind: str = "", anchor: str = "") -> str:
    attributes = f' class="{kind}"' * bool(kind) + f' text-anchor="{anchor}"' * bool(anchor)
    return f'<text x="{round(x, 1)}" y="{round(y, 1)}"{attributes}>{escape(words)}</text>'


def _tell(panel: Panel) -> str:
    """The values of a panel in a sentence, for who does not see the lines."""
    told = [f"{_tell_value(value)} from {date_of(value.valid.from_)}" for value in panel.values]
    return f"{panel.name}: {', '.join(told)}."


def _tell_value(value: ParameterValue) -> str:
    if value.slots:
        return "; ".join(
            f"{slot.register} {slot.from_hour} to {slot.until_hour} on {slot.days.replace('_', ' ')}"
            for slot in value.slots
        )
    return " / ".join(_plain(figure) for figure in list_figures(value))


def _plain(figure: Decimal) -> str:
    """A figure without trailing zeros, with four decimals at most."""
    rounded = round(figure, 4)
    return f"{rounded.normalize():f}"
