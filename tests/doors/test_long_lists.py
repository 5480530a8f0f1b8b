"""Who has many supply points finds one of them by its address or number, and puts them in order."""

import re

import pytest
from django.core.cache import cache
from visiting import sign_in_afresh

from customer_factory import make_customer, make_day_brand
from house_factory import make_agent
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.ui.narrowing import LONGEST_AT_A_GLANCE

SITE_COUNT = LONGEST_AT_A_GLANCE + 1

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    brand = make_day_brand()
    first = make_customer(brand)
    home = first.person, first.account
    sites = range(1, SITE_COUNT)
    yield [
        first,
        *(make_customer(brand, annual=(3_000 + 500 * site,), customer=home) for site in sites),
    ]
    brands.forget_brands()


def read_page(client, url: str) -> str:
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client.get(f"/merel{url}").content.decode()


def list_codes(page: str) -> list[str]:
    """The EANs on a page, in their order."""
    return re.findall(r"EAN (\d{18})", page)


def test_a_customer_narrows_a_list_and_puts_it_in_order(business):
    client = sign_in_afresh(business[0].person)
    for url in ("/advance/", "/readings/", "/contract/"):
        expect_narrowed(client, url, business[-1].contract)
    by_use = [each.contract.code for each in business]
    by_address = list_codes(read_page(client, "/advance/?order=no-such-order"))
    most_to_pay = list_codes(read_page(client, "/advance/?order=settlement"))
    assert most_to_pay[:3] == by_use[:-4:-1]
    furthest = list_codes(read_page(client, "/advance/?order=difference"))
    assert set(furthest[:2]) <= {*by_use[:1], *by_use[-2:]}
    assert sorted(by_address) == sorted(most_to_pay) == sorted(furthest)
    assert len({tuple(by_address), tuple(most_to_pay), tuple(furthest)}) == 3


def expect_narrowed(client, url: str, last) -> None:
    whole = read_page(client, url)
    assert len(list_codes(whole)) == SITE_COUNT
    assert "Address, EAN or contract number" in whole
    narrowed = read_page(client, f"{url}?q={last.code[-6:]}")
    assert list_codes(narrowed) == [last.code]
    assert f"1 of {SITE_COUNT} match" in narrowed
    nothing = read_page(client, f"{url}?q=nowhere")
    assert list_codes(nothing) == []
    assert f"None of the {SITE_COUNT} matches “nowhere”." in nothing


def test_an_agent_sees_some_and_asks_for_the_rest(business):
    client = sign_in_afresh(make_agent(business[0].brand).person, second_factor=True)
    url = f"/office/customers/{business[0].account.number}/"
    page = read_page(client, url)
    assert len(list_codes(page)) == LONGEST_AT_A_GLANCE
    assert f"{SITE_COUNT} contracts" in page
    assert "Show 1 more contract" in page
    assert len(list_codes(read_page(client, f"{url}?q=&all"))) == SITE_COUNT
    code = business[-1].contract.code
    assert list_codes(read_page(client, f"{url}?q={code[-6:]}")) == [code]
