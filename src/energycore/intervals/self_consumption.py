"""Solar homes: how much of its own sun a house uses, as far as its meters know."""

from dataclasses import dataclass

import numpy as np

from energycore.intervals.states import IntervalValues


@dataclass(frozen=True, slots=True)
class SelfConsumption:
    """What a house took, gave and used, over the intervals that all its series know.

    offtake_wh       from the grid
    injection_wh     to the grid
    production_wh    by the panels; None without a series of them
    self_consumed_wh     produced and not given to the grid; None without production, or where more was
                     given than produced, so that the series contradict each other
    compared_count   intervals that all series know
    lacking_count    intervals that at least one of them does not
    """

    offtake_wh: int
    injection_wh: int
    production_wh: int | None
    self_consumed_wh: int | None
    compared_count: int
    lacking_count: int

    @property
    def usage_wh(self) -> int | None:
        """All that the house used, from grid and panels; None where that is not known.

        It is `offtake_wh` at least: the grid sees nothing of what the house uses of its own sun.
        """
        return None if self.self_consumed_wh is None else self.offtake_wh + self.self_consumed_wh

    @property
    def self_consumed_share(self) -> float | None:
        """The part of its production that the house used itself, 0 to 1; None where not known."""
        return _share(self.self_consumed_wh, self.production_wh)

    @property
    def self_supplied_share(self) -> float | None:
        """The part of its use that came from its own panels, 0 to 1; None where not known."""
        return _share(self.self_consumed_wh, self.usage_wh)


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole


def find_self_consumption(
    offtake_wh: IntervalValues,
    injection_wh: IntervalValues,
    production_wh: IntervalValues | None = None,
) -> SelfConsumption:
    """Return what can be known of a solar home from its series, all int[S] over the same slots.

    With a production series: production less injection is what was used at once (or went through
    a battery and its losses). Without one only offtake and injection are known, and nobody can
    tell how much the panels gave. Raises ValueError for series of other lengths.

    >>> found = find_self_consumption(np.array([500, 0]), np.array([0, 300]), np.array([100, 400]))
    >>> found.self_consumed_wh, found.usage_wh, found.self_consumed_share
    (200, 700, 0.4)
    """
    series = [offtake_wh, injection_wh]
    if production_wh is not None:
        series.append(production_wh)
    if len({each.shape for each in series}) > 1:
        raise ValueError("series of other lengths cannot be compared")
    is_known = np.all([each >= 0 for each in series], axis=0)
    taken, given, *produced = (int(each[is_known].sum(dtype=np.int64)) for each in series)
    kept = [made - given for made in produced if made >= given]
    compared = int(is_known.sum())
    return SelfConsumption(
        offtake_wh=taken,
        injection_wh=given,
        production_wh=produced[0] if produced else None,
        self_consumed_wh=kept[0] if kept else None,
        compared_count=compared,
        lacking_count=is_known.size - compared,
    )
