"""What a step costs: its fee, interest and indemnity, each as far as the most of them allows."""

from dataclasses import dataclass

import numpy as np

from energycore.clocks import year_of
from energycore.units import IntArray
from rulebooks.be.late_payment import list_most_indemnities_cents
from rulebooks.reminders.cases import Cases, HouseTerms
from rulebooks.reminders.figures import CENTS, Figures
from rulebooks.reminders.procedures import Step

_NO_LIMIT = 2**60


@dataclass(slots=True, kw_only=True)
class Asked:
    """What was asked so far, as the walk goes on: all int64[N], `year_cents` int64[N, energies]."""

    indemnity_cents: IntArray
    procedure_cents: IntArray
    year_cents: IntArray
    year: IntArray
    interest_until: IntArray
    costs_from: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCosts:
    """What one step of each case costs, int64[N]."""

    fee_cents: IntArray
    indemnity_cents: IntArray
    interest_cents: IntArray

    @property
    def total_cents(self) -> IntArray:
        """The three together."""
        return self.fee_cents + self.indemnity_cents + self.interest_cents


def price_step(
    cases: Cases,
    figures: Figures,
    terms: HouseTerms,
    asked: Asked,
    *,
    steps: IntArray,
    on: IntArray,
) -> StepCosts:
    """Return what steps cost on their days; a step of -1 costs nothing."""
    room = _room_left(cases, figures, asked, on)
    is_step = steps >= 0
    fee = np.minimum(_fees(cases, figures, terms, steps, on), room) * is_step
    room = room - fee
    interest = (
        np.minimum(_interest(cases, figures, terms, asked, steps=steps, on=on), room) * is_step
    )
    room = room - interest
    noted = asked.indemnity_cents + np.where(steps == Step.NOTICE, fee, 0)
    indemnity = (
        np.minimum(_indemnities(cases, figures, terms, noted, steps=steps, on=on), room) * is_step
    )
    return StepCosts(fee_cents=fee, indemnity_cents=indemnity, interest_cents=interest)


def note_costs(
    cases: Cases, asked: Asked, costs: StepCosts, *, steps: IntArray, on: IntArray
) -> None:
    """Add what a step costs to what was asked so far; a new year begins at nothing."""
    is_step = steps >= 0
    year = year_of(on)
    starts_anew = is_step & (year != asked.year)
    asked.year_cents = np.where(starts_anew[:, None], 0, asked.year_cents)
    asked.year = np.where(is_step, year, asked.year)
    asked.year_cents = asked.year_cents + cases.has_energy * costs.total_cents[:, None]
    asked.procedure_cents = asked.procedure_cents + costs.total_cents
    counted = costs.indemnity_cents + np.where(steps == Step.NOTICE, costs.fee_cents, 0)
    asked.indemnity_cents = asked.indemnity_cents + counted
    runs = is_step & (steps > Step.REMINDER)
    asked.interest_until = np.where(
        runs, np.maximum(asked.interest_until, on), asked.interest_until
    )


def _room_left(cases: Cases, figures: Figures, asked: Asked, on: IntArray) -> IntArray:
    """What may be asked beside what was: of the procedure, and of the year for each energy."""
    of_procedure = figures.on("most_per_procedure", on, missing=_NO_LIMIT, scale=CENTS)
    of_year = figures.on("most_per_year_and_energy", on, missing=_NO_LIMIT, scale=CENTS)
    year_cents = np.where((year_of(on) != asked.year)[:, None], 0, asked.year_cents)
    most_asked = np.max(np.where(cases.has_energy, year_cents, 0), axis=1)
    room = np.minimum(of_procedure - asked.procedure_cents, of_year - most_asked)
    return np.asarray(np.maximum(room, 0))


def _fees(
    cases: Cases, figures: Figures, terms: HouseTerms, steps: IntArray, on: IntArray
) -> IntArray:
    fees = figures.of_step("fee", steps, on, scale=CENTS)
    for step, cents in terms.fee_cents.items():
        fees = np.where(steps == step, np.minimum(fees, cents), fees)
    is_free = cases.least_missed <= figures.on("free_reminders", on)
    return np.where((steps == Step.REMINDER) & is_free, 0, fees)


def _interest(
    cases: Cases,
    figures: Figures,
    terms: HouseTerms,
    asked: Asked,
    *,
    steps: IntArray,
    on: IntArray,
) -> IntArray:
    if not terms.asks_interest:
        return np.zeros_like(on)
    from_ = np.maximum(asked.costs_from, asked.interest_until)
    until = np.where(steps > Step.REMINDER, on, from_)
    return figures.interest_cents(cases.owed_cents, from_, until)


def _indemnities(
    cases: Cases,
    figures: Figures,
    terms: HouseTerms,
    noted_cents: IntArray,
    *,
    steps: IntArray,
    on: IntArray,
) -> IntArray:
    times = figures.of_step("indemnity", steps, on)
    if not terms.asks_indemnity or not np.any(times):
        return np.zeros_like(on)
    most = list_most_indemnities_cents(cases.owed_cents, on=on, carry_forward=True)
    return np.asarray(np.maximum(times * most - noted_cents, 0) * (times > 0))
