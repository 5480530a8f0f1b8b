"""A page asks the database at most twelve times, whatever the customer's size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from visiting import furnish_house, sign_in_afresh

from customer_factory import add_supply, make_customer, make_day_brand
from kwartier.platform.language import LANGUAGE_COOKIE
from page_list import PAGES, Page, Who

BUDGET = 12
BUSINESS_SITES = 40
ENTRANCES = {"portal:advances", "portal:readings"}
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMONSTRATION = True


def count_queries(client, url: str) -> tuple[int, int, list[str]]:
    """The status, how many statements asked for something, and which."""
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.get(url)  # what a process asks once and keeps (brands, rules) is not the page's
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    statements = [each["sql"] for each in asked if not each["sql"].upper().startswith(CONTROL)]
    return answer.status_code, len(statements), statements


def list_over_budget(visits) -> list[str]:
    """A line for each page that is broken or asks too often."""
    found = []
    for client, url, page in visits:
        status, count, statements = count_queries(client, url)
        # who has one contract is led on to it
        if status != page.status and not (status == 302 and page.route in ENTRANCES):
            found.append(f"{url}: answered {status}")
        elif count > BUDGET:
            shown = "\n".join(f"      {each[:150]}" for each in statements)
            found.append(f"{url}: {count} queries\n{shown}")
    return found


def expect_nothing(found: list[str]) -> None:
    """Fail with every line: pytest would cut a long comparison."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("key", ["merel", "plein-midi"])
def test_no_page_asks_more_than_twelve_times(key):
    house = furnish_house(key)
    clients = {who: house.enter(who) for who in Who}
    visits = [
        (clients[page.who], house.url(page), page)
        for page in PAGES
        if page.who is not Who.HALFWAY and page.is_shown_in(house.brand.country)
    ]
    expect_nothing(list_over_budget(visits))


def test_nor_for_a_business_with_forty_supply_points():
    brand = make_day_brand()
    household = make_customer(brand)
    for _ in range(BUSINESS_SITES - 1):
        add_supply(household, "at_home")
    client = sign_in_afresh(household.person)
    samples = {"contract": household.contract.number, "code": household.contract.code}
    pages = [
        "portal:home",
        "portal:advances",
        "portal:advance",
        "portal:contract",
        "portal:payments",
        "portal:readings",
        "portal:readings_of",
        "portal:enter_reading",
        "portal:requests",
    ]
    visits = []
    for page in PAGES:
        if page.route in pages and not set(page.query):
            visits.append((client, f"/merel{page.path(samples)}", page))
            pages.remove(page.route)
    one = Page("portal:contract", query={"contract": "contract"})
    visits.append((client, f"/merel{one.path(samples)}", one))
    assert pages == []
    expect_nothing(list_over_budget(visits))
