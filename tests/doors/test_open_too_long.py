"""A form that was open for longer than the session, or than its secret: said, and led back."""

import pytest
from django.core.cache import cache
from django.test import Client
from visiting import sign_in_afresh

from customer_factory import make_customer, make_day_brand
from house_factory import make_agent
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE

pytestmark = pytest.mark.django_db
SIGNED_OUT = "You were signed out in the meantime, so what you just sent was not kept."


@pytest.fixture
def household(settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    yield make_customer(make_day_brand())
    brands.forget_brands()


def visitor(**options) -> Client:
    client = Client(**options)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client


def test_who_was_signed_out_is_told_and_comes_back_to_the_page_of_the_form(household):
    advance = f"/merel/advance/{household.contract.number}/"
    for sent_to in (f"{advance}confirm/", "/merel/account/members/leave/", "/merel/office/"):
        client = visitor()
        page = f"http://testserver{advance}check/?amount=120"
        answer = client.post(sent_to, {"amount": "120"}, headers={"referer": page})
        assert answer.status_code == 302
        sign_in = answer.headers["Location"]
        assert sign_in == f"/merel/account/login/?next={advance}check/%3Famount%3D120"
        assert SIGNED_OUT in client.get(sign_in).content.decode()
        assert SIGNED_OUT not in client.get(sign_in).content.decode()


@pytest.mark.parametrize("page", ["", "https://evil.example/merel/advance/", "//evil.example/x"])
def test_nobody_is_led_back_elsewhere(household, page):
    answer = visitor().post("/merel/requests/new/", {"text": "x"}, headers={"referer": page})
    assert answer.headers["Location"] == "/merel/account/login/?next=/merel/requests/new/"


def test_who_only_reads_signs_in_without_a_word(household):
    client = visitor()
    answer = client.get("/merel/requests/new/?kind=other")
    assert answer.headers["Location"] == (
        "/merel/account/login/?next=/merel/requests/new/%3Fkind%3Dother"
    )
    assert SIGNED_OUT not in client.get(answer.headers["Location"]).content.decode()


def test_a_form_without_its_secret_is_refused_in_our_words(household):
    signed_in = sign_in_afresh(household.person)
    agent = sign_in_afresh(make_agent(household.brand).person, second_factor=True)
    page = "/merel/requests/new/"
    for client in (visitor(enforce_csrf_checks=True), signed_in, agent):
        client.handler.enforce_csrf_checks = True
        client.cookies[LANGUAGE_COOKIE] = "en"
        came_from = {"referer": f"http://testserver{page}"}
        answer = client.post(page, {"text": "x"}, headers=came_from)
        shown = answer.content.decode()
        assert answer.status_code == 403
        assert "This page was open for too long" in shown
        assert f'href="{page}"' in shown
        assert "CSRF" not in shown
