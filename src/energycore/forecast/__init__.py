"""Forecast: the expected settlement, its band, the recommended advance, the path of the balance.

Words: the *known part* is what readings prove, the *rest* what the load profile lets expect; the
*band* holds the outcome four times out of five; the *settlement* is cost less advances, positive
when the customer pays.

Guarantees: one function for one supply point or a million, and for the slider, the office and the
yearly run; money in exact integers, floats only for shapes; the settlement is linear in the
advance; a forecast beyond the last published profile or price says so.
"""

from energycore.forecast.band import BandTable, ErrorCurve
from energycore.forecast.bounds import AdvanceBounds, BoundReason, BoundRules, advance_bounds
from energycore.forecast.components import forecast_components
from energycore.forecast.path import BalancePath, balance_path
from energycore.forecast.settlement import forecast_settlement, recommend_advance
from energycore.forecast.types import (
    UNKNOWN_WH,
    Basis,
    Forecast,
    ForecastInputs,
    one_row,
    settlement_for_amount,
)

__all__ = [
    "UNKNOWN_WH",
    "AdvanceBounds",
    "BalancePath",
    "BandTable",
    "Basis",
    "BoundReason",
    "BoundRules",
    "ErrorCurve",
    "Forecast",
    "ForecastInputs",
    "advance_bounds",
    "balance_path",
    "forecast_components",
    "forecast_settlement",
    "one_row",
    "recommend_advance",
    "settlement_for_amount",
]
