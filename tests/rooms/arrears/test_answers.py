"""Waivers, disputes and payment plans: asked, answered, kept, broken."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from arrears_factory import (
    DUE_ON,
    account_of,
    agent_of,
    at,
    decide,
    make_debtor,
    owe,
    pay,
    remind,
)
from house_factory import as_web, make_customer
from kwartier.arrears import _telling, operations, queries, refusals
from kwartier.arrears.models import Waiver
from kwartier.arrears.types import DisputeState, PlanState, WaiverState
from kwartier.documents.queries import get_issuer
from kwartier.documents.refusals import IssuerUnknown
from kwartier.ledger.queries import get_balance, list_open_items
from kwartier.parties.types import Role
from kwartier.payments._withholding import list_withheld
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.formats import group_in_fours
from kwartier.platform.mail import list_mails
from kwartier.platform.models import OutboxMail
from kwartier.support.operations import open_request
from kwartier.support.types import RequestKind

pytestmark = pytest.mark.django_db

REMINDED_ON, NOTICED_ON = date(2026, 2, 11), date(2026, 2, 27)
ANNOUNCED_ON = date(2026, 3, 16)
NOTICE = "RM26-0000002"


@pytest.fixture
def home():
    return make_debtor()


def on(day):
    return {"today": day, "now": at(day)}


def ask(home, number=NOTICE, day=NOTICED_ON, **more):
    told = {"account": account_of(home), "number": number, "actor": home.actor, **on(day)}
    return operations.ask_waiver(**told | more)


def topics(home):
    mails = [mail for mail in list_mails(brand_id=home.brand.id) if mail.topic != "reminder"]
    assert not any('href=""' in mail.body_html for mail in mails)
    return [mail.topic for mail in mails]


def test_a_cost_is_taken_off_once_the_invoice_is_paid(home):
    """Refused while it is unpaid; then by rule once a year, as a credit of a worker's."""
    document = owe(home)
    remind(home, REMINDED_ON, NOTICED_ON)
    with pytest.raises(refusals.WaiverWhileUnpaid) as refused:
        ask(home)
    assert refused.value.params == {"number": NOTICE, "owed_cents": 40_000}
    assert not Waiver.objects.exists()
    pay(home, 40_000, NOTICED_ON, document)
    assert ask(home).state == WaiverState.GRANTED
    with pytest.raises(refusals.WaiverAsked):
        ask(home)
    assert get_balance(account_id=home.account.pk) == 1_504
    post = {"brand_id": home.brand.id, **on(NOTICED_ON)}
    assert [operations.post_waivers(**post), operations.post_waivers(**post)] == [1, 0]
    assert get_balance(account_id=home.account.pk) == 0
    (reminder,) = [
        each for each in queries.list_reminders(account_id=home.account.pk) if each.cost_cents
    ]
    assert reminder.waiver == WaiverState.GRANTED
    assert topics(home) == ["waiver_answered"]


def test_a_second_cost_of_the_year_is_an_agents(home):
    decide(home, "reminders.waivers_a_year", value=0)
    document = owe(home)
    remind(home, REMINDED_ON, NOTICED_ON)
    pay(home, 40_000, NOTICED_ON, document)
    assert ask(home, reason="I was in hospital.").state == WaiverState.WITH_AGENT
    (asked,) = queries.list_asked_waivers(brand_id=home.brand.id)
    assert (asked.cents, asked.reason) == (1_504, "I was in hospital.")
    act = {"account": account_of(home), "number": NOTICE, **on(NOTICED_ON)}
    agent = agent_of(home)
    with pytest.raises(NotAllowed):
        operations.decide_waiver(**act, is_granted=True, answer="Yes.", actor=home.actor)
    with pytest.raises(NotFound):
        operations.decide_waiver(
            **act | {"number": "RM26-9999999"}, is_granted=True, answer="Yes.", actor=agent
        )
    with pytest.raises(refusals.AnswerMissing):
        operations.decide_waiver(**act, is_granted=False, answer=" ", actor=agent)
    before = get_balance(account_id=home.account.pk)
    decided = operations.decide_waiver(**act, is_granted=False, answer="It was right.", actor=agent)
    assert get_balance(account_id=home.account.pk) == before
    assert (decided.state, decided.answer) == (WaiverState.REFUSED, "It was right.")
    with pytest.raises(refusals.WaiverDecided):
        operations.decide_waiver(**act, is_granted=True, answer="Yes.", actor=agent)
    assert operations.post_waivers(brand_id=home.brand.id, **on(NOTICED_ON)) == 0
    assert queries.list_waivers(account_id=home.account.pk) == [decided]


