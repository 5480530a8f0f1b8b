"""Conservation: what the intervals come to, against what the register counted meanwhile."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from energycore.units import IntArray
from energycore.volumes import register_delta


class Verdict(IntEnum):
    """Whether intervals and register say the same. `label` is the word used in records."""

    AGREES = 0
    DIFFERS = 1
    CANNOT_BE_JUDGED = 2

    @property
    def label(self) -> str:
        """The verdict in small letters: agrees, differs, cannot_be_judged."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Intervals against registers; int64 arrays of one shape (0-d for ints).

    register_wh     what the register counted
    difference_wh   the known intervals less that
    tolerance_wh    how far the two may lie apart, itself not included
    missing_counts  how many intervals are not known
    verdicts        see `Verdict`
    """

    register_wh: IntArray
    difference_wh: IntArray
    tolerance_wh: IntArray
    missing_counts: IntArray
    verdicts: IntArray


def agree_with_register(
    *,
    known_wh: int | IntArray,
    missing_counts: int | IntArray,
    start_index: int | IntArray,
    end_index: int | IntArray,
    dials: int | IntArray,
    wh_per_step: int | IntArray,
    rounding_wh: int | IntArray = 0,
) -> Agreement:
    """Return whether the intervals between two indexes come to what the register counted.

    `known_wh` is the sum of the known intervals (0 of none), `missing_counts` how many lack. The
    indexes are in the register's own steps of `wh_per_step` Wh (1000 for one that shows whole
    kWh, 10 for two decimals) on `dials` digits; an index that fell has passed its last number
    once. Each index hides less than one step, so the two agree when they lie less than one step
    apart; `rounding_wh` widens that by what rounding can have done to the intervals (0 where they
    are differences of a finer register). Known intervals that come to *more* than that differ
    whatever the missing ones were; otherwise one that lacks leaves it open. Everything broadcasts.
    Raises ValueError for an index that does not fit its register, steps that are not positive, or
    sums, counts or roundings below zero.

    >>> agreement = agree_with_register(known_wh=12_345, missing_counts=0, start_index=100,
    ...     end_index=112, dials=6, wh_per_step=1_000)
    >>> int(agreement.difference_wh), Verdict(int(agreement.verdicts)).label
    (345, 'agrees')
    """
    steps, slack, known, missing = (
        np.asarray(each, dtype=np.int64)
        for each in (wh_per_step, rounding_wh, known_wh, missing_counts)
    )
    if np.any(steps <= 0) or any(np.any(each < 0) for each in (slack, known, missing)):
        raise ValueError("a step is above zero, and sums, counts and roundings are not below it")
    delta = register_delta(start_index, end_index, dials)
    counted = np.where(delta.decreased, delta.rolled, delta.forward) * steps
    difference = known - counted
    tolerance = steps + slack
    is_apart = np.abs(difference) >= tolerance
    verdicts = np.select(
        [is_apart & (difference > 0), missing > 0, is_apart],
        [Verdict.DIFFERS, Verdict.CANNOT_BE_JUDGED, Verdict.DIFFERS],
        default=Verdict.AGREES,
    )
    shape = verdicts.shape
    return Agreement(
        register_wh=np.broadcast_to(counted, shape),
        difference_wh=np.broadcast_to(difference, shape),
        tolerance_wh=np.broadcast_to(tolerance, shape),
        missing_counts=np.broadcast_to(missing, shape),
        verdicts=verdicts.astype(np.int64),
    )
