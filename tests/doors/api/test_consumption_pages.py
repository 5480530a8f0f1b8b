"""Consumption at the doors: the page, its files, and the API say the same, and to nobody else."""

import re
from datetime import timedelta

import pytest
from api_door import read
from django.db import connection
from django.test.utils import CaptureQueriesContext
from visiting import sign_in_afresh

from advance_factory import TODAY
from customer_factory import make_customer
from kwartier.billing.refusals import PriceNeedsQuarterHours
from kwartier.consumption import _money
from kwartier.consumption.queries import get_consumption
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.pricing.refusals import RegisterWithoutPrice

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
