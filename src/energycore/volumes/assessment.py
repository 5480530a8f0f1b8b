"""Is this reading in line with what the profile expects? A finding, with its figures."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from energycore.units import FloatArray, IntArray
from energycore.volumes.delta import register_delta


class Finding(IntEnum):
    """What an assessment finds. `label` is the word used in records and in the API."""

    OK = 0
    ROLL_OVER = 1
    GOES_BACKWARDS = 2
    TOO_HIGH = 3
    TOO_LOW = 4

    @property
    def label(self) -> str:
        """The finding in small letters: ok, roll_over, goes_backwards, too_high, too_low."""
        return self.name.lower()

    @property
    def in_line(self) -> bool:
        """Whether a reading with this finding is taken without a question."""
        return self in (Finding.OK, Finding.ROLL_OVER)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a volume may lie from the expected one before somebody is asked.

    Between expected x low - slack and expected x high + slack, in the register's unit. The slack
    keeps short periods and small consumers from being questioned over a few washes. The values
    are the house's own choice: no Belgian or French rule fixes them for a customer's reading.
    """

    low: float = 0.4
    high: float = 2.5
    slack: float = 50.0

    def __post_init__(self) -> None:
        if not (0 <= self.low <= 1 <= self.high and self.slack >= 0):
            raise ValueError("a tolerance needs 0 <= low <= 1 <= high, and a slack of 0 or more")


@dataclass(frozen=True, slots=True, eq=False)
class Assessments:
    """The assessments of many readings; arrays of one shape, see `Assessment` for the words."""

    findings: IntArray
    volumes: IntArray
    ratios: FloatArray
    expected_from: FloatArray
    expected_until: FloatArray


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessment of one reading.

    finding          see `Finding`
    volume           in the register's unit: the difference, over the roll-over where that is the
                     finding; negative where the index goes backwards
    ratio            volume / expected volume; infinite where nothing was expected and something
                     came, 1 where nothing was expected and nothing came
    expected_from    the range that would have been in line: lowest volume (never below 0) ...
    expected_until   ... and highest, both included
    """

    finding: Finding
    volume: int
    ratio: float
    expected_from: float
    expected_until: float


DEFAULT_TOLERANCE = Tolerance()


def assess_readings(
    *,
    previous: int | IntArray,
    new: int | IntArray,
    dials: int | IntArray,
    expected: float | FloatArray,
    tolerance: Tolerance = DEFAULT_TOLERANCE,
) -> Assessments:
    """Assess new indexes against previous ones; everything broadcasts.

    `expected` is the volume that the profile expects over the period, in the register's unit
    (kWh or m3), 0 or more. An index that fell is a roll-over when the volume over the roll-over
    is no higher than the expected range, otherwise it goes backwards. Raises ValueError for an
    index that does not fit its register, or an expectation that is negative or not a number.
    """
    wanted = np.asarray(expected, dtype=np.float64)
    if not np.all(wanted >= 0):
        raise ValueError("an expected volume cannot be negative or missing")
    delta = register_delta(previous, new, dials)
    lowest = np.maximum(wanted * tolerance.low - tolerance.slack, 0.0)
    highest = wanted * tolerance.high + tolerance.slack
    rolled_over = delta.decreased & (delta.rolled <= highest)
    volumes = np.where(rolled_over, delta.rolled, delta.forward)
    findings = np.select(
        [rolled_over, delta.decreased, volumes > highest, volumes < lowest],
        [Finding.ROLL_OVER, Finding.GOES_BACKWARDS, Finding.TOO_HIGH, Finding.TOO_LOW],
        default=Finding.OK,
    ).astype(np.int64)
    nothing = np.where(volumes == 0, 1.0, np.copysign(np.inf, volumes))
    ratios = np.where(wanted > 0, volumes / np.where(wanted > 0, wanted, 1.0), nothing)
    return Assessments(
        findings=findings,
        volumes=volumes,
        ratios=ratios,
        expected_from=np.broadcast_to(lowest, findings.shape),
        expected_until=np.broadcast_to(highest, findings.shape),
    )


def assess_reading(
    *,
    previous: int,
    new: int,
    dials: int,
    expected: float,
    tolerance: Tolerance = DEFAULT_TOLERANCE,
) -> Assessment:
    """Assess one reading: `assess_readings` for one, as plain values. Raises the same."""
    found = assess_readings(
        previous=previous, new=new, dials=dials, expected=expected, tolerance=tolerance
    )
    return Assessment(
        finding=Finding(int(found.findings)),
        volume=int(found.volumes),
        ratio=float(found.ratios),
        expected_from=float(found.expected_from),
        expected_until=float(found.expected_until),
    )
