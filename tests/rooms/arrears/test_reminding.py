"""Day by day from a missed due date to an agent: letters, costs, and what stops them."""

from datetime import date

import pytest

from arrears_factory import (
    DUE_ON,
    agent_of,
    at,
    decide,
    make_debtor,
    owe,
    pay,
    post_letters_to,
    remind,
)
from house_factory import as_web, make_customer
from kwartier.arrears import operations, queries, refusals
from kwartier.arrears.models import Reminder, ReminderCase
from kwartier.arrears.types import CaseState, LetterWay, StepKind
from kwartier.ledger.queries import get_balance, list_open_items
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.mail import list_mails
from kwartier.platform.models import AuditEntry
from rulebooks.parameters import ExpiredParameter

pytestmark = pytest.mark.django_db

REMINDED_ON, NOTICED_ON = date(2026, 2, 11), date(2026, 2, 27)
ANNOUNCED_ON, LEFT_ON = date(2026, 3, 16), date(2026, 5, 18)


@pytest.fixture
def home():
    return make_debtor(home={"street": "Lindelaan"})


def letters_of(home):
    return queries.list_reminders(account_id=home.account.pk)


def reminder_costs(home):
    items = list_open_items(account_id=home.account.pk)
    return [(item.document, item.open_cents) for item in items if item.kind == "reminder_cost"]


def test_a_missed_due_date_goes_its_way_to_an_agent(home):
    """The days and amounts of the scenario folders, with letters, postings and a work list."""
    document = owe(home)
    days = [DUE_ON, REMINDED_ON, REMINDED_ON, NOTICED_ON, ANNOUNCED_ON, LEFT_ON, LEFT_ON]
    assert remind(home, *days) == [0, 1, 0, 1, 1, 0, 0]
    announcement, notice, reminder = letters_of(home)
    assert [each.number for each in (reminder, notice, announcement)] == [
        f"RM26-{number:07d}" for number in (1, 2, 3)
    ]
    assert [(each.step, each.cost_cents) for each in (reminder, notice, announcement)] == [
        (StepKind.REMINDER, 0),
        (StepKind.NOTICE, 1_504),
        (StepKind.ANNOUNCEMENT, 4_083),
    ]
    assert [debt.document for debt in reminder.debts] == [document]
    assert reminder.creditor.enterprise_number == "0999999823"
    assert reminder.pay_by == date(2026, 2, 26)
    assert reminder.next_step.on == NOTICED_ON
    assert announcement.next_step.step == StepKind.AGENT
    assert announcement.region == "flanders"
    assert get_balance(account_id=home.account.pk) == 40_000 + 1_504 + 4_083
    assert reminder_costs(home) == [
        (notice.number, 1_500),
        (notice.number, 4),
        (announcement.number, 4_000),
        (announcement.number, 83),
    ]
    (case,) = queries.list_with_agent(brand_id=home.brand.id)
    assert (case.agent_step, case.agent_since, case.open_cents) == ("agent", LEFT_ON, 40_000)
    acts = AuditEntry.objects.filter(account_id=home.account.pk, action__startswith="arrears.")
    assert sorted(acts.values_list("action", flat=True)) == [
        "arrears.case_with_agent",
        *["arrears.reminder_written"] * 3,
    ]


@pytest.mark.parametrize(
    ("address", "way_out"),
    [("", "you can pay in parts"), ("https://energy.example", "payment plan")],
)
def test_a_mail_says_what_the_law_asks(home, settings, address, way_out):
    """Where nobody said where the pages are, it leads to none."""
    settings.KWARTIER_ADDRESS = address
    document = owe(home)
    remind(home, REMINDED_ON)
    (mail,) = [each for each in list_mails(brand_id=home.brand.id) if each.topic == "reminder"]
    for words in (
        "400.00",
        document,
        "Merel Energie BV",
        "0999999823",
        "formal notice follows, which costs",
        "OCMW",
        "debt mediator",
        "ombudsman",
        way_out,
    ):
        assert words in mail.body_text
        assert words in mail.body_html
    assert 'href=""' not in mail.body_html


