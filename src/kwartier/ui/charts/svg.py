"""Writing SVG: elements with escaped attributes and texts, short numbers."""

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

Value = str | float


def short(number: float) -> str:
    """A coordinate with at most one decimal: ``143.5``, ``20``; never ``-0``."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def share(fraction: float) -> str:
    """A fraction as a percentage of the width: ``12.5%``."""
    text = f"{fraction * 100:.2f}".rstrip("0").rstrip(".")
    return f"{'0' if text == '-0' else text}%"


def tag(name: str, *children: str, **attributes: Value | None) -> SafeString:
    """An element. ``stroke_width=2`` becomes ``stroke-width="2"``; None leaves the attribute out.

    Attribute values and children that are not :class:`SafeString` are escaped.
    """
    written = "".join(
        _attribute(key, value) for key, value in attributes.items() if value is not None
    )
    inner = "".join(child if isinstance(child, SafeString) else escape(child) for child in children)
    return SafeString(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


@lru_cache(maxsize=8_192)
def _attribute(key: str, value: Value) -> str:
    """How an attribute is written; a page writes the same ones over and over, and so does everybody's."""
    name = key.rstrip("_").replace("_", "-")
    return f' {name}="{escape(value) if isinstance(value, str) else short(value)}"'


def join(parts: list[SafeString]) -> SafeString:
    """Elements one after another."""
    return SafeString("".join(parts))


def points(pairs: list[tuple[float, float]]) -> str:
    """Coordinates for a polyline or a polygon."""
    return " ".join(f"{short(x)},{short(y)}" for x, y in pairs)


def described(key: str, finding: str, picture: SafeString) -> SafeString:
    """A picture preceded by its hidden finding, for pictures that stand outside a figure."""
    return join([tag("span", finding, id=finding_id(key), class_="vh"), picture])


def finding_id(key: str) -> str:
    """The id of the element that holds the finding of the picture ``key``."""
    return f"{key}-finding"
