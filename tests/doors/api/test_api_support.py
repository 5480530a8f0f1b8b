"""Requests, help, contacts and the brand, through the API."""

from dataclasses import replace

import pytest
from api_door import Door, read, refused
from api_routes import fingerprint, make_bill

from customer_factory import make_request, make_token
from house_factory import acting, make_agent, make_membership, make_person
from kwartier.parties.queries import get_account_for
from kwartier.platform.brands import forget_brands
from kwartier.platform.models import Brand, OutboxMail
from kwartier.platform.types import ActorKind
from kwartier.support import operations
from kwartier.support.models import ArticleFeedback, Request

pytestmark = pytest.mark.django_db
CONTACT = {
    "phone": "+32 2 555 01 00",
    "email": "hello@merel.example",
    "days": "monday_to_friday",
    "opens": "08:00",
    "closes": "18:00",
}


def ask(door: Door, **changes: object):
    headers = {"idempotency_key": str(changes.pop("key"))} if "key" in changes else {}
    body = {"subject": "My advance", "text": "Could you look at it?", **changes}
    return door.post(f"{door.account}/requests", body, **headers)


def answer_as_agent(door: Door, number: str) -> None:
    household = door.household
    operations.add_message(
        brand=household.brand,
        account=get_account_for(household.person.pk, account_id=household.account.pk),
        number=number,
        text="Please send a photo.",
        actor=acting(make_agent(household.brand).person, kind=ActorKind.AGENT),
        today=household.brand.demo_today,
        now=Request.objects.get(number=number).opened_at,
    )


def test_a_request_names_only_what_is_on_its_account(door, stranger):
    """An agent acts on what the request names: it is not another customer's, nor invented."""
    theirs = stranger.household.contract
    for about in (
        {"contract": theirs.number},
        {"contract": "C-999999"},
        {"supply_point": theirs.code},
    ):
        assert refused(ask(door, **about), 404, "platform.not_found")["field"] == next(iter(about))
    assert not Request.objects.exists()
    read(ask(door, supply_point=door.household.contract.code), 201)


def test_a_request_from_the_first_word_to_the_last(door):
    opened = read(
        ask(
            door, kind="advance_change", contract=door.household.contract.number, amount_cents=9500
        ),
        201,
    )
    assert (opened["state"], opened["ball"]) == ("open", "us")
    assert opened["promised_on"] == "2026-11-24"
    assert opened["context"] == {"contract": door.household.contract.number, "amount": "95"}
    number = opened["number"]
    answer_as_agent(door, number)
    path = f"{door.account}/requests/{number}"
    shown = read(door.get(path))
    assert shown["ball"] == "customer"
    assert [message["author_kind"] for message in shown["messages"]] == ["customer", "agent"]
    written = read(door.post(f"{path}/messages", {"text": "Here it is. <b>"}), 201)
    assert (written["ball"], written["messages"][-1]["text"]) == ("us", "Here it is. <b>")
    closed = read(door.post(f"{path}/close"))
    assert closed["state"] == "closed"
    assert read(door.post(f"{path}/close")) == closed
    refused(door.post(f"{path}/messages", {"text": "More"}), 409, "request.closed")
    [listed] = read(door.get(f"{door.account}/requests"))["items"]
    assert (listed["number"], listed["opened_by_you"]) == (number, True)


def test_the_web_role_may_do_it_all(door, as_web_role):
    as_web_role()
    number = read(ask(door), 201)["number"]
    path = f"{door.account}/requests/{number}"
    read(door.post(f"{path}/messages", {"text": "More"}), 201)
    assert read(door.post(f"{path}/close"))["state"] == "closed"


def test_the_same_request_again_opens_one(door):
    first = read(ask(door, key="k-1"), 201)
    assert read(ask(door, key="k-1"), 201) == first
    assert Request.objects.count() == 1
    assert OutboxMail.objects.filter(topic="request_opened").count() == 1
    refused(ask(door, key="k-1", text="Other"), 422, "platform.idempotency_key_reused")
    assert read(ask(door), 201)["number"] != first["number"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": " "}, "request.subject_missing"),
        ({"subject": "a" * 130}, "request.subject_too_long"),
        ({"text": ""}, "request.text_missing"),
        ({"text": "a" * 4001}, "request.text_too_long"),
        ({"text": "a" * 10_001}, "api.invalid"),
        ({"kind": "money"}, "api.invalid"),
        ({"day": "today"}, "api.invalid"),
        ({"amount_cents": 10**12}, "api.invalid"),
        ({"text": "a\u0000b"}, "api.invalid"),
    ],
)
def test_what_a_request_cannot_be(door, changes, code):
    before = fingerprint()
    refused(ask(door, **changes), 422, code)
    assert fingerprint() == before


