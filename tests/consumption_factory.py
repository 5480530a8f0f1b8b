"""Questions about consumption, and days of intervals as they stand, for tests; goes with ``advance_factory``."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from advance_factory import TODAY, Household
from energycore.clocks import DayRange, date_of
from energycore.intervals import ValueState, pack_states, slots_of
from interval_factory import provide_month
from kwartier.consumption.queries import get_consumption
from kwartier.consumption.types import Consumption
from kwartier.intervals.models import IntervalDay
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.types import OperatorReading, SupplyPointRow
from supply_factory import NOW, registers_of


def ask(
    home: Household, view: str = "year", from_: str = "", today: date = TODAY, **more: Any
) -> Consumption:
    """What the customer of a household used."""
    return get_consumption(
        account_id=home.account.id, code=home.home.code, view=view, from_=from_, today=today, **more
    )


def offtake_of(consumption: Consumption) -> list[int | None]:
    """The Wh of each part."""
    return [part.offtake.wh for part in consumption.parts]


def read_index(home: Household, day: date, value: int, kind: str = "", **more: Any) -> None:
    """An index of the operator's: of the first register, or of a kind."""
    registers = registers_of(home.home, day)
    register = next(each for each in registers if kind in {"", each.kind})
    reading = OperatorReading(register.id, day, value, **more)
    report = load_operator_readings([reading], brand_id=home.brand.id, now=NOW)
    assert not report.refused


def fill_days(
    home: SupplyPointRow,
    from_: date,
    until: date,
    *,
    wh: int = 100,
    lacking: Mapping[date, int] | None = None,
    step_minutes: int = 15,
    state: ValueState = ValueState.MEASURED,
    **more: Any,
) -> None:
    """Days of equal values, as long as the clock makes them; of some the first values lack."""
    days = DayRange.of_dates(from_, until)
    slots = slots_of(days, step_minutes=step_minutes, timezone=home.timezone_name)
    rows = []
    for number, length in zip(days, slots.lengths.tolist(), strict=True):
        day = date_of(number)
        gap = (lacking or {}).get(day, 0)
        values = np.full(length, wh)
        values[:gap] = -1
        states = np.full(length, state, dtype=np.uint8)
        states[:gap] = ValueState.MISSING
        if day in {from_, day.replace(day=1)}:
            provide_month(day)
        rows.append(
            IntervalDay(
                brand_id=home.brand_id,
                supply_point_id=home.id,
                day=day,
                step_minutes=step_minutes,
                missing_count=gap,
                worst_state=int(states.max()),
                peak_wh=wh,
                total_wh=wh * (length - gap),
                load_id=1,
                values_wh=values.tolist(),
                states=pack_states(states),
                **({"direction": 0, "revision": 1, "is_official": True} | more),
            )
        )
    IntervalDay.objects.bulk_create(rows)