def test_a_cost_that_an_agent_takes_off_is_posted_with_the_decision(home):
    """This one, and nothing else that waits for a worker."""
    decide(home, "reminders.waivers_a_year", value=0)
    neighbor = make_debtor(brand=home.brand)
    for each in (home, neighbor):
        each.document = owe(each)
    remind(home, REMINDED_ON, NOTICED_ON)
    notices = {}
    for each in (home, neighbor):
        pay(each, 40_000, NOTICED_ON, each.document)
        (notice, _reminder) = queries.list_reminders(account_id=each.account.pk)
        notices[each.account.pk] = ask(each, notice.number).reminder_number
    Waiver.objects.filter(account_id=neighbor.account.pk).update(
        state=WaiverState.GRANTED, decided_on=NOTICED_ON
    )
    decided = operations.decide_waiver(
        account=account_of(home),
        number=notices[home.account.pk],
        is_granted=True,
        answer="Yes.",
        actor=agent_of(home),
        **on(NOTICED_ON),
    )
    assert decided.posted_at == at(NOTICED_ON)
    assert get_balance(account_id=home.account.pk) == 0
    assert get_balance(account_id=neighbor.account.pk) == 1_504


def test_who_may_not_ask_is_told(home):
    owe(home)
    remind(home, REMINDED_ON)
    reader = replace(account_of(home), role=Role.READER)
    with pytest.raises(NotAllowed):
        ask(home, account=reader)
    with pytest.raises(refusals.NothingToWaive):
        ask(home, number="RM26-0000001")
    with pytest.raises(NotFound):
        ask(home, number="RM26-9999999")
    with pytest.raises(NotAllowed):
        operations.open_dispute(account=reader, document="F", actor=home.actor, **on(REMINDED_ON))
    with pytest.raises(NotAllowed):
        accept(home, account=reader)


def dispute(home, document, cents=None, **more):
    told = {"account": account_of(home), "document": document, "actor": home.actor}
    return operations.open_dispute(**told | on(REMINDED_ON) | more, cents=cents, reason="Not mine.")


def test_what_is_disputed_waits_and_the_rest_stays_due(home):
    whole, part = owe(home, 10_000), owe(home, 40_000)
    dispute(home, whole)
    dispute(home, part, 15_000)
    with pytest.raises(refusals.DisputeOpenAlready):
        dispute(home, whole)
    with pytest.raises(refusals.NothingToDispute):
        dispute(home, "F26-9999999")
    remind(home, REMINDED_ON)
    (reminder,) = queries.list_reminders(account_id=home.account.pk)
    assert reminder.principal_cents == 25_000
    assert list_withheld(home.brand.id, [whole, part, "other"]) == {whole, part}
    items = list_open_items(account_id=home.account.pk)
    late = queries.list_late(items, brand_id=home.brand.id, today=REMINDED_ON)
    assert [(each.document, each.open_cents) for each in late] == [(part, 25_000)]
    end = {"account": account_of(home), "document": whole, **on(NOTICED_ON)}
    agent = agent_of(home)
    with pytest.raises(NotAllowed):
        operations.end_dispute(**end, answer="It is right.", actor=home.actor)
    with pytest.raises(NotFound):
        operations.end_dispute(**end | {"document": "F"}, answer="It is right.", actor=agent)
    with pytest.raises(refusals.AnswerMissing):
        operations.end_dispute(**end, answer="", actor=agent)
    ended = operations.end_dispute(**end, answer="It is right.", actor=agent)
    assert (ended.state, ended.ended_on) == (DisputeState.ENDED, NOTICED_ON)
    with pytest.raises(refusals.DisputeEnded):
        operations.end_dispute(**end, answer="It is right.", actor=agent)
    (left,) = queries.list_open_disputes(brand_id=home.brand.id)
    assert (left.document, left.cents) == (part, 15_000)
    assert len(queries.list_disputes(account_id=home.account.pk)) == 2


