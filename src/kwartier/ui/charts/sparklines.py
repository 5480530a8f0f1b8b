"""A sparkline: the course of a value in the height of a line of text."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from kwartier.ui.charts.scales import Scale
from kwartier.ui.charts.svg import described, finding_id, points, share, tag

HEIGHT_PX = 28
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Values from oldest to newest; None breaks the line."""

    key: str
    values: tuple[float | None, ...]
    finding: str


def sparkline(chart: Sparkline) -> SafeString:
    """The picture with its hidden finding; the newest value has a dot."""
    known = [value for value in chart.values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    scale = Scale(
        bottom=low, top=high if high > low else low + 1.0, from_px=4, until_px=HEIGHT_PX - 4
    )
    step = _WIDTH / max(len(chart.values) - 1, 1)
    lines = [
        tag("polyline", vector_effect="non-scaling-stroke", points=points(run))
        for run in _runs(chart.values, scale, step)
        if len(run) > 1
    ]
    parts = [
        tag(
            "svg",
            *lines,
            viewBox=f"0 0 {_WIDTH} {HEIGHT_PX}",
            preserveAspectRatio="none",
            width="100%",
            height=HEIGHT_PX,
            fill="none",
            stroke="var(--data-1)",
            stroke_width=2,
        )
    ]
    last = next(
        (at for at in range(len(chart.values) - 1, -1, -1) if chart.values[at] is not None), None
    )
    if last is not None:
        value = chart.values[last] or 0.0
        parts.append(
            tag(
                "circle",
                cx=share(last * step / _WIDTH),
                cy=scale.at(value),
                r=3,
                fill="var(--data-1)",
            )
        )
    picture = tag(
        "svg", *parts, height=HEIGHT_PX, role="img", aria_labelledby=finding_id(chart.key)
    )
    return tag("span", described(chart.key, chart.finding, picture), class_="spark")


def _runs(
    values: tuple[float | None, ...], scale: Scale, step: float
) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((at * step, scale.at(value)))
    return runs
