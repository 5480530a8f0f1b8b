"""A published series, and the load profile it becomes."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from energycore.clocks import QUARTER_SECONDS
from energycore.profiles import LoadProfile, build_from_quarters
from energycore.units import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class PublishedSeries:
    """One column of a published file.

    name           the operator's GLN, the column's label, or the sub-profile
    label          what the file calls it beside that, or ""
    starts_at      Unix seconds (UTC) of the first value
    step_seconds   900, 1800 or 3600
    values         float64, one per step, contiguous, as published
    sheet          where it stood, for messages
    """

    name: str
    label: str
    starts_at: int
    step_seconds: int
    values: FloatArray
    sheet: str

    @property
    def quarters(self) -> FloatArray:
        """The values by quarter-hour: the share of a longer step is spread evenly."""
        count = self.step_seconds // QUARTER_SECONDS
        return np.repeat(self.values / count, count)


def build_imported(
    series: PublishedSeries,
    *,
    key: str,
    source: str,
    timezone: str = "Europe/Brussels",
    unit: Literal["years", "kwh_per_kwp"] = "years",
    day_start_hour: int = 0,
) -> LoadProfile:
    """Return the load profile of a published series, with its quarters, under `key`.

    For a solar series (`kwh_per_kwp`) the published power becomes energy, an hour's worth per
    hour. Raises ValueError when the series does not start and end with a local day.
    """
    hours = series.step_seconds / 3600 if unit == "kwh_per_kwp" else 1.0
    return build_from_quarters(
        key=key,
        starts_at=series.starts_at,
        shares=series.quarters * hours,
        source=source,
        timezone=timezone,
        unit=unit,
        day_start_hour=day_start_hour,
    )
