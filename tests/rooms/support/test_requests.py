"""Requests: opened once, answered by a day, passed to and fro, closed, and seen by their own only."""

import sys
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests import house_factory as house

from kwartier.parties.types import AccountInfo
from kwartier.platform import audit, mail
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import SYSTEM, ActorKind, BrandInfo
from kwartier.support import operations, queries, refusals
from kwartier.support.models import Request, RequestMessage
from kwartier.support.types import Ball, RequestKind, RequestRow, RequestState

# The package offers the verb under the same name as its file.
open_request_file = sys.modules["kwartier.support.operations.open_request"]
pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)  # a Friday
LATER = datetime(2026, 11, 23, 9, 0, tzinfo=house.NOW.tzinfo)


def info(account: Any, role: str = "holder") -> AccountInfo:
    return AccountInfo(
        id=account.pk,
        brand_id=account.brand_id,
        number=account.number,
        kind=account.kind,
        name=account.name,
        language=account.language,
        email=account.email,
        enterprise_number=account.enterprise_number,
        role=role,
    )


class Story:
    """A household of Merel with one open request, and an agent."""

    def __init__(self, *, role: str = "holder") -> None:
        self.brand: BrandInfo = house.make_brand()
        self.person, account = house.make_customer(self.brand, role=role)
        self.account = info(account, role)
        self.customer = house.acting(self.person)
        self.agent = house.acting(house.make_agent(self.brand).person, kind=ActorKind.AGENT)

    def open(self, **changes: Any) -> RequestRow:
        wish: dict[str, Any] = {
            "brand": self.brand,
            "account": self.account,
            "kind": RequestKind.CONTACT,
            "subject": "My  advance",
            "text": " Could you look at it? ",
            "actor": self.customer,
            "today": TODAY,
            "now": house.NOW,
            **changes,
        }
        return operations.open_request(**wish)

    def write(self, number: str, **changes: Any) -> RequestRow:
        wish: dict[str, Any] = {
            "brand": self.brand,
            "account": self.account,
            "number": number,
            "text": "One more thing.",
            "actor": self.customer,
            "today": date(2026, 11, 23),
            "now": LATER,
            **changes,
        }
        return operations.add_message(**wish)

    def close(self, number: str, **changes: Any) -> RequestRow:
        wish: dict[str, Any] = {
            "brand": self.brand,
            "account": self.account,
            "number": number,
            "actor": self.customer,
            "now": LATER,
            **changes,
        }
        return operations.close_request(**wish)

    def detail(self, number: str) -> Any:
        return queries.get_request(
            brand_id=self.brand.id, number=number, account_id=self.account.id
        )


@pytest.fixture
def story() -> Story:
    return Story()


def test_a_request_gets_a_number_a_promise_a_record_and_a_mail(story):
    row = story.open(context={"contract": "C-1"}, page_url="https://merel.example/requests/")
    assert row.number == "R-26-000001"
    assert story.open().number == "R-26-000002"
    assert (row.state, row.ball, row.promised_on) == (
        RequestState.OPEN,
        Ball.US,
        date(2026, 11, 24),
    )
    detail = story.detail(row.number)
    assert detail.context == {"contract": "C-1"}
    assert detail.row.subject == "My advance"
    assert [(m.text, m.author_kind, m.author_name) for m in detail.messages] == [
        ("Could you look at it?", "customer", "Nadia El Amrani")
    ]
    entry = audit.list_entries(account_id=story.account.id)[-1]
    assert (entry.action, entry.subject_id) == ("request.opened", row.number)
    sent = mail.list_mails(brand_id=story.brand.id)[-1]
    assert (sent.recipient, sent.language) == (story.person.email, "en")
    assert row.number in sent.subject
    assert "We answer by 24 November 2026." in sent.body_text
    assert "https://merel.example/requests/" in sent.body_text
    assert "https://merel.example/requests/" in sent.body_html


def test_the_holders_are_told_of_what_an_agent_opened_each_in_their_language(story):
    account = Request.objects.get(number=story.open().number).account
    second = house.make_person(story.brand, language="nl")
    house.make_membership(account, second)
    house.make_membership(account, house.make_person(story.brand), "reader")
    house.make_membership(account, house.make_person(story.brand), "holder", "ended")
    story.open(actor=story.agent)
    told = {
        (row.recipient, row.language)
        for row in mail.list_mails(brand_id=story.brand.id)
        if "R-26-000002" in row.subject
    }
    assert told == {(story.person.email, "en"), (second.email, "nl")}


