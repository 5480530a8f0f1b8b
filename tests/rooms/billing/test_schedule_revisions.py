"""Schedules are revised with consent, left and refused; the bill is in test_schedules."""

from datetime import date, timedelta

import pytest

from advance_factory import (
    MOVED_IN,
    PERIOD_FROM,
    PERIOD_UNTIL,
    make_household,
    read_along,
)
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvanceInvoice, AdvancePlan
from kwartier.billing._schedule_models import InstalmentSchedule, ScheduleRevision
from kwartier.billing.refusals import AdvanceMissing, JustificationMissing
from kwartier.billing.schedule_refusals import (
    NoInstalmentLeft,
    NoProposalWaits,
    ProposalIsStale,
    ScheduleMissing,
    ScheduleNotOffered,
    ScheduleOutOfBounds,
    ScheduleRuns,
)
from kwartier.billing.schedule_types import RevisionState
from kwartier.billing.types import Channel
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import OutboxMail
from schedule_factory import AGENT, NOW, ask_until, begin, make_payer, offer_schedules, schedule_of

pytestmark = pytest.mark.django_db


def read_more(household, day, annual):
    """The operator read the meter on a day: the household used it at another rate than before."""
    read_along(household.home, [day], annual)


def make_drifted(*, annual=7_000, today=date(2026, 7, 20)):
    """A payer whose forecast left the schedule: read at another rate in the fourth month."""
    household = make_payer()
    ask_until(household, today)
    read_more(household, today, annual)
    return household, today


def propose(household, today):
    return operations.propose_revisions(brand_id=household.brand.id, today=today, now=NOW)


def answer(household, today, *, accepts, actor=None, revision_id=None, justification=""):
    schedule = schedule_of(household, today=today)
    if revision_id is None:
        revision_id = schedule.proposal.id
    return operations.answer_revision(
        contract_id=household.contract.id,
        revision_id=revision_id,
        accepts=accepts,
        actor=actor or household.actor,
        today=today,
        now=NOW,
        channel=Channel.WEB,
        justification=justification,
    )


def test_a_forecast_that_left_the_schedule_is_proposed_once_and_changes_nothing():
    household, today = make_drifted()
    before = schedule_of(household, today=today)
    assert propose(household, today) == 1
    assert propose(household, today) == 0
    after = schedule_of(household, today=today)
    assert after.instalments == before.instalments
    proposal = after.proposal
    asked = sum(each.amount_cents for each in after.instalments if each.document)
    left = len(after.left)
    assert proposal.amount_cents > after.amount_cents
    # What is left to pay, over the instalments left: to the cent.
    assert proposal.amount_cents * (left - 1) + proposal.last_cents == (
        proposal.expected_cost_cents - asked
    )
    assert [cents for _, cents in proposal.instalments[-left:-1]] == [proposal.amount_cents] * (
        left - 1
    )
    mail = OutboxMail.objects.get(topic="schedule_proposed")
    assert before.number in mail.subject


def test_an_accepted_proposal_is_in_force_from_the_next_instalment_on():
    household, today = make_drifted()
    propose(household, today)
    proposal = schedule_of(household, today=today).proposal
    after = answer(household, today, accepts=True)
    assert (after.sequence, after.amount_cents, after.proposal) == (1, proposal.amount_cents, None)
    assert after.total_cents == proposal.expected_cost_cents
    assert after.revisions[0].actor_kind == "customer"
    assert after.revisions[0].state is RevisionState.IN_FORCE
    change = queries.list_changes(contract_id=household.contract.id)[0]
    assert (change.to_cents, change.occasion) == (proposal.amount_cents, "revision")
    assert OutboxMail.objects.filter(topic="advance_changed").count() == 1
    with pytest.raises(NoProposalWaits):
        answer(household, today, accepts=True, revision_id=proposal.id)
    ask_until(household, PERIOD_UNTIL)
    assert schedule_of(household, today=PERIOD_UNTIL).total_cents == after.total_cents
    assert AdvanceInvoice.objects.order_by("-due_on").first().amount_cents == proposal.last_cents


def test_what_is_kept_stays_and_the_next_instalment_lets_a_new_one_be_proposed():
    household, today = make_drifted()
    propose(household, today)
    before = schedule_of(household, today=today)
    after = answer(household, today, accepts=False)
    assert (after.sequence, after.amount_cents) == (0, before.amount_cents)
    assert ScheduleRevision.objects.get(state="kept").answered_at == NOW
    later = date(2026, 8, 20)
    ask_until(household, later)
    assert propose(household, later) == 1
    # One more was asked: what was proposed on top of the one before is over.
    ask_until(household, date(2026, 9, 20))
    assert schedule_of(household, today=date(2026, 9, 20)).proposal is None


def test_only_the_third_month_to_the_ninth_is_looked_at_and_only_what_moved_is_proposed():
    household, today = make_drifted(annual=3_500)
    assert propose(household, today) == 0
    assert InstalmentSchedule.objects.get().checked_on == today
    early, day = make_drifted(annual=9_000, today=date(2026, 6, 10))
    assert propose(early, day) == 0
    assert schedule_of(early, today=day).proposal is None


def test_an_agent_answers_with_a_reason_and_a_stranger_not_at_all():
    household, today = make_drifted()
    propose(household, today)
    stranger = make_household(issue=False, paid=False)
    with pytest.raises(NotFound):
        answer(household, today, accepts=True, actor=stranger.actor)
    with pytest.raises(JustificationMissing):
        answer(household, today, accepts=True, actor=AGENT)
    after = answer(household, today, accepts=True, actor=AGENT, justification="asked by phone")
    assert (after.sequence, after.revisions[0].justification) == (1, "asked by phone")


