"""The lines of a bill as people read them: one amount per promise, adding up to its component.

A statement is exact below the cent and rounds once, on its totals. What is shown of it must add up
on screen: the cents of a component are shared out over its promises, those of a promise over its
lines, each in proportion to what it exactly costs.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from energycore.statement import Statement, StatementLine, split_total
from energycore.tariff import COMPONENTS, Component

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its share of the cents of its promise."""

    line: StatementLine
    cents: int


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """What one promise (``code``) comes to; its lines, in order of time, add up to ``cents``."""

    code: str
    cents: int
    lines: tuple[ShownLine, ...]


@dataclass(frozen=True, slots=True)
class ShownComponent:
    """One of the three blocks: its promises add up to ``cents``.

    ``percent`` is its share of the total, whole and adding up to 100 with the others; None where a
    block gives money back, for then there are no shares.
    """

    component: Component
    cents: int
    percent: int | None
    promises: tuple[ShownPromise, ...]


def list_components(statement: Statement, *, with_vat: bool) -> tuple[ShownComponent, ...]:
    """The blocks of a bill with their promises, the amounts with or without VAT.

    With VAT the blocks are those of the bill; without, they add up to the sum of its bases. A
    promise under which nothing was counted (a register that the meter does not have) is left out.
    """
    # By position: two slices at one price may be the same line twice.
    exact = [line.gross_cents if with_vat else line.net_cents for line in statement.lines]
    blocks = dict(statement.component_cents) if with_vat else _net_blocks(statement, exact)
    percents = _percents(blocks)
    shown = []
    for component in COMPONENTS:
        promises = _list_promises(statement, exact, component, blocks[component])
        if promises or blocks[component]:
            shown.append(
                ShownComponent(component, blocks[component], percents[component], promises)
            )
    return tuple(shown)


def _net_blocks(statement: Statement, exact: Sequence[Fraction]) -> dict[Component, int]:
    sums = dict.fromkeys(COMPONENTS, Fraction(0))
    for line, cents in zip(statement.lines, exact, strict=True):
        sums[line.component] += cents
    return _share(sums, sum(each.base_cents for each in statement.vat))


def _percents(blocks: Mapping[Component, int]) -> dict[Component, int | None]:
    whole = sum(blocks.values())
    if whole <= 0 or min(blocks.values()) < 0:
        return dict.fromkeys(blocks)
    exact = {name: Fraction(cents * _PERCENT, whole) for name, cents in blocks.items()}
    return {**_share(exact, _PERCENT)}


def _list_promises(
    statement: Statement, exact: Sequence[Fraction], component: Component, cents: int
) -> tuple[ShownPromise, ...]:
    lines = statement.lines
    counted = {line.code for line in lines if line.quantity or line.pico_eur}
    by_code: dict[str, dict[int, Fraction]] = {}
    for at, line in enumerate(lines):
        if line.component == component and line.code in counted:
            by_code.setdefault(line.code, {})[at] = exact[at]
    if not by_code:
        return ()
    shared = _share({code: _sum(parts.values()) for code, parts in by_code.items()}, cents)
    return tuple(
        ShownPromise(
            code,
            shared[code],
            tuple(ShownLine(lines[at], part) for at, part in _share(parts, shared[code]).items()),
        )
        for code, parts in by_code.items()
    )


def _sum(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, start=Fraction(0))


def _share[Part: Hashable](exact: Mapping[Part, Fraction], total: int) -> dict[Part, int]:
    """Whole cents per part; what costs nothing gets no cent, unless nothing costs anything."""
    told = {part: amount for part, amount in exact.items() if amount} or dict(exact)
    return dict.fromkeys(exact, 0) | split_total(told, total)
