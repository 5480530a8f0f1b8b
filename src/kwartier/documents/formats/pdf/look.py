"""The look of a brand on paper: its light colors, its fonts, its mark."""

import math

from kwartier.platform.themes import Theme, get_theme

_CELLS = 24
_LIT_CELLS = 6
_SHARE_OF_CELL = 0.75
_RADIUS, _WIDTH = 12, 7
_COLORS = (
    *("brand", "on-brand", "brand-ink", "brand-soft", "accent", "sunken", "ink", "ink-2", "line"),
    *("data-0", "data-1", "data-2", "data-3", "credit", "debit"),
)


def look_of(brand_key: str) -> dict[str, str]:
    """Colors by their token, the family of the titles, and the mark as SVG."""
    theme = get_theme(brand_key)
    is_serif = "Fraunces" in theme.shape["font-display"]
    return {
        **{name: theme.colors[name][0] for name in _COLORS},
        "display": "Fraunces" if is_serif else "Figtree",
        "mark": _draw_mark(theme),
    }


def _draw_mark(theme: Theme) -> str:
    """The ring of 24 cells with its lit quarter, as paths: paper knows no style sheet."""
    cells = []
    for cell in range(_CELLS):
        at = theme.mark_turn + cell * 360 / _CELLS
        color = theme.colors["accent" if cell < _LIT_CELLS else "brand-ink"][0]
        x, y = _point(at)
        end_x, end_y = _point(at + _SHARE_OF_CELL * 360 / _CELLS)
        cells.append(
            f'<path d="M{x} {y}A{_RADIUS} {_RADIUS} 0 0 1 {end_x} {end_y}" stroke="{color}"/>'
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" '
        f'stroke-width="{_WIDTH}">{"".join(cells)}</svg>'
    )


def _point(degrees: float) -> tuple[str, str]:
    angle = math.radians(degrees)
    x, y = 16 + _RADIUS * math.cos(angle), 16 + _RADIUS * math.sin(angle)
    return f"{x:.3f}", f"{y:.3f}"
