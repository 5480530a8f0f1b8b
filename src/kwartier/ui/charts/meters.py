"""Meters: where an expected settlement lies between two ends; how a price splits into components."""

from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kwartier.ui.charts.svg import described, finding_id, share, tag
from kwartier.ui.formats import format_money

_HEIGHT = 72
_TRACK_Y = 26
_NEAR = 0.12

Component = Literal["energy", "network", "taxes"]
_FILLS = {"energy": "var(--data-1)", "network": "var(--data-2)", "taxes": "var(--data-3)"}


@dataclass(frozen=True, slots=True)
class BandMeter:
    """An expected settlement with its band, in cents; positive is to pay. low <= expected <= high."""

    key: str
    low_cents: int
    expected_cents: int
    high_cents: int
    locale: str
    finding: str

    def fraction(self, cents: int) -> float:
        """Where an amount lies on the meter, 0 (most in favor) to 1 (most to pay)."""
        low, high = min(self.low_cents, 0), max(self.high_cents, 0)
        margin = max((high - low) * 0.12, 500)
        return (cents - low + margin) / (high - low + 2 * margin)


def band_meter(meter: BandMeter) -> SafeString:
    """The picture with its hidden finding: in favor to the left of zero, to pay to the right."""
    low, expected, high, zero = (
        meter.fraction(cents)
        for cents in (meter.low_cents, meter.expected_cents, meter.high_cents, 0)
    )
    top = _TRACK_Y
    parts = [
        tag(
            "rect",
            x=0,
            y=top,
            width="100%",
            height=14,
            rx=7,
            fill="var(--surface)",
            stroke="var(--edge)",
        ),
        tag(
            "rect",
            x=share(low),
            y=top,
            width=share(high - low),
            height=14,
            rx=7,
            fill="var(--data-1)",
            opacity="0.45",
        ),
        tag(
            "line",
            x1=share(zero),
            x2=share(zero),
            y1=top - 6,
            y2=top + 20,
            stroke="var(--ink)",
            stroke_width=2,
        ),
        tag(
            "text",
            format_money(0, meter.locale, 0),
            x=share(zero),
            y=top + 36,
            text_anchor="middle",
        ),
        tag("text", _("in your favor"), x=0, y=top + 36) if zero > 3 * _NEAR else tag("g"),
        tag("text", _("to pay"), x="100%", y=top + 36, text_anchor="end")
        if zero < 1 - 2 * _NEAR
        else tag("g"),
        tag(
            "circle",
            cx=share(expected),
            cy=top + 7,
            r=10,
            fill="var(--surface)",
            stroke="var(--data-1)",
            stroke_width=4,
        ),
        tag(
            "text",
            format_money(abs(meter.expected_cents), meter.locale, 0),
            class_="brand-t",
            x=share(expected),
            y=top - 12,
            text_anchor=_anchor(expected),
        ),
    ]
    picture = tag("svg", *parts, height=_HEIGHT, role="img", aria_labelledby=finding_id(meter.key))
    return tag("div", described(meter.key, meter.finding, picture), class_="meter")


def _anchor(fraction: float) -> str:
    if fraction < _NEAR:
        return "start"
    return "end" if fraction > 1 - _NEAR else "middle"


@dataclass(frozen=True, slots=True)
class Share:
    """One component of a price and its amount in cents (or any one unit)."""

    component: Component
    amount: int


def share_bar(shares: tuple[Share, ...]) -> SafeString:
    """A bar cut by components; decoration beside the amounts in words, hidden from assistive technology."""
    whole = sum(max(part.amount, 0) for part in shares) or 1
    space = 0.004
    parts: list[SafeString] = []
    left = 0.0
    for part in shares:
        width = max(part.amount, 0) / whole
        gap = space if part is not shares[-1] else 0
        if width > gap:
            shown = {"x": share(left), "width": share(width - gap)}
            parts.append(tag("rect", height=24, rx=5, fill=_FILLS[part.component], **shown))
        left += width
    return tag("div", tag("svg", *parts, height=24, aria_hidden="true"), class_="split3")
