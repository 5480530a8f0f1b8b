"""From advances to monthly bills and back: asked, taken back, carried out, refused with a reason."""

import sys
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from advance_factory import PERIOD_FROM, TODAY, make_household, make_priced_card, read_along
from house_factory import acting, as_web, make_agent, make_brand, make_customer, make_membership
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing.models import Bill, BillingSwitch
from kwartier.billing.refusals import AdvanceMissing, AdvancesEnd, JustificationMissing
from kwartier.billing.switch_refusals import (
    BilledSoAlready,
    NoSwitchWaits,
    NotBilledHere,
    SwitchWaits,
)
from kwartier.billing.types import Channel, Rhythm
from kwartier.metering.types import MeterKind
from kwartier.parties.types import Role
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM, ActorKind
from kwartier.pricing.types import Energy, PriceKind
from kwartier.supply.operations import change_billing_rhythm, end_contract
from kwartier.supply.queries import get_contract
from kwartier.supply.types import BillingRhythm, EndReason
from month_factory import at, make_monthly, months_until, pass_month

pytestmark = pytest.mark.django_db

DECEMBER = date(2026, 12, 1)
JANUARY = date(2027, 1, 1)
OFFERED = {"features": {"monthly_billing": True}}


def make_yearly(**more):
    """A household with advances whose brand offers monthly bills."""
    return make_household(more.pop("brand", None) or make_brand(**OFFERED), **more)


def ask(household, to=BillingRhythm.MONTHLY, *, today=TODAY, actor=None, **more):
    return operations.switch_billing(
        contract_id=household.contract.id,
        to_rhythm=to,
        actor=actor or household.actor,
        today=today,
        now=at(today),
        channel=more.pop("channel", Channel.WEB),
        **more,
    )


def carry_out(household, today=DECEMBER):
    return operations.carry_out_switches(brand_id=household.brand.id, today=today, now=at(today))


def choose(household, today=TODAY):
    return queries.get_switch_choice(contract_id=household.contract.id, today=today)


def codes(household, today=TODAY):
    return [obstacle.code.split(".")[1] for obstacle in choose(household, today).obstacles]


def test_advances_are_settled_up_to_the_switch_and_months_follow():
    household = make_yearly()
    switch = ask(household)
    assert (switch.effective_on, switch.to_rhythm) == (DECEMBER, "monthly")
    assert OutboxMail.objects.get(topic="billing_switch").subject.endswith("what you used")
    assert household.simulate().settlement_on == DECEMBER
    assert carry_out(household, date(2026, 11, 30)) == 0
    assert carry_out(household) == 1
    assert carry_out(household) == 0
    advances, month = AdvancePlan.objects.order_by("period")
    assert (advances.period.lower, advances.period.upper) == (PERIOD_FROM, DECEMBER)
    assert advances.next_issue_on is None
    assert (month.rhythm, month.period.lower, month.period.upper) == (
        Rhythm.ACTUAL,
        DECEMBER,
        JANUARY,
    )
    assert get_contract(household.contract.id).billing_rhythm == BillingRhythm.MONTHLY
    with pytest.raises(AdvanceMissing):
        household.simulate(today=DECEMBER)
    said = AuditEntry.objects.filter(action__startswith="billing_switch").values_list(
        "action", flat=True
    )
    assert sorted(said) == ["billing_switch.asked", "billing_switch.done"]


def test_a_switch_in_the_middle_of_a_year_settles_it_and_bills_the_months_after():
    days = months_until(date(2026, 1, 1), first=date(2025, 5, 1))
    household = make_yearly(
        period=(date(2025, 4, 15), date(2026, 4, 15)),
        read_on=(date(2025, 4, 15), *days),
        today=date(2025, 9, 20),
    )
    ask(household, today=date(2025, 9, 20))
    assert carry_out(household, date(2025, 10, 1)) == 1
    assert pass_month(household, date(2026, 1, 2)) == 4
    bills = list(Bill.objects.order_by("period"))
    assert [bill.kind for bill in bills] == ["settlement", "monthly", "monthly", "monthly"]
    assert bills[0].advances_cents == 5 * 11_800
    assert bills[0].period.upper == date(2025, 10, 1)


def test_back_to_advances_with_the_amount_that_a_year_calls_for():
    household = make_monthly(read_until=date(2026, 2, 1))
    pass_month(household, date(2026, 2, 10))
    ask(household, BillingRhythm.YEARLY, today=date(2026, 2, 10))
    read_along(household.home, [date(2026, 3, 1)], 3_500)
    assert carry_out(household, date(2026, 3, 1)) == 1
    pass_month(household, date(2026, 3, 1))
    plan = queries.get_plan(contract_id=household.contract.id, today=date(2026, 3, 1))
    assert (plan.period_from, plan.period_until) == (date(2026, 3, 1), date(2027, 3, 1))
    year = sum(bill.total_cents for bill in Bill.objects.order_by("-period")[:12])
    assert abs(12 * plan.amount_cents - year) < 6_000
    assert Bill.objects.latest("period").kind == "monthly"
    assert get_contract(household.contract.id).billing_rhythm == BillingRhythm.YEARLY


