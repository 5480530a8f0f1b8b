"""What would I have paid, at the doors: the page and the route say the same, and to nobody else."""

import re
from datetime import date

import pytest
from api_door import read
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from visiting import sign_in_afresh

from advance_factory import TODAY, make_household
from customer_factory import make_customer
from house_factory import NOW
from kwartier.metering.types import Energy
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.platform.types import SYSTEM
from kwartier.pricing.operations import offer_product, publish_card
from kwartier.pricing.promises import read_promise
from kwartier.pricing.schema import prices_from_euro
from kwartier.pricing.types import PriceKind
from kwartier.rebilling.queries import get_would_have_paid
from kwartier.rebilling.types import Lack, LackKind
from kwartier.ui import rebilling as words

BUDGET = 12
WELCOME = {
    "kind": "percentage", "code": "welcome", "of": ["energy"], "percent": "-10", "for_months": 6,
}  # fmt: skip
GIFT = {"kind": "one_off", "code": "gift", "eur": "-25"}
CASE = """
title = "The neighbor's"

[[cards]]
from = 2025-01-01
fixed_fee_eur_per_year = "10"
eur_per_kwh = { total = "0.01" }
"""

pytestmark = pytest.mark.django_db


def sell(brand, name, eur, *, from_=date(2025, 1, 1), promises=()):
    product = offer_product(
        brand_id=brand.id, key=name.lower(), name=name, energy=Energy.ELECTRICITY,
        price_kind=PriceKind.FIXED, actor=SYSTEM, now=NOW,
    )  # fmt: skip
    publish_card(
        product_id=product.id, version=f"{from_:%Y-%m}", valid_from=from_, actor=SYSTEM, now=NOW,
        prices=prices_from_euro(fixed_fee="60", offtake={"total": eur}),
        promises=[read_promise(each, "here") for each in promises],
    )  # fmt: skip


