"""Calibration: from cases to the table of the band, and the scores of a table on other cases."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from energycore.forecast.band import BandTable, ErrorCurve
from energycore.forecast.cases import Cases
from energycore.units import BoolArray, FloatArray

LOW_QUANTILE = 0.1
HIGH_QUANTILE = 0.9
"""Between them lie four outcomes out of five."""

NODES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Known fractions at which the band is told; between them it is linear."""

WEIGHTS = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0)
"""The weights of the year before that calibration chooses among."""

NEAR = 1.1
WINDOW = 0.08
SMALLEST_FRACTION = 0.05
"""With less than this known and no year before there is no forecast worth a band."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How a table does on cases: `count` of them over `meter_count` meters.

    `coverage` share of years inside the band (aim 0.80); `bias` mean relative error (positive:
    years came out above the forecast); `mae` mean absolute relative error of the forecast, and
    `mae_by_days` that of extrapolating the known volume by days; all over meters of equal weight.
    """

    count: int
    meter_count: int
    coverage: float
    bias: float
    mae: float
    mae_by_days: float


def forecast_year(cases: Cases, prior_weight: float) -> FloatArray:
    """Return the expected volume of each case's year in Wh, as `forecast_settlement` expects it."""
    has_prior = cases.has_prior
    weight = np.where(has_prior, prior_weight, 0.0)
    prior = np.where(has_prior, cases.prior_wh, 0.0)
    divisor = np.maximum(cases.fraction + weight, SMALLEST_FRACTION)
    annual = (cases.known_wh + weight * prior) / divisor
    return np.asarray(cases.known_wh + annual * (1 - cases.fraction))


def relative_errors(cases: Cases, prior_weight: float) -> FloatArray:
    """Return (actual - forecast) / forecast, with a forecast of at least 1 Wh."""
    forecast = np.maximum(forecast_year(cases, prior_weight), 1.0)
    return np.asarray((cases.actual_wh - forecast) / forecast)


def choose_weight(cases: Cases) -> float:
    """Return the smallest weight whose mean absolute error is within a tenth of the best one.

    The smallest, not the best: of two forecasts that are about as good, the one that listens
    more to this year's readings follows a household that changes.
    """
    known = cases.where(cases.has_prior)
    means = meter_weights(known)
    misses = [float(np.sum(means * np.abs(relative_errors(known, w)))) for w in WEIGHTS]
    return next(w for w, miss in zip(WEIGHTS, misses, strict=True) if miss <= min(misses) * NEAR)


def calibrate(cases: Cases, *, energy: str, source: str) -> BandTable:
    """Return the table that fits the cases. Raises ValueError without a case of either kind.

    The year before is hidden from the cases that have one, to calibrate the band without it.
    """
    with_prior = cases.where(cases.has_prior)
    if not len(with_prior):
        raise ValueError("a calibration needs at least one meter with two years")
    weight = choose_weight(cases)
    alone = usable(without_prior(cases))
    return BandTable(
        energy=energy,
        prior_weight_years=weight,
        with_prior=_curve(with_prior, relative_errors(with_prior, weight)),
        without_prior=_curve(alone, relative_errors(alone, weight)),
        source=source,
    )


def without_prior(cases: Cases) -> Cases:
    """Return the same cases as if no year before were known."""
    return Cases(
        meter=cases.meter,
        fraction=cases.fraction,
        day_fraction=cases.day_fraction,
        known_wh=cases.known_wh,
        actual_wh=cases.actual_wh,
        prior_wh=np.full(len(cases), np.nan),
    )


def usable(cases: Cases) -> Cases:
    """Return the cases that a forecast can be made for: some of the year known, or the prior."""
    return cases.where(cases.has_prior | (cases.fraction >= SMALLEST_FRACTION))


def score(cases: Cases, table: BandTable) -> Scores:
    """Return the scores of a table on cases that it was not made from."""
    errors = relative_errors(cases, table.prior_weight_years)
    low, high = table.errors(cases.fraction, cases.has_prior)
    weights = meter_weights(cases)
    # A rule of three has no year before: it is only asked where some of the year is known.
    started = cases.where(cases.fraction >= SMALLEST_FRACTION)
    by_days = started.known_wh / started.day_fraction
    day_errors = np.abs(started.actual_wh - by_days) / np.maximum(by_days, 1.0)
    return Scores(
        count=len(cases),
        meter_count=len(np.unique(cases.meter)),
        coverage=float(np.sum(weights * ((errors >= low) & (errors <= high)))),
        bias=float(np.sum(weights * errors)),
        mae=float(np.sum(weights * np.abs(errors))),
        mae_by_days=float(np.sum(meter_weights(started) * day_errors)),
    )


def meter_weights(cases: Cases) -> FloatArray:
    """Return weights that sum to 1 and give each meter the same, however many years it has."""
    _, place, counts = np.unique(cases.meter, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / (counts[place] * len(counts)), dtype=np.float64)


def between(cases: Cases, low: float, high: float) -> BoolArray:
    """Return which cases have a known fraction in [low, high)."""
    return (cases.fraction >= low) & (cases.fraction < high)


def table_content(table: BandTable) -> dict[str, Any]:
    """Return what a calibration file holds: the inverse of `BandTable.from_mapping`."""
    return {
        "energy": table.energy,
        "source": table.source,
        "prior_weight_years": table.prior_weight_years,
        "with_prior": _curve_content(table.with_prior),
        "without_prior": _curve_content(table.without_prior),
    }


def _curve_content(curve: ErrorCurve) -> dict[str, list[float]]:
    return {
        "fractions": [round(x, 4) for x in curve.fractions.tolist()],
        "low": [round(x, 4) for x in curve.low.tolist()],
        "high": [round(x, 4) for x in curve.high.tolist()],
    }


def _curve(cases: Cases, errors: FloatArray) -> ErrorCurve:
    """Return the curve of a band: the larger of both quantiles, to either side.

    Whether a handful of meters came out above or below their forecast says more about them than
    about the next one: with the quantiles as they fall, held-out meters were covered two times
    out of three; with the larger one to either side, about four times out of five.
    """
    width = np.zeros(len(NODES))
    for place, node in enumerate(NODES[:-1]):
        near = between(cases, node - WINDOW, node + WINDOW)
        # Where no case is near, accumulating from the right takes the band of the next node.
        if near.any():
            weights = meter_weights(cases.where(near))
            low = weighted_quantile(errors[near], weights, LOW_QUANTILE)
            high = weighted_quantile(errors[near], weights, HIGH_QUANTILE)
            width[place] = max(-low, high, 0.0)
    # What is known can only grow: a band never widens with it.
    width = np.maximum.accumulate(width[::-1])[::-1]
    return ErrorCurve(np.array(NODES), np.maximum(-width, -1.0), width)


def weighted_quantile(values: FloatArray, weights: FloatArray, quantile: float) -> float:
    """Return the smallest value at which the running weight reaches the quantile."""
    order = np.argsort(values)
    running = np.cumsum(weights[order])
    place = int(np.searchsorted(running, quantile * running[-1]))
    return float(values[order][min(place, len(values) - 1)])