@pytest.mark.parametrize("cents", [0, -1, 40_001])
def test_more_is_not_disputed_than_is_open(home, cents):
    with pytest.raises(refusals.DisputeOutOfBounds):
        dispute(home, owe(home), cents)


def test_a_request_about_a_bill_opens_its_dispute(home):
    document = owe(home)
    for bill in (document, document, "F26-9999999"):
        open_request(
            brand=home.brand,
            account=account_of(home),
            kind=RequestKind.BILL_DISPUTE,
            subject="Not mine",
            text="Look at it, please.",
            actor=home.actor,
            context={"bill": bill},
            **on(REMINDED_ON),
        )
    (opened,) = queries.list_disputes(account_id=home.account.pk)
    assert (opened.cents, opened.reason) == (40_000, "Not mine")
    assert opened.request_number.startswith("R-26-")
    assert remind(home, REMINDED_ON) == [0]


def offer(home, months=3, first_on=date(2026, 3, 1), today=REMINDED_ON):
    return queries.offer_plan(
        account=account_of(home), months=months, first_on=first_on, today=today
    )


def accept(home, months=3, first_on=date(2026, 3, 1), **more):
    told = {"account": account_of(home), "actor": home.actor, "seen": "", **on(REMINDED_ON)}
    return operations.accept_plan(**told | more, months=months, first_on=first_on)


def follow(home, day):
    return operations.follow_plans(brand_id=home.brand.id, **on(day))


def test_a_plan_that_is_kept_is_fulfilled_without_reminders(home):
    owe(home, 10_000)
    owe(home, 5_000, date(2026, 12, 1))
    offered = offer(home)
    items = list_open_items(account_id=home.account.pk)
    late = {"brand_id": home.brand.id, "today": REMINDED_ON}
    assert [each.open_cents for each in queries.list_late(items, **late)] == [10_000]
    assert [(each.due_on, each.cents) for each in offered.instalments] == [
        (date(2026, 3, 1), 3_333),
        (date(2026, 4, 1), 3_333),
        (date(2026, 5, 1), 3_334),
    ]
    with pytest.raises(refusals.PlanIsStale):
        accept(home, seen="another")
    plan = accept(home, seen=offered.seen)
    assert (plan.number, plan.left_cents) == ("PP26-0000001", 10_000)
    assert queries.list_late(items, **late) == []
    with pytest.raises(refusals.PlanRuns):
        offer(home)
    assert remind(home, REMINDED_ON, NOTICED_ON) == [0, 0]
    for instalment in plan.instalments:
        assert queries.find_running_plan(account_id=home.account.pk).next_instalment == instalment
        pay(home, instalment.cents, instalment.due_on)
        assert follow(home, instalment.due_on + timedelta(days=6)) == (
            1 if instalment == plan.instalments[-1] else 0
        )
    (fulfilled,) = queries.list_plans(account_id=home.account.pk)
    assert (fulfilled.state, fulfilled.paid_cents) == (PlanState.FULFILLED, 10_000)
    assert fulfilled.next_instalment is None
    assert queries.find_running_plan(account_id=home.account.pk) is None
    assert topics(home) == ["payment_plan", "payment_plan"]


def know_nobody(**_):
    raise IssuerUnknown


