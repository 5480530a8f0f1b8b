"""What comes of the promises of price cards: from contracts of an account to what conditions ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from energycore.clocks import DayRange, day_number
from kwartier.pricing.conditions import MET, OUTSIDE, PromiseFacts
from kwartier.pricing.promises import CardPromise, Courses, decide_all, explain_all
from kwartier.pricing.types import CardView
from kwartier.supply.queries import list_contracts_of
from kwartier.supply.types import ContractRow

_FAR = 10**6


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


def get_facts_of(
    contracts: Sequence[ContractRow], cards: Mapping[int, CardView]
) -> dict[int, PromiseFacts]:
    """The facts of those contracts whose card promises something; one question, or none."""
    chosen = [each for each in contracts if cards[each.price_card_id].promises]
    if not chosen:
        return {}
    of_account: dict[int, list[ContractRow]] = {}
    for row in list_contracts_of({each.account_id for each in chosen}):
        of_account.setdefault(row.account_id, []).append(row)
    return {each.id: gather_facts(each, of_account[each.account_id]) for each in chosen}


def gather_facts(contract: ContractRow, rows: Sequence[ContractRow]) -> PromiseFacts:
    """The facts of one contract; ``rows`` are all contracts of its account."""
    arranged: dict[str, tuple[DayRange, ...]] = {}
    for each in contract.arrangements:
        until = _FAR if each.until is None else day_number(each.until)
        days = DayRange(day_number(each.from_), until)
        arranged[each.kind] = (*arranged.get(each.kind, ()), days)
    return PromiseFacts(
        contract_from=day_number(contract.from_),
        customer_from=_customer_from(contract, rows),
        arranged=arranged,
        other_energy=_merge([_days_of(row) for row in rows if row.energy != contract.energy]),
    )


def decide_courses(card: CardView, facts: PromiseFacts | None, period: DayRange) -> Courses:
    """What comes of the promises of a card over a period; nothing where it makes none."""
    return decide_all(card.promises, facts, period) if facts is not None else ()


def explain_conditions(
    card: CardView, facts: PromiseFacts | None, period: DayRange
) -> dict[str, dict[str, object]]:
    """The facts behind the conditions of a card, as the bundle of a bill keeps them."""
    return explain_all(card.promises, facts, period) if facts is not None else {}


def _customer_from(contract: ContractRow, rows: Sequence[ContractRow]) -> int:
    """The first day of the unbroken stretch of supply in which a contract began."""
    begins = day_number(contract.from_)
    for days in _merge([_days_of(row) for row in rows]):
        if days.from_ <= begins < days.until:
            return days.from_
    return begins


def _days_of(row: ContractRow) -> DayRange:
    return DayRange(day_number(row.from_), _FAR if row.until is None else day_number(row.until))


def _merge(ranges: Sequence[DayRange]) -> tuple[DayRange, ...]:
    """The same days, each once, in order: ranges that overlap or touch are one."""
    merged: list[DayRange] = []
    for days in sorted(ranges, key=lambda each: (each.from_, each.until)):
        if merged and days.from_ <= merged[-1].until:
            merged[-1] = DayRange(merged[-1].from_, max(merged[-1].until, days.until))
        else:
            merged.append(days)
    return tuple(merged)