def test_who_pays_hears_nothing_more(home):
    owe(home)
    remind(home, REMINDED_ON)
    pay(home, 40_000, REMINDED_ON)
    assert remind(home, NOTICED_ON) == [0]
    (case,) = queries.list_cases(account_id=home.account.pk)
    assert (case.state, case.open_cents) == (CaseState.CLOSED, 0)


def test_a_part_that_is_paid_costs_less(home):
    owe(home)
    remind(home, REMINDED_ON, NOTICED_ON)
    pay(home, 30_000, NOTICED_ON)
    remind(home, ANNOUNCED_ON)
    assert letters_of(home)[0].cost.indemnity_cents == 500


def test_the_fourth_due_date_of_a_year_costs(home):
    """Two bills of one day are one due date; one letter tells of both."""
    for month in (1, 2, 3):
        owe(home, 5_000, date(2026, month, 10))
    owe(home, 1_000, date(2026, 3, 10))
    assert remind(home, date(2026, 1, 12), date(2026, 2, 11), date(2026, 3, 11)) == [1, 2, 3]
    owe(home, 5_000, date(2026, 4, 10))
    remind(home, date(2026, 4, 13))
    fees = {
        each.issued_on: each.cost.fee_cents for each in letters_of(home) if each.step == "reminder"
    }
    assert fees == {
        date(2026, 1, 12): 0,
        date(2026, 2, 11): 0,
        date(2026, 3, 11): 0,
        date(2026, 4, 13): 750,
    }
    assert sorted(len(each.debts) for each in letters_of(home) if each.step == "reminder") == [
        1,
        1,
        1,
        2,
    ]


def test_a_letter_by_post_begins_when_it_is_posted(home):
    """Until then nothing is charged and nothing follows; then its days count from the third working day."""
    post_letters_to(home)
    for month in (1, 2, 3):
        owe(home, 5_000, date(2025, month, 10))
    owe(home, 5_000, date(2025, 4, 10))
    remind(home, REMINDED_ON)
    (letter,) = queries.list_to_post(brand_id=home.brand.id, today=NOTICED_ON)
    assert (letter.way, letter.sent_on, letter.cost_cents) == (LetterWay.POST, None, 0)
    assert letters_of(home) == []
    assert remind(home, NOTICED_ON) == [0]
    agent = agent_of(home)
    posted = {
        "brand_id": home.brand.id,
        "number": letter.number,
        "today": NOTICED_ON,
        "now": at(NOTICED_ON),
    }
    with pytest.raises(NotAllowed):
        operations.note_posted(**posted, actor=home.actor)
    with pytest.raises(NotFound):
        operations.note_posted(**posted | {"number": "RM26-9999999"}, actor=agent)
    operations.note_posted(**posted, actor=agent)
    operations.note_posted(**posted | {"today": LEFT_ON}, actor=agent)
    assert queries.list_to_post(brand_id=home.brand.id, today=NOTICED_ON) == []
    assert letters_of(home)[0].sent_on == NOTICED_ON
    assert remind(home, date(2026, 3, 18), date(2026, 3, 19)) == [0, 1]
    (notice,) = queries.list_to_post(brand_id=home.brand.id, today=NOTICED_ON)
    assert get_balance(account_id=home.account.pk) == 20_000
    operations.note_posted(**posted | {"number": notice.number}, actor=agent)
    assert get_balance(account_id=home.account.pk) == 20_000 + notice.cost_cents


def test_a_brand_that_sends_none_sends_none():
    quiet = make_debtor()
    decide(quiet, "reminders.are_sent", value=False, from_day=date(2026, 1, 1))
    owe(quiet)
    assert remind(quiet, REMINDED_ON) == [0]


def test_a_brand_may_ask_less_and_wait_longer(home):
    decide(home, "reminders.notice_fee_cents", value=500)
    decide(home, "reminders.reminder_days_more", value=7)
    decide(home, "reminders.asks_interest", value=False)
    owe(home)
    assert remind(home, REMINDED_ON, date(2026, 2, 18), date(2026, 3, 6)) == [0, 1, 1]
    assert letters_of(home)[0].cost_cents == 500


