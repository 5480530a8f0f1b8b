"""Brand themes: a small token file per brand, checked for contrast, rendered as custom properties.

Contrast follows WCAG 2.2 (relative luminance, success criteria 1.4.3 and 1.4.11): text needs 4.5:1 on
every surface that it may lie on, borders of controls and chart colors 3:1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kwartier.platform.themes import KEY, Theme, get_theme, list_theme_keys, parse_theme

__all__ = [
    "COLORS",
    "CONTROL_RATIO",
    "SCHEMES",
    "SHAPES",
    "TEXT_RATIO",
    "Finding",
    "Scheme",
    "Theme",
    "check_brand",
    "contrast",
    "get_theme",
    "list_theme_keys",
    "parse_theme",
    "render_css",
    "render_mark",
]

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")

TEXT_RATIO = 4.5
CONTROL_RATIO = 3.0

_SURFACES = ("bg", "surface", "sunken", "brand-soft")
_TEXTS = ("ink", "ink-2", "brand-ink", "credit", "debit")
_CONTROLS = ("edge", "data-0", "data-1", "data-2", "data-3")
_PAIRS: tuple[tuple[str, str, float], ...] = (
    *((text, surface, TEXT_RATIO) for text in _TEXTS for surface in _SURFACES),
    ("on-brand", "brand", TEXT_RATIO),
    ("on-header", "header", TEXT_RATIO),
    ("on-header-accent", "header", TEXT_RATIO),
    *(
        (mark, surface, CONTROL_RATIO)
        for mark in _CONTROLS
        for surface in ("bg", "surface", "sunken")
    ),
)
COLORS = ("line", "accent", *dict.fromkeys(name for pair in _PAIRS for name in pair[:2]))
SHAPES = ("font", "font-display", "display-weight", "radius", "radius-control", "radius-input")

_HEX = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_UNSAFE = re.compile(r"[;{}<>\\]|/\*")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a token file. ``ratio`` and ``needed`` are set for contrast."""

    token: str
    message: str
    scheme: Scheme | None = None
    against: str = ""
    ratio: float = 0.0
    needed: float = 0.0


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two ``#RRGGBB`` colors, from 1.0 to 21.0, in either order."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    # WCAG 2.2 writes 0.04045 since 2021; no 8-bit value lies between it and the older 0.03928
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def check_brand(tokens: Theme) -> list[Finding]:
    """Everything that keeps a token file from shipping; an empty list means that it may."""
    return [*_check_form(tokens), *_check_contrast(tokens)]


def _check_form(tokens: Theme) -> Iterator[Finding]:
    if not KEY.match(tokens.key):
        yield Finding("key", "the key is a slug: lower-case letters, digits and hyphens")
    if tokens.navigation not in {"bar", "tabs"}:
        yield Finding("navigation", "navigation is bar or tabs")
    for name in COLORS:
        if name not in tokens.colors:
            yield Finding(name, "the color is missing")
    for name in SHAPES:
        if name not in tokens.shape:
            yield Finding(name, "the shape token is missing")
    for name, pair in tokens.colors.items():
        for color in pair:
            if not _HEX.match(color):
                yield Finding(name, f"{color!r} is not #RRGGBB")
    for name, text in tokens.shape.items():
        if _UNSAFE.search(text):
            yield Finding(name, "the value would end its CSS declaration")


def _check_contrast(tokens: Theme) -> Iterator[Finding]:
    for token, against, needed in _PAIRS:
        if token not in tokens.colors or against not in tokens.colors:
            continue
        for scheme, one, other in zip(
            SCHEMES, tokens.colors[token], tokens.colors[against], strict=True
        ):
            if not (_HEX.match(one) and _HEX.match(other)):
                continue
            ratio = contrast(one, other)
            if ratio < needed:
                yield Finding(
                    token,
                    f"{token} on {against} ({scheme}) is {ratio:.2f}:1, needs {needed}:1",
                    scheme=scheme,
                    against=against,
                    ratio=ratio,
                    needed=needed,
                )


def render_css(tokens: Theme) -> str:
    """The style sheet of a theme: one custom property per token, light and dark in one value.

    Raises:
        ValueError: the tokens have findings; the first one is named.
    """
    findings = check_brand(tokens)
    if findings:
        raise ValueError(findings[0].message)
    lines = [
        f"/* Made from brands/{tokens.key}.toml by kwartier.ui.themes.render_css. */",
        ":root {",
    ]
    lines += [f"  --{name}: {tokens.shape[name]};" for name in SHAPES]
    for name, (light, dark) in tokens.colors.items():
        shown = light if light == dark else f"light-dark({light}, {dark})"
        lines.append(f"  --{name}: {shown};")
    return "\n".join([*lines, "}", ""])


def render_mark(tokens: Theme) -> str:
    """The favicon of a theme: the ring of 24 cells, its quarter in the accent, light and dark."""
    ring = 'cx="16" cy="16" r="12" pathLength="96"'
    lit = "3 1 3 1 3 1 3 1 3 1 3 77"
    rules = [
        f".r{{stroke:{tokens.colors['brand-ink'][at]}}}.a{{stroke:{tokens.colors['accent'][at]}}}"
        for at in (0, 1)
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke-width="7">'
        f"<style>{rules[0]}@media(prefers-color-scheme:dark){{{rules[1]}}}</style>"
        f'<circle class="r" {ring} stroke-dasharray="3 1" transform="rotate(-90 16 16)"/>'
        f'<circle class="a" {ring} stroke-dasharray="{lit}" transform="rotate({tokens.mark_turn} 16 16)"/>'
        "</svg>\n"
    )
