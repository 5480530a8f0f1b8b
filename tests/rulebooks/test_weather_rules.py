"""Figures of the comparison with the weather: dated, sourced, and an error where they are missing."""

from datetime import date

import pytest

from energycore.clocks import day_number
from rulebooks.parameters import ExpiredParameter, MissingParameter, get_parameter
from rulebooks.weather import get_weather_rules


def on(text: str) -> int:
    return day_number(date.fromisoformat(text))


@pytest.mark.parametrize(("country", "base"), [("BE", 16.5), ("FR", 18.0)])
def test_a_day_is_cold_below_the_base_of_its_country(country, base):
    rules = get_weather_rules(country=country, on=on("2026-11-21"))
    assert (rules.base_celsius, rules.least_days, rules.least_degree_days) == (base, 20, 2.0)
    parameter = get_parameter(f"{country.lower()}.weather.degree_day_base", on("2026-11-21"))
    assert (parameter.unit, parameter.source[:8]) == ("°C", "https://")


def test_what_is_not_known_is_an_error_that_names_it():
    with pytest.raises(MissingParameter, match="the parameter de has no value"):
        get_weather_rules(country="DE", on=on("2026-11-21"))
    with pytest.raises(MissingParameter, match=r"be\.weather\.degree_day_base"):
        get_weather_rules(country="BE", on=on("1999-12-31"))
    with pytest.raises(ExpiredParameter, match=r"be\.weather\.degree_day_base"):
        get_weather_rules(country="BE", on=on("2036-01-02"))