@pytest.mark.parametrize(("email", "told"), [("maes@example.org", ["maes@example.org"]), ("", [])])
def test_an_account_without_people_is_told_at_its_own_address_if_it_has_one(story, email, told):
    account = info(house.make_account(story.brand, email=email), "")
    assert story.open(account=account, actor=story.agent).number
    assert [row.recipient for row in mail.list_mails(brand_id=story.brand.id)] == told


def test_a_form_sent_twice_opens_one_request(story):
    first = story.open(submission_key="abc")
    assert story.open(submission_key="abc", subject="Again") == first
    assert story.open(submission_key="def").number == "R-26-000002"
    assert Request.objects.count() == 2


def test_of_two_copies_at_the_same_moment_one_wins(story, monkeypatch):
    real = open_request_file.next_number

    def lose_the_race(**wish: Any) -> int:
        monkeypatch.setattr(open_request_file, "next_number", real)
        story.open(submission_key="abc")
        return real(**wish)

    monkeypatch.setattr(open_request_file, "next_number", lose_the_race)
    assert story.open(submission_key="abc").number == "R-26-000001"
    assert Request.objects.count() == RequestMessage.objects.count() == 1


def test_a_mail_shows_the_customers_words_and_obeys_none_of_them(story):
    story.open(text="<script>alert(1)</script>", subject="A & B")
    sent = mail.list_mails(brand_id=story.brand.id)[0]
    assert "<script>" not in sent.body_html
    assert "<script>alert(1)</script>" in sent.body_text
    assert "A & B" in sent.body_text


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"subject": " \n"}, refusals.RequestSubjectMissing, "subject"),
        ({"subject": "a" * 121}, refusals.RequestSubjectTooLong, "subject"),
        ({"text": "  "}, refusals.RequestTextMissing, "text"),
        ({"text": "a" * 4001}, refusals.RequestTextTooLong, "text"),
    ],
)
def test_a_form_that_says_too_little_or_too_much_is_refused(story, changes, refusal, field):
    with pytest.raises(refusal) as caught:
        story.open(**changes)
    assert caught.value.field == field
    assert caught.value.say()
    assert caught.value.say_next()
    assert Request.objects.count() == 0


def test_a_reader_may_ask_but_not_have_the_contract_changed():
    story = Story(role="reader")
    number = story.open().number
    assert story.write(number, text="And this.").state == RequestState.OPEN
    with pytest.raises(NotAllowed):
        story.open(kind=RequestKind.ADVANCE_CHANGE)
    holders = story.open(actor=story.agent).number
    with pytest.raises(NotAllowed):
        story.write(holders)
    with pytest.raises(NotAllowed):
        story.close(holders)


def test_a_reader_may_not_write_in_what_the_system_opened():
    story = Story(role="reader")
    number = story.open(actor=SYSTEM).number
    with pytest.raises(NotAllowed):
        story.write(number)


def test_the_ball_goes_to_and_fro_with_a_new_promise(story):
    number = story.open().number
    answered = story.write(number, actor=story.agent, text="Please send a photo.")
    assert (answered.ball, answered.promised_on) == (Ball.CUSTOMER, date(2026, 11, 24))
    assert queries.count_requests_with_customer(account_id=story.account.id) == 1
    assert queries.list_open_requests(brand_id=story.brand.id) == []
    back = story.write(number, text="Here it is.", today=date(2026, 12, 24))
    # Friday 25 December is a holiday, then a weekend: Monday and Tuesday are the two days.
    assert (back.ball, back.promised_on) == (Ball.US, date(2026, 12, 29))
    more = story.write(number, text="And another.", today=date(2026, 12, 28))
    assert more.promised_on == date(2026, 12, 29)
    assert [m.text for m in story.detail(number).messages] == [
        "Could you look at it?",
        "Please send a photo.",
        "Here it is.",
        "And another.",
    ]
    topics = [row.topic for row in mail.list_mails(brand_id=story.brand.id)]
    assert topics == ["request_answered", "request_opened"]


def test_an_agent_may_inform_and_keep_the_ball(story):
    number = story.open().number
    row = story.write(number, actor=story.agent, asks_customer=False, page_url="https://x.example/")
    assert row.ball is Ball.US
    assert "https://x.example/" in mail.list_mails(brand_id=story.brand.id)[0].body_text


