"""The public holidays of the house's countries, against a list that others keep."""

import holidays
import pytest

from energycore.clocks import date_of
from rulebooks.public_holidays import list_public_holidays

_SUNDAY = 6


@pytest.mark.parametrize("country", ["be", "fr"])
def test_holidays_on_which_letters_would_be_delivered_are_those_that_others_list(country):
    years = range(2020, 2060)
    ours = {date_of(day) for day in list_public_holidays(country, years)}
    theirs = holidays.country_holidays(country.upper(), years=years)
    assert {day for day in ours ^ set(theirs) if day.weekday() != _SUNDAY} == set()
