"""A page asks the database at most twelve times, whatever the customer's size.

What a process keeps for some seconds (brands, a brand's parameters, price cards) is asked besides, once
each, by the first page that wants it: every page is counted as that first one.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from visiting import furnish_house, sign_in_afresh

from customer_factory import add_supply, make_customer, make_day_brand
from house_factory import make_agent
from kwartier.brand_settings.queries import forget_parameters as forget_rules
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.pricing.queries import forget_cards
from page_kinds import Page, Who
from page_list import PAGES
from troubled_factory import make_troubled

BUDGET = 12
KEPT = ('FROM "platform_brand"', 'FROM "pricing_pricecard"', 'FROM "brand_settings_brandparameter"')
BUSINESS_SITES = 40
ENTRANCES = {"portal:advances", "portal:consumption", "portal:consumption_data", "portal:readings"}
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")

# How often a page asks does not hang on the version of the server; every page is opened on both by
# test_pages_keep_customers_apart.py.
pytestmark = [pytest.mark.django_db, pytest.mark.one_server, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMONSTRATION = True


def forget_what_is_kept() -> None:
    """As in a process that just started: a page may not rest on what another one left behind."""
    brands.forget_brands()
    forget_rules()
    forget_cards()


def count_queries(client, url: str) -> tuple[int, list[str], list[str]]:
    """The status, the statements of the page's own, and those for what a process keeps."""
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.get(url)  # what is asked once in a process, or noted once in an hour, is not the page's
    forget_what_is_kept()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    statements = [each["sql"] for each in asked if not each["sql"].upper().startswith(CONTROL)]
    kept = [each for each in statements if any(table in each for table in KEPT)]
    return answer.status_code, [each for each in statements if each not in kept], kept


def list_over_budget(visits) -> list[str]:
    """A line for each page that is broken or asks too often."""
    found = []
    for client, url, page in visits:
        status, own, kept = count_queries(client, url)
        # who has one contract is led on to it
        if status != page.status and not (status == 302 and page.route in ENTRANCES):
            found.append(f"{url}: answered {status}")
        elif len(own) > BUDGET or len(kept) > len(KEPT):
            shown = "\n".join(f"      {each[:150]}" for each in [*own, *kept])
            found.append(f"{url}: {len(own)} queries, {len(kept)} of what is kept\n{shown}")
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
        "portal:consumption",
        "portal:consumption_of",
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


def test_nor_for_a_customer_in_trouble():
    """A plan that runs, letters, a cost taken off, disputes: the office's pages and their own."""
    troubled = make_troubled()
    home, letter = troubled.home, troubled.letter
    agent = sign_in_afresh(make_agent(home.brand).person, second_factor=True)
    customer = sign_in_afresh(home.person)
    file = f"/merel/office/customers/{home.account.number}/"
    visits = [
        (agent, file, Page("office:customer")),
        (agent, f"{file}arrears/", Page("office:customer_arrears")),
        (customer, "/merel/", Page("portal:home")),
        (customer, "/merel/payments/", Page("portal:payments")),
        (customer, "/merel/cannot-pay/", Page("portal:cannot_pay")),
        (customer, "/merel/payment-plan/", Page("portal:plan")),
        (customer, "/merel/reminders/", Page("portal:reminders")),
        (customer, f"/merel/reminders/{letter}/", Page("portal:reminder")),
    ]
    expect_nothing(list_over_budget(visits))
