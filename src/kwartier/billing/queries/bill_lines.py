"""The lines of a bill as people read them: one amount per promise, adding up to its component.

A statement is exact below the cent and rounds once, on its totals. What is shown of it must add up
on screen and on paper: with VAT the cents of a component are shared out over its promises, without
VAT those of each rate; then those of a promise over its lines, each by what it exactly costs.
"""

from collections.abc import Hashable, Iterable, Mapping
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

    With VAT the blocks are those of the bill. Without, the lines of each rate add up to its base,
    as an electronic invoice is checked, and the blocks to the sum of the bases. A promise under
    which nothing was counted (a register that the meter does not have) is left out.
    """
    # By position: two slices at one price may be the same line twice.
    cents = _gross_cents(statement) if with_vat else _net_cents(statement)
    blocks = dict(statement.component_cents) if with_vat else _sum_blocks(statement, cents)
    percents = _percents(blocks)
    shown = []
    for component in COMPONENTS:
        promises = _list_promises(statement, cents, component)
        if promises or blocks[component]:
            shown.append(
                ShownComponent(component, blocks[component], percents[component], promises)
            )
    return tuple(shown)


def _gross_cents(statement: Statement) -> dict[int, int]:
    """The cents of each line, VAT included: those of a block over its promises, and so on down."""
    cents: dict[int, int] = {}
    for component, total in statement.component_cents.items():
        exact = {
            at: line.gross_cents
            for at, line in enumerate(statement.lines)
            if line.component == component
        }
        cents |= _share_down(statement, exact, total)
    return cents


def _net_cents(statement: Statement) -> dict[int, int]:
    """The cents of each line without VAT: those of a rate over its promises, then their lines."""
    cents: dict[int, int] = {}
    for each in statement.vat:
        exact = {
            at: line.net_cents
            for at, line in enumerate(statement.lines)
            if line.vat_bp == each.rate_bp
        }
        cents |= _share_down(statement, exact, each.base_cents)
    return cents


def _share_down(statement: Statement, exact: Mapping[int, Fraction], total: int) -> dict[int, int]:
    """Share cents out over the promises of some lines, and those of each promise over its lines."""
    by_promise: dict[tuple[Component, str], dict[int, Fraction]] = {}
    for at, amount in exact.items():
        line = statement.lines[at]
        by_promise.setdefault((line.component, line.code), {})[at] = amount
    if not by_promise:
        return {}
    shared = _share({name: _sum(parts.values()) for name, parts in by_promise.items()}, total)
    cents: dict[int, int] = {}
    for name, parts in by_promise.items():
        cents |= _share(parts, shared[name])
    return cents


def _sum_blocks(statement: Statement, cents: Mapping[int, int]) -> dict[Component, int]:
    sums = dict.fromkeys(COMPONENTS, 0)
    for at, line in enumerate(statement.lines):
        sums[line.component] += cents[at]
    return sums


def _percents(blocks: Mapping[Component, int]) -> dict[Component, int | None]:
    whole = sum(blocks.values())
    if whole <= 0 or min(blocks.values()) < 0:
        return dict.fromkeys(blocks)
    exact = {name: Fraction(cents * _PERCENT, whole) for name, cents in blocks.items()}
    return {**_share(exact, _PERCENT)}


def _list_promises(
    statement: Statement, cents: Mapping[int, int], component: Component
) -> tuple[ShownPromise, ...]:
    counted = {
        line.code
        for line in statement.lines
        # A promise that hangs on a condition is told even where it comes to nothing.
        if line.quantity or line.pico_eur or line.condition is not None
    }
    by_code: dict[str, list[ShownLine]] = {}
    for at, line in enumerate(statement.lines):
        if line.component == component and line.code in counted:
            by_code.setdefault(line.code, []).append(ShownLine(line, cents[at]))
    return tuple(
        ShownPromise(code, sum(each.cents for each in lines), tuple(lines))
        for code, lines in by_code.items()
    )


def _sum(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, start=Fraction(0))


def _share[Part: Hashable](exact: Mapping[Part, Fraction], total: int) -> dict[Part, int]:
    """Whole cents per part; what costs nothing gets no cent, unless nothing costs anything."""
    told = {part: amount for part, amount in exact.items() if amount} or dict(exact)
    return dict.fromkeys(exact, 0) | split_total(told, total)