def visit(person):
    client = sign_in_afresh(person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client


def as_text(answer) -> str:
    return re.sub(r"[\s\u2060\u202f\xa0]+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def route_of(door):
    return f"{door.account}/supply-points/{door.household.home.code}/would-have-paid"


def send_text(door, content):
    return door.client.generic(
        "POST",
        f"/{door.household.brand.path_prefix}/api/v1{route_of(door)}",
        content,
        content_type="text/plain",
        headers={"authorization": f"Bearer {door.token}", "accept-language": "en"},
    )


def page_of(door):
    return f"/merel/consumption/{door.household.home.code}/what-would-i-have-paid/"


def test_the_route_says_what_the_query_says(door, as_web_role):
    home = door.household
    sell(home.brand, "Cheap", "0.05")
    sell(home.brand, "Later", "0.05", from_=date(2026, 6, 1))
    found = get_would_have_paid(
        account_id=home.account.id, code=home.home.code, months=12, today=TODAY
    )
    as_web_role()
    told = read(door.get(route_of(door)))
    assert told["own"]["total_cents"] == found.own.total_cents
    assert [each["name"] for each in told["offers"]] == ["Cheap", "Later"]
    cheap, later = told["offers"]
    assert cheap["difference_cents"] < 0
    assert cheap["cost"] == dict(found.cheapest.component_cents)
    assert (later["total_cents"], later["lacks"][0]["kind"]) == (None, "not_sold")
    assert told["is_best_here"] is False
    assert told["notice"]["unit"] == "months"
    assert told["estimated_days"] == found.estimated_days > 0
    assert read(door.get(f"{route_of(door)}?months=24"))["missing_days"] > 0


def test_a_card_that_is_sent_stands_among_the_offers(door, as_web_role):
    as_web_role()
    answer = send_text(door, CASE)
    assert [each["name"] for each in read(answer)["offers"]] == ["The neighbor's"]
    assert read(answer)["offers"][0]["is_from_file"]
    wrong = CASE.replace("0.01", "99")
    answer = send_text(door, wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "rebilling.price_case_invalid")
    assert "line 7, cards[0].eur_per_kwh.total" in answer.json()["detail"]


def test_other_lengths_are_refused_and_somebody_elses_point_is_not_there(door):
    answer = door.get(f"{route_of(door)}?months=7")
    assert (answer.status_code, answer.json()["code"]) == (422, "rebilling.months_not_offered")
    other = make_customer(door.household.brand)
    url = f"{door.account}/supply-points/{other.home.code}/would-have-paid"
    assert door.get(url).status_code == 404
    theirs = page_of(door).replace(door.household.home.code, other.home.code)
    assert visit(door.household.person).get(theirs).status_code == 404


def test_the_table_is_a_file_and_has_no_other_length(door):
    sell(door.household.brand, "Cheap", "0.05")
    client = visit(door.household.person)
    address = page_of(door).removesuffix("/")
    assert "Cheap, price card 2025-01" in client.get(f"{address}.csv?months=24").content.decode()
    assert client.get(f"{address}.xlsx").content.startswith(b"PK")
    assert client.get(f"{address}.csv?months=7").status_code == 404


def test_what_a_file_says_of_another_house_is_named_on_the_page(door):
    case = SimpleUploadedFile("case.toml", f'annual_kwh = "3500"\n{CASE}'.encode())
    text = as_text(visit(door.household.person).post(page_of(door), {"file": case}))
    assert "these parts were left aside: annual_kwh." in text


def test_the_page_answers_first_and_asks_little(door):
    sell(door.household.brand, "Cheap", "0.05")
    sell(door.household.brand, "Later", "0.05", from_=date(2026, 6, 1))
    sell(door.household.brand, "Welcome", "0.2", promises=[WELCOME])
    sell(door.household.brand, "Once", "0.2", promises=[GIFT])
    client = visit(door.household.person)
    client.get(page_of(door))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page_of(door))
    own = [
        each["sql"]
        for each in asked
        if not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
    ]
    assert len(own) <= BUDGET, own
    text = as_text(answer)
    assert "you would have paid" in text
    assert "on Cheap, price card 2025-01." in text
    assert "It has no price for 20 November 2025: it was not sold yet." in text
    assert "is a discount of the first 6 months" in text
    assert "is given once" in text
    assert "with 1 month of notice" in text
    assert "estimated on" in text
    assert "The last 24 months" in text


def test_you_are_better_off_where_you_are_is_an_answer(door):
    sell(door.household.brand, "Dear", "0.9")
    assert "You are better off where you are" in as_text(
        visit(door.household.person).get(page_of(door))
    )


def test_a_card_is_chosen_on_the_page_and_refused_with_line_and_field(door):
    client = visit(door.household.person)

    def send(content):
        file = SimpleUploadedFile("card.toml", content.encode())
        return client.post(page_of(door), {"file": file})

    assert "on The neighbor's." in as_text(send(CASE)).replace("&#x27;", "'")
    refused = send(CASE.replace("0.01", "99"))
    assert refused.status_code == 422
    assert "line 7, cards[0].eur_per_kwh.total" in as_text(refused)
    assert "Choose a file first." in as_text(client.post(page_of(door), {}))


def test_other_lengths_and_too_little_known_are_said_on_the_page(door):
    client = visit(door.household.person)
    refused = client.get(f"{page_of(door)}?months=many")
    assert refused.status_code == 422
    assert "can be billed again" in as_text(refused)
    young = make_household(door.household.brand, read_on=())
    address = f"/merel/consumption/{young.home.code}/what-would-i-have-paid/"
    page = visit(young.person).get(address)
    assert page.status_code == 200
    assert "that takes two readings" in as_text(page)


def test_contract_and_consumption_lead_there(door):
    client = visit(door.household.person)
    for address in ("/merel/contract/", f"/merel/consumption/{door.household.home.code}/"):
        assert page_of(door) in client.get(address).content.decode()


def test_each_lack_has_its_sentence():
    for kind in LackKind:
        lack = Lack(kind=kind, what="night", day=TODAY, day_count=3, difference_wh=-7_000)
        assert "%(" not in words._say_lack(lack, "en")
