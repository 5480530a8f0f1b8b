"""The figures of procedures for many cases at once, each on its day."""

from dataclasses import dataclass

import numpy as np

from energycore.units import BoolArray, IntArray
from rulebooks.dated_figures import banded_on, figures_on, places_on
from rulebooks.parameters import get_parameter, timeline
from rulebooks.reminders.procedures import Step, find_key, list_procedure_keys, rate_key_of

CENTS = 100
_BP_PER_PERCENT = 100
_DAYS_A_YEAR = 365
_BP = 10_000
_FAR = 2**40


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The procedures by name, and which of them each of N cases has (int64[N])."""

    procedures: tuple[str, ...]
    procedure: IntArray

    def check(self, days: IntArray) -> None:
        """Raise MissingParameter or ExpiredParameter where a figure is not known on a case's day."""
        for mine, name in self._parts():
            for key in list_procedure_keys(name):
                places_on(key, days[mine])

    def known_until(self) -> IntArray:
        """Return per case the first day on which one of its figures is no longer known."""
        ends = [
            min(timeline(key)[-1].valid.until for key in list_procedure_keys(name))
            for name in self.procedures
        ]
        return np.array(ends, dtype=np.int64)[self.procedure]

    def on(self, what: str, days: IntArray, *, missing: int = 0, scale: int = 1) -> IntArray:
        """Return a figure per case; `missing` where its procedure has none of the kind."""
        found = np.full_like(days, missing)
        for mine, name in self._parts():
            key = find_key(name, what)
            if key is not None:
                found[mine] = figures_on(key, days[mine], scale=scale, carry_forward=True)
        return found

    def of_step(
        self, what: str, steps: IntArray, days: IntArray, *, missing: int = 0, scale: int = 1
    ) -> IntArray:
        """Return the figure `<step>_<what>` per case, each of its own step (-1: `missing`)."""
        found = np.full_like(days, missing)
        for step in Step:
            mine = steps == step
            if np.any(mine):
                name = f"{step.name.lower()}_{what}"
                found[mine] = self.on(name, days, missing=missing, scale=scale)[mine]
        return found

    def least_debt_cents(self, energy_count: IntArray, days: IntArray) -> IntArray:
        """Return how much must be owed before a formal notice, by for how many energies."""
        found = np.zeros_like(days)
        for mine, name in self._parts():
            key = find_key(name, "notice_least_debt")
            if key is not None:
                _, found[mine] = banded_on(
                    key, energy_count[mine], days[mine], scale=CENTS, carry_forward=True
                )
        return found

    def interest_cents(self, owed_cents: IntArray, from_: IntArray, until: IntArray) -> IntArray:
        """Return simple interest on debts over [from_, until), rounded down to the cent."""
        found = np.zeros_like(owed_cents)
        for mine, name in self._parts():
            if find_key(name, "interest") and np.any(mine):
                days = _rate_days(rate_key_of(name), from_[mine], until[mine])
                times = self.on("interest", until)[mine]
                found[mine] = owed_cents[mine] * times * days // (_BP * _DAYS_A_YEAR)
        return found

    def _parts(self) -> list[tuple[BoolArray, str]]:
        return [(self.procedure == place, name) for place, name in enumerate(self.procedures)]


def _rate_days(key: str, from_: IntArray, until: IntArray) -> IntArray:
    """Basis points times days of a dated rate over [from_, until); its last value goes on."""
    total = np.zeros_like(from_)
    values = timeline(key)
    is_early = (until > from_) & (from_ < values[0].valid.from_)
    if np.any(is_early):
        get_parameter(key, int(from_[is_early].min()))
    for value in values:
        ends = _FAR if value is values[-1] else value.valid.until
        days = np.minimum(until, ends) - np.maximum(from_, value.valid.from_)
        total += np.maximum(days, 0) * int(value.number() * _BP_PER_PERCENT)
    return total
