"""The quarter-hours of the demonstration come to what its registers count, and to its peaks."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from energycore.clocks import DayRange, day_number
from energycore.units import IntArray
from kwartier.consumption.queries import get_consumption
from kwartier.demo.generator.energy import daily_use_wh, indexes_at
from kwartier.demo.generator.monthly import peak_of
from kwartier.demo.generator.series import BELGIAN_LOGINS, Drawn, draw_values
from kwartier.demo.generator.stories import FIRST_TODAY, belgian_stories
from kwartier.demo.generator.temperatures import HEATED, celsius_of
from kwartier.intervals.types import Direction
from kwartier.parties.models import CustomerAccount

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


def test_a_day_of_the_invented_weather_has_one_answer():
    long = celsius_of("BE", DAYS.from_, DAYS.until)
    assert celsius_of("BE", DAYS.from_ + 40, DAYS.from_ + 41).tolist() == [long[40]]
    assert -15 < long.min() < long.max() < 32
    assert (celsius_of("FR", DAYS.from_, DAYS.until) > long).all()


@pytest.mark.django_db
def test_somebody_reads_what_gas_took_without_the_weather(demonstration):
    story = next(each for each in belgian_stories() if each.login == HEATED)
    code = next(point.code for point in story.home.points if point.energy == "gas")
    account = CustomerAccount.objects.get(number=story.home.number)
    year = get_consumption(
        account_id=account.pk, code=code, view="year", from_="2026", today=FIRST_TODAY
    )
    told = year.weather.compared
    assert told.days_count == (FIRST_TODAY - date(2026, 1, 1)).days
    assert told.explained > 0.8
    assert "verzonnen" in told.source
    # What was delivered day by day comes to what the register counts.
    assert year.detail.apart == ()
