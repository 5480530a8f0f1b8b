"""Consumption by month: what was read is told as read, what was not is a share, or missing."""

from datetime import date

import pytest

from house_factory import make_brand
from kwartier.metering.queries import (
    get_register_history,
    list_month_volumes,
    months_read_from,
)
from supply_factory import TODAY, make_home, make_solar_home, read

pytestmark = pytest.mark.django_db


def volumes_of(home):
    return {each.month: each for each in list_month_volumes(home, today=TODAY)}


def test_a_month_between_two_readings_of_its_ends_is_as_read(django_assert_num_queries):
    home = make_home(make_brand())
    for day, index in (
        (date(2026, 8, 1), 1_000),
        (date(2026, 9, 1), 1_225),
        (date(2026, 10, 1), 1_477),
    ):
        read(home, day, index)
    with django_assert_num_queries(1):
        months = list_month_volumes(home, today=TODAY)
    assert len(months) == 24
    assert months[-1].month == date(2026, 9, 1)
    assert [(each.volume_wh, each.is_read) for each in months[-2:]] == [
        (225_000, True),
        (252_000, True),
    ]
    assert all(each.volume_wh is None for each in months[:-2])


def test_a_year_is_shared_out_along_the_profile_and_nothing_gets_lost():
    home = make_home(make_brand())
    read(home, date(2025, 1, 1), 1_000)
    read(home, date(2026, 1, 1), 4_500)
    months = volumes_of(home)
    year = [months[date(2025, number, 1)] for number in range(1, 13)]
    assert abs(sum(each.volume_wh for each in year) - 3_500_000) <= 6  # a rounding each
    assert not any(each.is_read for each in year)
    assert year[0].volume_wh > year[6].volume_wh > 0


def test_who_has_the_readings_already_asks_nothing(django_assert_num_queries):
    home = make_home(make_brand())
    # The first lies before the months, and begins an interval that reaches into them.
    for day, index in ((date(2023, 9, 20), 100), (date(2025, 1, 1), 1_000), (TODAY, 4_500)):
        read(home, day, index)
    history = get_register_history([home.id], months_read_from(TODAY), TODAY)
    asked = list_month_volumes(home, today=TODAY)
    with django_assert_num_queries(0):
        assert list_month_volumes(home, today=TODAY, history=history) == asked
    assert len(history) == 2
    assert asked[0].volume_wh


def test_a_reading_within_a_month_joins_two_shares():
    home = make_home(make_brand())
    for day, index in (
        (date(2025, 1, 1), 1_000),
        (date(2025, 7, 16), 2_900),
        (date(2026, 1, 1), 4_500),
    ):
        read(home, day, index)
    months = volumes_of(home)
    year = [months[date(2025, number, 1)] for number in range(1, 13)]
    assert abs(sum(each.volume_wh for each in year) - 3_500_000) <= 6
    assert abs(sum(each.volume_wh for each in year[:6]) - 1_900_000) < 200_000


def test_a_meter_that_runs_back_under_panels_tells_no_months():
    home = make_solar_home(make_brand())
    read(home, date(2025, 1, 1), 1_000)
    read(home, date(2026, 1, 1), 1_500)
    assert list_month_volumes(home, today=TODAY) == []


def test_without_two_readings_there_are_no_months():
    home = make_home(make_brand())
    read(home, date(2026, 1, 1), 1_000)
    assert list_month_volumes(home, today=TODAY) == []
