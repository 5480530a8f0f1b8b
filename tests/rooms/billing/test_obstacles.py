"""Why an advance cannot be changed online: each obstacle, both sides of its date, and all at once."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from advance_factory import (
    MOVED_IN,
    NOW,
    PERIOD_FROM,
    PERIOD_UNTIL,
    READ_ON,
    TODAY,
    change_before,
    make_household,
    pay_everything,
)
from arrears_factory import account_of, owe
from house_factory import acting, make_agent
from kwartier.arrears.operations import accept_plan, follow_plans
from kwartier.arrears.queries import offer_plan
from kwartier.billing import operations, queries
from kwartier.billing.refusals import (
    AdvanceAlreadyChanged,
    AdvanceAlreadyChangedThisMonth,
    ConsumptionTooShort,
    ContractEndsSoon,
    ContractHasEnded,
    NextInvoiceIsFinalSettlement,
    NextInvoiceIsSettlement,
    ReadingNeeded,
    SomethingIsUnpaid,
)
from kwartier.billing.types import Channel
from kwartier.ledger.queries import list_open_items
from kwartier.platform.types import SYSTEM, ActorKind

pytestmark = pytest.mark.django_db


def obstacles(household, today=TODAY):
    return queries.list_obstacles(contract_id=household.contract.id, today=today)


def codes(household, today=TODAY):
    return [type(obstacle) for obstacle in obstacles(household, today)]


def keep_a_plan(household):
    """Agree on paying everything overdue in three parts; the day of the first."""
    first_on = TODAY + timedelta(days=7)
    wish = {"account": account_of(household), "months": 3, "first_on": first_on, "today": TODAY}
    accept_plan(seen=offer_plan(**wish).seen, actor=household.actor, now=NOW, **wish)
    return first_on


def test_usually_nothing_stands_in_the_way():
    assert obstacles(make_household()) == []


def test_what_is_past_due_stands_in_the_way_and_is_lifted_by_paying():
    household = make_household(paid=False)
    (obstacle,) = obstacles(household)
    assert isinstance(obstacle, SomethingIsUnpaid)
    # Seven advances; that of 1 November was due on the 16th.
    assert obstacle.params["amount_cents"] == 82_600
    assert obstacle.params["due_on"] == date(2026, 5, 16)
    assert obstacle.params["documents_count"] == 7
    assert (obstacle.action, obstacle.lifted_on) == ("pay", None)
    pay_everything(household)
    assert obstacles(household) == []


def test_what_a_plan_pays_stands_in_the_way_only_once_the_plan_is_broken():
    household = make_household(paid=False)
    first_on = keep_a_plan(household)
    assert obstacles(household) == []
    missed_on = first_on + timedelta(days=6)
    follow_plans(brand_id=household.brand.id, today=missed_on, now=NOW)
    assert codes(household, missed_on) == [SomethingIsUnpaid]


def test_what_is_late_beside_a_plan_stands_in_the_way():
    household = make_household(paid=False)
    keep_a_plan(household)
    owe(household, 5_000, TODAY - timedelta(days=1))
    (obstacle,) = obstacles(household)
    assert isinstance(obstacle, SomethingIsUnpaid)
    assert (obstacle.params["amount_cents"], obstacle.params["documents_count"]) == (5_000, 1)


@pytest.mark.parametrize(("days", "expected"), [(0, []), (1, [SomethingIsUnpaid])])
def test_on_its_due_date_an_invoice_is_still_in_time(days, expected):
    household = make_household(issue=False, paid=False)
    operations.issue_due_advances(brand_id=household.brand.id, today=date(2026, 11, 1), now=NOW)
    (*rest, last) = list_open_items(account_id=household.account.pk)
    pay_everything(household)
    assert rest
    operations.issue_due_advances(brand_id=household.brand.id, today=date(2026, 12, 1), now=NOW)
    due_on = date(2026, 12, 16)
    assert codes(household, due_on + timedelta(days=days)) == expected
    assert last.due_on == date(2026, 11, 16)


def test_once_per_billing_period_online():
    household = make_household()
    change_before(household, on=date(2026, 10, 3))
    (obstacle,) = obstacles(household)
    assert isinstance(obstacle, AdvanceAlreadyChanged)
    assert obstacle.lifted_on == PERIOD_UNTIL
    assert obstacle.params["changed_on"] == date(2026, 10, 3)
    with translation.override("en"):
        assert "3 October 2026" in obstacle.say()


def test_the_api_counts_as_online():
    household = make_household()
    change_before(household, on=date(2026, 10, 3), channel=Channel.API)
    assert codes(household) == [AdvanceAlreadyChanged]


def test_what_an_agent_or_the_supplier_changed_does_not_count():
    household = make_household()
    agent = acting(make_agent(household.brand).person, kind=ActorKind.AGENT, reason="asked")
    change_before(household, on=date(2026, 9, 3), channel=Channel.OFFICE, actor=agent)
    change_before(household, on=date(2026, 10, 3), channel=Channel.SYSTEM, actor=SYSTEM)
    assert obstacles(household) == []


def test_a_change_of_the_period_before_does_not_count():
    household = make_household(period=(MOVED_IN, PERIOD_FROM), today=PERIOD_FROM)
    change_before(household, on=PERIOD_FROM - timedelta(days=1))
    operations.open_due_plans(brand_id=household.brand.id, today=PERIOD_FROM, now=NOW)
    assert AdvanceAlreadyChanged not in codes(household, PERIOD_FROM)


@pytest.mark.parametrize(
    ("changed_on", "expected"),
    [
        (date(2026, 10, 31), []),
        (date(2026, 11, 1), [AdvanceAlreadyChangedThisMonth]),
        (date(2026, 11, 21), [AdvanceAlreadyChangedThisMonth]),
    ],
)
def test_billed_monthly_once_in_a_calendar_month(changed_on, expected):
    household = make_household(terms={"billing_rhythm": "monthly"})
    change_before(household, on=changed_on)
    assert codes(household) == expected


def test_billed_monthly_it_is_lifted_on_the_first_of_the_next_month():
    household = make_household(terms={"billing_rhythm": "monthly"})
    change_before(household, on=date(2026, 11, 3))
    (obstacle,) = obstacles(household, date(2026, 11, 30))
    assert obstacle.lifted_on == date(2026, 12, 1)
    assert obstacles(household, date(2026, 12, 1)) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2027, 3, 31), []), (date(2027, 4, 1), [NextInvoiceIsSettlement])],
)
def test_after_the_last_advance_the_next_invoice_is_the_settlement(today, expected):
    household = make_household(today=today)
    assert codes(household, today) == expected


def test_the_settlement_lifts_it_with_the_new_period():
    household = make_household(today=date(2027, 4, 1))
    (obstacle,) = obstacles(household, date(2027, 4, 14))
    assert obstacle.lifted_on == PERIOD_UNTIL
    # The period is over and the new one is not open yet: no date can be promised.
    (obstacle,) = obstacles(household, PERIOD_UNTIL)
    assert obstacle.lifted_on is None


@pytest.mark.parametrize(("days", "expected"), [(61, []), (60, [ContractEndsSoon])])
def test_the_last_sixty_days_of_a_contract(days, expected):
    household = make_household(ends_on=TODAY + timedelta(days=days))
    assert codes(household) == expected


def test_the_end_is_told_as_the_last_day_of_supply():
    household = make_household(ends_on=date(2026, 12, 15))
    (obstacle,) = obstacles(household)
    assert obstacle.params["ends_on"] == date(2026, 12, 14)
    assert obstacle.params["days_count"] == 60
    assert obstacle.lifted_on is None


def test_a_contract_that_is_over():
    household = make_household(ends_on=TODAY)
    assert codes(household) == [NextInvoiceIsFinalSettlement, ContractHasEnded]
    assert codes(household, TODAY - timedelta(days=1)) == [
        NextInvoiceIsFinalSettlement,
        ContractEndsSoon,
    ]


def test_with_no_advance_left_before_the_end_the_final_settlement_is_next():
    household = make_household(ends_on=date(2026, 11, 30))
    assert codes(household) == [NextInvoiceIsFinalSettlement, ContractEndsSoon]


def test_after_a_change_a_contract_that_ends_with_the_period_promises_no_date():
    household = make_household(ends_on=PERIOD_UNTIL)
    change_before(household, on=date(2026, 10, 3))
    (obstacle,) = obstacles(household)
    assert obstacle.lifted_on is None


def newcomer(moved_in, *more):
    return make_household(
        moved_in=moved_in,
        period=(moved_in, date(moved_in.year + 1, moved_in.month, moved_in.day)),
        read_on=[moved_in, *more],
    )


@pytest.mark.parametrize(
    ("moved_in", "expected"),
    [
        (date(2026, 8, 21), []),
        # Yesterday's reading is one day short: one of today is enough.
        (date(2026, 8, 22), [ReadingNeeded]),
        (date(2026, 8, 23), [ConsumptionTooShort]),
    ],
)
def test_ninety_one_days_of_consumption_are_needed(moved_in, expected):
    assert (READ_ON - date(2026, 8, 21)).days == 91
    assert codes(newcomer(moved_in, READ_ON)) == expected


def test_too_short_says_when_and_advises_to_keep_the_amount():
    moved_in = date(2026, 10, 1)
    (obstacle,) = obstacles(newcomer(moved_in, READ_ON))
    assert obstacle.lifted_on == date(2026, 12, 31)
    assert obstacle.params == {"known_days": 50, "needed_days": 91}
    with translation.override("en"):
        assert "keep your advance" in obstacle.say_next()


def test_enough_time_but_no_reading_asks_for_one():
    household = newcomer(date(2026, 5, 1))
    (obstacle,) = obstacles(household)
    assert isinstance(obstacle, ReadingNeeded)
    assert (obstacle.action, obstacle.lifted_on) == ("reading", None)


@pytest.mark.parametrize(
    ("moved_in", "expected"),
    [(date(2026, 8, 22), ReadingNeeded), (date(2026, 8, 23), ConsumptionTooShort)],
)
def test_from_the_ninety_first_day_a_reading_is_all_it_takes(moved_in, expected):
    assert codes(newcomer(moved_in)) == [expected]


def test_without_any_reading_it_counts_from_the_day_of_moving_in():
    household = make_household(
        moved_in=date(2026, 10, 1), read_on=[], period=(date(2026, 10, 1), date(2027, 10, 1))
    )
    (obstacle,) = obstacles(household)
    assert obstacle.lifted_on == date(2026, 12, 31)


def test_several_hold_at_once_and_all_are_told_the_one_to_act_on_first():
    household = make_household(
        paid=False,
        moved_in=date(2026, 10, 1),
        ends_on=date(2026, 12, 1),
        period=(date(2026, 10, 1), date(2027, 10, 1)),
        read_on=[date(2026, 10, 1)],
    )
    change_before(household, on=date(2026, 11, 2))
    assert codes(household) == [
        SomethingIsUnpaid,
        AdvanceAlreadyChanged,
        NextInvoiceIsFinalSettlement,
        ContractEndsSoon,
        ConsumptionTooShort,
    ]


def test_every_obstacle_speaks_and_says_what_next():
    household = make_household(
        paid=False,
        moved_in=date(2026, 10, 1),
        ends_on=date(2026, 12, 1),
        period=(date(2026, 10, 1), date(2027, 10, 1)),
        read_on=[date(2026, 10, 1)],
    )
    for obstacle in obstacles(household):
        assert obstacle.say()
        assert obstacle.say_next()
        assert "%(" not in obstacle.say() + obstacle.say_next()
        assert obstacle.action
        assert obstacle.status == 409


def test_the_page_of_two_contracts_keeps_them_apart():
    household = make_household()
    gas = make_household(household.brand, energy="gas", annual=(1_300,))
    change_before(gas, on=date(2026, 10, 3))
    assert obstacles(household) == []
    assert codes(gas) == [AdvanceAlreadyChanged]


def test_the_record_of_a_refusal_keeps_reasons_and_facts():
    from kwartier.billing._advance_models import RefusalRecord

    household = make_household(paid=False)
    change_before(household, on=date(2026, 10, 3))
    operations.record_refusal(
        contract_id=household.contract.id,
        refusals=obstacles(household),
        actor=household.actor,
        now=NOW,
        asked_cents=13_500,
    )
    record = RefusalRecord.objects.get()
    assert record.codes == ["advance.something_unpaid", "advance.already_changed"]
    assert record.facts[0]["amount_cents"] == 82_600
    assert record.facts[0]["due_on"] == "2026-05-16"
    assert record.facts[1]["lifted_on"] == PERIOD_UNTIL.isoformat()
    assert (record.asked_cents, record.actor_person_id) == (13_500, household.person.pk)
    assert str(record) == "advance.something_unpaid, advance.already_changed"
