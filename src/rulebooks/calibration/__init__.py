"""Calibrated tables: how far years turn out from their forecast, measured on real meters.

Made by `tools/calibrate_forecast.py`; how, on which meters and how well: docs/explanation/forecast.md.
"""

import json
from functools import cache
from importlib import resources

import numpy as np

from energycore.forecast import BandTable
from energycore.forecast.backtest import BackTestRow
from energycore.forecast.calibration import Scores
from energycore.forecast.cases import MeterSeries
from energycore.profiles import LoadProfile

ENERGIES = ("electricity", "gas")


@cache
def get_band_table(energy: str) -> BandTable:
    """Return the table of an energy, "electricity" or "gas". Raises LookupError for another."""
    if energy not in ENERGIES:
        raise LookupError(f"no band was calibrated for {energy}")
    folder = resources.files("rulebooks") / "calibration"
    return BandTable.from_mapping(json.loads((folder / f"{energy}.json").read_text("utf-8")))


def profile_source(profile: LoadProfile) -> MeterSeries:
    """Return a profile's daily shares as if they were a meter: a shape for other years."""
    return MeterSeries(profile.key, profile.first_day, np.diff(profile.cumulative))


@cache
def list_backtest(energy: str) -> tuple[BackTestRow, ...]:
    """Return the published back-test: every meter held out in turn, bad figures included.

    Raises LookupError for an energy without a table.
    """
    if energy not in ENERGIES:
        raise LookupError(f"no band was calibrated for {energy}")
    folder = resources.files("rulebooks") / "calibration"
    rows = json.loads((folder / f"{energy}_backtest.json").read_text("utf-8"))
    return tuple(BackTestRow(**{**row, "scores": Scores(**row["scores"])}) for row in rows)
