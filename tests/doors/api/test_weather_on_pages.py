"""The weather taken out of two years: page, file and route say the same, or why it is left in."""

import re
from copy import deepcopy
from datetime import date
from types import SimpleNamespace

import pytest
from api_door import Door, read
from django.db import connection
from django.test.utils import CaptureQueriesContext
from visiting import sign_in_afresh

from consumption_factory import ask
from kept_world import check_constraints, keep_world
from kwartier.consumption import types
from kwartier.consumption.types import NoComparison, Weather
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.ui.consumption import weather as shown
from month_factory import make_monthly
from weather_factory import list_days, load_days, measure

BUDGET = 12

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_door(django_db_setup, django_db_blocker):
    with keep_world(django_db_blocker):
        made = make_monthly(read_until=date(2026, 2, 1))
        load_days(made, list_days())
        measure(made, list_days())
        opened = Door(made)
        check_constraints()
        yield opened


@pytest.fixture
def door(kept_door, settings):
    settings.DEMONSTRATION = True
    return Door(deepcopy(kept_door.household), token=kept_door.token)


def visit(door):
    client = sign_in_afresh(door.household.person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client


def as_text(answer) -> str:
    return re.sub(r"[\s\u2060]+", " ", answer.content.decode())


def test_the_page_says_it_with_what_it_rests_on(door, as_web_role):
    client = visit(door)
    address = f"/merel/consumption/{door.household.home.code}/"
    as_web_role()
    client.get(f"{address}?view=month&from=2026-03")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{address}?view=month&from=2026-03")
    own = [
        each["sql"]
        for each in asked
        if not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
    ]
    assert len(own) <= BUDGET, own
    text = as_text(answer)
    assert "Without the weather you used 7% less than a year before" in text
    assert "It was 9% colder: 358 degree-days instead of 327." in text
    assert "on the mean temperatures of Uccle (Royal institute): each degree below 16.5 °C" in text
    assert "With the weather of a year before" in text
    assert 'consumption.csv?view=month&amp;from=2026-03-01&amp;of=weather"' in text
    file = client.get(f"{address}consumption.csv?view=month&from=2026-03&of=weather")
    rows = file.content.decode().splitlines()
    assert len(rows) == 4
    assert rows[0].endswith("Station,Who measures there")
    assert rows[3].endswith("326.9,31,16.5,100.0,Uccle,Royal institute")


def test_the_route_says_the_same(door, as_web_role):
    expected = ask(door.household, "month", "2026-03").weather.compared
    as_web_role()
    url = f"{door.account}/supply-points/{door.household.home.code}/consumption"
    told = read(door.get(f"{url}?view=month&from=2026-03"))["weather"]
    assert (told["reason"], told["least_days"]) == (None, None)
    assert told["compared"]["neutral_wh"] == expected.neutral_wh
    assert told["compared"]["station_name"] == "Uccle"
    why = read(door.get(f"{url}?view=month&from=2026-01"))["weather"]
    assert why == {"compared": None, "reason": "few_in_both", "least_days": 20}
    assert read(door.get(f"{url}?view=day&from=2026-03-01"))["weather"] is None


def say(reason, *, energy="gas", comparable=True):
    weather = Weather(reason=reason, least_days=20)
    return shown.say_no_comparison(
        SimpleNamespace(
            weather=weather,
            comparable=(1,) if comparable else (),
            contract=SimpleNamespace(energy=energy),
        )
    )


def test_why_the_weather_is_left_in_is_told_where_somebody_would_ask():
    for reason in NoComparison:
        assert say(reason).startswith("The weather ")
        assert say(reason, comparable=False) == ""
    assert "fewer than 20 of these days" in say(NoComparison.FEW_IN_BOTH)
    assert "hardly follows the cold" in say(NoComparison.NOT_DRIVEN, energy="electricity")
    assert say(NoComparison.NO_TEMPERATURES, energy="electricity") == ""
    assert shown.say_no_comparison(SimpleNamespace(weather=None)) == ""


@pytest.mark.parametrize(
    ("now", "neutral", "cold", "said"),
    [
        (900, 1_000, 80.0, ("as much as a year before", "It was 20% warmer: 80 degree-days")),
        (900, 1_100, 100.0, ("10% more than a year before", "as cold as a year before: 100")),
        (900, 800, 120.0, ("20% less than a year before", "It was 20% colder: 120 degree-days")),
    ],
)
def test_more_less_or_the_same(now, neutral, cold, said):
    compared = types.WeatherCompared(
        station_name="Uccle",
        source="Us",
        base_celsius=16.5,
        days_count=31,
        used_wh=now,
        before_wh=1_000,
        neutral_wh=neutral,
        degree_days=cold,
        degree_days_before=100.0,
        explained=0.8,
    )
    consumption = SimpleNamespace(weather=Weather(compared))
    figure = shown.weather_figure(consumption, "en", file_url=lambda kind, of: f"{of}.{kind}")
    text = re.sub(r"[\s\u00a0\u202f\u2060]+", " ", f"{figure.finding}. {figure.say}")
    assert all(each in text for each in said), text
    assert figure.csv_url == "weather.csv"
    assert shown.weather_table(SimpleNamespace(weather=None)).rows == ()
