"""An address that only takes a form, typed or opened from the history: a page, and the way on."""

import pytest
from django.http import HttpResponseNotAllowed
from django.test import RequestFactory
from visiting import sign_in_afresh

from customer_factory import make_customer, make_day_brand
from kwartier.config.failures import NotOpenedMiddleware
from kwartier.platform.language import LANGUAGE_COOKIE

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = sign_in_afresh(make_customer(make_day_brand()).person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("payments/direct-debit/resume/", "payments/direct-debit/"),
        ("payments/direct-debit/agree/A26-0000001/", "payments/direct-debit/"),
        ("account/language/", ""),
    ],
)
def test_it_says_that_it_is_no_page_and_leads_to_the_one_above(client, typed, leads_to):
    answer = client.get(f"/merel/{typed}")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    said = answer.content.decode()
    assert "This address only takes what a button of ours sends." in said
    assert f'<a class="btn" data-kind="primary" href="/merel/{leads_to}"' in said


def test_it_leads_back_to_the_page_before(client):
    page = "http://testserver/merel/payments/?show=payments"
    answer = client.get("/merel/payments/direct-debit/resume/", headers={"referer": page})
    assert 'href="/merel/payments/?show=payments"' in answer.content.decode()


def test_the_api_says_it_as_a_problem(client):
    answer = client.post("/merel/api/v1/me")
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_machine_that_sends_another_verb_gets_no_page():
    """Nobody reads the answer to a PUT."""
    pass_on = NotOpenedMiddleware(lambda _: HttpResponseNotAllowed(["GET"]))
    answer = pass_on(RequestFactory().put("/payments/"))
    assert (answer.status_code, answer.content) == (405, b"")
