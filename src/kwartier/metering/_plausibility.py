"""Whether a customer's index is in order among its neighbors, and in line with the profile."""

import math
from dataclasses import dataclass
from datetime import date

from energycore.volumes import Finding, Tolerance, assess_reading, register_modulus
from kwartier.metering._expectation import ExpectedVolume
from kwartier.metering._volumes import volume_between
from kwartier.metering.models import Reading, Register
from kwartier.metering.refusals import ReadingBeyondNext, ReadingGoesBackwards
from kwartier.metering.types import RecordedIndex, Unit
from kwartier.platform.errors import Refusal

# The house's own choice, no rule fixes it: a few washes, or a cold weekend of gas, never raise a
# question. 50 kWh of electricity; 15 m3 of gas is about 170 kWh.
TOLERANCES = {Unit.KWH: Tolerance(slack=50.0), Unit.M3: Tolerance(slack=15.0)}


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The accepted readings of a register before and after a day."""

    before: Reading | None
    after: Reading | None


def check_order(
    *, register: Register, index_value: int, neighbors: Neighbors, runs_backwards: bool
) -> Refusal | None:
    """Why the index cannot stand between its neighbors, if it cannot.

    A meter that runs backwards has no order. Any other may fall only by rolling over.
    """
    if runs_backwards:
        return None
    before, after = neighbors.before, neighbors.after
    if before is not None and _falls(before.index_value, index_value, register.dials):
        return ReadingGoesBackwards(
            field=str(register.pk),
            params={"previous_on": before.read_on, "previous_index": before.index_value},
        )
    if after is not None and _falls(index_value, after.index_value, register.dials):
        return ReadingBeyondNext(
            field=str(register.pk),
            params={"next_on": after.read_on, "next_index": after.index_value},
        )
    return None


def _falls(previous: int, new: int, dials: int) -> bool:
    return volume_between(previous, new, dials=dials, runs_backwards=False) < 0


def assess(
    *,
    register: Register,
    index_value: int,
    before: Reading | None,
    expected: ExpectedVolume | None,
    runs_backwards: bool,
) -> RecordedIndex | Refusal:
    """What is found about an index whose order has been checked; a refusal where it still falls.

    Without a reading before it there is nothing to compare with, and it is in line. Without an
    expectation every rise is in line, and a roll-over is asked about.
    """
    if before is None:
        return _answer(register, index_value, None, finding=Finding.OK, in_line=True)
    volume = volume_between(
        before.index_value, index_value, dials=register.dials, runs_backwards=runs_backwards
    )
    if expected is None:
        rolled_over = index_value < before.index_value and volume > 0
        return _answer(
            register,
            index_value,
            (before, volume),
            finding=Finding.ROLL_OVER if rolled_over else Finding.OK,
            in_line=not rolled_over,
        )
    tolerance = TOLERANCES[Unit(register.unit)]
    found = assess_reading(
        previous=before.index_value,
        new=index_value,
        dials=register.dials,
        expected=max(expected.volume, 0.0),
        tolerance=tolerance,
    )
    if runs_backwards:
        lowest = min(expected.volume, 0.0) + found.expected_from - expected.most_produced
        finding = _finding_within(volume, lowest, found.expected_until)
        bounds = (lowest, found.expected_until)
    else:
        if found.finding == Finding.GOES_BACKWARDS:
            return ReadingGoesBackwards(
                field=str(register.pk),
                params={"previous_on": before.read_on, "previous_index": before.index_value},
            )
        finding, bounds = found.finding, (found.expected_from, found.expected_until)
    return _answer(
        register, index_value, (before, volume), finding, in_line=finding.in_line, bounds=bounds
    )


def _finding_within(volume: int, lowest: float, highest: float) -> Finding:
    if volume > highest:
        return Finding.TOO_HIGH
    return Finding.TOO_LOW if volume < lowest else Finding.OK


def _answer(
    register: Register,
    index_value: int,
    since: tuple[Reading, int] | None,
    finding: Finding,
    *,
    in_line: bool,
    bounds: tuple[float, float] | None = None,
) -> RecordedIndex:
    """Put the finding in the register's own numbers."""
    before, volume = since if since is not None else (None, None)
    lowest = highest = lowest_index = highest_index = None
    if bounds is not None and before is not None:
        lowest, highest = math.floor(bounds[0]), math.ceil(bounds[1])
        modulus = register_modulus(register.dials)
        lowest_index = (before.index_value + lowest) % modulus
        highest_index = (before.index_value + highest) % modulus
    return RecordedIndex(
        register_id=register.pk,
        kind=register.kind,
        unit=register.unit,
        index_value=index_value,
        previous_on=_day_of(before),
        previous_index=before.index_value if before else None,
        volume=volume,
        finding=finding.label,
        in_line=in_line,
        expected_from=lowest,
        expected_until=highest,
        lowest_index=lowest_index,
        highest_index=highest_index,
    )


def _day_of(reading: Reading | None) -> date | None:
    return reading.read_on if reading else None
