"""The bridge from one bill to the next: what changed the total, step by step, to the cent.

Every line is a quantity times a price, so the change of a line is taken apart exactly: first its
quantity at the earlier price, then its price at the later quantity. The steps are fractions until
the end, where they share out the cents of the real difference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from energycore.statement.lines import StatementLine
from energycore.statement.sharing import split_total
from energycore.statement.statement import Statement
from energycore.tariff import COMPONENTS, INJECTION_KINDS, Component

StepKind = Literal[
    "profile",
    "days",
    "volume",
    "mix",
    "injection",
    "peak",
    "one_off",
    "fixed",
    "price",
    "vat",
    "advances",
]
"""What a step is about.

profile     the same volume fell on other days: its share of each price period changed
days        the bill covers more or fewer days, which fixed amounts follow
volume      more or less was used, at the prices and in the mix of before
mix         the same volume, otherwise divided over registers, slices and tiers
injection   more or less was given to the grid
peak        the average monthly peak changed
one_off     amounts that fell due once, on either bill
fixed       what energy and network cost by the year, whatever is used, changed
price       prices, tariffs or levies changed; one step per component
vat         the rates of VAT changed
advances    more or less was invoiced in advance: no part of the cost, but of what is left to pay
"""

type Family = Literal["time", "one_off", "volume", "injection", "capacity", "amount"]
type StepKey = tuple[StepKind, Component | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledYear:
    """One side of a bridge: a statement, and the Wh that each register counted for it.

    `advances_cents` is what was invoiced in advance, VAT included, and is taken off.
    """

    statement: Statement
    volumes_wh: Mapping[str, int]
    advances_cents: int = 0

    @property
    def offtake_wh(self) -> int:
        """What was taken from the grid, over all registers."""
        return sum(wh for name, wh in self.volumes_wh.items() if name not in INJECTION_KINDS)

    @property
    def injection_wh(self) -> int:
        """What was given to the grid, over all registers."""
        return sum(wh for name, wh in self.volumes_wh.items() if name in INJECTION_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeStep:
    """One reason and its cents, VAT included; a positive step makes the later bill larger.

    `before` and `after` are the quantities behind it: days, Wh, W, or cents of advances; None for
    a price. `component` says whose price it was.
    """

    kind: StepKind
    component: Component | None
    cents: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """From `before_cents` to `after_cents`: the steps, in a fixed order, add up exactly.

    With `advances` they add up from the one balance to the other: what was left to pay, or, below
    zero, to give back.
    """

    before_cents: int
    after_cents: int
    steps: tuple[BridgeStep, ...]
    advances: BridgeStep

    @property
    def before_balance_cents(self) -> int:
        """What the earlier bill left to pay after its advances."""
        return self.before_cents - (self.advances.before or 0)

    @property
    def after_balance_cents(self) -> int:
        """What the later bill leaves to pay after its advances."""
        return self.after_cents - (self.advances.after or 0)


@dataclass(frozen=True, slots=True)
class _Group:
    """All lines of one promise and one family: quantities, cents without and with VAT."""

    family: Family
    component: Component
    quantity: int
    watt_days: int
    base: Fraction
    gross: Fraction

    @property
    def vat_factor(self) -> Fraction:
        return self.gross / self.base if self.base else Fraction(1)


_FAMILIES: Mapping[str, Family] = {
    "days": "time",
    "times": "one_off",
    "Wh": "volume",
    "W": "capacity",
}


def _family(line: StatementLine) -> Family:
    """What a line's amount follows; what follows no quantity of its own only has a price."""
    if line.rule == "injection":
        return "injection"
    if line.rule in {"at_least", "at_most"}:
        # The quantity of a limit makes the limit, not what it adds or takes.
        return "amount"
    return _FAMILIES.get(line.quantity_unit, "amount")


def explain_bridge(
    before: BilledYear, after: BilledYear, *, reshaped: Statement | None = None
) -> Bridge:
    """Return why the total of `after` differs from that of `before`.

    `reshaped` is the earlier bill made again with its own volumes and prices but divided along
    the later year's load profile; with it, the profile's effect is a step of its own. A promise
    that only one of the bills knows counts as a change of price.
    """
    steps: dict[StepKey, Fraction] = dict.fromkeys(_order(), Fraction(0))
    first = _groups(before.statement.lines)
    if reshaped is not None:
        moved = _groups(reshaped.lines)
        steps["profile", None] = _total(moved.values()) - _total(first.values())
        first = moved
    last = _groups(after.statement.lines)
    growth = Fraction(after.offtake_wh, before.offtake_wh) if before.offtake_wh else None
    for step, cents in _effects(first, last, growth):
        steps[step] += cents
    difference = after.statement.total_cents - before.statement.total_cents
    # A cent of rounding belongs to a reason that there is, not to one of nothing.
    told = {key: cents for key, cents in steps.items() if cents} or steps
    quantities = _quantities(before, after, first, last)
    return Bridge(
        before_cents=before.statement.total_cents,
        after_cents=after.statement.total_cents,
        steps=tuple(
            BridgeStep(
                kind=kind,
                component=component,
                cents=cents,
                before=quantities.get(kind, (None, None))[0],
                after=quantities.get(kind, (None, None))[1],
            )
            for (kind, component), cents in split_total(told, difference).items()
            if cents
        ),
        advances=BridgeStep(
            kind="advances",
            component=None,
            cents=before.advances_cents - after.advances_cents,
            before=before.advances_cents,
            after=after.advances_cents,
        ),
    )


