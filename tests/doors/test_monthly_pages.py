"""Who pays each month what was used: the pages, the office and the API, and the way there and back."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from visiting import sign_in_afresh

from advance_factory import TODAY
from customer_factory import make_customer, make_day_brand, make_token
from house_factory import make_agent
from kwartier.billing.models import Bill, BillingSwitch
from kwartier.billing.queries import find_months_page
from kwartier.parties.types import TokenScope
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE
from month_factory import make_monthly, months_until, pass_month

pytestmark = pytest.mark.django_db

MOVED_IN, FIRST = date(2025, 9, 15), date(2025, 10, 1)


@pytest.fixture
def brand(settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    yield make_day_brand(features={"advance": True, "monthly_billing": True})
    brands.forget_brands()


@pytest.fixture
def monthly(brand):
    household = make_monthly(
        brand=brand,
        moved_in=MOVED_IN,
        period=(MOVED_IN, FIRST),
        read_on=[MOVED_IN, *months_until(date(2026, 11, 1), first=FIRST)],
        peaks=[4_000] * 22,
    )
    assert pass_month(household, TODAY) == 14
    return household


def visit(client, path, count=12):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    kept = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
    assert len([each for each in asked if not each["sql"].upper().startswith(kept)]) <= count
    return answer.content.decode()


def enter(person, **more):
    client = sign_in_afresh(person, **more)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client


def call(household, method, path, body="", scopes=tuple(TokenScope.values)):
    answer = Client().generic(
        method,
        f"/merel/api/v1/contracts/{household.contract.number}/billing{path}",
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {make_token(household, scopes)}"},
    )
    return answer.status_code, answer.json()


def test_the_pages_of_who_pays_by_months(monthly):
    client = enter(monthly.person)
    expected = find_months_page(contract_id=monthly.contract.id, today=TODAY)
    about = f"about €{round(expected.coming[0].expected_cents / 100)}"
    page = visit(client, f"/merel/advance/{monthly.contract.number}/")
    newest = Bill.objects.latest("period")
    assert "You pay each month what you used." in page
    assert about in page
    assert newest.number in page
    assert 'type="range"' not in page
    assert "Your last bill, for October 2026" in visit(client, "/merel/")
    table = client.get(f"/merel/advance/{monthly.contract.number}/months.csv").content.decode()
    assert "November 2026" in table
    bill = visit(client, f"/merel/bills/{newest.number}/")
    assert f"Monthly bill {newest.number}" in bill
    assert "From the same month a year before" in bill
    file = client.get(f"/merel/bills/{newest.number}/year_before.csv")
    assert file.status_code == 200
    assert newest.number not in visit(client, "/merel/payments/?kind=settlement")
    assert newest.number in visit(client, "/merel/payments/?kind=monthly")


def test_a_customer_goes_over_and_comes_back(brand):
    household = make_customer(brand)
    client = enter(household.person)
    path = f"/merel/advance/{household.contract.number}/billing/"
    assert "Pay each month what I used" in visit(client, path)
    assert client.post(f"{path}confirm/", {"to": "weekly"}).status_code == 302
    assert not BillingSwitch.objects.exists()
    assert client.post(f"{path}confirm/", {"to": "yearly"}, follow=True).status_code == 200
    assert not BillingSwitch.objects.exists()
    client.post(f"{path}confirm/", {"to": "monthly"})
    assert BillingSwitch.objects.get().channel == "web"
    assert "Take this change back" in visit(client, path)
    assert "See or take back this change" in visit(
        client, f"/merel/advance/{household.contract.number}/"
    )
    client.post(f"{path}withdraw/")
    assert BillingSwitch.objects.get().withdrawn_at is not None
    again = client.post(f"{path}withdraw/", follow=True).content.decode()
    assert "No change of the billing is on its way." in again


def test_what_stands_in_the_way_is_said_and_nothing_can_be_sent(brand):
    household = make_customer(brand, home={"meter": "ferraris"})
    page = visit(enter(household.person), f"/merel/advance/{household.contract.number}/billing/")
    assert "Your meter is not read each month" in page
    assert "Pay each month what I used" not in page


def test_an_agent_does_it_for_the_customer_with_a_reason(monthly):
    client = enter(make_agent(monthly.brand).person, second_factor=True)
    path = f"/merel/office/customers/{monthly.account.number}/advance/{monthly.contract.number}/"
    assert client.get(path).status_code == 302
    page = visit(client, f"{path}billing/", count=16)
    assert "Each month what was used, without an advance." in page
    assert client.post(f"{path}billing/").status_code == 422
    client.post(f"{path}billing/", {"justification": "Asked by telephone."})
    asked = BillingSwitch.objects.get()
    assert (asked.to_rhythm, asked.channel) == ("yearly", "office")
    client.post(f"{path}billing/", {"justification": "They thought again."})
    assert BillingSwitch.objects.get().withdrawn_at is not None


def test_an_agent_is_told_what_stands_in_the_way(brand):
    household = make_customer(brand, ends_on=date(2026, 11, 30))
    client = enter(make_agent(brand).person, second_factor=True)
    path = f"/merel/office/customers/{household.account.number}/advance/{household.contract.number}"
    assert "Your contract ends before" in visit(client, f"{path}/billing/", count=16)
    refused = client.post(f"{path}/billing/", {"justification": "Asked by telephone."})
    assert refused.status_code == 422
    over = make_customer(brand, ends_on=date(2026, 11, 1), email="over@example.org")
    path = f"/merel/office/customers/{over.account.number}/advance/{over.contract.number}"
    assert "no billing period today" in visit(client, f"{path}/billing/", count=16)
    assert client.get(f"{path}x/billing/").status_code == 404


def test_the_api_says_and_does_the_same(monthly):
    status, months = call(monthly, "GET", "/months")
    assert status == 200
    assert len(months["bills"]) == 14
    assert months["bills"][0]["year_before_cents"] is not None
    assert months["coming"][0]["period_from"] == "2026-11-01"
    assert {each["peak_w"] for each in months["peaks"]} == {4_000}
    status, choice = call(monthly, "GET", "")
    assert (choice["rhythm"], choice["to_rhythm"], choice["obstacles"]) == ("monthly", "yearly", [])
    body = '{"to_rhythm": "yearly"}'
    assert call(monthly, "POST", "/switches", body, scopes=("read",))[0] == 403
    status, switch = call(monthly, "POST", "/switches", body)
    assert (status, switch["effective_on"]) == (201, "2026-12-01")
    assert call(monthly, "GET", "")[1]["waiting"]["to_rhythm"] == "yearly"
    status, taken_back = call(monthly, "DELETE", "/switches/waiting")
    assert (status, taken_back["is_withdrawn"]) == (200, True)
    assert call(monthly, "DELETE", "/switches/waiting")[0] == 409
    bill = Bill.objects.latest("period")
    assert bill.kind == "monthly"


def test_a_contract_with_advances_has_no_months_in_the_api(brand):
    household = make_customer(brand)
    assert call(household, "GET", "/months")[0] == 404
