"""The contract page of a protected customer says since when, or on which days."""

import re
from datetime import date

import pytest
from visiting import sign_in_afresh

from customer_factory import make_customer, make_day_brand
from house_factory import NOW
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import end_protection, note_protection

pytestmark = pytest.mark.django_db


def read_page(client):
    client.cookies[LANGUAGE_COOKIE] = "en"
    text = re.sub(r"<[^>]+>", " ", client.get("/merel/contract/").content.decode())
    return re.sub(r"[\s\u2060]+", " ", text)


def test_it_says_since_when_and_then_until_when(settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    household = make_customer(make_day_brand())
    client = sign_in_afresh(household.person)
    assert "Social tariff" not in read_page(client)
    noted = {"contract_id": household.contract.id, "actor": SYSTEM, "now": NOW}
    first = date(2026, 1, 1)
    note_protection(from_=first, until=None, document="Attestation 12", **noted)
    assert "Social tariff since 1 January 2026" in read_page(client)
    end_protection(from_=first, until=date(2027, 1, 1), **noted)
    assert "Social tariff from 1 January 2026 to 31 December 2026" in read_page(client)
