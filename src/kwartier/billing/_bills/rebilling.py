"""Days that are over, billed again by the functions that bill them: on their own card, or any other.

What the operator delivered is read once; each card is then billed on it without a further question.
The days are cut where bills stood, so that the card which they were billed on gives what they gave.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from energycore.bundle import BillInputs, IntervalTotal, state_together
from energycore.clocks import DayRange, date_of
from energycore.tariff import Component, DynamicTerm, Tariff
from kwartier.billing._bills.deciding import group_alike
from kwartier.billing._bills.inputs import Asked, Gathered, Known, assess
from kwartier.billing._bills.parts import SharedParts, SharedProfiles
from kwartier.billing.gap_types import BillGap
from kwartier.pricing.types import CardView

type Weigh = Callable[[BillInputs, Tariff], tuple[IntervalTotal, ...]]
"""What the quarter-hours of a bill came to at the index of its dynamic prices."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Past:
    """Days of one supply point that are over, and everything that was delivered of them.

    ``asked`` are their parts, one after the other: each is a bill, or what no bill stands for.
    ``billed_cents`` is what the bill of each came to, None where none stands for exactly its days.
    ``estimated_days`` of them lie before an estimated index, or within a stretch that the first
    day cuts along the load profile. ``cards`` are the contracts' own.
    """

    asked: tuple[Asked, ...]
    billed_cents: tuple[int | None, ...]
    estimated_days: int
    known: Known
    cards: Mapping[int, CardView]

    @property
    def days(self) -> DayRange:
        """All of the days."""
        return DayRange(self.asked[0].period.from_, self.asked[-1].period.until)

    @property
    def whole_billed_cents(self) -> int | None:
        """What its bills came to, where bills stand for all of its days."""
        known = [cents for cents in self.billed_cents if cents is not None]
        return sum(known) if len(known) == len(self.billed_cents) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebilled:
    """What days come to on a card, VAT included; without cents where ``gaps`` stand in the way.

    ``volumes_wh`` are by register; ``codes`` name the promises that were charged, the network's and
    the levies among them. From ``provisional_from`` on a price is one carried on.
    """

    component_cents: Mapping[Component, int] | None
    volumes_wh: Mapping[str, int]
    codes: frozenset[str]
    provisional_from: date | None
    gaps: tuple[BillGap, ...]

    @property
    def total_cents(self) -> int | None:
        """Everything together."""
        return None if self.component_cents is None else sum(self.component_cents.values())


def rebill(past: Past, card: CardView | None = None, *, weigh: Weigh | None = None) -> Rebilled:
    """What the days of ``past`` come to on a card that was signed on the first of them.

    Without ``card`` on the contracts' own, as they were signed. ``weigh`` is asked where a price
    follows an index by the quarter-hour, and may raise what it wants.

    Raises:
        ValueError: the terms of the card do not go together, or need ``weigh`` and have none.
    """
    known = past.known if card is None else _signing(past, card)
    found = [
        assess(each, card or past.cards[each.contract.price_card_id], known) for each in past.asked
    ]
    gaps: list[BillGap] = []
    for gap in (gap for each in found for gap in each.gaps):
        gaps += [gap] if gap not in gaps else []
    if gaps:
        return Rebilled(
            component_cents=None,
            volumes_wh={},
            codes=frozenset(),
            provisional_from=None,
            gaps=tuple(gaps),
        )
    return _state(found, weigh)


def _signing(past: Past, card: CardView) -> Known:
    """What is known, as if each contract had begun on the first day of all, with this card.

    Cards share what they have in common by their ids, which one that no table keeps has not.
    """
    promised = {
        number: replace(facts, contract_from=past.days.from_)
        for number, facts in past.known.promised.items()
    }
    if card.id > 0:
        return replace(past.known, promised=promised)
    # Its terms are looked up bill by bill: quarter-hours are told for the days of one bill alone.
    parts = SharedParts(is_demonstration=past.known.parts.is_demonstration)
    return replace(past.known, promised=promised, parts=parts)


def _state(found: Sequence[Gathered], weigh: Weigh | None) -> Rebilled:
    weighed = [_with_intervals(each, weigh) for each in found]
    sums: dict[Component, int] = {}
    volumes: dict[str, int] = {}
    for members in group_alike(weighed):
        group = [inputs for _, inputs in members]
        tariff, profiles = cast("tuple[Tariff, SharedProfiles]", weighed[members[0][0]].shared)
        measures = [profiles.profiles[name] for name in tariff.registers]
        for _, cents in state_together(group, tariff, measures).list_sums():
            for name, amount in cents.items():
                sums[name] = sums.get(name, 0) + amount
        for inputs in group:
            for each in inputs.measured:
                volumes[each.register] = volumes.get(each.register, 0) + each.volume_wh
    return Rebilled(
        component_cents=sums,
        volumes_wh=volumes,
        codes=frozenset(term.code for each in weighed for term in _inputs_of(each).terms),
        provisional_from=_first_provisional(weighed),
        gaps=(),
    )


def _with_intervals(gathered: Gathered, weigh: Weigh | None) -> Gathered:
    inputs = _inputs_of(gathered)
    if weigh is None or not any(isinstance(term, DynamicTerm) for term in inputs.terms):
        return gathered
    tariff, _ = cast("tuple[Tariff, SharedProfiles]", gathered.shared)
    return replace(gathered, inputs=replace(inputs, intervals=weigh(inputs, tariff)))


def _inputs_of(gathered: Gathered) -> BillInputs:
    """The inputs of what has no gaps."""
    return cast("BillInputs", gathered.inputs)


def _first_provisional(found: Sequence[Gathered]) -> date | None:
    days = [
        both.from_
        for inputs in map(_inputs_of, found)
        for term in inputs.terms
        if term.provisional and (both := term.valid.overlap(inputs.period)) is not None
    ]
    return date_of(min(days)) if days else None