def test_a_protected_household_pays_for_nothing(home):
    from kwartier.supply.operations import note_protection

    owe(home)
    remind(home, REMINDED_ON)
    note_protection(
        contract_id=home.contract.id,
        from_=date(2026, 2, 1),
        until=None,
        document="attestation",
        actor=agent_of(home),
        now=at(REMINDED_ON),
    )
    remind(home, NOTICED_ON)
    assert [each.cost_cents for each in letters_of(home)] == [0, 0]
    (case,) = queries.list_cases(account_id=home.account.pk)
    assert case.procedure == "be.flanders_protected"


def test_what_no_contract_is_behind_is_left_alone(home):
    """No region says how it may be reminded of."""
    _person, account = make_customer(home.brand)
    home.account = account
    owe(home)
    assert remind(home, REMINDED_ON) == [0]


def test_a_day_past_the_review_stops_the_walk(home):
    owe(home)
    with pytest.raises(ExpiredParameter):
        remind(home, date(2027, 1, 4))
    assert not Reminder.objects.exists()


def test_an_agent_holds_a_case_and_closes_it(home):
    owe(home)
    remind(home, REMINDED_ON)
    (case,) = queries.list_cases(account_id=home.account.pk)
    agent = agent_of(home)
    act = {
        "brand_id": home.brand.id,
        "case_id": case.id,
        "today": NOTICED_ON,
        "now": at(NOTICED_ON),
    }
    held = operations.hold_case(**act, until=date(2026, 3, 10), actor=agent)
    assert (held.held_until, held.held_reason) == (date(2026, 3, 10), agent.reason)
    assert remind(home, NOTICED_ON, date(2026, 3, 10)) == [0, 1]
    for until in (NOTICED_ON, date(2026, 7, 1)):
        with pytest.raises(refusals.HoldOutOfBounds):
            operations.hold_case(**act, until=until, actor=agent)
    with pytest.raises(NotAllowed):
        operations.close_case(**act, actor=home.actor)
    with pytest.raises(NotFound):
        operations.close_case(**act | {"case_id": 0}, actor=agent)
    with pytest.raises(refusals.AnswerMissing):
        operations.close_case(**act, actor=agent_of(home, reason=" "))
    with pytest.raises(refusals.CaseNotWithAgent):
        operations.note_reduction(**act, actor=agent)
    assert operations.close_case(**act, actor=agent).state == CaseState.CLOSED
    with pytest.raises(refusals.CaseIsClosed):
        operations.close_case(**act, actor=agent)
    assert remind(home, date(2026, 4, 10), date(2026, 5, 20)) == [0, 0]  # not from the beginning


def test_days_begin_when_the_power_was_reduced(home):
    owe(home)
    remind(home, REMINDED_ON)
    ReminderCase.objects.update(state="with_agent", agent_step="reduction", agent_since=NOTICED_ON)
    (case,) = queries.list_with_agent(brand_id=home.brand.id)
    act = {"brand_id": home.brand.id, "case_id": case.id, "actor": agent_of(home)}
    act |= {"today": NOTICED_ON, "now": at(NOTICED_ON)}
    ReminderCase.objects.update(procedure="fr.protected")
    with pytest.raises(refusals.StepBarred):
        operations.note_reduction(**act)
    ReminderCase.objects.update(procedure="fr.household")
    reduced = operations.note_reduction(**act)
    assert (reduced.state, reduced.last_step, reduced.agent_step) == ("open", "reduction", "")


def test_a_strangers_session_sees_no_letter(home):
    owe(home)
    remind(home, REMINDED_ON)
    stranger, _account = make_customer(home.brand)
    with as_web(home.brand, stranger):
        assert letters_of(home) == []
        with pytest.raises(NotFound):
            queries.get_reminder(account_id=home.account.pk, number="RM26-0000001")
    with as_web(home.brand, home.person):
        assert len(letters_of(home)) == 1
        assert queries.get_reminder(account_id=home.account.pk, number="RM26-0000001").debts
