"""From what happened so far to the next step, and to what follows if nothing happens."""

import numpy as np

from energycore.clocks import year_of
from energycore.units import BoolArray, IntArray
from rulebooks.reminders.cases import Cases, Held, HouseTerms, Outlook
from rulebooks.reminders.costs import Asked, note_costs, price_step
from rulebooks.reminders.days import count_on, free_of, list_truces, told_on
from rulebooks.reminders.figures import Figures
from rulebooks.reminders.procedures import Step, find_key, list_steps

_NONE = -1
_FAR = 2**40
_AS_THE_RULES_ALLOW = HouseTerms()


def next_step(cases: Cases, terms: HouseTerms = _AS_THE_RULES_ALLOW) -> Outlook:
    """Return the next step of each case, what it costs, and what follows if nothing happens.

    A step is on the first day, from the asked one on, on which it may be taken. Costs after it are
    worked out as if each step were taken on its first day.

    Raises:
        MissingParameter, ExpiredParameter: a figure of a case's procedure is not known on its day.
    """
    figures = Figures(procedures=cases.procedures, procedure=cases.procedure)
    figures.check(cases.day)
    held = _why_held(cases)
    asked = _asked_so_far(cases, figures)
    taken, told, day = cases.taken, cases.told_on, cases.day
    goes_on = np.array([why is Held.NOTHING for why in held], dtype=bool)
    own = [cases.procedures[place] for place in cases.procedure]
    columns: list[tuple[IntArray, ...]] = []
    while True:
        steps = np.where(goes_on, _following(cases, taken), _NONE)
        is_small = (steps == Step.NOTICE) & _lacks_debt(cases, figures, day)
        if not columns:
            held = _say_more(held, steps, is_small)
        steps = np.where(is_small, _NONE, steps)
        goes_on = steps != _NONE
        if not np.any(goes_on):
            break
        on = _first_days(cases, figures, terms, asked, steps=steps, told=told, day=day)
        costs = price_step(cases, figures, terms, asked, steps=steps, on=on)
        note_costs(cases, asked, costs, steps=steps, on=on)
        columns.append((steps, on, costs.fee_cents, costs.indemnity_cents, costs.interest_cents))
        told = told_on(on, cases.goes_by_post & (steps <= Step.ANNOUNCEMENT), own)
        is_first = steps == Step.REMINDER
        asked.costs_from = np.where(is_first, told + figures.on("grace", on), asked.costs_from)
        taken, day = steps, on
    return _outlook(figures, held, columns)


def _why_held(cases: Cases) -> list[Held]:
    held = np.full(len(cases.day), Held.NOTHING.value, dtype=object)
    held[cases.has_plan] = Held.PLANNED.value
    held[cases.owed_cents == 0] = Held.DISPUTED.value
    held[(cases.owed_cents == 0) & (cases.disputed_cents == 0)] = Held.PAID.value
    return [Held(why) for why in held]


def _say_more(held: list[Held], steps: IntArray, is_small: BoolArray) -> list[Held]:
    """The same, with those that no step follows, or not yet."""
    return [
        why
        if why is not Held.NOTHING
        else Held.DONE
        if step == _NONE
        else Held.TOO_SMALL
        if small
        else Held.NOTHING
        for why, step, small in zip(held, steps, is_small, strict=True)
    ]


def _asked_so_far(cases: Cases, figures: Figures) -> Asked:
    is_begun = cases.taken >= Step.REMINDER
    grace = figures.on("grace", cases.day)
    return Asked(
        indemnity_cents=cases.indemnity_cents,
        procedure_cents=cases.procedure_cents,
        year_cents=cases.year_cents,
        year=year_of(cases.day),
        interest_until=cases.interest_until,
        costs_from=np.where(is_begun, cases.first_told_on + grace, _FAR),
    )


def _following(cases: Cases, taken: IntArray) -> IntArray:
    """The step after the one taken, in each case's own procedure; -1 after the last."""
    following = np.full_like(taken, _NONE)
    for place, name in enumerate(cases.procedures):
        mine = cases.procedure == place
        for step in reversed(list_steps(name)):
            following[mine & (taken < step)] = step
    return following


def _lacks_debt(cases: Cases, figures: Figures, day: IntArray) -> BoolArray:
    """Whether the customer owes too little for a formal notice."""
    energy_count = np.count_nonzero(cases.overdue_cents, axis=1)
    least = figures.least_debt_cents(energy_count, day)
    return np.asarray(cases.overdue_cents.sum(axis=1) < least)


def _first_days(
    cases: Cases,
    figures: Figures,
    terms: HouseTerms,
    asked: Asked,
    *,
    steps: IntArray,
    told: IntArray,
    day: IntArray,
) -> IntArray:
    """The first day from `day` on on which each step may be taken."""
    waits = figures.of_step("after", steps, day)
    for step, more in terms.extra_days.items():
        waits = waits + np.where(steps == step, more, 0)
    is_first = steps == Step.REMINDER
    starts = np.where(is_first, cases.last_due_on, told)
    least = np.maximum(day, cases.held_until)
    has_costs = ~is_first & (asked.costs_from < _FAR)
    least = np.where(has_costs, np.maximum(least, asked.costs_from), least)
    on = free_of(np.maximum(starts + waits, least), [])
    is_barred = figures.of_step("in_truce", steps, day, missing=1) == 0
    for place, name in enumerate(cases.procedures):
        mine = is_barred & (cases.procedure == place)
        if np.any(mine) and find_key(name, "truce_first"):
            first, last = (
                int(figures.on(f"truce_{end}", day)[mine][0]) for end in ("first", "last")
            )
            around = np.concatenate([starts[mine], on[mine]])
            truces = list_truces(first, last, around)
            counted = count_on(starts[mine], waits[mine], truces)
            on[mine] = free_of(np.maximum(counted, least[mine]), truces)
    return on


def _outlook(figures: Figures, held: list[Held], columns: list[tuple[IntArray, ...]]) -> Outlook:
    nothing = np.empty((len(held), 0), dtype=np.int64)
    step, on, fee, indemnity, interest = (
        (np.stack(of, axis=1) for of in zip(*columns, strict=True)) if columns else (nothing,) * 5
    )
    return Outlook(
        held=tuple(held),
        step=step,
        on=on,
        fee_cents=fee,
        indemnity_cents=indemnity,
        interest_cents=interest,
        is_provisional=(step != _NONE) & (on >= figures.known_until()[:, None]),
    )
