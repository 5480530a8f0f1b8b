"""What was read without a hole is taken as columns: the same volumes as one by one, or none."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from energycore.clocks import DayRange, day_number
from kwartier.billing._bills.measuring import Delivered, Stretch, measure
from kwartier.metering.types import MeterKind, RegisterHistory, RegisterRow

PERIOD = DayRange.of_dates(date(2025, 1, 1), date(2026, 1, 1))
POINT = 7
REGISTERS = tuple(
    RegisterRow(
        id=number,
        supply_point_id=POINT,
        meter_id=1,
        meter_serial=f'serial "{number}"',
        meter_kind=MeterKind.DIGITAL,
        kind=kind,
        dials=6,
        unit="kWh",
        annual_estimate=None,
        installed_from=date(2020, 1, 1),
        removed_on=None,
    )
    for number, kind in ((11, "day"), (12, "night"))
)
READ_ON = (PERIOD.from_, PERIOD.from_ + 90, PERIOD.until)


def read(*registers):
    """The history of registers: (its id, its kind's place, the days on which it was read)."""
    rows = [
        (register, kind, first, until, 1_000 * (until - first))
        for register, kind, days in registers
        for first, until in pairwise(days)
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    numbers = np.arange(columns.shape[1])
    return RegisterHistory(
        supply_point_ids=np.full_like(numbers, POINT),
        register_ids=columns[0],
        kinds=columns[1],
        from_days=columns[2],
        until_days=columns[3],
        volumes=columns[4] // 1_000,
        volumes_wh=columns[4],
        from_indexes=numbers,
        until_indexes=numbers + 1,
        from_reading_ids=numbers + 100,
        until_reading_ids=numbers + 101,
        until_official=np.ones_like(numbers, dtype=bool),
        until_estimated=numbers % 2 == 0,
        until_by_profile=np.zeros_like(numbers, dtype=bool),
    )


WHOLE = read((11, 1, READ_ON), (12, 2, READ_ON))
ONE = (Stretch(PERIOD, REGISTERS),)


def find(history, stretches=ONE):
    return Delivered.of(history, REGISTERS).find_whole(POINT, stretches, PERIOD)


def test_columns_are_what_one_by_one_would_have_been():
    delivered = Delivered.of(WHOLE, REGISTERS)
    columns = delivered.find_whole(POINT, ONE, PERIOD)
    measured, gaps = measure(delivered.list_intervals(POINT), REGISTERS, ONE, PERIOD)
    assert (list(columns), gaps) == (measured, [])
    assert columns.write_own()[0] == '0\n100\n"serial \\"11\\""\n1\n101\n90000'


@pytest.mark.parametrize(
    "history",
    [
        read(),
        read((11, 1, READ_ON)),
        read((11, 1, READ_ON), (13, 3, READ_ON)),
        read((11, 1, READ_ON[:2]), (12, 2, READ_ON)),
        read((11, 1, READ_ON), (12, 2, READ_ON[:2])),
        read((11, 1, READ_ON), (12, 2, READ_ON[1:])),
        read((11, 1, (PERIOD.from_ - 1, *READ_ON[1:])), (12, 2, READ_ON)),
        read((11, 1, READ_ON[:2]), (11, 1, (READ_ON[1] + 1, PERIOD.until)), (12, 2, READ_ON)),
        replace(WHOLE, volumes_wh=np.where(WHOLE.kinds == 2, -1, WHOLE.volumes_wh)),
    ],
)
def test_where_anything_is_missing_each_is_looked_at(history):
    known = [*REGISTERS, replace(REGISTERS[0], id=13, kind="injection")]
    assert Delivered.of(history, known).find_whole(POINT, ONE, PERIOD) is None


def test_days_under_two_meters_are_looked_at_one_by_one():
    halves = (
        Stretch(DayRange(PERIOD.from_, day_number(date(2025, 6, 1))), REGISTERS),
        Stretch(DayRange(day_number(date(2025, 6, 1)), PERIOD.until), REGISTERS[:1]),
    )
    assert find(WHOLE, halves) is None
    assert find(WHOLE) is not None
