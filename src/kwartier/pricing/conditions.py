"""Conditions of a card's promises: which there are, and when each is met, from facts alone.

A condition is decided for every day by a pure function over facts that other rooms keep: the first
day of the contract and of the customer, what is arranged (direct debit, bills by e-mail), and the
days on which the customer also takes the other energy here. What comes of it is a *course*: the same
for every contract in the same situation, so that bills of many contracts are still made together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from energycore.clocks import DayRange, add_months, date_of

DIRECT_DEBIT: Final = "direct_debit"
E_BILLING: Final = "e_billing"
BOTH_ENERGIES: Final = "both_energies"
LOYAL: Final = "loyal"
NEW_CUSTOMER: Final = "new_customer"

ARRANGED: Final = (DIRECT_DEBIT, E_BILLING)
"""Conditions that hang on something that is arranged for a contract."""

CONDITIONS: Final = (*ARRANGED, BOTH_ENERGIES, LOYAL, NEW_CUSTOMER)
"""Every condition that a card may name; the last two count months as a customer."""

OUTSIDE: Final = "outside"
"""The state of a promise on days for which it was not made."""

_FAR = 10**6

type Course = tuple[tuple[int | None, str], ...]
"""What holds from which day on, for one promise over one period: its state, by day number.

The first one holds from before the period. A state is ``met``, ``unmet`` or ``outside``.
"""

MET: Final = "met"
UNMET: Final = "unmet"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFacts:
    """What conditions are decided on; days are day numbers, ranges half-open.

    ``customer_from`` is the first day on which the customer was supplied without a break, whatever
    the product; ``arranged`` the days of each arrangement of the contract, ``other_energy`` those on
    which the account has a contract for the other energy.
    """

    contract_from: int
    customer_from: int
    arranged: Mapping[str, tuple[DayRange, ...]] = field(default_factory=dict)
    other_energy: tuple[DayRange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCondition:
    """What a promise of a card hangs on; ``months`` counts for `LOYAL` and `NEW_CUSTOMER` alone."""

    name: str
    months: int = 0

    @property
    def key(self) -> str:
        """Its name on a bill, with the months that belong to it: ``loyal_24_months``."""
        return f"{self.name}_{self.months}_months" if self.months else self.name

    def list_met(self, facts: PromiseFacts) -> tuple[DayRange, ...]:
        """The days on which it is met, in order."""
        if self.name in ARRANGED:
            return facts.arranged.get(self.name, ())
        if self.name == BOTH_ENERGIES:
            return facts.other_energy
        anniversary = add_months(facts.customer_from, self.months)
        if self.name == LOYAL:
            return (DayRange(anniversary, _FAR),)
        return (DayRange(facts.customer_from, anniversary),)

    def list_facts(self, facts: PromiseFacts, period: DayRange) -> dict[str, object]:
        """What it was decided on, for the bundle of a bill over a period."""
        if self.name in {LOYAL, NEW_CUSTOMER}:
            return {"customer_from": date_of(facts.customer_from).isoformat()}
        inside = [both for days in self.list_met(facts) if (both := days.overlap(period))]
        return {
            "days": [
                {"from": date_of(days.from_).isoformat(), "until": date_of(days.until).isoformat()}
                for days in inside
            ]
        }


def decide(
    condition: CardCondition | None,
    facts: PromiseFacts,
    period: DayRange,
    *,
    made_for: DayRange,
) -> Course:
    """What comes of a promise over a period; ``made_for`` are the days for which it was made."""
    met = condition.list_met(facts) if condition else ()
    ends = [day for days in (made_for, *met) for day in (days.from_, days.until)]
    cuts = sorted({day for day in ends if period.from_ < day < period.until})
    course: list[tuple[int | None, str]] = []
    for day in (period.from_, *cuts):
        state = _state_on(day, condition, met, made_for)
        if not course or course[-1][1] != state:
            course.append((day if course else None, state))
    return tuple(course)


def _state_on(
    day: int, condition: CardCondition | None, met: Sequence[DayRange], made_for: DayRange
) -> str:
    if day not in made_for:
        return OUTSIDE
    return MET if condition is None or any(day in days for days in met) else UNMET


def list_stretches(course: Course, period: DayRange) -> list[tuple[DayRange, str]]:
    """The days of a period with the state of each, after a course that was decided."""
    starts = [period.from_ if day is None else day for day, _ in course]
    ends = [*starts[1:], period.until]
    stretches = []
    for start, end, (_, state) in zip(starts, ends, course, strict=True):
        days = DayRange(start, max(start, end)).overlap(period)
        if days is not None:
            stretches.append((days, state))
    return stretches
