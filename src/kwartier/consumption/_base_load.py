"""What is always on, and what it costs a year by the prices and rules of the bill."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from energycore.clocks import DayRange, day_number
from energycore.intervals import base_load
from energycore.units import FloatArray, divide_half_away
from kwartier.billing.queries import Charged, Counted, charge_days
from kwartier.consumption._counted import place_stored
from kwartier.consumption._curves import list_steps
from kwartier.consumption._detail_types import BaseLoad
from kwartier.consumption._money import annual_wh_of
from kwartier.consumption._parts import Told
from kwartier.consumption._sources import name_kinds
from kwartier.intervals.types import StoredDays
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS, SupplyPointRow
from kwartier.platform.errors import Refusal
from rulebooks.parameters import ExpiredParameter, MissingParameter
from rulebooks.profiles import find_register_windows

_YEAR_DAYS: Final = 365
_FEWEST_DAYS: Final = 28
"""A price of fewer days says little of a year."""
_HOURS: Final = 24
_QUARTERS_OF_A_WEEK: Final = 7 * 96


def find_base_load(
    stored: StoredDays,
    point: SupplyPointRow,
    days: DayRange,
    *,
    billed: Told,
    charged: Sequence[Charged],
) -> BaseLoad | None:
    """What is always on over some days; None where too few nights of them are known."""
    steps = list_steps(stored, days)
    if not steps:
        return None
    curve = place_stored(stored, point, days, step_minutes=steps[0])
    found = base_load(curve.slots, curve.values_wh)
    watts = int(found.watts)
    if watts < 0:
        return None
    return BaseLoad(
        watts=watts,
        wh_per_year=int(found.wh_per_year),
        night_count=int(found.night_counts),
        year_cents=_price(watts, billed, charged),
    )


def _price(watts: int, billed: Told, contracts: Sequence[Charged]) -> int | None:
    """What the last twelve months would have cost less without these watts; None if not known."""
    bounds = billed.bounds()
    if bounds is None:
        return None
    # The last contract that began before the last known day.
    charged = [each for each in contracts if day_number(each.contract.from_) < bounds[1]][-1]
    ended = charged.contract.until
    until = min(bounds[1], day_number(ended)) if ended else bounds[1]
    days = DayRange(max(until - _YEAR_DAYS, bounds[0], day_number(charged.contract.from_)), until)
    known = int(billed.known_days(days, gives=False).sum())
    if known < _FEWEST_DAYS:
        return None
    measures = billed.measures
    whole = Counted(
        name_kinds(measures), measures.from_days, measures.until_days, measures.volumes_wh
    )
    hours = (measures.until_days - measures.from_days) * _HOURS
    always = np.rint(watts * hours * _shares(billed)).astype(np.int64)
    rest = replace(whole, volumes_wh=np.maximum(whole.volumes_wh - always, 0))
    annual_wh = annual_wh_of(billed, until)
    try:
        with_it, without = (
            sum(charge_days(charged, each, [days], annual_wh=annual_wh)[0].values())
            for each in (whole, rest)
        )
    except (Refusal, MissingParameter, ExpiredParameter):
        return None
    return divide_half_away((with_it - without) * _YEAR_DAYS, known)


def _shares(billed: Told) -> FloatArray:
    """The share of the hours in which the register of each stretch counts what is taken."""
    by_kind = _shares_of({REGISTER_KINDS[kind].value: kind for kind in billed.kinds}, billed)
    return np.array([by_kind.get(kind, 0.0) for kind in billed.measures.kinds.tolist()])


def _shares_of(kinds: Mapping[str, int], billed: Told) -> dict[int, float]:
    taken = [name for name in kinds if name not in INJECTION_KINDS]
    current = [name for name in taken if kinds[name] in billed.counting] or taken
    windows = find_register_windows(current)
    # Registers of an earlier meter: each meter had all hours, and one register most often all of them.
    found = {kinds[name]: 1.0 for name in taken if name not in current}
    if windows is None:
        volumes = {
            name: int(billed.measures.volumes_wh[billed.measures.kinds == kinds[name]].sum())
            for name in current
        }
        total = max(sum(volumes.values()), 1)
        return found | {kinds[name]: wh / total for name, wh in volumes.items()}
    held = {name: float(window.sum()) / _QUARTERS_OF_A_WEEK for name, window in windows[0].items()}
    held[windows[1]] = 1.0 - sum(held.values())
    return found | {kinds[name]: share for name, share in held.items() if name in kinds}
