"""The quarter-hours of the demonstration come to what its registers count, and to its peaks."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from energycore.clocks import DayRange, day_number
from energycore.units import IntArray
from kwartier.demo.generator.energy import daily_use_wh, indexes_at
from kwartier.demo.generator.monthly import peak_of
from kwartier.demo.generator.series import BELGIAN_LOGINS, Drawn, draw_values
from kwartier.demo.generator.stories import belgian_stories
from kwartier.intervals.types import Direction

DAYS = DayRange.of_dates(date(2025, 3, 1), date(2025, 12, 1))
CONTRACT = SimpleNamespace(supply_point=SimpleNamespace(timezone_name="Europe/Brussels"))
KWH = 1_000


def draw(login: str, peaks: dict[date, int]):
    story = next(each for each in belgian_stories() if each.login == login)
    point = next(each for each in story.home.points if each.energy == "electricity")
    daily = daily_use_wh(story.home, point, DAYS.from_, DAYS.until)
    drawn = Drawn(
        contract=CONTRACT,
        days=DAYS,
        step_minutes=15,
        position=story.home.position,
        is_business=story.home.kind == "business",
        daily_wh=daily,
        peaks_w=peaks,
    )
    return story.home, point, draw_values(drawn)


def counted(home, point, days: IntArray, *, gives: bool) -> int:
    shown = indexes_at(home, point, days)
    return sum(
        int(at[1] - at[0]) for kind, at in shown.items() if kind.startswith("injection") == gives
    )


@pytest.mark.parametrize("login", BELGIAN_LOGINS)
def test_quarter_hours_come_to_the_registers(login):
    home, point, values = draw(login, {})
    for direction, (slots, drawn) in values.items():
        assert int(drawn.min()) >= 0
        assert slots.lengths.min() == 92
        assert slots.lengths.max() == 100
        gives = direction is Direction.INJECTION
        registers = len(
            [each for each in point.registers if each.kind.startswith("injection") == gives]
        )
        for first, until in (
            (date(2025, 4, 1), date(2025, 5, 1)),
            (date(2025, 10, 1), date(2025, 11, 1)),
        ):
            days = DayRange.of_dates(first, until)
            index_kwh = counted(home, point, np.array([days.from_, days.until]), gives=gives)
            wh = int(drawn[slots.slots_over(days)].sum())
            assert abs(wh - index_kwh * KWH) <= registers * KWH + len(days), (direction, first)


def test_the_highest_of_a_month_is_the_peak_that_was_delivered():
    months = [date(2025, 5, 1), date(2025, 10, 1)]
    home, _, free = draw("wim", {})
    peaks = {month: peak_of(home, month) for month in months}
    _, _, held = draw("wim", peaks)
    slots, values = held[Direction.OFFTAKE]
    for month in months:
        days = DayRange(day_number(month), day_number(month) + 31)
        part = values[slots.slots_over(days)]
        assert int(part.max()) == peaks[month] // 4
        assert int(part.sum()) == int(free[Direction.OFFTAKE][1][slots.slots_over(days)].sum())
