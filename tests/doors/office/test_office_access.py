"""The office opens for an agent with a second factor, and is not there for anybody else."""

import pytest
from django.test import Client
from office_day import REASON, OfficeDay

from customer_factory import make_customer, make_day_brand
from house_factory import make_agent, sign_in
from kwartier.billing._advance_models import AdvanceChange
from kwartier.parties.models import Agent
from kwartier.platform.models import AuditEntry

PATHS = ["/merel/office/", "/merel/office/readings/", "/merel/office/requests/"]


def about_the_customer(day: OfficeDay) -> list[str]:
    return [
        day.address(""),
        day.address(f"advance/{day.contract}/"),
        day.address(f"advance/{day.contract}/check/?amount=210"),
        day.address(f"readings/{day.code}/"),
        day.address(f"readings/{day.code}/enter/"),
        day.address("requests/new/"),
    ]


def test_an_agent_sees_every_page(day):
    for path in [*PATHS, *about_the_customer(day)]:
        assert day.client.get(path).status_code == 200, path


def test_a_visitor_signs_in_first(day):
    for path in [*PATHS, *about_the_customer(day)]:
        answered = Client().get(path)
        assert answered.status_code == 302, path
        assert answered.url.startswith("/merel/account/login/?next=/merel/office/")


@pytest.mark.parametrize("who", ["the customer", "a stranger", "a former agent", "the other brand"])
def test_for_anybody_else_the_office_is_not_there(day, who):
    client = intruders(day)[who]()
    for path in [*PATHS, *about_the_customer(day)]:
        assert client.get(path).status_code in {302, 404}, path
        if who != "the other brand":
            assert client.get(path).status_code == 404, path
    sent = {"amount": "210", "justification": REASON, "seen": ""}
    entries = AuditEntry.objects.count()
    changes = AdvanceChange.objects.count()
    client.post(day.address(f"advance/{day.contract}/check/"), sent)
    client.post(day.address("requests/new/"), {"kind": "contact", "subject": "a", "text": "b"})
    assert AdvanceChange.objects.count() == changes
    assert AuditEntry.objects.count() == entries


def intruders(day):
    def former_agent():
        Agent.objects.filter(person=day.agent).update(is_active=False)
        return day.client

    def other_brand():
        brand = make_day_brand("plein-midi")
        return sign_in(make_agent(brand).person, second_factor=True)

    return {
        "the customer": lambda: sign_in(day.home.person, second_factor=True),
        "a stranger": lambda: sign_in(make_customer(day.brand).person),
        "a former agent": former_agent,
        "the other brand": other_brand,
    }


def test_an_agent_of_the_other_brand_finds_no_customer_of_ours(day):
    brand = make_day_brand("plein-midi")
    client = sign_in(make_agent(brand).person, second_factor=True)
    for path in about_the_customer(day):
        assert client.get(path.replace("/merel/", "/plein-midi/")).status_code == 404, path
    answered = client.get("/plein-midi/office/", {"q": day.number})
    assert day.home.account.name not in answered.content.decode()


def test_an_agent_without_a_second_factor_is_led_to_set_one_up(day):
    agent = make_agent(day.brand, second_factor=False).person
    for path in [PATHS[0], *about_the_customer(day)]:
        answered = sign_in(agent).get(path)
        assert answered.status_code == 302
        assert answered.url == "/merel/account/2fa/"


def test_an_agent_who_has_not_shown_it_is_asked_and_comes_back(day):
    for path in (PATHS[0], day.address("")):
        answered = sign_in(day.agent).get(path)
        assert answered.status_code == 302
        assert "/reauthenticate/" in answered.url
        assert answered.url.endswith(path.replace("/", "%2F"))


def test_a_number_that_is_nobodys_is_not_found(day):
    assert day.client.get("/merel/office/customers/M-999999/").status_code == 404
    assert day.client.get(day.address("advance/C-999999/")).status_code == 404
    assert day.client.get(day.address("readings/541440110000000000/")).status_code == 404
    assert day.client.get(day.address("requests/R-26-999999/")).status_code == 404


def test_another_customers_contract_is_not_this_ones(day):
    other = make_customer(day.brand)
    assert day.client.get(day.address(f"advance/{other.contract.number}/")).status_code == 404
    assert day.client.get(day.address(f"readings/{other.contract.code}/enter/")).status_code == 404


def test_the_foot_of_the_office_leads_an_agent_and_not_a_customer(day):
    foot = day.client.get("/merel/office/").content.decode().partition("<footer")[2]
    assert "/merel/requests/" not in foot
    for path in ("/merel/help/", "/merel/contact/", "/merel/account/security/"):
        assert f'href="{path}"' in foot
        assert day.client.get(path).status_code == 200
