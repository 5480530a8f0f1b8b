"""Icons: single Lucide pictures (ISC, see icons/LICENSE), written into the page, only those used."""

from functools import cache
from importlib import resources

_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'


@cache
def icon_paths(name: str) -> str:
    """The inner markup of an icon.

    Raises:
        FileNotFoundError: there is no such icon; add its file to ``ui/icons``.
    """
    if not name.replace("-", "").isalnum():
        raise FileNotFoundError(name)
    text = (resources.files("kwartier.ui") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return text.strip().removeprefix(_OPEN).removesuffix("</svg>")


@cache
def icon_svg(name: str) -> str:
    """An icon as an inline picture that assistive technology skips: the words stand beside it."""
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{icon_paths(name)}</svg>'


def mark_svg(turn: int) -> str:
    """The mark: a ring of 24 cells, 6 of them lit from ``turn`` degrees on: the quarter."""
    ring = 'cx="16" cy="16" r="12" pathLength="96"'
    lit = "3 1 3 1 3 1 3 1 3 1 3 77"
    return (
        '<svg viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke-width="7">'
        f'<circle {ring} stroke="currentColor" stroke-dasharray="3 1" transform="rotate(-90 16 16)"/>'
        f'<circle {ring} stroke="var(--accent)" stroke-dasharray="{lit}" transform="rotate({turn} 16 16)"/>'
        "</svg>"
    )


def motif_svg(*, is_turning: bool) -> str:
    """A pale ring of 24 cells with its quarter in the accent color; the quarter may turn."""
    ring = 'cx="16" cy="16" r="12" pathLength="96"'
    lit = "3 1 3 1 3 1 3 1 3 1 3 77"
    turn = ' class="turn"' if is_turning else ""
    return (
        '<svg viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke-width="6">'
        f'<circle {ring} stroke="currentColor" stroke-dasharray="3 1" transform="rotate(-90 16 16)"/>'
        f'<g{turn}><circle {ring} stroke="var(--accent)" stroke-dasharray="{lit}" transform="rotate(-90 16 16)"/></g>'
        "</svg>"
    )
