"""A few amounts one under the other: words over the bar, the amount behind it, which fits on a phone."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from kwartier.ui.charts.bars import pattern
from kwartier.ui.charts.svg import finding_id, share, tag

_ROW_PX = 50
_WORDS_PX = 15
_BAR_PX = 16
_LONGEST = 0.68
"""Of the width: the rest is for the amount."""


@dataclass(frozen=True, slots=True)
class Lying:
    """An amount: what it is, how it is written, how much it is, and whether it was computed."""

    label: str
    text: str
    value: float
    is_computed: bool = False


def lying_bars(key: str, bars: tuple[Lying, ...]) -> SafeString:
    """The picture; the element with the id ``<key>-finding`` names it. Computed ones are hatched."""
    highest = max((bar.value for bar in bars), default=0.0) or 1.0
    parts = [pattern(f"{key}-hatch", "hatch")]
    for at, bar in enumerate(bars):
        top = at * _ROW_PX + _WORDS_PX
        long = share(_LONGEST * max(bar.value, 0.0) / highest)
        parts += [
            tag("text", bar.label, x=0, y=top),
            tag(
                "rect",
                x=0,
                y=top + 7,
                width=long,
                height=_BAR_PX,
                rx=4,
                fill=f"url(#{key}-hatch)" if bar.is_computed else "var(--data-1)",
                stroke="var(--data-1)" if bar.is_computed else None,
            ),
            tag("text", bar.text, x=long, dx=8, y=top + _BAR_PX + 4, class_="strong-t"),
        ]
    return tag(
        "svg", *parts, height=len(bars) * _ROW_PX, role="img", aria_labelledby=finding_id(key)
    )
