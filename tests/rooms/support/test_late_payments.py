"""What customers ask about late payments becomes a request that is promised an answer, and gets it."""

from datetime import date

import pytest

from arrears_factory import account_of, agent_of, at, decide, make_debtor, owe, pay, remind
from kwartier.arrears.operations import open_dispute
from kwartier.arrears.types import DisputeState, WaiverState
from kwartier.support.models import Request
from kwartier.support.operations import answer_dispute, answer_waiver, ask_waiver, dispute_bill

pytestmark = pytest.mark.django_db

REMINDED_ON, NOTICED_ON = date(2026, 2, 11), date(2026, 2, 27)
NOTICE = "RM26-0000002"


@pytest.fixture
def home():
    return make_debtor()


def acting_on(home, actor, *, with_brand=True):
    brand = {"brand": home.brand} if with_brand else {}
    now = at(NOTICED_ON)
    return {"account": account_of(home), "actor": actor, "today": NOTICED_ON, "now": now, **brand}


def ask(home, **more):
    document = owe(home)
    remind(home, REMINDED_ON, NOTICED_ON)
    pay(home, 40_000, NOTICED_ON, document)
    return ask_waiver(**acting_on(home, home.actor), number=NOTICE, **more)


def test_what_a_rule_grants_needs_no_request(home):
    assert ask(home).state == WaiverState.GRANTED
    assert not Request.objects.exists()


@pytest.mark.parametrize("reason", ["", "I was in hospital."])
def test_a_wish_for_an_agent_is_a_request_that_its_answer_closes(home, reason):
    decide(home, "reminders.waivers_a_year", value=0)
    assert ask(home, reason=reason).state == WaiverState.WITH_AGENT
    (request,) = Request.objects.all()
    assert (request.state, request.context) == ("open", {"reminder": NOTICE})
    assert (reason or "Please take") in request.messages.get().text
    agent = acting_on(home, agent_of(home), with_brand=False)
    decided = answer_waiver(**agent, number=NOTICE, is_granted=True, answer="We take it off.")
    assert decided.state == WaiverState.GRANTED
    request.refresh_from_db()
    assert request.state == "closed"
    assert request.messages.latest("pk").text == "We take it off."


def test_a_dispute_is_a_request_that_its_answer_closes(home):
    document = owe(home)
    asked = dispute_bill(
        **acting_on(home, home.actor), document=document, cents=10_000, reason="Too much."
    )
    assert (asked.state, asked.document) == (DisputeState.OPEN, document)
    agent = acting_on(home, agent_of(home))
    ended = answer_dispute(**agent, document=document, answer="The meter was read again.")
    assert ended.state == DisputeState.ENDED
    assert Request.objects.get(number=asked.request_number).state == "closed"


def test_a_dispute_that_an_agent_noted_has_no_request_to_close(home):
    document = owe(home)
    agent = acting_on(home, agent_of(home))
    noted = {name: value for name, value in agent.items() if name != "brand"}
    open_dispute(**noted, document=document)
    ended = answer_dispute(**agent, document=document, answer="The bill is right.")
    assert ended.state == DisputeState.ENDED
    assert not Request.objects.exists()