def test_the_last_message_sent_again_is_not_added(story):
    number = story.open().number
    story.write(number)
    story.write(number)
    assert RequestMessage.objects.count() == 2


def test_an_agent_closes_with_a_last_word(story):
    number = story.open().number
    row = story.close(number, actor=story.agent, text="Your advance is 120 euro now.")
    assert (row.state, row.ball, row.closed_at) == (RequestState.CLOSED, Ball.DONE, LATER)
    assert mail.list_mails(brand_id=story.brand.id)[0].topic == "request_answered"
    assert story.close(number) == row
    with pytest.raises(refusals.RequestIsClosed) as caught:
        story.write(number)
    assert number in caught.value.say()


def test_a_customer_closes_with_or_without_a_word(story):
    silent, spoken = story.open().number, story.open().number
    story.close(silent)
    story.close(spoken, text="Found it, thanks.")
    assert len(story.detail(silent).messages) == 1
    assert len(story.detail(spoken).messages) == 2
    assert {row.topic for row in mail.list_mails(brand_id=story.brand.id)} == {"request_opened"}


def test_lists_put_first_what_waits_for_the_reader(story):
    done, ours, yours = (story.open().number for _ in range(3))
    story.close(done)
    story.write(yours, actor=story.agent)
    assert [row.number for row in queries.list_requests(account_id=story.account.id)] == [
        yours,
        ours,
        done,
    ]


def test_the_office_sees_the_earliest_promise_first_with_the_customer(story):
    later = story.open(today=date(2026, 11, 23)).number
    early = story.open().number
    pile = queries.list_open_requests(brand_id=story.brand.id)
    assert [row.number for row in pile] == [early, later]
    assert (pile[0].account_number, pile[0].account_name) == (
        story.account.number,
        story.account.name,
    )
    assert pile[0].is_late(date(2026, 11, 25))
    assert not pile[0].is_late(date(2026, 11, 24))
    story.write(early, actor=story.agent)
    assert not story.detail(early).row.is_late(date(2027, 1, 1))


def test_another_account_finds_nothing(story):
    number = story.open().number
    other = Story()
    for seek in (other.detail, other.write, other.close):
        with pytest.raises(NotFound):
            seek(number)
    with pytest.raises(NotFound):
        queries.get_request(brand_id=house.make_brand("plein-midi").id, number=number)
    assert queries.get_request(brand_id=story.brand.id, number=number).row.number == number


def test_the_database_keeps_requests_to_their_account_and_brand(story):
    number = story.open().number
    other_person = house.make_customer(story.brand)[0]
    french = house.make_brand("plein-midi")
    for brand, person in ((story.brand, other_person), (french, story.person), (story.brand, None)):
        with house.as_web(brand, person):
            assert Request.objects.count() == 0
            assert RequestMessage.objects.count() == 0
    with house.as_web(story.brand, story.person):
        assert story.detail(number).messages
        assert story.open().number == "R-26-000002"
        assert story.write(number).ball is Ball.US
        assert story.close(number).ball is Ball.DONE


def test_the_database_lets_nobody_edit_a_message(story):
    story.open()
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestMessage.objects.update(text="something else")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM support_requestmessage WHERE text = 'something else'")
        assert cursor.fetchone()[0] == 0


def test_rows_say_what_they_are_to_a_technician(story):
    number = story.open().number
    assert str(Request.objects.get()) == number
    assert str(RequestMessage.objects.get()).endswith("2026-11-21 customer")


def test_the_same_words_from_a_form_within_the_hour_are_one_request_until_somebody_answers():
    """Who goes back gets a fresh form with another random word, and sends the same words."""
    story = Story()

    def send(**changes):
        return story.open(is_from_form=True, **changes)

    first = send(submission_key="one")
    assert send(submission_key="two", text="Could you look at it?").number == first.number
    assert send(submission_key="three", text="Something else").number != first.number
    assert send(submission_key="four", kind=RequestKind.OTHER).number != first.number
    operations.close_request(
        brand=story.brand,
        account=story.account,
        number=first.number,
        actor=story.customer,
        now=house.NOW,
    )
    second = send(submission_key="five")
    assert second.number != first.number
    assert send(submission_key="six", now=house.NOW + timedelta(hours=2)).number != second.number
    assert Request.objects.count() == 5
