"""The contract page: what a kWh costs all in, the hours of the night register, for many as for one."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from visiting import sign_in_afresh

from advance_factory import TODAY
from customer_factory import add_supply, make_customer, make_day_brand
from kwartier.billing.queries import list_expected_costs, simulate_advance
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.portal.contract.hours import say_hours, say_off_peak
from rulebooks.hours import Window

BUDGET = 12
SHOWN_IN_FULL = 6

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_memory(settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    yield
    brands.forget_brands()


def read_page(client) -> str:
    client.cookies[LANGUAGE_COOKIE] = "en"
    text = client.get("/merel/contract/").content.decode()
    return re.sub(r"[\s\u2060]+", " ", text)


def test_a_price_is_all_in_and_its_parts_add_up():
    household = make_customer(make_day_brand(), "day_and_night")
    contract = household.contract.id
    cost = list_expected_costs([contract], today=TODAY)[contract]
    simulation = simulate_advance(contract_id=contract, today=TODAY)
    assert cost.cost_cents == simulation.expected_cost_cents
    assert cost.micro_eur_per_kwh == pytest.approx(
        cost.cost_cents * 10_000_000 / cost.offtake_wh, abs=1
    )
    page = read_page(sign_in_afresh(household.person))
    assert f"<b>About {cost.micro_eur_per_kwh / 10_000:.1f} c€ for each kWh</b>" in page
    assert "What you inject is already taken off." in page
    parts = re.findall(
        r"<dt[^>]*>(?:Energy and supply|Network|Taxes and levies)</dt><dd>€([\d,]+)", page
    )
    assert sum(int(part.replace(",", "")) for part in parts) == round(cost.cost_cents / 100)
    assert len(parts) == 3
    assert "<dt>Night register counts</dt>" in page


def test_who_is_billed_monthly_reads_what_comes_on_top():
    household = make_customer(make_day_brand(), "too_short", read_on=())
    page = read_page(sign_in_afresh(household.person))
    assert "All in, with network" not in page
    assert "Network costs and levies come on top" in page
    assert "Night register counts" not in page


def test_as_many_questions_for_six_contracts_as_for_one():
    household = make_customer(make_day_brand())
    for _ in range(SHOWN_IN_FULL - 1):
        add_supply(household)
    client = sign_in_afresh(household.person)
    assert read_page(client).count("<h3>Your prices</h3>") == SHOWN_IN_FULL
    with CaptureQueriesContext(connection) as asked:
        read_page(client)
    asking = [each for each in asked if each["sql"].startswith(("SELECT", "WITH"))]
    assert len(asking) <= BUDGET


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        ([], ""),
        (
            [("every_day", 11, 17), ("every_day", 22, 7)],
            "Every day from 11:00 to 17:00 and every day from 22:00 to 07:00",
        ),
        (
            [("weekday", 22, 7), ("weekend", 0, 24)],
            "Monday to Friday from 22:00 to 07:00 and the whole weekend",
        ),
        ([("weekend", 9, 24)], "Saturday and Sunday from 09:00 to 00:00"),
    ],
)
def test_hours_are_said(windows, said):
    assert say_hours([Window(*each) for each in windows], "en_IE") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("HC (22H30-6H30)", "22:30–06:30"),
        ("HC (1H28-6H58;13H58-16H28)", "01:28–06:58, 13:58–16:28"),
        ("HC (25H00-6H30)", "HC (25H00-6H30)"),
        ("HC (22H30)", "HC (22H30)"),
        ("by arrangement", "by arrangement"),
        ("", ""),
    ],
)
def test_off_peak_hours_are_read_on_a_clock(written, said):
    assert say_off_peak(written, "fr_FR") == said
