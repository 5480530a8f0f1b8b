"""The values that an alert may rest on, laid out for the kernel."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from energycore.clocks import DayRange, day_number
from energycore.intervals import DaySlots, join_days, slots_of
from energycore.units import IntArray
from kwartier.intervals.queries import get_own_days, may_use_finer
from kwartier.intervals.types import Direction, Purpose, StoredDays
from kwartier.metering.types import Energy, SupplyPointRow

_DAY_MINUTES = 1440
_GAS_DAY_HOUR = 6
_DAYS_PER_WEEK = 7


@dataclass(frozen=True, slots=True)
class Watched:
    """The days of a supply point since the month before and the weeks behind it; `may_look`: finer too."""

    point: SupplyPointRow
    stored: StoredDays
    may_look: bool


def window_from(today: date) -> date:
    """The first day that an alert may be about: that of the month before."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def read_watched(
    account_id: int, point: SupplyPointRow, *, history_weeks: int, today: date
) -> Watched:
    """What may be looked at for alerts of an account; finer than a day only with its consent for them."""
    stored = get_own_days(
        account_id,
        point.id,
        window_from(today) - timedelta(days=_DAYS_PER_WEEK * history_weeks),
        today,
        direction=Direction.OFFTAKE,
        today=today,
        purpose=Purpose.ALERTS,
    )
    may = may_use_finer(account_id, point.id, today, purpose=Purpose.ALERTS)
    return Watched(point, stored, may)


def lay_out_days(stored: StoredDays) -> tuple[DayRange, IntArray]:
    """Consecutive days with what each took, int64[D]: -1 where it is not wholly known."""
    if not len(stored):
        return DayRange(0, 0), np.zeros(0, dtype=np.int64)
    span = DayRange(int(stored.days[0]), int(stored.days[-1]) + 1)
    daily = np.full(len(span), -1, dtype=np.int64)
    daily[stored.days - span.from_] = np.where(stored.missing_counts == 0, stored.totals_wh, -1)
    return span, daily


def lay_out_slots(
    watched: Watched, from_: date, *, steps: tuple[int, ...]
) -> tuple[DaySlots, IntArray] | None:
    """The intervals since a day, of the last kept day's step; None where that is none of ``steps``."""
    stored = watched.stored.where(
        (watched.stored.days >= day_number(from_)) & np.isin(watched.stored.steps_minutes, steps)
    )
    if not len(stored):
        return None
    step = int(stored.steps_minutes[-1])
    stored = stored.where(stored.steps_minutes == step)
    is_gas = watched.point.energy == Energy.GAS
    slots = slots_of(
        DayRange(int(stored.days[0]), int(stored.days[-1]) + 1),
        step_minutes=step,
        timezone=watched.point.timezone_name,
        start_hour=_GAS_DAY_HOUR if is_gas else 0,
    )
    lengths = slots.lengths[stored.days - slots.days.from_]
    # The days of some files begin at another hour: those are left out, and missing.
    fits = np.array([len(each) for each in stored.values_wh]) == lengths
    own = stored.where(fits)
    values, _states = join_days(slots, own.days.tolist(), own.values_wh, own.packed_states)
    return slots, values


def rests_on_finer(stored: StoredDays, from_day: int, until_day: int) -> bool:
    """Whether one of the days [from, until) was told in more than its total."""
    inside = (stored.days >= from_day) & (stored.days < until_day)
    return bool((stored.steps_minutes[inside] < _DAY_MINUTES).any())
