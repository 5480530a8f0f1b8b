"""The dial of an advance page, as a person reads and moves it."""

import re
from dataclasses import dataclass

from visitor import Visitor, normalize

_READ = """() => {
  const find = name => document.querySelector(name), text = name => find(name)?.textContent ?? '';
  const range = find('[data-dial] input[type=range]');
  return { figure: text('[data-dial-figure]'), tone: find('[data-dial-figure]').className,
    band: text('[data-dial-band]'), go: text('[data-dial-go]'),
    spoken: range.getAttribute('aria-valuetext'), slider: range.value,
    field: find('#id_amount').value, label: text('[data-chart=balance] [data-k=label]') };
}"""


@dataclass(frozen=True)
class DialReading:
    """What the dial says at one amount: words, tone, button, slider, and the end of the chart."""

    figure: str
    tone: str
    band: str
    go: str
    spoken: str
    slider: str
    field: str
    label: str


def read_dial(visitor: Visitor) -> DialReading:
    """What stands on the open page."""
    shown = visitor.page.evaluate(_READ)
    return DialReading(**{name: normalize(value) for name, value in shown.items()})


def ask_server(visitor: Visitor, number: str, amount: str) -> DialReading:
    """What the server itself says at an amount."""
    visitor.open(f"/advance/{number}/?amount={amount}")
    return read_dial(visitor)


def number_of(visitor: Visitor) -> str:
    """The contract whose advance is shown."""
    return re.search(r"/advance/([^/?]+)/", visitor.page.url)[1]


def current_amount(visitor: Visitor) -> int:
    """The amount in force, in whole euro."""
    return int(visitor.page.get_attribute("[data-dial]", "data-current")) // 100


def drag_slider(visitor: Visitor, fraction: float) -> None:
    """Take the thumb where it is and let it go at a fraction of the way."""
    slider = visitor.page.locator("[data-dial] input[type=range]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    lowest, highest, now = (float(slider.get_attribute(name)) for name in ("min", "max", "value"))
    begins = (now - lowest) / (highest - lowest)
    middle, mouse = box["y"] + box["height"] / 2, visitor.page.mouse
    mouse.move(box["x"] + box["width"] * begins, middle)
    mouse.down()
    mouse.move(box["x"] + box["width"] * fraction, middle, steps=6)
    mouse.up()
