"""Consumption at the doors: the page, its files, and the API say the same, and to nobody else."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from api_door import read
from django.db import connection
from django.test.utils import CaptureQueriesContext
from visiting import sign_in_afresh

from advance_factory import TODAY, read_along
from consumption_factory import fill_days
from customer_factory import make_customer
from energycore.intervals import ValueState
from interval_factory import store_consent
from kwartier.billing.refusals import PriceNeedsQuarterHours
from kwartier.consumption import _money
from kwartier.consumption.queries import get_consumption
from kwartier.consumption.types import Amount
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.pricing.refusals import RegisterWithoutPrice
from kwartier.ui.consumption.words import say_basis

BUDGET = 12

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMONSTRATION = True


def ask(door, view="year", from_="2026"):
    household = door.household
    return get_consumption(
        account_id=household.account.id,
        code=household.home.code,
        view=view,
        from_=from_,
        today=TODAY,
    )


def open_page(person, address):
    client = sign_in_afresh(person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client.get(address)


def as_text(answer) -> str:
    return re.sub(r"[\s\u2060]+", " ", answer.content.decode())


def test_the_route_says_what_the_query_says(door, as_web_role):
    expected = ask(door)
    as_web_role()
    url = f"{door.account}/supply-points/{door.household.home.code}/consumption"
    told = read(door.get(f"{url}?view=year&from=2026"))
    assert told["offtake"]["wh"] == expected.offtake.wh
    assert told["cost"] == expected.cents
    assert [part["offtake"]["state"] for part in told["parts"]][-1] == "not_yet"
    assert sum(part["offtake"]["wh"] or 0 for part in told["parts"]) == expected.offtake.wh
    csv = door.get(f"{url}.csv?view=year&from=2026").content.decode()
    assert len(csv.splitlines()) == 13
    assert "2026-01-01" in csv
    assert door.get(f"{url}.xlsx?view=year&from=2026").content.startswith(b"PK")


def test_a_period_that_is_none_is_refused_at_the_route(door):
    url = f"{door.account}/supply-points/{door.household.home.code}/consumption"
    answer = door.get(f"{url}?view=month&from=2026-13")
    assert (answer.status_code, answer.json()["code"]) == (422, "consumption.period_unknown")


def test_a_point_of_somebody_else_is_not_there(door):
    other = make_customer(door.household.brand)
    url = f"{door.account}/supply-points/{other.home.code}/consumption"
    assert door.get(url).status_code == 404
    page = open_page(door.household.person, f"/merel/consumption/{other.home.code}/")
    assert page.status_code == 404


def test_the_page_answers_first_and_asks_little(door):
    client = sign_in_afresh(door.household.person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    address = f"/merel/consumption/{door.household.home.code}/?view=month&from=2026-10&unit=eur"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    own = [
        each["sql"]
        for each in asked
        if not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
    ]
    assert len(own) <= BUDGET, own
    text = as_text(answer)
    assert "October 2026: you used" in text
    assert "estimated" in text
    assert 'aria-current="page">Month' in text
    assert "view=month&amp;from=2026-09" in text
    assert "consumption.csv?view=month&amp;from=2026-10-01" in text


def test_the_way_in_leads_to_the_only_point(door):
    answer = open_page(door.household.person, "/merel/consumption/")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/merel/consumption/{door.household.home.code}/")


def test_days_that_nobody_read_lead_to_the_last_ones_that_are_known(door):
    household = door.household
    known_until = ask(door).known_until
    answer = open_page(
        household.person, f"/merel/consumption/{household.home.code}/?view=day&from=2026-11-21"
    )
    text = as_text(answer)
    assert "nothing is known yet" in text
    last = known_until - timedelta(days=1)
    assert f'href="?view=day&amp;from={last.isoformat()}"' in text
    assert ask(door, "day", last.isoformat()).offtake.wh is not None


def test_a_period_that_is_none_is_said_on_the_page_and_has_no_file(door):
    address = f"/merel/consumption/{door.household.home.code}/"
    answer = open_page(door.household.person, f"{address}?view=decade")
    assert answer.status_code == 422
    assert "No such period" in as_text(answer)
    file = open_page(door.household.person, f"{address}consumption.csv?view=decade")
    assert file.status_code == 404


def test_a_price_that_the_supplier_lacks_is_told_in_the_customers_words(door, monkeypatch):
    def refuse(*_args, **_more):
        raise RegisterWithoutPrice(params={"card": "ZON", "register": "night"})

    monkeypatch.setattr(_money, "charge_days", refuse)
    address = f"/merel/consumption/{door.household.home.code}/?view=year&from=2026"
    said = as_text(open_page(door.household.person, address))
    assert "The kWh are right, and there is nothing you must do." in said
    assert 'href="/merel/contact/"' in said
    assert "Publish a card" not in said


def test_what_a_customer_can_understand_keeps_its_own_words(door, monkeypatch):
    def refuse(*_args, **_more):
        raise PriceNeedsQuarterHours

    monkeypatch.setattr(_money, "charge_days", refuse)
    address = f"/merel/consumption/{door.household.home.code}/?view=year&from=2026"
    said = as_text(open_page(door.household.person, address))
    assert "Your price changes every quarter-hour" in said
    assert "No amount in euro yet" not in said


def consent_to_october(household, wh=30):
    store_consent(household.account, household.home)
    fill_days(household.home, date(2026, 10, 1), date(2026, 11, 1), wh=wh)


def test_a_day_is_drawn_hour_by_hour_and_says_the_doubled_hour(door):
    household = door.household
    address = f"/merel/consumption/{household.home.code}/"
    before = as_text(open_page(household.person, f"{address}?view=day&from=2026-10-25"))
    assert "Let us show you your hours" in before
    assert f'href="/merel/consumption-data/{household.home.code}/"' in before
    consent_to_october(household)
    told = as_text(open_page(household.person, f"{address}?view=day&from=2026-10-25&step=15"))
    assert "Your highest quarter-hour began at 00:00, with 0.03 kWh" in told
    assert "02:45, for the second time" in told
    assert (
        'aria-current="true" data-kind="primary" href="?view=day&amp;from=2026-10-25&amp;step=15">Quarter-hour'
        in told
    )
    assert "Let us show you your hours" not in told
    file = open_page(
        household.person, f"{address}consumption.csv?view=day&from=2026-10-25&of=curve&step=15"
    )
    rows = file.content.decode().splitlines()
    assert len(rows) == 101
    assert "consumption-curve-" in file["Content-Disposition"]
    assert rows[9].startswith("2026-10-25T02:00+02:00,0.030,measured")
    assert rows[13].startswith("2026-10-25T02:00+01:00,0.030,measured")


def test_a_year_shows_hours_peaks_and_what_is_always_on(door):
    consent_to_october(door.household)
    address = f"/merel/consumption/{door.household.home.code}/"
    told = as_text(open_page(door.household.person, f"{address}?view=year&from=2026"))
    assert "You use most between 23:00 and 24:00 in October 2026, 0.12 kWh on average" in told
    assert "Your highest quarter-hour was 0.12 kW, on Thursday 1 October 2026, 00:00" in told
    assert "120 W are always on: 1,051 kWh a year, about" in told
    assert "The amount is by how much twelve months would cost less without it" in told
    month = as_text(open_page(door.household.person, f"{address}?view=month&from=2026-10"))
    assert "120 W were always on." in month
    assert "twelve months would cost less" not in month
    for of, count in (("hours", 25), ("peaks", 2), ("curve", 13), ("nothing", 13)):
        file = open_page(
            door.household.person, f"{address}consumption.csv?view=year&from=2026&of={of}"
        )
        assert len(file.content.decode().splitlines()) == count, of


def test_the_route_tells_what_the_intervals_tell(door, as_web_role):
    household = door.household
    url = f"{door.account}/supply-points/{household.home.code}/consumption"
    without = read(door.get(f"{url}?view=day&from=2026-10-25"))
    assert (without["has_consent"], without["detail"]["curve"]) == (False, None)
    consent_to_october(household)
    as_web_role()
    day = read(door.get(f"{url}?view=day&from=2026-10-25&step_minutes=15"))
    assert len(day["detail"]["curve"]["slots"]) == 100
    assert sum(slot["wh"] for slot in day["detail"]["curve"]["slots"]) == day["offtake"]["wh"]
    month = read(door.get(f"{url}?view=month&from=2026-10"))
    assert month["detail"]["base_load"]["watts"] == 120
    assert month["detail"]["peaks"][0]["peak_w"] == 120
    assert (month["offtake"]["wh"], month["detail"]["apart"]) == (2_980 * 30, [])
    year = read(door.get(f"{url}?view=year&from=2026"))
    assert year["detail"]["hours"][9]["mean_wh"] == [120] * 24
    csv = door.get(f"{url}.csv?view=year&from=2026&of=hours").content.decode()
    assert len(csv.splitlines()) == 25
    assert door.get(f"{url}?view=day&step_minutes=7").status_code == 422


def test_what_intervals_and_readings_say_differently_is_shown_at_every_door(door):
    household = door.household
    consent_to_october(household, wh=3_000)
    address = f"/merel/consumption/{household.home.code}/?view=month&from=2026-10"
    told = as_text(open_page(household.person, address))
    assert "your detailed values come to 8,940 kWh, your readings to" in told
    assert "a bill rests on the readings" in told
    url = f"{door.account}/supply-points/{household.home.code}/consumption"
    (apart,) = read(door.get(f"{url}?view=month&from=2026-10"))["detail"]["apart"]
    assert (apart["intervals_wh"], apart["gives"]) == (8_940_000, False)


def test_the_readings_of_a_meter_that_is_read_each_day_stand_on_pages(door):
    home = door.household
    days = [date(2026, 8, 1) + timedelta(days=day) for day in range(70)]
    read_along(home.home, days, 3_500)
    client = sign_in_afresh(home.person)
    client.cookies[LANGUAGE_COOKIE] = "en"

    def turn_to(asked):
        return as_text(client.get(f"/merel/readings/{home.home.code}/?page={asked}"))

    first, second, third = (turn_to(page) for page in "123")
    assert [page.count("read by the grid operator") for page in (first, second)] == [31, 31]
    assert "Page 2 of 3" in second
    assert (">Newer<" in first, ">Older<" in first) == (False, True)
    assert (">Newer<" in third, ">Older<" in third) == (True, False)
    # A page that is none is the nearest, or the first.
    assert "Page 3 of 3" in turn_to("99")
    assert all("Page 1 of 3" in turn_to(asked) for asked in ("0", "-1", "x", "9" * 5000))


def test_a_single_known_day_is_said_as_one():
    def say(known):
        used = Amount(9_600, ValueState.MEASURED, known, 7)
        return say_basis(SimpleNamespace(offtake=used, comparable=(), parts=()))

    assert say(1) == "1 of its 7 days is known, and only this one is counted."
    assert say(2) == "2 of its 7 days are known, and only these are counted."


def test_the_route_tells_every_value_and_nothing_without_a_consent(door, as_web_role):
    home = door.household
    fill_days(home.home, date(2026, 10, 24), date(2026, 10, 27), lacking={date(2026, 10, 24): 2})
    url = f"{door.account}/supply-points/{home.home.code}/load-curve"
    days = "?from=2026-10-24&until=2026-10-27"
    assert (read(door.get(url + days))["is_consented"], read(door.get(url))["offtake"]) == (
        False,
        [],
    )
    store_consent(home.account, home.home)
    as_web_role()
    told = read(door.get(url + days))
    (stretch,) = told["offtake"]
    assert (told["timezone"], told["from"], told["injection"]) == (
        "Europe/Brussels",
        "2026-10-24",
        [],
    )
    assert len(stretch["values_wh"]) == 96 + 100 + 96
    assert stretch["values_wh"][:3] == [None, None, 100]
    assert stretch["states"] == [
        {"state": "missing", "value_count": 2},
        {"state": "measured", "value_count": 290},
    ]
    answer = door.get(f"{url}?from=2026-10-24")
    assert (answer.status_code, answer.json()["code"]) == (422, "consumption.days_unknown")
