"""Bars: this year against last year, each state by a pattern of its own; missing is never zero.

Measured and validated are solid, estimated hatched, given by the customer dotted, corrected crossed.
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from energycore.intervals import ValueState
from kwartier.ui.charts.figures import Figure, LegendItem
from kwartier.ui.charts.scales import Scale, round_ticks
from kwartier.ui.charts.svg import finding_id, share, tag
from kwartier.ui.formats import format_number
from kwartier.ui.states import STATE_SHAPES, STATE_WORDS
from kwartier.ui.tables import Column, Table

HEIGHT_PX = 250
TOP_PX = 22
BASE_PX = 224
_MARK_PX = 16
_FEWEST_SLOTS = 4
"""A single bar is no wall: it stands as narrow as one of four."""
_MANY = 8
_SOLID = {ValueState.MEASURED, ValueState.VALIDATED}
_PATTERNED = {
    ValueState.ESTIMATED: "hatch",
    ValueState.GIVEN: "dots",
    ValueState.CORRECTED: "cross",
}
_SWATCHES = {
    ValueState.MEASURED: "solid",
    ValueState.VALIDATED: "solid",
    ValueState.ESTIMATED: "hatched",
    ValueState.GIVEN: "dotted",
    ValueState.CORRECTED: "crossed",
    ValueState.NOT_YET: "unpublished",
    ValueState.MISSING: "missing",
}
_ABSENT = {ValueState.NOT_YET, ValueState.MISSING}


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: ``label`` in the table, ``axis_label`` under the bar (may be empty).

    ``value`` and ``compare`` (the same period a year before) are in the chart's unit; None when
    missing or not yet published. Where ``value`` is of a part of the period, ``lacks`` says why.
    """

    label: str
    value: float | None
    compare: float | None = None
    state: ValueState = ValueState.MEASURED
    axis_label: str = ""
    lacks: ValueState | None = None


@dataclass(frozen=True, slots=True)
class BarsChart:
    """What the picture needs; ``this_label`` and ``compare_label`` name the two years."""

    key: str
    bars: tuple[Bar, ...]
    unit: str
    locale: str
    this_label: str
    compare_label: str = ""
    decimals: int = 0


def bars_scale(chart: BarsChart) -> tuple[Scale, list[float]]:
    """The vertical scale from zero, and its round ticks."""
    reached = [
        value for bar in chart.bars for value in (bar.value, bar.compare) if value is not None
    ]
    highest = max([*reached, 0.0]) or 1.0
    ticks = [tick for tick in round_ticks(0.0, highest, 4) if tick <= highest * 1.02]
    return Scale(bottom=0.0, top=highest, from_px=TOP_PX, until_px=BASE_PX), ticks


def bars_chart(chart: BarsChart) -> SafeString:
    """The picture; the element with the id ``<key>-finding`` names it."""
    scale, ticks = bars_scale(chart)
    shown = {bar.state for bar in chart.bars if bar.value is not None}
    parts = [
        pattern(f"{chart.key}-{name}", name)
        for state, name in _PATTERNED.items()
        if state in shown or state == ValueState.ESTIMATED
    ]
    for tick in ticks:
        y = scale.at(tick)
        parts.append(
            tag("line", class_="grid-l" if tick else "zero-l", x1="0", x2="100%", y1=y, y2=y)
        )
        decimals = 0 if tick == int(tick) else 1
        parts.append(
            tag(
                "text",
                format_number(tick, chart.locale, decimals),
                x="-8",
                y=y + 4,
                text_anchor="end",
            )
        )
    parts.append(tag("text", chart.unit, x="-8", y=8, text_anchor="end"))
    slot = 1 / max(len(chart.bars), _FEWEST_SLOTS)
    labeled = 0
    for at, bar in enumerate(chart.bars):
        parts += _bar(chart, bar, scale, left=at * slot, slot=slot)
        if bar.axis_label:
            parts.append(_axis_label(chart, bar, at=at, slot=slot, is_optional=labeled % 2 == 1))
            labeled += 1
    if not chart.bars:
        parts.append(tag("text", _("No values yet"), x="50%", y=BASE_PX / 2, text_anchor="middle"))
    return tag(
        "svg",
        *parts,
        height=HEIGHT_PX,
        class_="gut",
        role="img",
        aria_labelledby=finding_id(chart.key),
    )


