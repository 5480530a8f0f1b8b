"""What happens between two letters: money that crosses them, a dispute, a credit, another status."""

from datetime import date

import pytest

from advance_factory import make_household
from arrears_factory import (
    account_of,
    agent_of,
    at,
    credit,
    decide,
    make_debtor,
    make_demonstration,
    owe,
    pay,
    post_letters_to,
    remind,
)
from kwartier.arrears import _sources, operations, queries, refusals
from kwartier.arrears.types import PlanState, WaiverState
from kwartier.ledger.queries import get_balance, get_open_by_document
from kwartier.metering.models import SupplyPoint
from kwartier.metering.types import Region
from kwartier.platform.mail import list_mails
from kwartier.supply.operations import note_protection

pytestmark = pytest.mark.django_db

REMINDED_ON, NOTICED_ON = date(2026, 2, 11), date(2026, 2, 27)
POSTED_NOTICE_ON = date(2026, 3, 2)
LATER_ON = date(2026, 3, 16)


@pytest.fixture
def home():
    return make_debtor()


def on(day):
    return {"today": day, "now": at(day)}


def move_to_brussels(household):
    SupplyPoint.objects.filter(pk=household.home.id).update(region=Region.BRUSSELS)


def letters_of(home):
    return queries.list_reminders(account_id=home.account.pk)


def waive_crossed(home, day):
    return operations.waive_crossed(brand_id=home.brand.id, **on(day))


@pytest.mark.parametrize(("paid_on", "count"), [(NOTICED_ON, 1), (date(2026, 2, 28), 0)])
def test_a_letter_that_crosses_a_payment_costs_nothing(home, paid_on, count):
    """The bank tells of it days later; it does not count as the waiver of the year."""
    document = owe(home)
    remind(home, REMINDED_ON, NOTICED_ON)
    assert waive_crossed(home, NOTICED_ON) == 0
    pay(home, 40_000, paid_on, document)
    assert [waive_crossed(home, LATER_ON) for _ in range(2)] == [0, 0]  # too long ago
    assert [waive_crossed(home, date(2026, 3, 3)) for _ in range(2)] == [count, 0]
    assert get_balance(account_id=home.account.pk) == (0 if count else 1_504)
    told = [mail for mail in list_mails(brand_id=home.brand.id) if mail.topic == "waiver_answered"]
    assert len(told) == count
    assert [each.state for each in queries.list_waivers(account_id=home.account.pk)] == [
        WaiverState.GRANTED
    ] * count


def test_money_that_names_nothing_pays_what_is_disputed_last(home):
    """Who disputes an old invoice and pays the new one without a reference is not reminded of the new one."""
    disputed, agreed = owe(home, 10_000), owe(home, 10_000, date(2026, 2, 20))
    operations.open_dispute(
        account=account_of(home), document=disputed, actor=home.actor, **on(NOTICED_ON)
    )
    pay(home, 10_000, NOTICED_ON)
    assert get_open_by_document([home.account.pk]) == {disputed: 10_000}
    assert agreed != disputed
    assert remind(home, NOTICED_ON) == [0]


def test_what_is_disputed_wholly_is_not_taken_for_paid(home):
    document = owe(home)
    remind(home, REMINDED_ON, NOTICED_ON)
    operations.open_dispute(
        account=account_of(home), document=document, actor=home.actor, **on(NOTICED_ON)
    )
    assert waive_crossed(home, NOTICED_ON) == 0


def test_costs_are_asked_back_where_only_the_disputed_part_is_open(home):
    """The undisputed part stays due; once it is paid, its cost can be taken off."""
    document = owe(home)
    remind(home, REMINDED_ON, NOTICED_ON)
    acting = {"account": account_of(home), "actor": home.actor, **on(NOTICED_ON)}
    operations.open_dispute(**acting, document=document, cents=15_000)
    with pytest.raises(refusals.WaiverWhileUnpaid) as refused:
        operations.ask_waiver(**acting, number="RM26-0000002")
    assert refused.value.params["owed_cents"] == 25_000
    pay(home, 25_000, NOTICED_ON, document)
    assert operations.ask_waiver(**acting, number="RM26-0000002").state == WaiverState.GRANTED


def test_two_cases_of_one_day_share_the_most_of_a_procedure():
    """Brussels: 55 euro for everything, though both cases wait for their letters on the same days."""
    home = make_debtor()
    move_to_brussels(home)
    make_demonstration(home)
    owe(home, 40_000, date(2026, 2, 3))
    assert remind(home, date(2026, 2, 4)) == [1]
    owe(home, 40_000, date(2026, 2, 10))
    assert remind(home, REMINDED_ON, POSTED_NOTICE_ON, LATER_ON) == [1, 2, 2]
    assert sum(each.cost_cents for each in letters_of(home)) == 5_500


def test_nobody_real_is_reminded_by_a_figure_without_a_source(caplog, monkeypatch):
    unsourced = {"be.brussels_household": ["be.reminders.agent_after.brussels_household"]}
    monkeypatch.setattr(_sources, "list_unsourced", lambda name, _: unsourced.get(name, []))
    home = make_debtor()
    move_to_brussels(home)
    owe(home)
    assert remind(home, REMINDED_ON) == [0]
    assert "be.reminders.agent_after.brussels_household" in caplog.text
    assert queries.list_unsourced_rules(brand_id=home.brand.id, today=REMINDED_ON) == unsourced


