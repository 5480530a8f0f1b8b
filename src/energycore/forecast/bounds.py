"""The bounds of what a customer may choose, each with the reason that sets it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from energycore.forecast.types import Forecast
from energycore.units import BASIS_POINTS_PER_UNIT, Cents, IntArray

_CENTS_PER_EURO = 100


class BoundReason(StrEnum):
    """Why a bound lies where it lies."""

    SHARE_OF_AMOUNT = "share_of_amount"
    SHARE_OF_FORECAST = "share_of_forecast"
    SMALLEST_ADVANCE = "smallest_advance"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundRules:
    """A brand's dated parameter: shares in basis points (8000 is 80 %).

    lower_amount_bp, upper_amount_bp   of today's amount
    lower_band_bp                      of the advance that the low end of the band calls for
    upper_band_bp                      of the advance that the high end calls for
    smallest_cents                     no advance is lower than this
    """

    lower_amount_bp: int
    upper_amount_bp: int
    lower_band_bp: int
    upper_band_bp: int
    smallest_cents: int

    def __post_init__(self) -> None:
        """Raise ValueError for bounds that could shut out today's amount or the recommended one."""
        whole = BASIS_POINTS_PER_UNIT
        lower_fits = 0 <= self.lower_amount_bp <= whole and 0 <= self.lower_band_bp <= whole
        if not lower_fits or min(self.upper_amount_bp, self.upper_band_bp) < whole:
            raise ValueError("lower shares must not exceed 100 %, upper shares not fall below it")
        if self.smallest_cents < 0:
            raise ValueError("the smallest advance must not be below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceBounds:
    """The lowest and highest advance in whole euros (as cents), int64[N], and why (lists [N])."""

    lower_cents: Cents
    upper_cents: Cents
    lower_reasons: list[BoundReason]
    upper_reasons: list[BoundReason]


def advance_bounds(forecast: Forecast, amount_cents: Cents, rules: BoundRules) -> AdvanceBounds:
    """Return the bounds of the advance for each of N forecasts.

    The lower bound is the smaller of a share of today's amount and a share of what the low end of
    the band calls for; the upper bound the larger of both at the high end: either argument may
    open the way, and the recommended amount lies inside, unless it is below the smallest advance
    that the brand allows (clip it for display). Where no advance is left only
    today's amount counts.
    """
    left = np.maximum(forecast.advances_left, 1)
    spread = forecast.expected_cost_cents - forecast.intercept_cents
    low_need = np.maximum((forecast.low_cost_cents - spread) // left, 0)
    high_need = np.maximum(-(-(forecast.high_cost_cents - spread) // left), 0)
    has_left = forecast.advances_left > 0
    lower_amount = _whole_euros_down(amount_cents * rules.lower_amount_bp)
    lower_band = _whole_euros_down(low_need * rules.lower_band_bp)
    upper_amount = _whole_euros_up(amount_cents * rules.upper_amount_bp)
    upper_band = _whole_euros_up(high_need * rules.upper_band_bp)
    lower = np.where(has_left, np.minimum(lower_amount, lower_band), lower_amount)
    upper = np.where(has_left, np.maximum(upper_amount, upper_band), upper_amount)
    return AdvanceBounds(
        lower_cents=np.maximum(lower, rules.smallest_cents),
        upper_cents=np.maximum(upper, rules.smallest_cents),
        lower_reasons=_reasons(lower, lower_amount, rules.smallest_cents),
        upper_reasons=_reasons(upper, upper_amount, rules.smallest_cents),
    )


def _whole_euros_down(cents_bp: IntArray) -> Cents:
    return np.asarray(cents_bp // (BASIS_POINTS_PER_UNIT * _CENTS_PER_EURO) * _CENTS_PER_EURO)


def _whole_euros_up(cents_bp: IntArray) -> Cents:
    return np.asarray(-(-cents_bp // (BASIS_POINTS_PER_UNIT * _CENTS_PER_EURO)) * _CENTS_PER_EURO)


def _reasons(bound: Cents, from_amount: Cents, smallest_cents: int) -> list[BoundReason]:
    reasons: list[BoundReason] = []
    for cents, amount in zip(bound.tolist(), from_amount.tolist(), strict=True):
        if cents < smallest_cents:
            reasons.append(BoundReason.SMALLEST_ADVANCE)
        elif cents == amount:
            reasons.append(BoundReason.SHARE_OF_AMOUNT)
        else:
            reasons.append(BoundReason.SHARE_OF_FORECAST)
    return reasons
