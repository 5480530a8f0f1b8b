"""docs/reference/permissions.md, its tables of the office and of the API: true for every route."""

import re

import pytest
from django.test import Client
from reference_doors import EVERYBODY, list_api_calls, list_office_pages

from customer_factory import make_customer, make_day_brand
from house_factory import sign_in

VALUES = {"number": "1", "contract": "CB-1", "code": "541499000000000000", "day": "2026-11-21"}
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
API = "/merel/api/v1"


def fill_in(address: str) -> str:
    """An address with something in every place; whether it exists makes no difference here."""
    return PLACE.sub(lambda place: VALUES.get(place[1], "1"), address)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_office_is_for_agents_alone():
    brand = make_day_brand("merel")
    customer = sign_in(make_customer(brand).person)
    pages = list_office_pages()
    assert len(pages) > 10
    for page in pages:
        address = f"/merel{fill_in(page.address)}"
        asked = Client().get(address)
        assert asked.status_code == 302, page
        assert asked.headers["Location"].startswith("/merel/account/login/?next=/merel/office/")
        assert customer.get(address).status_code == 404, page
        assert customer.post(address).status_code == 404, page


@pytest.mark.slow
@pytest.mark.django_db
def test_only_what_says_so_is_open_without_a_token():
    make_day_brand("merel")
    calls = list_api_calls()
    assert {call.scope for call in calls} > {EVERYBODY, "read"}
    for call in calls:
        method, address = call.call.split()
        filled = re.sub(r"\{\w+\}", "1", f"{API}{address}")
        answer = Client().generic(method, filled, "{}", content_type="application/json")
        assert (answer.status_code == 401) == (call.scope != EVERYBODY), (call, answer.status_code)