def test_a_proposal_of_other_days_cannot_be_accepted_any_more():
    household, today = make_drifted()
    propose(household, today)
    AdvancePlan.objects.update(next_issue_on=date(2026, 12, 31), issue_day=30)
    with pytest.raises(ProposalIsStale):
        answer(household, today, accepts=True)
    AdvancePlan.objects.update(next_issue_on=None)
    with pytest.raises(ProposalIsStale):
        answer(household, today, accepts=True)


def test_a_change_by_the_customer_is_a_revision_of_the_schedule():
    household, today = make_drifted()
    propose(household, today)
    before = schedule_of(household, today=today)
    # The seventh of ten: changed within the bounds of the slider.
    simulation = household.simulate(today=today)
    operations.change_advance_as_agent(
        contract_id=household.contract.id,
        amount_cents=simulation.lower.cents,
        justification="asked by phone",
        actor=AGENT,
        today=today,
        now=NOW,
    )
    after = schedule_of(household, today=today)
    assert (after.sequence, after.amount_cents) == (1, simulation.lower.cents)
    assert {each.amount_cents for each in after.left} == {simulation.lower.cents}
    assert after.proposal is None
    assert after.revisions[0].occasion == "office"
    assert ScheduleRevision.objects.get(pk=before.proposal.id).state == "lapsed"


def test_who_leaves_a_schedule_pays_advances_again():
    household, today = make_drifted()
    asked = [each for each in schedule_of(household, today=today).instalments if each.document]
    end = {"contract_id": household.contract.id, "today": today, "now": NOW}
    with pytest.raises(NotAllowed):
        operations.end_schedule(actor=household.actor, **end)
    operations.end_schedule(actor=AGENT, justification="wants it so", **end)
    schedule = schedule_of(household, today=today)
    assert (schedule.end_reason, schedule.left) == ("left", ())
    plan = queries.get_plan(contract_id=household.contract.id, today=today)
    assert (plan.rhythm, plan.issue_day) == ("monthly", 28)
    # The instalment of the end of July was asked in the middle of it.
    assert asked[-1].due_on == date(2026, 7, 31)
    assert plan.left[0] == date(2026, 8, 28)
    with pytest.raises(ScheduleMissing):
        operations.end_schedule(actor=AGENT, justification="again", **end)
    again = begin(household, count=12, due_day=3, today=today, tells=False)
    assert len(again.revisions) == 1
    assert OutboxMail.objects.filter(topic="schedule_begun").count() == 1


def test_who_leaves_at_the_end_of_a_year_keeps_the_amount():
    household = make_payer()
    day = PERIOD_UNTIL - timedelta(days=5)
    ask_until(household, day)
    before = AdvancePlan.objects.get().amount_cents
    operations.end_schedule(
        contract_id=household.contract.id,
        actor=AGENT,
        justification="wants it so",
        today=day,
        now=NOW,
    )
    plan = AdvancePlan.objects.get()
    assert (plan.amount_cents, plan.next_issue_on) == (before, None)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"count": 9}, ScheduleOutOfBounds),
        ({"due_day": 32}, ScheduleOutOfBounds),
        ({"today": PERIOD_UNTIL - timedelta(days=3)}, NoInstalmentLeft),
        ({"actor": AGENT}, JustificationMissing),
        ({"today": MOVED_IN - timedelta(days=400)}, AdvanceMissing),
    ],
)
def test_a_schedule_that_cannot_begin_is_refused(asked, refusal):
    household = make_household(issue=False, paid=False)
    offer_schedules(household.brand)
    with pytest.raises(refusal):
        begin(household, **asked)


def test_no_schedule_begins_where_none_is_offered_or_one_runs():
    household = make_household(issue=False, paid=False)
    with pytest.raises(ScheduleNotOffered):
        begin(household)
    assert not queries.is_schedule_offered(brand_id=household.brand.id, on=PERIOD_FROM)
    with pytest.raises(ScheduleMissing):
        schedule_of(household)
    with pytest.raises(NotFound):
        queries.get_schedule(contract_id=0, today=PERIOD_FROM)
    offer_schedules(household.brand)
    offer = queries.offer_schedule(
        contract_id=household.contract.id, count=10, due_day=31, today=PERIOD_FROM
    )
    begun = begin(household)
    assert [(each.due_on, each.amount_cents) for each in begun.left] == list(offer.instalments)
    assert (offer.total_cents, offer.expected_cost_cents) == (begun.total_cents,) * 2
    with pytest.raises(ScheduleRuns):
        begin(household)
    with pytest.raises(NotAllowed):
        begin(household, actor=household.actor)
    (listed,) = queries.list_schedules(account_id=household.account.pk, today=PERIOD_FROM)
    found = queries.find_schedule_by_number(
        brand_id=household.brand.id, number=begun.number, today=PERIOD_FROM
    )
    assert listed == found == begun


def test_who_is_billed_by_the_month_has_no_schedule():
    household = make_household(issue=False, paid=False)
    AdvancePlan.objects.update(rhythm="actual", amount_cents=0, next_issue_on=None)
    with pytest.raises(AdvanceMissing):
        begin(household)


def test_where_nothing_is_known_the_amount_stays():
    household = make_household(
        issue=False, paid=False, read_on=(), period=(MOVED_IN, PERIOD_FROM), amount_cents=9_900
    )
    offer_schedules(household.brand)
    schedule = begin(household, today=MOVED_IN)
    assert {each.amount_cents for each in schedule.instalments} == {9_900}
    assert (schedule.expected_cost_cents, schedule.expected_settlement_cents) == (None, None)
