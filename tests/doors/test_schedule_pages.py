"""The instalment schedule in the customer's area: its page, the answer to a proposal, its files."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader
from visiting import sign_in_afresh

from advance_factory import TODAY, make_household
from customer_factory import make_customer, make_day_brand, make_token
from document_factory import make_issuer
from house_factory import make_agent
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvancePlan
from kwartier.brand_settings import operations as settings_operations
from kwartier.parties.types import TokenScope
from kwartier.platform import brands, language
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def payer(settings):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    brand = make_day_brand(features={"advance": True})
    household = make_household(brand, issue=False, paid=False)
    settings_operations.set_brand_parameter(
        brand_id=brand.id,
        key="schedule.is_offered",
        value=True,
        from_day=date(2020, 1, 1),
        source="tests",
        actor=SYSTEM,
        now=NOW,
    )
    begun_on = date(2026, 4, 15)
    operations.begin_schedule(
        contract_id=household.contract.id,
        count=10,
        due_day=31,
        actor=SYSTEM,
        today=begun_on,
        now=NOW,
    )
    operations.issue_due_advances(brand_id=brand.id, today=TODAY, now=NOW)
    # What was read since is twice what the schedule rests on.
    AdvancePlan.objects.filter(contract_id=household.contract.id).update(amount_cents=5_000)
    assert operations.propose_revisions(brand_id=brand.id, today=TODAY, now=NOW) == 1
    yield household
    brands.forget_brands()


def enter(person):
    client = sign_in_afresh(person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client


def call(household, method, tail="", body="", scopes=tuple(TokenScope.values)):
    answered = ask(household, tail, method, body, scopes)
    return answered.status_code, answered.json()


def ask(household, tail="", method="GET", body="", scopes=tuple(TokenScope.values)):
    return Client().generic(
        method,
        f"/merel/api/v1/contracts/{household.contract.number}/schedule{tail}",
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {make_token(household, scopes)}"},
    )


def schedule_of(household):
    return queries.get_schedule(contract_id=household.contract.id, today=TODAY)


def address(household, tail=""):
    return f"/merel/advance/{household.contract.number}/schedule{tail}"


def answer(client, household, **sent):
    return client.post(address(household, "/answer/"), sent, follow=True)


def test_the_way_leads_to_the_schedule_which_says_every_day_and_amount(payer):
    client = enter(payer.person)
    page = client.get("/merel/advance/", follow=True)
    assert page.redirect_chain[-1][0] == address(payer, "/")
    text = page.content.decode()
    schedule = schedule_of(payer)
    assert schedule.number in text
    parts = text[text.index('id="parts"') :]
    assert parts.count('<th scope="row">') == len(schedule.instalments) + 1
    # What is late comes first; the proposal says both sides of the choice, and until when.
    assert "still to pay" in text[: text.index('id="proposal"')]
    assert "We propose instalments of" in text
    assert "You can answer until" in text
    assert schedule.proposal.expected_settlement_cents == 0
    assert schedule.expected_settlement_cents == (
        schedule.proposal.expected_cost_cents - schedule.total_cents
    )
    assert "Answer our proposal" in client.get("/merel/payments/").content.decode()
    assert schedule.reference in text
    slider = client.get(f"/merel/advance/{payer.contract.number}/").content.decode()
    assert address(payer, "/") in slider


def test_a_proposal_is_accepted_once_and_the_files_say_what_is_new(payer):
    client = enter(payer.person)
    before = schedule_of(payer)
    calendar = client.get(address(payer, ".ics"))
    assert calendar["Content-Type"].startswith("text/calendar")
    told = calendar.content.decode()
    assert told.count("BEGIN:VEVENT") == 10
    assert told.count("SEQUENCE:0") == 10
    assert f"UID:{before.number}-202604@testserver" in told
    assert "DTSTART;VALUE=DATE:20260430" in told
    assert all(len(line.encode()) <= 75 for line in told.split("\r\n"))
    sent = {"revision": before.proposal.id, "answer": "accept"}
    assert "are changed" in answer(client, payer, **sent).content.decode()
    assert "No proposal waits" in answer(client, payer, **sent).content.decode()
    after = schedule_of(payer)
    assert (after.sequence, after.amount_cents) == (1, before.proposal.amount_cents)
    again = ask(payer, ".ics").content.decode()
    assert again.count("SEQUENCE:1") == 10
    status, shown = call(payer, "GET")
    assert (status, shown["sequence"], shown["proposal"]) == (200, 1, None)
    assert [each["amount_cents"] for each in shown["instalments"]] == [
        each.amount_cents for each in after.instalments
    ]
    uids = [line for line in told.split("\r\n") if line.startswith("UID")]
    assert [line for line in again.split("\r\n") if line.startswith("UID")] == uids


def test_what_is_kept_stays_and_nonsense_is_refused(payer):
    client = enter(payer.person)
    before = schedule_of(payer)
    for sent in ({"revision": "x", "answer": "keep"}, {"revision": "1", "answer": "maybe"}):
        assert answer(client, payer, **sent).status_code == 404
    kept = answer(client, payer, revision=before.proposal.id, answer="keep")
    assert "stays as it is" in kept.content.decode()
    assert schedule_of(payer).proposal is None
    assert "We propose" not in kept.content.decode()


def test_the_document_has_every_instalment(payer, monkeypatch):
    client = enter(payer.person)
    missing = client.get(address(payer, ".pdf"))
    assert missing.status_code == 302
    make_issuer(payer.brand)
    paper = client.get(address(payer, ".pdf"))
    assert paper["Content-Disposition"] == f'attachment; filename="{schedule_of(payer).number}.pdf"'
    assert ask(payer, ".pdf")["Content-Disposition"] == paper["Content-Disposition"]
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert schedule_of(payer).number in text
    assert "31 January 2027" in text
    # France has a catalogue of its own, under a name that no paper knows.
    monkeypatch.setattr(language, "SPEECHES", {("en", "BE"): "fr-france"})
    french = client.get(address(payer, ".pdf"))
    assert french["Content-Type"] == "application/pdf"


def test_who_has_no_schedule_is_led_to_the_advance_and_strangers_find_nothing(payer):
    other = make_customer(payer.brand)
    client = enter(other.person)
    assert client.get(address(payer, "/")).status_code == 404
    assert client.get(address(payer, ".ics")).status_code == 404
    assert answer(client, payer, revision="1", answer="keep").status_code == 404
    led = enter(other.person).get(address(other, "/"))
    assert led["Location"] == f"/merel/advance/{other.contract.number}/"
    operations.end_schedule(contract_id=payer.contract.id, actor=SYSTEM, today=TODAY, now=NOW)
    ended = enter(payer.person).get(address(payer, "/")).content.decode()
    assert "This schedule ended on" in ended


def test_an_agent_begins_answers_and_ends_on_the_record(payer):
    client = sign_in_afresh(make_agent(payer.brand).person, second_factor=True)
    client.cookies[LANGUAGE_COOKIE] = "en"
    number = payer.contract.number
    page = f"/merel/office/customers/{payer.account.number}/advance/{number}/schedule/"
    told = client.get(page).content.decode()
    assert "The customer agrees" in told
    refused = client.post(page, {"answer": "accept", "justification": ""})
    assert refused.status_code == 422
    why = {"justification": "asked by phone"}
    for act, said in (
        ("accept", "The instalments are changed."),
        ("keep", "No proposal waits"),
        ("end", "The schedule has ended."),
    ):
        sent = client.post(page, {"answer": act, **why}, follow=True)
        assert said in sent.content.decode()
    assert schedule_of(payer).end_reason == "left"
    assert client.post(page, {"count": "9", "due_day": "5", **why}).status_code == 422
    shown = client.get(page, {"count": "12", "due_day": "31"}).content.decode()
    offer = queries.offer_schedule(contract_id=payer.contract.id, count=12, due_day=31, today=TODAY)
    assert f"{len(offer.instalments)} instalments, together" in shown
    assert 'name="due_day" value="31"' in shown
    unready = client.get(page, {"count": "12", "due_day": "32"}).content.decode()
    assert "Begin the schedule" not in unready
    begun = client.post(page, {"count": "12", "due_day": "5", **why}, follow=True)
    assert "has begun" in begun.content.decode()
    assert schedule_of(payer).revisions[0].justification == "asked by phone"
    client.post(page, {"answer": "keep", **why})
    assert schedule_of(payer).sequence == 0


def test_a_program_of_the_customer_answers_with_the_right_scope_only(payer):
    proposal = schedule_of(payer).proposal
    body = json.dumps({"revision": proposal.id, "accepts": True})
    assert call(payer, "GET", "/offer?count=11&due_day=5")[1]["code"] == "schedule.runs"
    assert call(payer, "POST", "/answers", body, (TokenScope.READ,))[0] == 403
    status, shown = call(payer, "POST", "/answers", body)
    assert (status, shown["amount_cents"]) == (200, proposal.amount_cents)
    status, problem = call(payer, "POST", "/answers", body)
    assert (status, problem["code"]) == (409, "schedule.no_proposal")
    operations.end_schedule(contract_id=payer.contract.id, actor=SYSTEM, today=TODAY, now=NOW)
    assert call(payer, "GET")[1]["end_reason"] == "left"
    status, offered = call(payer, "GET", "/offer?count=11&due_day=5")
    assert status == 200
    assert offered["total_cents"] == sum(each["amount_cents"] for each in offered["instalments"])
    assert call(payer, "GET", "/offer?count=9&due_day=5")[0] == 422


def test_who_may_have_a_schedule_is_told_where_payments_are_explained(settings):
    settings.DEMONSTRATION = True
    brand = make_day_brand(features={"advance": True})
    household = make_household(brand)
    client = sign_in_afresh(household.person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    page = f"/{brand.key}/payments/"
    assert "Ask for an instalment schedule" not in client.get(page).content.decode()
    settings_operations.set_brand_parameter(
        brand_id=brand.id,
        key="schedule.is_offered",
        value=True,
        from_day=date(2020, 1, 1),
        source="tests",
        actor=SYSTEM,
        now=NOW,
    )
    brands.forget_brands()
    answer = client.get(page)
    assert "Ask for an instalment schedule" in answer.content.decode()
    asked = client.get(answer.context["schedule_url"]).content.decode()
    assert "I would like to pay in equal instalments" in asked
    assert household.contract.number in asked
    others = client.get(f"{page}?q=A26").content.decode()
    assert "Answer our proposal" not in others
