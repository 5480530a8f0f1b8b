"""Billing runs: planned, approved by another, drafted, released or undone; never half."""

import gc

import pytest

from advance_factory import MOVED_IN, PERIOD_FROM
from bill_factory import settle
from house_factory import make_brand
from kwartier.billing import operations, queries
from kwartier.billing.models import (
    Bill,
    BillDraft,
    BilledPeriod,
)
from kwartier.ledger.models import Posting
from kwartier.metering.models import Reading
from kwartier.platform.models import OutboxMail
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import end_contract
from kwartier.supply.types import EndReason
from run_factory import DAY, NOW, Run, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand()


def test_a_run_goes_from_a_plan_to_bills_that_everybody_was_told_of(brand):
    households = [make_year(brand=brand), make_year(brand=brand, amount_cents=40_000)]
    run = Run(brand)
    planned = run.plan()
    assert planned.state == "planned"
    assert planned.report.state_counts == {"drafted": 2}
    assert not Bill.objects.exists()
    assert run.approve().state == "approved"
    made = run.make()
    assert (made.state, BillDraft.objects.count(), Bill.objects.count()) == ("made", 2, 0)
    assert not Posting.objects.filter(book="revenue").exists()
    run.release()
    run.work()
    released = run.look()
    assert (released.state, released.report.state_counts) == ("released", {"told": 2})
    bills = list(Bill.objects.order_by("pk"))
    assert [bill.number for bill in bills] == ["S26-0000001", "S26-0000002"]
    assert [bill.contract_id for bill in bills] == [each.contract.id for each in households]
    assert {bill.issued_on for bill in bills} == {DAY}
    assert released.report.total_cents == sum(bill.total_cents for bill in bills)
    assert released.report.to_pay_cents == 0
    assert released.report.to_give_back_cents == -sum(bill.balance_cents for bill in bills)
    assert BilledPeriod.objects.count() == 2
    assert not BillDraft.objects.exists()
    assert OutboxMail.objects.filter(topic="bill_issued").count() == 2
    assert [row.bill_number for row in run.rows()] == ["S26-0000001", "S26-0000002"]
    assert Reading.objects.filter(closes_period=True).count() == 2


def test_a_bill_of_a_run_is_the_bill_that_one_by_one_would_have_made(brand):
    first, second = make_year(brand=brand), make_year(brand=brand)
    settle(first)
    run = Run(brand)
    run.finish()
    alone, together = Bill.objects.order_by("pk")
    assert together.contract_id == second.contract.id
    own = ("facts", "measured")
    for name in set(alone.bundle) - set(own):
        assert alone.bundle[name] == together.bundle[name]
    assert (alone.total_cents, alone.vat) == (together.total_cents, together.vat)
    assert queries.recompute_bill(together.number).differences == ()
    assert queries.get_bill_page(together.number).bundle_sha256 == together.bundle_sha256


@pytest.mark.parametrize("is_collecting", [True, False])
def test_a_worker_leaves_the_collector_as_it_found_it(brand, is_collecting):
    try:
        if not is_collecting:
            gc.disable()
        assert Run(brand).plan().state == "planned"
        assert gc.isenabled() is is_collecting
    finally:
        gc.enable()


def test_an_account_with_two_bills_is_told_once(brand):
    household = make_year(brand=brand)
    make_year(brand=brand, customer=(household.person, household.account))
    Run(brand).finish()
    assert Bill.objects.count() == 2
    assert OutboxMail.objects.filter(topic="bills_issued").count() == 1
    assert not OutboxMail.objects.filter(topic="bill_issued").exists()


def test_what_is_missing_is_a_work_list_and_the_others_go_on(brand):
    make_year(brand=brand)
    unread = make_year(brand=brand, read_on=(MOVED_IN,))
    run = Run(brand)
    planned = run.plan()
    assert planned.report.state_counts == {"drafted": 1, "refused": 1}
    assert planned.report.refused_counts == {"reading": 1}
    assert (planned.report.refused_count, planned.report.billable_count) == (1, 1)
    (row,) = run.rows(states=("refused",))
    assert row.contract.id == unread.contract.id
    assert [gap.day for gap in row.gaps] == [PERIOD_FROM]
    assert (row.balance_cents, row.obstacle) == (None, None)
    run.approve()
    run.make()
    run.release()
    run.work()
    assert run.look().report.state_counts == {"refused": 1, "told": 1}
    assert Bill.objects.count() == 1


def test_the_last_bill_of_a_contract_comes_from_a_run_too(brand):
    household = make_year(brand=brand)
    end_contract(
        contract_id=household.contract.id,
        ends_on=PERIOD_FROM,
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=NOW,
    )
    Run(brand).finish()
    assert Bill.objects.get().kind == "closing"


def test_a_bill_out_of_line_with_the_year_before_is_marked(brand):
    household = make_year(brand=brand)
    operations.record_settlements(
        [
            _past(household, total_cents=40_000),
        ]
    )
    run = Run(brand)
    planned = run.plan()
    (row,) = run.rows(is_outlier=True)
    assert planned.report.outlier_count == 1
    assert row.is_outlier
    assert row.before_cents == 40_000
    assert row.balance_cents == row.total_cents - row.advances_cents
    assert run.rows(after_id=row.id) == []


def _past(household, *, total_cents):
    from kwartier.billing.types import SettlementDraft

    return SettlementDraft(
        contract_id=household.contract.id,
        period_from=MOVED_IN.replace(year=2024),
        period_until=MOVED_IN,
        total_cents=total_cents,
        advances_cents=0,
        issued_on=MOVED_IN,
    )