def _order() -> list[StepKey]:
    single: list[StepKey] = [("profile", None), ("days", None), ("volume", None), ("mix", None)]
    single += [("injection", None), ("peak", None), ("one_off", None), ("fixed", None)]
    return [*single, *(("price", each) for each in COMPONENTS), ("vat", None)]


def _groups(lines: Sequence[StatementLine]) -> dict[tuple[str, str], _Group]:
    groups: dict[tuple[str, str], _Group] = {}
    for line in lines:
        family = _family(line)
        days = line.period.days_count
        known = groups.get((line.code, family))
        of_peak = family == "capacity"
        groups[line.code, family] = _Group(
            family=family,
            component=line.component,
            quantity=(known.quantity if known else 0) + (days if of_peak else line.quantity),
            watt_days=(known.watt_days if known else 0) + (line.quantity * days if of_peak else 0),
            base=(known.base if known else 0) + line.net_cents,
            gross=(known.gross if known else 0) + line.gross_cents,
        )
    return groups


def _total(groups: Iterable[_Group]) -> Fraction:
    return sum((group.gross for group in groups), start=Fraction(0))


def _effects(
    first: Mapping[tuple[str, str], _Group],
    last: Mapping[tuple[str, str], _Group],
    growth: Fraction | None,
) -> Iterator[tuple[StepKey, Fraction]]:
    """Yield the steps of every promise, in cents with VAT; they add up to the whole change."""
    for key, group in first.items():
        if key in last:
            yield from _explain(group, last[key], growth)
        else:
            yield from _explain_gone(group, growth)
    for key, group in last.items():
        if key not in first:
            yield _reason(group), group.gross


def _explain(
    first: _Group, last: _Group, growth: Fraction | None
) -> list[tuple[StepKey, Fraction]]:
    effects: list[tuple[StepKey, Fraction]] = []
    if first.family in {"injection", "one_off"} or (first.quantity and last.quantity):
        effects = _QUANTITIES[first.family](first, last, growth)
    rest = last.base - first.base - sum((cents for _, cents in effects), start=Fraction(0))
    effects.append((_price_of(last), rest))
    factor = first.vat_factor if first.base else last.vat_factor
    taxed = [(step, cents * factor) for step, cents in effects]
    whole = sum((cents for _, cents in taxed), start=Fraction(0))
    return [*taxed, (("vat", None), last.gross - first.gross - whole)]


def _explain_gone(first: _Group, growth: Fraction | None) -> list[tuple[StepKey, Fraction]]:
    if first.family != "volume" or growth is None:
        return [(_reason(first), -first.gross)]
    volume = (growth - 1) * first.gross
    return [(("volume", None), volume), (("price", first.component), -first.gross - volume)]


def _reason(group: _Group) -> StepKey:
    """What a promise is about that only one of the bills knows."""
    if group.family == "injection":
        return ("injection", None)
    return ("one_off", None) if group.family == "one_off" else _price_of(group)


def _price_of(group: _Group) -> StepKey:
    """The price of a promise: by the year, or its component's. A levy is one, however it counts."""
    if group.family == "time" and group.component != "taxes":
        return ("fixed", None)
    return ("price", group.component)


def _of_time(
    first: _Group, last: _Group, _growth: Fraction | None
) -> list[tuple[StepKey, Fraction]]:
    change = Fraction(last.quantity - first.quantity, first.quantity)
    return [(("days", None), change * first.base)]


def _of_volume(
    first: _Group, last: _Group, growth: Fraction | None
) -> list[tuple[StepKey, Fraction]]:
    even = first.quantity * (growth if growth is not None else Fraction(1))
    price = first.base / first.quantity
    return [
        (("volume", None), (even - first.quantity) * price),
        (("mix", None), (last.quantity - even) * price),
    ]


def _of_injection(
    first: _Group, last: _Group, _growth: Fraction | None
) -> list[tuple[StepKey, Fraction]]:
    if not first.quantity:
        return [(("injection", None), last.base - first.base)]
    price = first.base / first.quantity
    return [(("injection", None), (last.quantity - first.quantity) * price)]


def _of_one_off(
    first: _Group, last: _Group, _growth: Fraction | None
) -> list[tuple[StepKey, Fraction]]:
    return [(("one_off", None), last.base - first.base)]


def _of_capacity(
    first: _Group, last: _Group, _growth: Fraction | None
) -> list[tuple[StepKey, Fraction]]:
    """The quantity of a capacity group is its days; the peak is its average over them."""
    longer = first.base * Fraction(last.quantity, first.quantity)
    if not first.watt_days:
        return [(("days", None), longer - first.base)]
    at_new_peak = last.watt_days * first.base / first.watt_days
    return [(("days", None), longer - first.base), (("peak", None), at_new_peak - longer)]


_QUANTITIES = {
    "time": _of_time,
    "one_off": _of_one_off,
    "volume": _of_volume,
    "injection": _of_injection,
    "capacity": _of_capacity,
    "amount": lambda *_: [],
}


def _quantities(
    before: BilledYear,
    after: BilledYear,
    first: Mapping[tuple[str, str], _Group],
    last: Mapping[tuple[str, str], _Group],
) -> dict[StepKind, tuple[int | None, int | None]]:
    return {
        "days": (before.statement.period.days_count, after.statement.period.days_count),
        "volume": (before.offtake_wh, after.offtake_wh),
        "injection": (before.injection_wh, after.injection_wh),
        "peak": (_mean_peak_w(first.values()), _mean_peak_w(last.values())),
    }


def _mean_peak_w(groups: Iterable[_Group]) -> int | None:
    for group in groups:
        if group.family == "capacity" and group.quantity:
            return round(Fraction(group.watt_days, group.quantity))
    return None