def pattern(key: str, name: str) -> SafeString:
    """A filling of bars under an id of its own: ``hatch``, ``dots`` or ``cross``."""
    ground = tag("rect", width=6, height=6, fill="var(--surface)")
    filling = tag(
        "pattern",
        ground,
        *(tag("rect", fill="var(--data-1)", **marks) for marks in _MARKS[name]),
        id=key,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return tag("defs", filling)


_MARKS: dict[str, tuple[dict[str, float], ...]] = {
    "hatch": ({"width": 3, "height": 6},),
    "dots": ({"x": 1, "y": 1, "width": 3, "height": 3},),
    "cross": ({"width": 2, "height": 6}, {"width": 6, "height": 2}),
}


def _bar(chart: BarsChart, bar: Bar, scale: Scale, *, left: float, slot: float) -> list[SafeString]:
    parts: list[SafeString] = []
    if bar.value is not None:
        y = scale.at(bar.value)
        filling = _PATTERNED.get(bar.state)
        parts.append(
            tag(
                "rect",
                tag("title", _bar_title(chart, bar)),
                x=share(left + slot * 0.165),
                y=y,
                width=share(slot * 0.67),
                height=max(BASE_PX - y, 0),
                rx=2 if len(chart.bars) > _MANY * 2 else 4,
                fill=f"url(#{chart.key}-{filling})" if filling else "var(--data-1)",
                stroke="var(--data-1)" if filling else None,
            )
        )
        if bar.lacks is not None:
            parts.append(_mark(bar.lacks, x=left + slot / 2, y=y - _MARK_PX))
    elif bar.state in _ABSENT:
        parts.append(_mark(bar.state, x=left + slot / 2, y=BASE_PX - _MARK_PX))
    if bar.compare is not None:
        y = scale.at(bar.compare)
        ends = {"x1": share(left + slot * 0.06), "x2": share(left + slot * 0.94)}
        parts.append(tag("line", y1=y, y2=y, stroke="var(--ink)", stroke_width=2, **ends))
    return parts


def _mark(state: ValueState, *, x: float, y: float) -> SafeString:
    """The shape of what is absent, over the bar of the rest or where a bar would stand."""
    shape = mark_safe(STATE_SHAPES[state])
    mark = tag("g", shape, transform="translate(-6 0)", color="var(--ink-2)")
    return tag("svg", mark, x=share(x), y=y, overflow="visible")


def _bar_title(chart: BarsChart, bar: Bar) -> str:
    value = format_number(bar.value or 0.0, chart.locale, chart.decimals)
    said = f"{bar.label}: {value} {chart.unit}, {STATE_WORDS[bar.state]}"
    if bar.lacks is None:
        return said
    rest = _("a part is missing")
    if bar.lacks is ValueState.NOT_YET:
        rest = _("a part is not yet published")
    return f"{said}, {rest}"


def _axis_label(
    chart: BarsChart, bar: Bar, *, at: int, slot: float, is_optional: bool
) -> SafeString:
    # many narrow bars: the outer labels lean inwards; few wide ones: all stand under their bar
    anchor = "middle"
    if len(chart.bars) > _MANY * 2 and at in {0, len(chart.bars) - 1}:
        anchor = "start" if at == 0 else "end"
    crowded = len([known for known in chart.bars if known.axis_label]) > _MANY
    return tag(
        "text",
        bar.axis_label,
        class_="opt" if is_optional and crowded else None,
        x=share((at + 0.5) * slot),
        y=HEIGHT_PX - 7,
        text_anchor=anchor,
    )


def bars_table(chart: BarsChart, *, caption: str, period_label: str) -> Table:
    """The numbers behind the picture."""
    columns = [
        Column(period_label),
        Column(f"{chart.this_label} ({chart.unit})", "number", chart.decimals),
    ]
    if chart.compare_label:
        columns.append(Column(f"{chart.compare_label} ({chart.unit})", "number", chart.decimals))
    columns.append(Column(_("State"), "state"))
    rows = []
    for bar in chart.bars:
        compare = (bar.compare,) if chart.compare_label else ()
        rows.append((bar.label, bar.value, *compare, bar.state))
    return Table(caption=caption, columns=tuple(columns), rows=tuple(rows))


def _legend_item(chart: BarsChart, state: ValueState) -> LegendItem:
    word = str(STATE_WORDS[state])
    return LegendItem(_SWATCHES[state], f"{chart.this_label}, {word}" if state in _SOLID else word)


def bars_figure(
    chart: BarsChart,
    *,
    finding: str,
    table: Table,
    say: str = "",
    csv_url: str = "",
    xlsx_url: str = "",
) -> Figure:
    """The whole figure; its key names only what the picture holds."""
    states = {bar.state for bar in chart.bars if bar.value is not None or bar.state in _ABSENT}
    states |= {bar.lacks for bar in chart.bars if bar.value is not None and bar.lacks is not None}
    legend = [_legend_item(chart, state) for state in _SWATCHES if state in states]
    if chart.compare_label:
        legend.append(LegendItem("compare-line", chart.compare_label))
    return Figure(
        key=chart.key,
        finding=finding,
        picture=bars_chart(chart),
        legend=tuple(legend),
        table=table,
        say=say,
        csv_url=csv_url,
        xlsx_url=xlsx_url,
    )
