"""Tariff clocks: the registers of each hour, before and after a change of hours."""

from collections import Counter
from datetime import date

import pytest

from energycore.clocks import DayRange, day_number
from rulebooks.hours import Window, find_register, list_registers, list_windows
from rulebooks.parameters import ExpiredParameter, MissingParameter, get_parameter

BRUSSELS = "Europe/Brussels"
WALLONIA = "be.wallonia.electricity.clock.day_night"
IMPACT = "be.wallonia.electricity.clock.impact"


def registers(key, *day):
    return list_registers(key, day=day_number(date(*day)), timezone=BRUSSELS)


def hours_of(found, register):
    return [quarter // 4 for quarter in range(0, 96, 4) if found[quarter] == register]


def test_walloon_hours_before_and_after_1_january_2026():
    wednesday, sunday = registers(WALLONIA, 2025, 12, 31), registers(WALLONIA, 2025, 12, 28)
    assert hours_of(wednesday, "day") == list(range(7, 22))
    assert hours_of(sunday, "day") == []
    for day in ((2026, 1, 1), (2026, 1, 4)):  # a Thursday that is a holiday, and a Sunday
        assert hours_of(registers(WALLONIA, *day), "day") == [*range(7, 11), *range(17, 22)]


def test_the_three_slots_of_the_impact_tariff():
    found = registers(IMPACT, 2026, 6, 7)
    assert hours_of(found, "pic") == list(range(17, 22))
    assert hours_of(found, "medium") == [0, *range(7, 11), 22, 23]
    assert hours_of(found, "eco") == [*range(1, 7), *range(11, 17)]


@pytest.mark.parametrize("region", ["flanders", "brussels"])
def test_flanders_and_brussels_have_weekday_days(region):
    key = f"be.{region}.electricity.clock.day_night"
    assert Counter(registers(key, 2026, 6, 5)) == {"day": 60, "night": 36}
    assert Counter(registers(key, 2026, 6, 6)) == {"night": 96}


def test_days_on_which_the_clock_is_moved_have_their_own_length():
    spring, autumn = registers(IMPACT, 2026, 3, 29), registers(IMPACT, 2026, 10, 25)
    assert (len(spring), len(autumn)) == (92, 100)
    # The hour that is skipped and the one that comes twice are hours of ECO.
    assert (Counter(spring)["eco"], Counter(autumn)["eco"]) == (44, 52)


def test_a_clock_has_its_dates_and_a_figure_is_no_clock():
    with pytest.raises(MissingParameter, match="first is of 2026-01-01"):
        registers(IMPACT, 2025, 12, 31)
    with pytest.raises(ExpiredParameter, match=r"review clocks\.toml"):
        registers(IMPACT, 2027, 1, 1)
    with pytest.raises(ValueError, match="clock of slots, not a figure"):
        get_parameter(IMPACT, day_number(date(2026, 5, 1))).number()
    figure = get_parameter("be.gas.transport", day_number(date(2026, 5, 1)))
    with pytest.raises(ValueError, match="no clock"):
        find_register(figure, weekday=0, hour=0)


@pytest.mark.parametrize(
    ("region", "year", "said"),
    [
        ("flanders", 2026, [("weekday", 22, 7), ("weekend", 0, 24)]),
        ("brussels", 2026, [("weekday", 22, 7), ("weekend", 0, 24)]),
        ("wallonia", 2025, [("weekday", 22, 7), ("weekend", 0, 24)]),
        ("wallonia", 2026, [("every_day", 11, 17), ("every_day", 22, 7)]),
    ],
)
def test_hours_are_told_as_people_say_them(region, year, said):
    day = DayRange.of_year(year).from_ + 40
    clock = get_parameter(f"be.{region}.electricity.clock.day_night", day)
    assert list_windows(clock, "night") == tuple(Window(*each) for each in said)


def test_each_hour_that_is_told_is_an_hour_of_the_register():
    clock = get_parameter("be.wallonia.electricity.clock.impact", DayRange.of_year(2026).from_)
    told = {register: list_windows(clock, register) for register in ("pic", "medium", "eco")}
    assert told["medium"] == (Window("every_day", 7, 11), Window("every_day", 22, 1))
    for hour in range(24):
        register = find_register(clock, weekday=2, hour=hour)
        assert any(
            (hour - window.from_hour) % 24 < (window.until_hour - window.from_hour) % 24
            for window in told[register]
        )


def test_a_parameter_that_is_no_clock_has_no_windows():
    with pytest.raises(ValueError, match="no clock"):
        list_windows(
            get_parameter("be.vat.electricity.residential", DayRange.of_year(2026).from_), "night"
        )
