"""The monthly account statement at every door: asked for, opened behind its mail, stopped by one press."""

import io
import zipfile
from datetime import date

import pytest
from api.api_door import Door

from house_factory import as_web
from kwartier.delivery.models import MonthlyStatement
from kwartier.delivery.operations import send_statements
from kwartier.platform.models import AuditEntry, OutboxMail
from page_kinds import Who

pytestmark = pytest.mark.django_db
FIFTH = date(2026, 12, 5)


@pytest.fixture
def house(house, settings):
    settings.KWARTIER_ADDRESS = "https://energy.example"
    return house


def wish(house):
    """What the customer wants by now: on or off, and as what file."""
    row = MonthlyStatement.objects.filter(person_id=house.customer.person.pk).first()
    return (row.is_on, row.format) if row else None


def path_of(house, url):
    return f"/{url.removeprefix('https://energy.example/')}"


def test_a_customer_asks_opens_and_stops_it_with_one_press(house):
    client, page = house.enter(Who.CUSTOMER), f"/{house.brand.key}/payments/statement/monthly/"
    assert client.post(page, {"format": "stone"}).status_code == 422
    assert client.post(page, {"format": "xlsx"}).status_code == 302
    assert "5 December 2026" in client.get(page).content.decode()
    assert send_statements(brand_id=house.brand.id, today=FIFTH, now=house.customer.now) == 1
    mail = OutboxMail.objects.get(topic="monthly_statement")
    number = house.customer.account.number
    file = path_of(house, f"{house.brand.path_prefix}/payments/statement/{number}/2026-11.xlsx")
    assert zipfile.is_zipfile(io.BytesIO(client.get(file).content))
    assert house.enter(Who.AGENT).get(file).status_code == 404
    assert house.enter(Who.VISITOR).get(file).status_code == 302
    stop = path_of(house, mail.stop_url)
    visitor = house.enter(Who.VISITOR)
    assert visitor.get(stop).status_code == 200
    assert wish(house) == (True, "xlsx")
    with as_web():
        assert visitor.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wish(house) == (False, "xlsx")
    assert visitor.post(stop).status_code == 200
    assert visitor.post(f"{stop[:-3]}xx/").status_code == 404
    assert AuditEntry.objects.filter(action="statement.stopped").count() == 1
    client.post(page, {"format": "pdf"})
    client.post(page, {"act": "stop"})
    assert wish(house) == (False, "pdf")


def test_an_agent_asks_and_stops_it_with_a_reason(house):
    client = house.enter(Who.AGENT)
    number, person = house.customer.account.number, house.customer.person.pk
    page = f"/{house.brand.key}/office/customers/{number}/statement/monthly/"
    form = {"person": person, "format": "pdf", "reason": "On the phone"}
    for refused in ({"reason": ""}, {"person": house.agent.person.pk}):
        assert client.post(page, {**form, **refused}).status_code == 422
    assert wish(house) is None
    assert client.post(page, form).status_code == 302
    assert wish(house) == (True, "pdf")
    assert AuditEntry.objects.get(action="statement.chosen").reason == "On the phone"
    assert "5 December 2026" in client.get(page).content.decode()
    assert client.post(page, {**form, "act": "stop"}).status_code == 302
    assert wish(house) == (False, "pdf")


def test_the_api_asks_and_stops_it_for_its_own_person(house):
    door = Door(house.customer)
    monthly = f"{door.account}/statement/monthly"
    assert door.call("GET", monthly).json()["is_on"] is False
    reading = door.with_scopes("read")
    assert reading.call("PUT", monthly, {"format": "pdf"}).status_code == 403
    chosen = door.call("PUT", monthly, {"format": "pdf", "codes": [house.samples["code"]]})
    assert chosen.json() == {
        "is_on": True,
        "format": "pdf",
        "codes": [house.samples["code"]],
        "next_on": "2026-12-05",
    }
    unknown = door.call("PUT", monthly, {"format": "pdf", "codes": ["541499999999999999"]})
    assert (unknown.status_code, wish(house)) == (404, (True, "pdf"))
    assert door.call("DELETE", monthly).status_code == 204
    assert wish(house) == (False, "pdf")
