"""The band: how far a year may still turn out from its forecast, from a calibrated table."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from energycore.units import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ErrorCurve:
    """Quantiles of (actual - forecast) / forecast of a year, by the known fraction.

    `fractions` float64[K] rise from 0 to 1; `low` and `high` float64[K] are the 10 and 90 %
    quantiles, zero at fraction 1. Between points the curve is linear.
    """

    fractions: FloatArray
    low: FloatArray
    high: FloatArray

    def __post_init__(self) -> None:
        """Raise ValueError for a curve that is not a band."""
        if not (len(self.fractions) == len(self.low) == len(self.high) > 1):
            raise ValueError("an error curve needs the same two or more points for each quantile")
        if (np.diff(self.fractions) <= 0).any():
            raise ValueError("the known fractions of an error curve must rise")
        if (self.low > 0).any() or (self.high < 0).any() or (self.low < -1).any():
            raise ValueError("a band must hold its forecast and no volume below zero")

    def at(self, fraction: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the low and high relative error for known fractions float64[N]."""
        low = np.interp(fraction, self.fractions, self.low)
        high = np.interp(fraction, self.fractions, self.high)
        return np.asarray(low), np.asarray(high)


@dataclass(frozen=True, slots=True, eq=False)
class BandTable:
    """The calibration of one energy: how much last year weighs, and how wide the band is.

    `prior_weight_years` says that a known year before counts as that share of a year of this
    period's own readings. `with_prior` and `without_prior` are the bands with and without it.
    `source` says on what meters the table was made.
    """

    energy: str
    prior_weight_years: float
    with_prior: ErrorCurve
    without_prior: ErrorCurve
    source: str

    @classmethod
    def from_mapping(cls, content: dict[str, Any]) -> Self:
        """Return the table from the parsed content of a calibration file.

        Raises KeyError for a part that is missing, ValueError for one that makes no sense.
        """
        weight = float(content["prior_weight_years"])
        if not weight > 0:
            raise ValueError("prior_weight_years must be above zero")
        return cls(
            energy=str(content["energy"]),
            prior_weight_years=weight,
            with_prior=_curve(content["with_prior"]),
            without_prior=_curve(content["without_prior"]),
            source=str(content["source"]),
        )

    def errors(self, fraction: FloatArray, has_prior: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Return low and high relative errors [N] for known fractions, with or without a prior."""
        low, high = self.with_prior.at(fraction)
        if has_prior.all():
            return low, high
        low_alone, high_alone = self.without_prior.at(fraction)
        return np.where(has_prior, low, low_alone), np.where(has_prior, high, high_alone)


def _curve(content: dict[str, list[float]]) -> ErrorCurve:
    return ErrorCurve(
        fractions=np.array(content["fractions"], dtype=np.float64),
        low=np.array(content["low"], dtype=np.float64),
        high=np.array(content["high"], dtype=np.float64),
    )
