"""What is charged: volumes, periods and peaks of many supply points, laid out for inner loops."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from energycore.charges.errors import VolumeNegative
from energycore.charges.peaks import Peaks
from energycore.tariff import Tariff
from energycore.units import IntArray, Wh


@dataclass(frozen=True, slots=True)
class Consumption:
    """What is to be charged, columns last: every array ends in N (or broadcasts to it).

    `volumes_wh` int64[R, S, N]; `from_days`, `until_days` int64[N]; `annual_wh` int64[N], the
    yearly offtake that places a point in slices and tiers; `peaks_w` the average monthly peak as
    int64[N], as `Peaks` where it changes along the period, or None. `weighted_pico` int64[R, S, N]
    is the sum of Wh x index over the quarter-hours behind each volume, for dynamic prices.
    """

    volumes_wh: Wh
    from_days: IntArray
    until_days: IntArray
    annual_wh: Wh
    peaks_w: IntArray | Peaks | None
    weighted_pico: IntArray | None = None

    @classmethod
    def checked(
        cls,
        tariff: Tariff,
        volumes_wh: Wh,
        *,
        annual_wh: Wh,
        from_days: IntArray | None,
        until_days: IntArray | None,
        peaks_w: IntArray | Peaks | None,
        weighted_pico: IntArray | None = None,
    ) -> Self:
        """Return what N supply points consumed, from int64[N, R, S] volumes, without copying them.

        `weighted_pico` int64[N, R, S] are the same volumes at their index. Raises ValueError for
        shapes that do not fit or a period outside the tariff's, and VolumeNegative.
        """
        count = len(volumes_wh)
        if volumes_wh.shape[1:] != (len(tariff.registers), tariff.segment_count):
            raise ValueError(f"volumes of shape {volumes_wh.shape} do not fit the tariff")
        if (volumes_wh < 0).any():
            raise VolumeNegative
        starts = _days(from_days, tariff.period.from_, count)
        ends = _days(until_days, tariff.period.until, count)
        if (starts < tariff.period.from_).any() or (ends > tariff.period.until).any():
            raise ValueError("a period lies outside the days of the tariff")
        columns = volumes_wh.transpose(1, 2, 0)
        if weighted_pico is None:
            return cls(columns, starts, ends, annual_wh, peaks_w)
        if weighted_pico.shape != volumes_wh.shape:
            raise ValueError(f"weighted volumes of shape {weighted_pico.shape} do not fit")
        return cls(columns, starts, ends, annual_wh, peaks_w, weighted_pico.transpose(1, 2, 0))

    def part(self, rows: slice) -> "Consumption":
        """Return some of the supply points, their volumes beside each other in memory."""
        peaks_w = self.peaks_w
        if isinstance(peaks_w, Peaks):
            peaks_w = peaks_w.part(rows)
        elif peaks_w is not None:
            peaks_w = peaks_w[rows]
        return Consumption(
            volumes_wh=np.ascontiguousarray(self.volumes_wh[:, :, rows]),
            from_days=self.from_days[rows],
            until_days=self.until_days[rows],
            annual_wh=self.annual_wh[rows],
            peaks_w=peaks_w,
            weighted_pico=None
            if self.weighted_pico is None
            else np.ascontiguousarray(self.weighted_pico[:, :, rows]),
        )

    def until(self, tariff: Tariff, day: int) -> "Consumption":
        """Return the same as if every period had ended on a boundary of the tariff, or before."""
        if day >= self.until_days.max(initial=tariff.period.from_):
            return self
        is_before = (tariff.boundaries[:-1] < day)[None, :, None]
        return replace(
            self,
            volumes_wh=self.volumes_wh * is_before,
            until_days=np.maximum(np.minimum(self.until_days, day), self.from_days),
            weighted_pico=None if self.weighted_pico is None else self.weighted_pico * is_before,
        )


def _days(days: IntArray | None, default: int, count: int) -> IntArray:
    return np.full(count, default, dtype=np.int64) if days is None else days
