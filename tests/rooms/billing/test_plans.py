"""The days of the advance invoices of a billing period, and how plans are opened."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from advance_factory import (
    MOVED_IN,
    NOW,
    PERIOD_FROM,
    PERIOD_UNTIL,
    TODAY,
    change_before,
    make_household,
)
from kwartier.billing import operations, queries
from kwartier.billing._advances.plans import instalment_days
from kwartier.billing.models import SettlementRecord
from kwartier.billing.refusals import AdvanceMissing
from kwartier.billing.types import Channel, Occasion, PlanDraft, Rhythm, SettlementDraft
from kwartier.platform.errors import NotFound

pytestmark = pytest.mark.django_db


def days(rhythm=Rhythm.MONTHLY, issue_day=1, period=(PERIOD_FROM, PERIOD_UNTIL)):
    return instalment_days(
        period_from=period[0], period_until=period[1], rhythm=rhythm, issue_day=issue_day
    )


def test_a_year_has_twelve_months_six_pairs_four_quarters_and_none_for_who_pays_what_was_used():
    assert [len(days(rhythm)) for rhythm in Rhythm] == [12, 6, 4, 10, 11, 12, 0]
    assert days()[0] == date(2026, 5, 1)
    assert days()[-1] == date(2027, 4, 1)
    assert days(Rhythm.QUARTERLY) == (
        date(2026, 5, 1),
        date(2026, 8, 1),
        date(2026, 11, 1),
        date(2027, 2, 1),
    )


def test_the_first_day_belongs_to_the_period_and_the_last_does_not():
    assert days(issue_day=15)[0] == date(2026, 4, 15)
    assert days(issue_day=15)[-1] == date(2027, 3, 15)
    assert len(days(issue_day=15)) == 12
    assert len(days(issue_day=28)) == 12
    assert days(period=(date(2026, 5, 2), date(2026, 6, 1))) == ()


def test_a_plan_says_what_is_invoiced_and_what_is_left():
    household = make_household()
    plan = queries.get_plan(contract_id=household.contract.id, today=TODAY)
    assert (plan.invoiced_cents, len(plan.instalments), len(plan.left)) == (82_600, 12, 5)
    assert plan.next_instalment_on == date(2026, 12, 1)


def test_opening_is_on_the_record_with_what_the_forecast_said():
    household = make_household()
    (change,) = queries.list_changes(contract_id=household.contract.id)
    assert (change.from_cents, change.to_cents) == (0, 11_800)
    assert (change.channel, change.occasion) == (Channel.SYSTEM, Occasion.OPENING)
    assert change.effective_on == date(2026, 5, 1)
    assert change.expected_settlement_cents is not None


def test_without_a_reading_nothing_is_said_about_the_settlement():
    household = make_household(read_on=[], issue=False)
    (change,) = queries.list_changes(contract_id=household.contract.id)
    assert change.expected_settlement_cents is None


def test_two_plans_of_a_contract_cannot_overlap():
    household = make_household()
    draft = PlanDraft(
        contract_id=household.contract.id,
        period_from=date(2027, 4, 14),
        period_until=date(2028, 4, 14),
        amount_cents=10_000,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.open_plan(draft, today=TODAY, now=NOW)


def test_a_plan_without_an_amount_takes_what_is_recommended():
    household = make_household(amount_cents=None, issue=False, paid=False)
    plan = queries.get_plan(contract_id=household.contract.id, today=PERIOD_FROM)
    # 3,500 kWh: a year costs some 1,110 euro, spread over twelve.
    assert 8_900 <= plan.amount_cents <= 9_700
    assert plan.amount_cents % 100 == 0
    (change,) = queries.list_changes(contract_id=household.contract.id)
    assert -1_200 <= change.expected_settlement_cents <= 0


def test_a_plan_without_an_amount_and_without_knowledge_is_refused():
    with pytest.raises(ValueError, match="nothing tells an advance"):
        make_household(amount_cents=None, read_on=[])


def test_periods_long_past_are_taken_over_without_a_forecast():
    household = make_household()
    draft = PlanDraft(
        contract_id=household.contract.id,
        period_from=date(2022, 4, 15),
        period_until=date(2023, 4, 15),
        amount_cents=9_000,
    )
    (_,) = operations.open_plans([draft], today=date(2022, 4, 15), now=NOW, forecast=False)
    oldest = queries.list_changes(contract_id=household.contract.id)[-1]
    assert (oldest.to_cents, oldest.expected_settlement_cents) == (9_000, None)


def test_a_period_opened_behind_the_one_of_today_has_no_forecast_of_its_own():
    household = make_household()
    draft = PlanDraft(
        contract_id=household.contract.id,
        period_from=MOVED_IN,
        period_until=PERIOD_FROM,
        amount_cents=9_000,
    )
    operations.open_plans([draft], today=TODAY, now=NOW)
    change = next(
        change
        for change in queries.list_changes(contract_id=household.contract.id)
        if change.to_cents == 9_000
    )
    assert change.expected_settlement_cents is None


def test_opening_nothing_is_nothing():
    assert operations.open_plans([], today=TODAY, now=NOW) == []


def test_a_plan_can_start_late():
    household = make_household(plan={"first_issue_from": date(2026, 10, 1)})
    plan = queries.get_plan(contract_id=household.contract.id, today=TODAY)
    assert (plan.invoiced_cents, len(plan.left)) == (23_600, 5)


def test_a_contract_that_ends_closes_the_period():
    household = make_household(ends_on=date(2027, 1, 15))
    plan = queries.get_plan(contract_id=household.contract.id, today=TODAY)
    assert plan.period_until == date(2027, 1, 15)
    assert plan.left == (date(2026, 12, 1), date(2027, 1, 1))


def test_a_contract_without_advances_says_so_and_a_stranger_is_not_found():
    household = make_household(period=(date(2026, 12, 1), date(2027, 12, 1)), issue=False)
    with pytest.raises(AdvanceMissing):
        queries.get_plan(contract_id=household.contract.id, today=TODAY)
    with pytest.raises(NotFound):
        queries.get_plan(contract_id=0, today=TODAY)


def test_the_next_period_opens_with_the_recommended_amount():
    household = make_household(
        period=(MOVED_IN, PERIOD_FROM), today=PERIOD_FROM, plan={"term_days": 20, "issue_day": 3}
    )
    opened = operations.open_due_plans(brand_id=household.brand.id, today=PERIOD_FROM, now=NOW)
    assert opened == 1
    plan = queries.get_plan(contract_id=household.contract.id, today=TODAY)
    assert (plan.period_from, plan.period_until) == (PERIOD_FROM, PERIOD_UNTIL)
    assert (plan.issue_day, plan.term_days) == (3, 20)
    assert 8_900 <= plan.amount_cents <= 9_700
    newest, _first = queries.list_changes(contract_id=household.contract.id)
    assert (newest.from_cents, newest.occasion) == (11_800, Occasion.SETTLEMENT)
    assert newest.decided_on == PERIOD_FROM


def test_opening_what_is_due_is_done_once_and_catches_up():
    household = make_household(
        period=(date(2025, 1, 20), date(2025, 11, 15)),
        moved_in=date(2025, 1, 20),
        read_on=[date(2025, 1, 20), date(2025, 11, 15), date(2026, 11, 15)],
        today=date(2025, 11, 14),
    )
    before = operations.open_due_plans(
        brand_id=household.brand.id, today=date(2025, 11, 14), now=NOW
    )
    assert before == 0
    assert operations.open_due_plans(brand_id=household.brand.id, today=TODAY, now=NOW) == 2
    assert operations.open_due_plans(brand_id=household.brand.id, today=TODAY, now=NOW) == 0


def test_a_period_long_over_is_not_looked_at_again():
    household = make_household()
    late = PERIOD_UNTIL + timedelta(days=731)
    assert operations.open_due_plans(brand_id=household.brand.id, today=late, now=NOW) == 0


def test_nothing_opens_for_a_contract_that_has_ended():
    household = make_household(
        period=(MOVED_IN, PERIOD_FROM), ends_on=PERIOD_FROM, today=PERIOD_FROM
    )
    assert operations.open_due_plans(brand_id=household.brand.id, today=TODAY, now=NOW) == 0


def test_where_nothing_is_known_the_amount_stays():
    household = make_household(period=(MOVED_IN, PERIOD_FROM), read_on=[], today=PERIOD_FROM)
    operations.open_due_plans(brand_id=household.brand.id, today=TODAY, now=NOW)
    plan = queries.get_plan(contract_id=household.contract.id, today=TODAY)
    assert plan.amount_cents == 11_800


def test_a_past_change_is_in_force_from_the_next_invoice():
    household = make_household(issue=False, paid=False)
    operations.issue_due_advances(brand_id=household.brand.id, today=date(2026, 7, 10), now=NOW)
    change_before(household, on=date(2026, 7, 10), to_cents=13_000)
    operations.issue_due_advances(brand_id=household.brand.id, today=TODAY, now=NOW)
    amounts = [
        invoice.amount_cents
        for invoice in queries.list_advance_invoices(contract_id=household.contract.id)
    ]
    assert amounts == [13_000] * 4 + [11_800] * 3
    newest = queries.list_changes(contract_id=household.contract.id)[0]
    assert newest.effective_on == date(2026, 8, 1)


def test_a_past_change_outside_any_period_is_refused():
    household = make_household()
    with pytest.raises(AdvanceMissing):
        change_before(household, on=date(2026, 1, 1))


def test_settlements_are_taken_over_as_facts():
    household = make_household()
    draft = SettlementDraft(
        contract_id=household.contract.id,
        period_from=MOVED_IN,
        period_until=PERIOD_FROM,
        total_cents=110_000,
        advances_cents=120_000,
        issued_on=date(2026, 4, 28),
    )
    assert operations.record_settlements([draft]) == 1
    (settlement,) = queries.list_settlements(contract_id=household.contract.id)
    assert (settlement.balance_cents, settlement.issued_on) == (-10_000, date(2026, 4, 28))
    assert settlement.last_day == date(2026, 4, 14)
    assert str(SettlementRecord.objects.get()) == f"{household.contract.id} -10000"
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.record_settlements([draft])
