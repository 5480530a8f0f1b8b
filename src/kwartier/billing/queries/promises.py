"""What the promises of price cards are worth to contracts on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from energycore.clocks import DayRange, day_number
from kwartier.billing._promised import decide_courses, get_facts_of
from kwartier.pricing.conditions import MET, OUTSIDE
from kwartier.pricing.promises import CardPromise
from kwartier.pricing.types import CardView
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True)
class KeptPromise:
    """A promise of a contract's price card, and whether it counts on a day.

    ``is_open`` says whether it is made for that day at all; only then may its condition be met.
    """

    promise: CardPromise
    is_open: bool
    is_met: bool


def list_promises(
    contracts: Sequence[ContractRow], cards: Mapping[int, CardView], *, on: date
) -> dict[int, tuple[KeptPromise, ...]]:
    """The promises of the cards of contracts on a day, by contract; one question at most."""
    facts = get_facts_of(contracts, cards)
    day = DayRange(day_number(on), day_number(on) + 1)
    found: dict[int, tuple[KeptPromise, ...]] = {}
    for contract in contracts:
        card = cards[contract.price_card_id]
        courses = decide_courses(card, facts.get(contract.id), day)
        found[contract.id] = tuple(
            KeptPromise(promise, is_open=state != OUTSIDE, is_met=state == MET)
            for promise, ((_, state),) in zip(card.promises, courses, strict=True)
        )
    return found
