"""A heat map: rows by columns, stronger in color where there is more; what is not known is crossed out.

The cells of one depth are one path: a year of hours is a few hundred bytes, not three hundred elements.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from kwartier.ui.charts.figures import LegendItem
from kwartier.ui.charts.svg import finding_id, share, short, tag

DEPTHS: Final = 7
_ROW_PX: Final = 24
_AXIS_PX: Final = 24
_INSET: Final = 0.04
_FAINTEST: Final = 0.1


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row: what stands before it, and a value in each column; None where it is not known."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class HeatChart:
    """What the picture needs; ``ticks`` name the columns at which they stand."""

    key: str
    rows: tuple[HeatRow, ...]
    ticks: tuple[tuple[int, str], ...]
    column_count: int


def depth_of(value: float, highest: float) -> int:
    """How dark a value is, from 0 to `DEPTHS` - 1: grows with the value."""
    return min(int(value / highest * DEPTHS), DEPTHS - 1) if highest > 0 else 0


def heat_chart(chart: HeatChart) -> SafeString:
    """The picture; the element with the id ``<key>-finding`` names it."""
    known = [value for row in chart.rows for value in row.values if value is not None]
    highest = max(known, default=0.0)
    cells: dict[int, list[str]] = {}
    crosses: list[str] = []
    for down, row in enumerate(chart.rows):
        for across, value in enumerate(row.values):
            if value is None:
                crosses.append(f"M{short(across + 0.35)} {short(down + 0.3)}l.3 .4m-.3 0l.3-.4")
            else:
                side, top = 1 - 2 * _INSET, down + _INSET
                cells.setdefault(depth_of(value, highest), []).append(
                    f"M{across + _INSET:.2f} {top:.2f}h{side:.2f}v{side:.2f}h-{side:.2f}z"
                )
    height = len(chart.rows) * _ROW_PX
    painted = [
        tag("path", d="".join(paths), fill="var(--data-1)", fill_opacity=f"{_opacity(depth):.2f}")
        for depth, paths in sorted(cells.items())
    ]
    if crosses:
        painted.append(
            tag(
                "path",
                d="".join(crosses),
                fill="none",
                stroke="var(--ink-2)",
                vector_effect="non-scaling-stroke",
            )
        )
    grid = tag(
        "svg",
        *painted,
        height=height,
        width="100%",
        viewBox=f"0 0 {chart.column_count} {max(len(chart.rows), 1)}",
        preserveAspectRatio="none",
    )
    labels = [
        tag("text", row.label, x="-8", y=(at + 0.5) * _ROW_PX + 4, text_anchor="end")
        for at, row in enumerate(chart.rows)
    ]
    axis = [
        tag(
            "text",
            label,
            x=share(at / chart.column_count),
            y=height + _AXIS_PX - 8,
            text_anchor="start" if at == 0 else "end" if at == chart.column_count else "middle",
        )
        for at, label in chart.ticks
    ]
    return tag(
        "svg",
        grid,
        *labels,
        *axis,
        height=height + _AXIS_PX,
        class_="gut",
        role="img",
        aria_labelledby=finding_id(chart.key),
    )


def _opacity(depth: int) -> float:
    return _FAINTEST + (1 - _FAINTEST) * depth / (DEPTHS - 1)


def heat_legend(least: str, most: str, missing: str = "") -> tuple[LegendItem, ...]:
    """The key: what the faintest and the darkest cell stand for, and the cross where there is one."""
    items = (LegendItem("faint", least), LegendItem("solid", most))
    return (*items, LegendItem("missing", missing)) if missing else items
