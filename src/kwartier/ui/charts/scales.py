"""From values to pixels, and round numbers for axes."""

import math
from dataclasses import dataclass

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A vertical scale: ``top`` is drawn at ``from_px``, ``bottom`` at ``until_px`` (further down)."""

    bottom: float
    top: float
    from_px: float
    until_px: float

    def at(self, value: float) -> float:
        """The pixel row of a value: strictly decreasing in the value."""
        return self.from_px + (self.top - value) / (self.top - self.bottom) * (
            self.until_px - self.from_px
        )


def round_step(span: float, about: int) -> float:
    """A round step (1, 2, 2.5 or 5 times a power of ten) that cuts ``span`` into about so many parts."""
    if span <= 0:
        return 1.0
    raw = span / max(about, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in _STEPS if step * power >= raw * 0.999)


def round_ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round values from at or under ``low`` to at or above ``high``; at least two."""
    step = round_step(high - low, about)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [count * step for count in range(first, max(last, first + 1) + 1)]
