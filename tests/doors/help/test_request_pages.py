"""Requests in the browser's terms: asked, answered, closed, by their own account only."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import set_script_prefix
from tests import house_factory as house

from customer_factory import make_customer
from kwartier.parties.queries import as_account
from kwartier.platform.types import ActorKind
from kwartier.support import operations
from kwartier.support.models import Request, RequestMessage

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    set_script_prefix("/")


class Visit:
    """A customer of Merel with a browser."""

    def __init__(self, *, role: str = "holder") -> None:
        self.brand = house.make_brand()
        self.person, self.account = house.make_customer(self.brand, role=role)
        self.client: Client = house.sign_in(self.person)

    def read(self, path: str, **sent: Any) -> Any:
        return self.client.get(f"/merel/requests/{path}", sent, headers=ENGLISH)

    def send(self, path: str, **sent: Any) -> Any:
        return self.client.post(f"/merel/requests/{path}", sent, headers=ENGLISH)

    def ask(self, **changes: Any) -> Any:
        return self.send(
            "new/",
            **{
                "kind": "contact",
                "subject": "My advance",
                "text": "Could you look at it?",
                "submission_key": "abc",
                **changes,
            },
        )

    def answer(self, number: str) -> None:
        operations.add_message(
            brand=self.brand,
            account=as_account(self.account),
            number=number,
            text="Please send a photo.",
            actor=house.acting(house.make_agent(self.brand).person, kind=ActorKind.AGENT),
            today=house.NOW.date(),
            now=house.NOW,
        )


@pytest.fixture
def visit() -> Visit:
    return Visit()


def text_of(answered: Any, status: int = 200) -> str:
    assert answered.status_code == status
    return answered.content.decode()


def test_strangers_sign_in_first():
    house.make_brand()
    for path in ("", "new/", "R-26-000001/"):
        answered = Client().get(f"/merel/requests/{path}")
        assert answered.status_code == 302
        assert "/merel/account/login/" in answered.url
    assert Client().post("/merel/requests/R-26-000001/close/").status_code == 302


def test_a_request_from_the_first_page_to_the_last(visit):
    assert "You have not asked us anything yet." in text_of(visit.read(""))
    form = text_of(visit.read("new/"))
    key = re.search(r'name="submission_key" value="(\w{32})"', form)
    assert key
    answered = visit.ask(submission_key=key[1])
    number = Request.objects.get().number
    assert answered.url == f"/merel/requests/{number}/?sent=1"
    page = text_of(visit.client.get(answered.url, headers=ENGLISH))
    assert "Your reference" in page
    assert number in page
    assert "Could you look at it?" in page
    assert "Up to us" in page
    assert "is with us." in text_of(visit.read(""))

    visit.answer(number)
    assert "waits for you." in text_of(visit.read(""))
    page = text_of(visit.read(f"{number}/"))
    assert "Tom Peeters, Merel" in page
    assert "Up to you" in page

    answered = visit.send(f"{number}/", text="Here it is. <b>")
    assert answered.url == f"/merel/requests/{number}/"
    page = text_of(visit.read(f"{number}/"))
    assert "Your message is with us." in page
    assert "Here it is. &lt;b&gt;" in page

    assert visit.send(f"{number}/close/").status_code == 302
    page = text_of(visit.read(f"{number}/"))
    assert "The request is closed." in page
    assert "Closed on" in page
    assert "Everything you asked us is done." in text_of(visit.read(""))
    assert "takes no new messages" in text_of(visit.send(f"{number}/", text="More"), 422)


def test_a_form_sent_twice_leads_to_the_one_request(visit):
    assert visit.ask().url == visit.ask().url
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"subject": ""}, "We need a few words"),
        ({"subject": "a" * 130}, "at most 120 characters"),
        ({"text": " "}, "There is no text"),
        ({"text": "a" * 4001}, "at most 4000 characters"),
        ({"kind": "money"}, "money"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(visit, changes, says):
    page = text_of(visit.ask(**changes), 422)
    assert says in page
    kept = {"subject": "My advance", "text": "Could you look at it?", **changes}
    assert f'value="{kept["subject"]}"' in page or not kept["subject"]
    assert kept["text"].strip() in page
    assert "data-errors" in page
    assert Request.objects.count() == 0


def test_a_message_without_text_is_refused_on_its_page(visit):
    visit.ask()
    number = Request.objects.get().number
    assert "There is no text" in text_of(visit.send(f"{number}/", text=" "), 422)
    assert RequestMessage.objects.count() == 1


def test_a_page_that_refuses_fills_in_the_form(visit):
    own = make_customer(customer=(visit.person, visit.account)).contract.number
    page = text_of(
        visit.read("new/", kind="advance_change", contract=own, amount="95", secret="x" * 9)
    )
    assert 'value="advance_change"' in page
    assert re.search(r'value="advance_change"[^>]*checked', page)
    assert "Change my advance" in page
    assert own in page
    assert 'name="secret"' not in page
    visit.ask(kind="advance_change", contract=own, amount="95" * 50, secret="x")
    kept = Request.objects.get().context
    assert kept == {"contract": own, "amount": ("95" * 50)[:60]}
    assert own in text_of(visit.read(f"{Request.objects.get().number}/"))
    assert 'value="contact"' in text_of(visit.read("new/", kind="nonsense"))


def test_what_is_another_customer_s_is_not_handed_to_an_agent(visit):
    """As the API refuses it: an agent acts on the contract, the supply point, the bill that is named."""
    other = make_customer().contract
    named = {"contract": other.number, "ean": other.code, "bill": "S26-0000001", "amount": "95"}
    page = text_of(visit.read("new/", kind="advance_change", **named))
    assert not re.search(r'name="(contract|ean|bill)"', page)
    assert 'name="amount"' in page
    visit.ask(kind="advance_change", **named)
    assert Request.objects.get().context == {"amount": "95"}


def test_a_reader_is_told_what_the_role_does_not_allow():
    visit = Visit(role="reader")
    assert "Your role on this customer account" in text_of(visit.ask(kind="advance_change"), 422)
    assert visit.ask().status_code == 302
    row = Request.objects.get()
    Request.objects.update(opened_by=None)
    answered = visit.send(f"{row.number}/close/")
    assert "Your role on this customer account" in text_of(visit.client.get(answered.url))
    assert Request.objects.get().closed_at is None


def test_others_find_nothing(visit):
    visit.ask()
    number = Request.objects.get().number
    stranger = Visit()
    assert stranger.read(f"{number}/").status_code == 404
    assert stranger.send(f"{number}/", text="Hello").status_code == 404
    assert stranger.send(f"{number}/close/").status_code == 404
    assert number not in text_of(stranger.read(""))


def test_a_late_answer_is_owned_up_to(visit):
    visit.ask()
    Request.objects.update(promised_on="2020-01-02")
    page = text_of(visit.read(f"{Request.objects.get().number}/"))
    assert "That day is over, and we are sorry." in page


def test_a_flood_of_requests_is_stopped(visit):
    codes = [
        visit.ask(submission_key=f"k{at}", subject=f"Question {at}").status_code for at in range(21)
    ]
    assert codes[:20] == [302] * 20
    assert codes[20] == 429
    assert Request.objects.count() == 20


def test_pages_ask_little_of_the_database(visit, django_assert_max_num_queries):
    visit.ask()
    number = Request.objects.get().number
    for path in ("", "new/", f"{number}/"):
        visit.read(path)
        with django_assert_max_num_queries(12):
            visit.read(path)