def test_where_nothing_tells_a_year_the_advance_is_what_the_months_came_to():
    household = make_monthly(read_until=date(2025, 3, 1))
    pass_month(household, date(2025, 3, 1))
    mean = sum(bill.total_cents for bill in Bill.objects.all()) / 2
    ask(household, BillingRhythm.YEARLY, today=date(2025, 3, 10))
    carry_out(household, date(2025, 4, 1))
    amount = AdvancePlan.objects.latest("period").amount_cents
    assert amount > 0
    assert amount % 100 == 0
    assert abs(amount - mean) < 6_000


def test_a_switch_is_taken_back_until_its_day():
    household = make_yearly()
    with pytest.raises(NoSwitchWaits):
        operations.withdraw_switch(
            contract_id=household.contract.id, actor=household.actor, now=at(TODAY)
        )
    ask(household)
    taken_back = operations.withdraw_switch(
        contract_id=household.contract.id, actor=household.actor, now=at(TODAY)
    )
    assert taken_back.is_withdrawn
    assert choose(household).waiting is None
    assert household.simulate().settlement_on == date(2027, 4, 15)
    assert carry_out(household) == 0
    assert ask(household).effective_on == DECEMBER


def test_a_contract_without_a_running_period_does_not_hold_the_others_up():
    lost = make_yearly()
    ask(lost)
    other = make_yearly(brand=lost.brand)
    ask(other)
    ended = DateRange(PERIOD_FROM, date(2026, 11, 1))
    AdvancePlan.objects.filter(contract_id=lost.contract.id).update(period=ended)
    assert carry_out(lost) == 1
    switches = BillingSwitch.objects.values_list("contract_id", "done_at")
    assert dict(switches) == {lost.contract.id: None, other.contract.id: at(DECEMBER)}
    assert BillingSwitch.objects.get(contract_id=lost.contract.id).withdrawn_at == at(DECEMBER)


def test_of_two_switches_one_waits():
    household = make_yearly()
    ask(household)
    with pytest.raises(SwitchWaits):
        ask(household)
    row = BillingSwitch.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="billing_switch_one_waits"), transaction.atomic():
        row.save(force_insert=True)


def test_of_two_who_ask_at_one_moment_the_second_is_told(monkeypatch):
    household = make_yearly()
    free = choose(household)
    ask(household)
    module = sys.modules[operations.switch_billing.__module__]
    monkeypatch.setattr(module, "choose", lambda *_args, **_more: free)
    with pytest.raises(SwitchWaits):
        ask(household)


def test_a_change_of_the_advance_is_refused_when_none_is_left_before_the_months():
    household = make_yearly()
    ask(household)
    (obstacle,) = queries.list_obstacles(contract_id=household.contract.id, today=TODAY)
    assert isinstance(obstacle, AdvancesEnd)
    assert obstacle.params == {"from_day": DECEMBER}


def test_what_is_asked_for_must_be_the_other_way():
    household = make_yearly()
    with pytest.raises(BilledSoAlready):
        ask(household, BillingRhythm.YEARLY)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ({}, []),
        ({"brand": {}}, ["not_offered"]),
        ({"home": {"meter": MeterKind.FERRARIS}}, ["meter_tells_no_months"]),
        ({"terms": {"prosumer_kva": 4}}, ["year_is_compensated"]),
        ({"energy": Energy.GAS}, ["meter_tells_no_months"]),
        ({"ends_on": date(2026, 11, 30)}, ["contract_ends_before"]),
    ],
    ids=["nothing", "brand", "meter", "compensation", "gas", "end"],
)
def test_what_stands_in_the_way_of_monthly_bills(made, expected):
    brand = make_brand(**made.pop("brand", OFFERED))
    household = make_household(brand, **made)
    assert codes(household) == expected
    if expected:
        with pytest.raises(type(choose(household).obstacles[0])):
            ask(household)


def test_gas_that_the_operator_reads_each_month_can_be_billed_each_month():
    household = make_yearly(energy=Energy.GAS)
    read_along(household.home, [date(2026, 10, 1), date(2026, 11, 1)], 16_000)
    assert codes(household) == []


def test_what_stands_in_the_way_of_advances():
    brand = make_brand()
    card = make_priced_card(
        brand, Energy.ELECTRICITY, price_kind=PriceKind.DYNAMIC, known_until=date(2027, 1, 1)
    )
    household = make_monthly(brand=brand, card=card, read_until=date(2025, 2, 1))
    assert codes(household, date(2025, 1, 20)) == ["product_billed_monthly", "no_month_billed"]