def test_every_household_and_every_business_can_be_reminded():
    """What the law leaves to the house is the house's own choice, and no figure without a source."""
    home = make_debtor()
    assert queries.list_unsourced_rules(brand_id=home.brand.id, today=REMINDED_ON) == {}


def test_a_letter_that_waits_for_the_post_says_what_is_so(home):
    """Written anew when a part is paid, gone when everything is; nobody pays for one thrown away."""
    post_letters_to(home)
    decide(home, "reminders.waivers_a_year", value=0)
    document = owe(home)
    remind(home, REMINDED_ON)
    (first,) = queries.list_to_post(brand_id=home.brand.id, today=NOTICED_ON)
    # Its days count from the third working day after posting.
    assert first.pay_by == date(2026, 3, 2)
    pay(home, 30_000, REMINDED_ON, document)
    assert remind(home, date(2026, 2, 12)) == [1]
    (second,) = queries.list_to_post(brand_id=home.brand.id, today=NOTICED_ON)
    assert (second.number, second.principal_cents) == ("RM26-0000002", 10_000)
    assert not second.is_outdated
    assert queries.count_work(brand_id=home.brand.id).letters == 1
    post = {"brand_id": home.brand.id, "actor": agent_of(home), **on(date(2026, 2, 12))}
    operations.note_posted(**post, number=second.number)
    assert remind(home, date(2026, 3, 4)) == [1]
    pay(home, 10_000, date(2026, 3, 4), document)
    (notice,) = queries.list_to_post(brand_id=home.brand.id, today=NOTICED_ON)
    assert notice.is_outdated
    with pytest.raises(refusals.LetterOutdated):
        operations.note_posted(**post, number=notice.number)
    assert remind(home, date(2026, 3, 5)) == [0]
    assert queries.list_to_post(brand_id=home.brand.id, today=NOTICED_ON) == []
    assert get_balance(account_id=home.account.pk) == 0


def test_a_letter_that_lay_too_long_is_written_anew(home):
    post_letters_to(home)
    owe(home)
    assert remind(home, REMINDED_ON, date(2026, 2, 28), date(2026, 3, 2)) == [1, 0, 1]


def protect(home, contract, until):
    note_protection(
        contract_id=contract.id,
        from_=date(2026, 2, 1),
        until=until,
        document="attestation",
        actor=agent_of(home),
        now=at(REMINDED_ON),
    )


def test_who_loses_protection_pays_nothing_for_the_time_before(home):
    """Interest would run from 26 February; for the days under protection it is not asked."""
    protect(home, home.contract, date(2026, 3, 12))
    owe(home)
    remind(home, REMINDED_ON, NOTICED_ON, LATER_ON)
    assert [each.cost.parts for each in letters_of(home)] == [(("indemnity", 5_500),), (), ()]


def test_who_is_protected_elsewhere_is_so_for_an_old_debt(home):
    """A customer who moved: the new home is protected, the debt is of the old one."""
    brussels = make_household(
        home.brand,
        customer=(home.person, home.account),
        issue=False,
        paid=False,
        read_on=(),
    )
    protect(home, brussels.contract, None)
    move_to_brussels(brussels)
    owe(home)
    make_demonstration(home)
    remind(home, REMINDED_ON, NOTICED_ON)
    assert [each.cost_cents for each in letters_of(home)] == [0, 0]


def offer(home, day, months=2):
    wish = {"account": account_of(home), "months": months, "first_on": date(2026, 3, 20)}
    found = queries.offer_plan(**wish, today=day)
    return found, lambda: operations.accept_plan(
        **wish, seen=found.seen, actor=home.actor, **on(day)
    )


def test_costs_are_in_a_plan_and_a_credit_pays_like_money(home):
    """A payment pays what is due longest, costs too: left out, they would break a plan that is kept."""
    first = owe(home)
    remind(home, REMINDED_ON, NOTICED_ON)
    second = owe(home, 20_000, date(2026, 3, 15))
    offered, accept = offer(home, date(2026, 3, 18))
    assert offered.total_cents == 40_000 + 1_504 + 20_000
    plan = accept()
    assert [each.cents for each in plan.instalments] == [30_752, 30_752]
    pay(home, 30_752, date(2026, 3, 20))
    credit(home, first, 9_000, date(2026, 3, 20))
    (running,) = queries.list_plans(account_id=home.account.pk)
    assert running.left_cents == 61_504 - 30_752 - 9_000
    pay(home, running.left_cents, date(2026, 4, 20))
    operations.follow_plans(brand_id=home.brand.id, **on(date(2026, 4, 30)))
    (ended,) = queries.list_plans(account_id=home.account.pk)
    assert (ended.state, second in ended.documents) == (PlanState.FULFILLED, True)


def test_what_is_disputed_stays_beside_a_plan(home):
    document = owe(home)
    acting = {"account": account_of(home), "actor": home.actor, **on(NOTICED_ON)}
    operations.open_dispute(**acting, document=document, cents=15_000)
    offered, accept = offer(home, NOTICED_ON)
    assert offered.total_cents == 25_000
    assert accept().left_cents == 25_000
    assert queries.find_running_plan(account_id=home.account.pk).left_cents == 25_000
    operations.end_dispute(
        account=account_of(home),
        document=document,
        answer="It is right.",
        actor=agent_of(home),
        **on(NOTICED_ON),
    )
    assert queries.find_running_plan(account_id=home.account.pk).left_cents == 25_000
    pay(home, 25_000, date(2026, 3, 20), document)
    assert operations.follow_plans(brand_id=home.brand.id, **on(LATER_ON)) == 1
