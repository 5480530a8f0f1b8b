"""Waterfall: from one amount to another, step by step, as a table whose middle column is drawn.

The rows are words and amounts, so that the picture needs no second reading; the bars hide from
assistive technology. The axis may start above zero, so that small steps stay visible: the broken
bar and a sentence say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kwartier.ui.charts.svg import join, share, tag
from kwartier.ui.formats import format_money

Tone = Literal["total", "credit", "debit"]

_HEIGHT = 28
_SHORTEST = 0.004
_ROOM = 0.35
_ROUND_CENTS = 1_000
_BREAK = "M10 -1l-5 10 5 10-5 10"


@dataclass(frozen=True, slots=True)
class WaterfallRow:
    """A step (``cents`` is the change) or, with ``is_total``, an amount that the steps lead to."""

    name: str
    say: str
    cents: int
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The rows in order: the first and the last are totals, and the steps between them add up."""

    key: str
    caption: str
    rows: tuple[WaterfallRow, ...]
    locale: str

    @property
    def base_cents(self) -> int:
        """Where the axis begins: at zero, unless all amounts lie far above it."""
        levels = _levels(self.rows)
        lowest, highest = min(levels), max(levels)
        if lowest <= 0:
            return lowest
        start = lowest - round((highest - lowest) * _ROOM) - _ROUND_CENTS
        return max(start // _ROUND_CENTS * _ROUND_CENTS, 0)


def waterfall_chart(chart: Waterfall) -> SafeString:
    """The drawn table; every amount is written beside its bar."""
    base, top = chart.base_cents, max(_levels(chart.rows))
    span = max(top - base, 1)

    def place(cents: int) -> float:
        return (cents - base) / span

    level = 0
    rows = []
    for at, row in enumerate(chart.rows):
        before = 0 if row.is_total else level
        level = row.cents if row.is_total else level + row.cents
        if row.is_total:
            drawn = _total(place(max(level, base)), is_broken=base > 0)
        else:
            drawn = _step(place(before), place(level))
        rows.append(_row(row, drawn, chart.locale, is_first=at == 0))
    head = "".join(tag("th", text, scope="col") for text in (_("Step"), _("Bar"), _("Amount")))
    return tag(
        "table",
        tag("caption", chart.caption, class_="vh"),
        tag("thead", tag("tr", SafeString(head)), class_="vh"),
        tag("tbody", join(rows)),
        class_="bridge",
    )


def _levels(rows: Sequence[WaterfallRow]) -> list[int]:
    level, levels = 0, []
    for row in rows:
        level = row.cents if row.is_total else level + row.cents
        levels.append(level)
    return levels


def _row(row: WaterfallRow, drawn: SafeString, locale: str, *, is_first: bool) -> SafeString:
    words = [tag("b", row.name)]
    if row.say:
        words.append(tag("span", row.say))
    amount = format_money(row.cents, locale, signed=not row.is_total)
    return tag(
        "tr",
        tag("th", *words, scope="row"),
        tag("td", drawn),
        tag("td", amount),
        data_total="" if row.is_total else None,
        data_first="" if is_first else None,
    )


def _total(end: float, *, is_broken: bool) -> SafeString:
    parts = [tag("rect", width=share(max(end, _SHORTEST)), height=_HEIGHT, rx=4, fill="var(--ink)")]
    if is_broken:
        parts.append(tag("path", d=_BREAK, stroke="var(--surface)", stroke_width=3, fill="none"))
    return tag("svg", *parts, aria_hidden="true")


def _step(start: float, end: float) -> SafeString:
    left, width = min(start, end), max(abs(end - start), _SHORTEST)
    link = tag(
        "line",
        x1=share(start),
        x2=share(start),
        y1=-14,
        y2=_HEIGHT,
        stroke="var(--edge)",
        class_="link",
    )
    bar = tag(
        "rect",
        x=share(left),
        width=share(width),
        y=2,
        height=_HEIGHT - 4,
        rx=3,
        fill="var(--credit)" if end < start else "var(--debit)",
    )
    return tag("svg", link, bar, aria_hidden="true")