def test_a_flood_of_requests_is_stopped(door, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "open_request": "2/h/user"}
    assert [ask(door).status_code for _ in range(3)] == [201, 201, 429]
    assert Request.objects.count() == 2


def test_a_reader_asks_but_changes_nothing(door):
    person = make_person(door.household.brand)
    make_membership(door.household.account, person, "reader")
    holders = make_request(door.household)
    reader = Door(door.household)
    reader.token = make_token(replace(door.household, person=person))
    before = fingerprint()
    refused(ask(reader, kind="advance_change"), 403, "platform.not_allowed")
    path = f"{door.account}/requests/{holders}"
    refused(reader.post(f"{path}/messages", {"text": "Hello"}), 403, "platform.not_allowed")
    refused(reader.post(f"{path}/close"), 403, "platform.not_allowed")
    assert fingerprint() == before
    assert read(ask(reader, kind="contact"), 201)["opened_by_you"]
    assert not read(reader.get(path))["opened_by_you"]


def test_the_brand_says_which_day_it_is(door):
    told = read(door.get("/brand", token=""))
    assert (told["key"], told["today"], told["is_demonstration"]) == ("merel", "2026-11-21", True)
    assert told["languages"] == ["nl", "fr", "de", "en"]


def test_contacts_are_for_everybody_or_for_the_account(door):
    Brand.objects.filter(key="merel").update(contacts={"household": CONTACT, "business": CONTACT})
    forget_brands()
    from kwartier.platform import brands

    brands.forget_brands()
    everybody = read(door.get("/contacts", token=""))
    assert {contact["segment"] for contact in everybody} == {"household", "business"}
    [mine] = read(door.get(f"{door.account}/contacts"))
    assert mine["segment"] == "household"
    assert mine["phone"] == CONTACT["phone"]
    assert mine["answer_working_day_count"] == 2


def test_help_needs_no_token_and_speaks_the_language(door):
    shelves = read(door.get("/help/articles", token=""))
    assert len(shelves) > 10
    found = read(door.get("/help/articles?q=chnage%20advance", token=""))
    assert "change-advance" in [row["key"] for row in found]
    article = read(door.get("/help/articles/change-advance", token="", language="fr"))
    assert article["language"] == "fr"
    assert article["body"]
    assert (
        article["title"] != next(row for row in shelves if row["key"] == "change-advance")["title"]
    )
    refused(door.get("/help/articles/nothing", token=""), 404, "platform.not_found")
    for question in ("", "a" * 201, "%00"):
        refused(door.get(f"/help/articles?q={question}", token=""), 422, "api.invalid")


def test_feedback_is_kept_without_its_reader(door, as_web_role):
    as_web_role()
    path = "/help/articles/change-advance/feedback"
    assert door.post(path, {"useful": True, "comment": "Clear"}, token="").status_code == 204
    personal = door.post(path, {"useful": False, "comment": "Mail jan@example.org"}, token="")
    assert refused(personal, 422, "feedback.personal")["field"] == "comment"
    long = door.post(path, {"useful": False, "comment": "a" * 1001}, token="")
    refused(long, 422, "feedback.too_long")
    refused(door.post(path, {"useful": "yes"}, token=""), 422, "api.invalid")
    nowhere = door.post("/help/articles/nothing/feedback", {"useful": True}, token="")
    refused(nowhere, 404, "platform.not_found")


def test_what_is_kept_of_feedback(door):
    door.post("/help/articles/change-advance/feedback", {"useful": True, "comment": "Clear"})
    kept = ArticleFeedback.objects.get()
    assert (kept.article_key, kept.language, kept.comment) == ("change-advance", "en", "Clear")


def test_what_is_possible_is_listed_in_no_language(door):
    answer = refused(door.get("/help/articles?segment=nobody"), 422, "api.invalid")
    assert " or " not in answer["errors"][0]["detail"]
    answer = refused(ask(door, kind="question"), 422, "api.invalid")
    assert "'contact', 'other'." in answer["errors"][0]["detail"]


def test_a_bill_is_disputed_by_its_number_and_only_ones_own(door, stranger):
    number = make_bill(door.household)
    opened = read(ask(door, kind="bill_dispute", bill=number), 201)
    assert (opened["kind"], opened["context"]) == ("bill_dispute", {"bill": number})
    refused(ask(stranger, kind="bill_dispute", bill=number), 404, "platform.not_found")