def test_a_contract_without_a_period_of_today_has_nothing_to_choose():
    household = make_yearly(ends_on=date(2026, 11, 1))
    with pytest.raises(NotBilledHere):
        choose(household)
    with pytest.raises(NotBilledHere):
        choose(household, date(2028, 1, 1))


def test_the_switch_of_a_contract_that_ended_falls_away():
    household = make_yearly()
    ask(household)
    end_contract(
        contract_id=household.contract.id,
        ends_on=date(2026, 11, 25),
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=at(TODAY),
    )
    assert carry_out(household) == 0
    assert BillingSwitch.objects.get().withdrawn_at is not None
    assert AdvancePlan.objects.count() == 1


def test_an_agent_asks_with_a_reason_and_a_reader_does_not():
    household = make_yearly()
    agent = acting(make_agent(household.brand).person, kind=ActorKind.AGENT)
    with pytest.raises(JustificationMissing):
        ask(household, actor=agent, channel=Channel.OFFICE)
    switch = ask(household, actor=agent, channel=Channel.OFFICE, justification="asked by telephone")
    assert (switch.justification, switch.channel) == ("asked by telephone", "office")
    with pytest.raises(JustificationMissing):
        operations.withdraw_switch(contract_id=household.contract.id, actor=agent, now=at(TODAY))
    reader, _ = make_customer(household.brand)
    make_membership(household.account, reader, role=Role.READER)
    with pytest.raises(NotAllowed):
        operations.withdraw_switch(
            contract_id=household.contract.id, actor=acting(reader), now=at(TODAY)
        )


def test_the_database_lets_nobody_but_a_worker_carry_a_switch_out():
    household = make_yearly()
    stranger, _ = make_customer(household.brand)
    with as_web(household.brand, household.person):
        ask(household)
        with pytest.raises(DatabaseError, match="does not change done_at"), transaction.atomic():
            BillingSwitch.objects.update(done_at=at(TODAY))
        operations.withdraw_switch(
            contract_id=household.contract.id, actor=household.actor, now=at(TODAY)
        )
    with as_web(household.brand, stranger):
        assert not BillingSwitch.objects.exists()
        with pytest.raises(NotFound):
            ask(household, actor=acting(stranger))


def test_the_billing_of_a_contract_is_changed_by_the_supplier_alone():
    household = make_yearly()
    change = {"rhythm": BillingRhythm.MONTHLY, "now": at(TODAY)}
    with pytest.raises(NotAllowed):
        change_billing_rhythm(contract_id=household.contract.id, actor=household.actor, **change)
    with pytest.raises(NotFound):
        change_billing_rhythm(contract_id=0, actor=SYSTEM, **change)


def test_months_that_were_and_months_to_come():
    household = make_monthly(peaks=[4_000] * 14)
    pass_month(household, date(2026, 2, 10))
    page = queries.find_months_page(contract_id=household.contract.id, today=date(2026, 2, 10))
    assert len(page.bills) == 13
    assert [month.period_from for month in page.coming] == months_until(
        date(2026, 4, 1), first=date(2026, 2, 1)
    )
    assert not page.coming[0].is_over
    assert page.find_same_month(page.bills[0]) is None  # January 2025 began on the 15th.
    assert (
        page.find_same_month(replace(page.bills[0], period_from=date(2026, 2, 1))) == page.bills[11]
    )
    february = page.coming[0]
    assert february.low_cents < february.expected_cents < february.high_cents
    read_along(household.home, [date(2026, 3, 1)], 3_500)
    pass_month(household, date(2026, 3, 2))
    bill = Bill.objects.latest("period")
    # The forecast and the bill are one calculation; between them are a reading and a peak.
    assert abs(bill.total_cents - february.expected_cents) < 400


def test_months_tell_no_peak_of_who_lived_there_before():
    household = make_monthly(peaks=[4_000] * 14)
    page = queries.find_months_page(contract_id=household.contract.id, today=date(2025, 3, 10))
    # Of January, in which the contract began, nobody knows whose the peak was.
    assert page.peaks == dict.fromkeys((date(2025, 2, 1), date(2025, 3, 1)), 4_000)


def test_there_are_no_months_of_a_contract_with_advances_and_few_to_come_before_an_end():
    yearly = make_yearly()
    assert queries.find_months_page(contract_id=yearly.contract.id, today=TODAY) is None
    with pytest.raises(NotFound):
        queries.find_months_page(contract_id=0, today=TODAY)
    ending = make_monthly(brand=yearly.brand, ends_on=date(2026, 3, 11))
    pass_month(ending, date(2026, 2, 10))
    page = queries.find_months_page(contract_id=ending.contract.id, today=date(2026, 2, 10))
    assert [month.period_until for month in page.coming] == [date(2026, 3, 1), date(2026, 3, 11)]
    new = make_monthly(brand=yearly.brand, read_until=date(2025, 1, 20))
    page = queries.find_months_page(contract_id=new.contract.id, today=date(2025, 1, 20))
    assert (page.bills, page.coming) == ((), ())
