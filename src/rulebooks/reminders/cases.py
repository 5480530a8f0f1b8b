"""What is known of the cases, one by one or as arrays, and what is ahead of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from energycore.units import BoolArray, IntArray
from rulebooks.reminders.procedures import Step

ENERGIES = ("electricity", "gas")


class Held(StrEnum):
    """Why no step follows for now."""

    NOTHING = ""
    PAID = "paid"
    DISPUTED = "disputed"
    PLANNED = "planned"
    TOO_SMALL = "too_small"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One due date that was missed: what is left of it, and how much of that is disputed.

    `missed` counts the customer's missed due dates of the calendar year, this one included.
    """

    due_on: int
    open_cents: int
    energy: str = "electricity"
    missed: int = 1
    disputed_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Debts that are reminded of together, and what happened to them so far, on a day.

    `taken` is the last step, `sent_on` and `is_posted` how it went out; `first_sent_on` and
    `is_first_posted` the same of the reminder (None: it is the last step). `indemnity_cents` is what
    the case cost so far in notices and indemnity, `procedure_cents` everything asked in the
    procedure, `year_cents` in the calendar year of `day` per energy. Interest was asked until
    `interest_until`. `overdue_cents` is all that the customer owes past its due date per energy
    (None: the debts here). No step is taken before `held_until`. `goes_by_post` is how letters go from
    now on (None: as the last one went).
    """

    day: int
    procedure: str
    debts: Sequence[Debt]
    taken: Step | None = None
    sent_on: int = 0
    is_posted: bool = False
    first_sent_on: int | None = None
    is_first_posted: bool = False
    indemnity_cents: int = 0
    procedure_cents: int = 0
    year_cents: Mapping[str, int] = field(default_factory=dict)
    interest_until: int = 0
    overdue_cents: Mapping[str, int] | None = None
    has_plan: bool = False
    held_until: int = 0
    goes_by_post: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The same as arrays of N cases with K debts each at the most (the rest is zero).

    `procedures` are named once, `procedure` (int64[N]) says which; `taken` is -1 before the first
    step. `owed_cents` is what is open and undisputed, `disputed_cents` what is disputed; `goes_by_post`
    is how the letters to come go.
    """

    day: IntArray
    procedures: tuple[str, ...]
    procedure: IntArray
    owed_cents: IntArray
    disputed_cents: IntArray
    last_due_on: IntArray
    least_missed: IntArray
    has_energy: BoolArray
    overdue_cents: IntArray
    taken: IntArray
    told_on: IntArray
    first_told_on: IntArray
    goes_by_post: BoolArray
    indemnity_cents: IntArray
    procedure_cents: IntArray
    year_cents: IntArray
    interest_until: IntArray
    has_plan: BoolArray
    held_until: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseTerms:
    """What a supplier asks less than it may, and waits longer; nothing else can be said here.

    Fees in cents per step; a step that is not named costs what the rules allow.
    """

    fee_cents: Mapping[Step, int] = field(default_factory=dict)
    extra_days: Mapping[Step, int] = field(default_factory=dict)
    asks_indemnity: bool = True
    asks_interest: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError for a fee or days below zero."""
        if any(figure < 0 for figure in (*self.fee_cents.values(), *self.extra_days.values())):
            raise ValueError("a supplier may ask less and wait longer, never below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step on a day, and what it costs; `is_provisional` past the last known parameter."""

    step: Step
    on: int
    fee_cents: int
    indemnity_cents: int
    interest_cents: int
    is_provisional: bool

    @property
    def cost_cents(self) -> int:
        """What it costs in all."""
        return self.fee_cents + self.indemnity_cents + self.interest_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is ahead of N cases, at most S steps each; `step` is -1 where there is none.

    The first column is the next step, on the first day from the asked one on; those after it are
    what follows if nothing happens. Arrays are int64[N, S], `held` has a word per case.
    """

    held: tuple[Held, ...]
    step: IntArray
    on: IntArray
    fee_cents: IntArray
    indemnity_cents: IntArray
    interest_cents: IntArray
    is_provisional: BoolArray

    def list_steps_of(self, place: int) -> list[PlannedStep]:
        """The steps ahead of one case, the next one first."""
        return [
            PlannedStep(
                step=Step(int(step)),
                on=int(self.on[place, column]),
                fee_cents=int(self.fee_cents[place, column]),
                indemnity_cents=int(self.indemnity_cents[place, column]),
                interest_cents=int(self.interest_cents[place, column]),
                is_provisional=bool(self.is_provisional[place, column]),
            )
            for column, step in enumerate(self.step[place])
            if step >= 0
        ]


def stack(cases: Sequence[Case]) -> Cases:
    """Make arrays of cases. Raises ValueError for a debt below zero or disputed beyond itself."""
    from rulebooks.reminders.days import told_on

    for case in cases:
        if any(not 0 <= debt.disputed_cents <= debt.open_cents for debt in case.debts):
            raise ValueError(
                "of a debt there is disputed at most what is open, and none is below 0"
            )
    own = [case.procedure for case in cases]
    procedures = tuple(dict.fromkeys(own))
    owed = [
        [each for each in case.debts if each.open_cents > each.disputed_cents] for case in cases
    ]
    sent_on, is_posted = _ints(cases, "sent_on"), _flags(cases, "is_posted")
    first = np.array(
        [case.sent_on if case.first_sent_on is None else case.first_sent_on for case in cases]
    )
    is_first_posted = np.array(
        [case.is_posted if case.first_sent_on is None else case.is_first_posted for case in cases],
        dtype=bool,
    )
    return Cases(
        day=_ints(cases, "day"),
        procedures=procedures,
        procedure=np.array([procedures.index(name) for name in own], dtype=np.int64),
        owed_cents=_sums([[each.open_cents - each.disputed_cents for each in of] for of in owed]),
        disputed_cents=_sums([[each.disputed_cents for each in case.debts] for case in cases]),
        last_due_on=np.array([max((d.due_on for d in of), default=0) for of in owed]),
        least_missed=np.array([min((d.missed for d in of), default=0) for of in owed]),
        has_energy=np.array(
            [[any(d.energy == energy for d in of) for energy in ENERGIES] for of in owed]
        ).reshape(-1, len(ENERGIES)),
        overdue_cents=_per_energy(
            [
                _sum_by_energy(of) if case.overdue_cents is None else case.overdue_cents
                for case, of in zip(cases, owed, strict=True)
            ]
        ),
        taken=np.array([-1 if c.taken is None else c.taken for c in cases], dtype=np.int64),
        told_on=told_on(sent_on, is_posted, own),
        first_told_on=told_on(first, is_first_posted, own),
        goes_by_post=np.array(
            [c.is_posted if c.goes_by_post is None else c.goes_by_post for c in cases], dtype=bool
        ),
        indemnity_cents=_ints(cases, "indemnity_cents"),
        procedure_cents=_ints(cases, "procedure_cents"),
        year_cents=_per_energy([case.year_cents for case in cases]),
        interest_until=_ints(cases, "interest_until"),
        has_plan=_flags(cases, "has_plan"),
        held_until=_ints(cases, "held_until"),
    )


def _ints(cases: Sequence[Case], name: str) -> IntArray:
    return np.array([getattr(case, name) for case in cases], dtype=np.int64)


def _flags(cases: Sequence[Case], name: str) -> BoolArray:
    return np.array([getattr(case, name) for case in cases], dtype=bool)


def _sums(amounts: Sequence[Sequence[int]]) -> IntArray:
    return np.array([sum(of) for of in amounts], dtype=np.int64)


def _sum_by_energy(debts: Sequence[Debt]) -> dict[str, int]:
    return {
        energy: sum(d.open_cents - d.disputed_cents for d in debts if d.energy == energy)
        for energy in ENERGIES
    }


def _per_energy(amounts: Sequence[Mapping[str, int]]) -> IntArray:
    rows = [[of.get(energy, 0) for energy in ENERGIES] for of in amounts]
    return np.array(rows, dtype=np.int64).reshape(-1, len(ENERGIES))
