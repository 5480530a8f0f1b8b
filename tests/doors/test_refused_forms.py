"""A refused form says so in the title, and takes the focus to what is to be mended."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from visiting import sign_in_afresh

from customer_factory import make_customer, make_day_brand
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE

pytestmark = pytest.mark.django_db


@pytest.fixture
def household(settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    yield make_customer(make_day_brand())
    brands.forget_brands()


def title_of(page: str) -> str:
    return re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]


def test_the_title_of_a_refused_form_begins_with_the_error(household):
    visitor, person = Client(), sign_in_afresh(household.person)
    wrong = {"login": "nobody@example.org", "password": "wrong and long enough"}
    refused = [
        visitor.post("/merel/account/login/", wrong),
        visitor.post("/merel/sign-up/household/", {"number": "x"}),
        person.post("/merel/requests/new/", {"kind": "other"}),
        person.post("/merel/account/profile/", {"name": ""}),
        person.post(f"/merel/readings/{household.contract.code}/enter/", {"read_on": "x"}),
    ]
    for client in (visitor, person):
        client.cookies[LANGUAGE_COOKIE] = "en"
    for answer in refused:
        page = answer.content.decode()
        assert re.match(r"(Error|Erreur|Fout|Fehler)", title_of(page)), answer.request["PATH_INFO"]
        assert "autofocus" in page
        assert title_of(page).count(":") == 1


def test_a_refused_amount_has_the_focus(household):
    client = sign_in_afresh(household.person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    url = f"/merel/advance/{household.contract.number}/"
    page = client.get(url, {"amount": "1e9"}).content.decode()
    assert title_of(page).startswith("Error: Advance and settlement")
    assert re.search(r'<input id="id_amount"[^>]*aria-invalid="true" autofocus', page)
    plain = client.get(url).content.decode()
    assert title_of(plain).startswith("Advance and settlement")
    assert "autofocus" not in plain