def test_a_plan_says_to_whom_its_parts_are_paid(home, monkeypatch):
    owe(home)
    remind(home, REMINDED_ON)
    accept(home, seen=offer(home).seen)
    issuer = get_issuer(brand_id=home.brand.id, on=REMINDED_ON)
    said = OutboxMail.objects.get(topic="payment_plan").body_text
    way = f"Pay each part to {issuer.legal_name}, account {group_in_fours(issuer.iban)}, with"
    assert way in said
    monkeypatch.setattr(_telling, "get_issuer", know_nobody)
    last = queries.find_running_plan(account_id=home.account.pk)
    assert follow(home, last.instalments[-1].due_on + timedelta(days=30)) == 1
    said = OutboxMail.objects.filter(topic="payment_plan").latest("pk").body_text
    assert "reminders go on where they were" in said
    assert "account BE" not in said


def test_a_plan_that_is_missed_is_broken_and_reminders_go_on(home):
    owe(home)
    remind(home, REMINDED_ON)
    accept(home, seen=offer(home).seen)
    pay(home, 13_333, date(2026, 3, 2))
    assert [follow(home, date(2026, 4, 6)), follow(home, date(2026, 4, 7))] == [0, 1]
    (plan,) = queries.list_plans(account_id=home.account.pk)
    assert (plan.state, plan.broken_on, plan.left_cents) == (
        PlanState.BROKEN,
        date(2026, 4, 7),
        26_667,
    )
    assert remind(home, date(2026, 4, 7)) == [1]


@pytest.mark.parametrize(
    ("months", "first_on"),
    [(0, date(2026, 3, 1)), (7, date(2026, 3, 1)), (3, REMINDED_ON), (3, date(2026, 3, 15))],
)
def test_a_customer_chooses_within_bounds(home, months, first_on):
    owe(home)
    with pytest.raises(refusals.PlanOutOfBounds) as refused:
        accept(home, months, first_on)
    params = refused.value.params
    assert (params["earliest_on"], params["latest_on"]) == (
        REMINDED_ON + timedelta(days=1),
        REMINDED_ON + timedelta(days=31),
    )


def test_a_month_has_a_least_amount_but_for_an_agent(home):
    """And nobody makes parts of nothing."""
    owe(home, 5_000)
    with pytest.raises(refusals.NothingToPlan):
        offer(home, today=DUE_ON)
    for months in (3, 6):
        with pytest.raises(refusals.PlanOutOfBounds):
            accept(home, months, seen=offer(home, months).seen)
    plan = accept(home, 8, seen=offer(home, 8).seen, actor=agent_of(home))
    assert len(plan.instalments) == 8


@pytest.mark.parametrize(
    ("months", "first_on"), [(61, date(2026, 3, 1)), (3, REMINDED_ON), (3, date(9999, 12, 31))]
)
def test_an_agent_has_bounds_too_and_is_told_them(home, months, first_on):
    owe(home)
    with pytest.raises(refusals.PlanOutOfBounds) as refused:
        accept(home, months, first_on, actor=agent_of(home))
    params = refused.value.params
    assert (params["months_most"], params["latest_on"]) == (60, REMINDED_ON + timedelta(days=366))


def test_as_many_months_can_be_chosen_as_the_amount_allows(home):
    bounds = queries.get_plan_bounds(brand_id=home.brand.id, on=REMINDED_ON)
    counted = {cents: bounds.count_months(cents) for cents in (0, 1_504, 4_000, 5_999, 100_000)}
    assert counted == {0: 1, 1_504: 1, 4_000: 2, 5_999: 2, 100_000: 6}
    assert replace(bounds, least_cents=0).count_months(4_000) == 6
    owe(home, 5_999)
    with pytest.raises(refusals.PlanOutOfBounds):
        accept(home, 3, seen=offer(home, 3).seen)
    assert len(accept(home, 2, seen=offer(home, 2).seen).instalments) == 2


def test_a_strangers_session_sees_none_of_it(home):
    owe(home)
    dispute(home, owe(home))
    with as_web(home.brand, home.person):
        accept(home, seen=offer(home).seen)
    stranger, _account = make_customer(home.brand)
    for person, count in ((stranger, 0), (home.person, 1)):
        with as_web(home.brand, person):
            assert len(queries.list_disputes(account_id=home.account.pk)) == count
            assert len(queries.list_plans(account_id=home.account.pk)) == count
