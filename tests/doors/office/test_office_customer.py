"""The page of a customer: everything on one screen, every look on the record."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from office_day import OfficeDay, text_of

from advance_factory import TODAY
from customer_factory import add_supply, make_customer, make_day_brand, make_request
from house_factory import make_agent, make_brand
from kwartier.billing.queries import simulate_many
from kwartier.parties.models import CustomerAccount
from kwartier.platform.models import AuditEntry
from kwartier.pricing.queries import forget_cards

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")
BUDGET = 12


def visits_of(day: OfficeDay) -> list[str]:
    entries = AuditEntry.objects.filter(
        account_id=day.home.account.pk, action__startswith="account.visited"
    )
    return list(entries.order_by("pk").values_list("action", flat=True))


def test_everything_is_on_one_screen(day):
    CustomerAccount.objects.filter(pk=day.home.account.pk).update(
        phone="03 555 01 02",
        mailing_street="Post 4",
        mailing_city="Gent",
        mailing_postal_code="9000",
    )
    number = make_request(day.home)
    page = day.read()
    for said in (
        day.home.account.name,
        day.number,
        day.home.account.email,
        "03 555 01 02",
        "Post 4, 9000 Gent",
        day.contract,
        day.code,
        "€118",
        "20 November 2026",
        number,
        day.home.person.name,
        "holder",
        "Opened a request",
        "You act for",
    ):
        assert said in page, said


def test_the_figures_are_those_of_the_forecast(day):
    (forecast,) = simulate_many(contract_ids=[day.home.contract.id], today=TODAY)
    page = day.read()
    assert f"€{abs(round(forecast.settlement_cents / 100))}" in page
    assert f"€{round(forecast.recommended_cents / 100)}" in page


def test_what_is_overdue_comes_first():
    day = OfficeDay("unpaid")
    page = day.read()
    assert "is overdue, since" in page
    assert "open since" in page


def test_a_customer_of_the_solar_brand_has_no_advance():
    brand = make_day_brand("plein-midi")
    home = make_customer(brand)
    client = OfficeDay.browser_of(make_agent(brand).person, second_factor=True)
    page = text_of(client.get(f"/plein-midi/office/customers/{home.account.number}/"))
    assert "no advance" in page
    assert "PDL" in page


def test_each_visit_is_shown_to_the_customer(day):
    day.read()
    day.read(f"advance/{day.contract}/")
    day.read(f"readings/{day.code}/")
    day.read(f"requests/{make_request(day.home)}/")
    assert visits_of(day) == [
        "account.visited_overview",
        "account.visited_advance",
        "account.visited_readings",
        "account.visited_request",
    ]
    log = day.customer_reads("account/access-log/")
    for said in (
        "Looked at the customer account",
        "Looked at the advance",
        "Looked at the readings",
        "Looked at a request",
    ):
        assert said in log
    assert "by our agent Tom Peeters" in log


def test_the_same_page_is_noted_once_an_hour_and_for_each_agent(day):
    for _ in range(3):
        day.read()
    assert len(visits_of(day)) == 1
    other = OfficeDay.browser_of(make_agent(day.brand, name="Roos").person, second_factor=True)
    other.get(day.address(""))
    assert len(visits_of(day)) == 2


def test_moving_the_dial_is_not_another_visit(day):
    day.read(f"advance/{day.contract}/", amount="130")
    assert visits_of(day) == []


def test_a_search_is_no_visit(day):
    day.client.get("/merel/office/", {"q": day.home.account.name})
    assert visits_of(day) == []


def count_statements(day: OfficeDay) -> int:
    forget_cards()  # all price cards kept from now on, so that none is read again meanwhile
    day.read()
    with CaptureQueriesContext(connection) as asked:
        day.read()
    return sum(not each["sql"].upper().startswith(CONTROL) for each in asked)


def test_forty_contracts_cost_as_much_as_one(day):
    make_request(day.home)
    one = count_statements(day)
    for _ in range(39):
        add_supply(day.home, "at_home")
    page = day.read()
    assert "40 contracts" in page
    assert count_statements(day) == one
    assert one <= BUDGET


def test_time_passes_only_in_a_demonstration(day):
    page = day.client.get("/merel/office/").content.decode()
    assert 'action="/merel/demo/pass/"' in page
    for days in (1, 7, 30):
        assert f'name="days" value="{days}"' in page
    assert "/merel/demo/outbox/" in page


def test_a_brand_on_the_real_calendar_has_no_such_panel():
    brand = make_brand()
    client = OfficeDay.browser_of(make_agent(brand).person, second_factor=True)
    page = client.get("/merel/office/").content.decode()
    assert "Find a customer" in page
    assert "/demo/" not in page
