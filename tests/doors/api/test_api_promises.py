"""The promises of a price card in the API and on the contract page, from behind the wall."""

import re

import pytest
from api_door import Door, read
from visiting import sign_in_afresh

from advance_factory import MOVED_IN, make_household, make_priced_card
from house_factory import NOW
from kwartier.metering.types import Energy
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.platform.types import SYSTEM
from kwartier.pricing.promises import read_promise
from kwartier.supply.operations import note_arrangement
from kwartier.supply.types import ArrangementKind

pytestmark = pytest.mark.django_db
DISCOUNT = {
    "kind": "percentage",
    "code": "discount_direct_debit",
    "of": ["energy"],
    "percent": "-5",
    "condition": {"name": "direct_debit"},
}
LOYAL = DISCOUNT | {
    "code": "discount_loyalty",
    "condition": {"name": "loyal", "months": 240},
}
OVER = DISCOUNT | {"code": "discount_welcome", "for_months": 1}


@pytest.fixture
def household(brand):
    promises = [read_promise(each, "here") for each in (DISCOUNT, LOYAL, OVER)]
    card = make_priced_card(brand, Energy.ELECTRICITY, promises=promises)
    found = make_household(brand=brand, card=card)
    note_arrangement(
        contract_id=found.contract.id, kind=ArrangementKind.DIRECT_DEBIT, from_=MOVED_IN,
        until=None, document="the mandate of the bank", actor=SYSTEM, now=NOW,
    )  # fmt: skip
    return found


def test_a_contract_tells_its_promises_and_what_counts_today(household, as_web_role):
    door = Door(household)
    as_web_role()
    shown = read(door.get(door.contract))
    # The paper itself is the office's.
    assert shown["arrangements"] == [
        {"kind": "direct_debit", "arranged_from": "2025-04-15", "arranged_until": None}
    ]
    first, loyal, over = shown["promises"]
    assert first["terms"] == DISCOUNT
    assert first["sentences"][1] == "It counts while you pay by direct debit."
    told = [(each["is_open"], each["is_met"]) for each in (first, loyal, over)]
    assert told == [(True, True), (True, False), (False, False)]


def test_the_contract_page_says_them_in_words(household):
    client = sign_in_afresh(household.person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    text = re.sub(r"<[^>]+>", " ", client.get("/merel/contract/").content.decode())
    page = re.sub(r"[\s\u2060]+", " ", text)
    assert "Discount for direct debit 5% less on energy. It counts while" in page
    assert page.count("Counts today") == page.count("Does not count today") == 1
    assert "It lasts 1 month." in page
