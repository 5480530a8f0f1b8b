"""What is charged: volumes, periods and peaks of many supply points, laid out for inner loops."""

from dataclasses import dataclass

from energycore.charges.peaks import Peaks
from energycore.units import IntArray, Wh


@dataclass(frozen=True, slots=True)
class Consumption:
    """What is to be charged, columns last: every array ends in N (or broadcasts to it).

    `volumes_wh` int64[R, S, N]; `from_days`, `until_days` int64[N]; `annual_wh` int64[N], the
    yearly offtake that places a point in slices and tiers; `peaks_w` the average monthly peak as
    int64[N], as `Peaks` where it changes along the period, or None.
    """

    volumes_wh: Wh
    from_days: IntArray
    until_days: IntArray
    annual_wh: Wh
    peaks_w: IntArray | Peaks | None
