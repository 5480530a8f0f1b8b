"""Which periods of a run make a bill: left out, taken back, looked at again, seen beforehand."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from advance_factory import MOVED_IN, PERIOD_FROM
from bill_factory import settle
from house_factory import make_brand
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing.models import Bill, BillDraft
from kwartier.billing.refusals import ReasonForLeavingOutMissing, RunNotReady
from kwartier.billing.types import SettlementDraft
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.queries import list_readings
from kwartier.metering.types import OperatorReading
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import ActorKind
from run_factory import DAY, NOW, Run, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand()


def see(run, row):
    return queries.get_coming_bill(
        brand_id=run.brand.id, number=run.number, row_id=row.id, today=DAY
    )


def test_a_period_left_out_makes_no_bill_and_comes_back_in_the_next_run(brand):
    kept, doubted = make_year(brand=brand), make_year(brand=brand)
    run = Run(brand)
    whole = run.plan().report.total_cents
    row = next(row for row in run.rows() if row.contract.id == doubted.contract.id)
    left = run.leave_out(row, reason="  The meter is\n being looked at ").report
    assert (left.billable_count, left.left_out_count, left.waiting_count) == (1, 1, 0)
    assert left.total_cents == whole - row.total_cents
    (out,) = run.rows(kind="left_out")
    assert (out.left_out_because, out.total_cents) == ("The meter is being looked at", None)
    said = AuditEntry.objects.get(action="billing_run.left_out")
    assert (said.reason, said.after["row_count"]) == ("The meter is being looked at", 1)
    run.approve()
    run.make()
    run.release()
    run.work()
    assert Bill.objects.get().contract_id == kept.contract.id
    following = Run(brand)
    assert following.plan().report.row_count == 1
    assert following.rows()[0].contract.id == doubted.contract.id


def test_a_draft_is_left_out_and_thrown_away(brand):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    run.make()
    assert run.leave_out(*run.rows()).state == "made"
    assert not BillDraft.objects.exists()


def test_what_was_left_out_is_taken_back_while_the_run_is_only_planned(brand):
    make_year(brand=brand)
    run = Run(brand)
    before = run.plan().report
    run.leave_out(*run.rows())
    with pytest.raises(NotFound):
        run.plan_again()  # Nothing waits: what was left out comes back only by its name.
    assert run.plan_again(*run.rows()).report == before
    run.approve()
    row = run.rows()
    run.leave_out(*row)
    with pytest.raises(RunNotReady):
        run.plan_again(*row)


def test_what_waits_is_looked_at_again_once_the_reading_is_there(brand):
    unread = make_year(brand=brand, read_on=(MOVED_IN,))
    run = Run(brand)
    assert run.plan().report.waiting_count == 1
    point = unread.contract.supply_point_id
    (first,) = list_readings(supply_point_id=point)
    load_operator_readings(
        [
            OperatorReading(each.register_id, day, each.index_value + more)
            for each in first.values
            for day, more in ((MOVED_IN, 0), (PERIOD_FROM, 1_000))
        ],
        brand_id=brand.id,
        now=NOW,
    )
    assert run.plan_again().report.state_counts == {"drafted": 1}


def test_who_may_not_choose_or_says_nothing_is_refused(brand):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    rows = run.rows()
    customer = replace(run.planner, kind=ActorKind.CUSTOMER)
    for step in (run.leave_out, run.plan_again):
        with pytest.raises(NotAllowed):
            step(*rows, actor=customer)
    for reason in ("", "  ", "x" * 201):
        with pytest.raises(ReasonForLeavingOutMissing):
            run.leave_out(*rows, reason=reason)
    with pytest.raises(NotFound):
        run.leave_out(replace(rows[0], id=0))
    run.approve()
    run.start()
    rows = run.rows()
    with pytest.raises(RunNotReady):
        run.leave_out(*rows)
    assert run.rows() == rows


def test_the_list_is_narrowed_counted_and_ordered(brand):
    little, much, unread = (make_year(brand=brand, read_on=read) for read in _READ)
    operations.record_settlements(
        [_past(each, cents) for each, cents in ((little, 60_000), (much, 9_000))]
    )
    run = Run(brand)
    run.plan()
    ids = {"much": much.contract.id, "little": little.contract.id, "unread": unread.contract.id}

    def shown(**wished):
        wish = queries.RunRowWish(**wished)
        rows = run.rows(**wished)
        assert queries.count_run_rows(run_id=run.look().id, wish=wish) == len(rows)
        return [next(n for n, i in ids.items() if i == row.contract.id) for row in rows]

    assert shown() == ["little", "much", "unread"]
    assert shown(is_waiting=True) == shown(kind="reading") == ["unread"]
    assert shown(by_size=True) == ["much", "little", "unread"]
    assert shown(is_outlier=True, by_size=True)[0] == "much"
    assert shown(account_ids={little.account.id}) == ["little"]
    assert shown(account_ids=()) == []
    moved = [row.moved_cents for row in run.rows(by_size=True)]
    assert moved[2] is None
    assert abs(moved[0]) > abs(moved[1])
    (second,) = run.rows(by_size=True, skip=1, limit=1)
    assert second.contract.id == little.contract.id


def test_the_coming_bill_is_the_one_that_is_issued(brand):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    (row,) = run.rows()
    planned = see(run, row).page
    assert planned.bill.total_cents == row.total_cents
    assert (planned.before, planned.bill.number) == (None, "")
    run.approve()
    run.make()
    drafted = see(run, row).page
    assert drafted == planned
    run.release()
    run.work()
    (told,) = run.rows()
    assert see(run, told).page is None
    issued = queries.get_bill_page(told.bill_number)
    assert issued.statement == drafted.statement
    assert not Bill.objects.filter(number="").exists()


def test_a_coming_bill_leads_on_from_the_bill_before(brand):
    autumn = date(2025, 10, 15)
    household = make_year(
        brand=brand, period=(MOVED_IN, autumn), read_on=(MOVED_IN, autumn, PERIOD_FROM)
    )
    before = settle(household)
    plan = AdvancePlan.objects.get()
    plan.pk, plan.period = None, DateRange(autumn, PERIOD_FROM)
    plan.save()
    run = Run(brand)
    run.plan()
    (row,) = run.rows()
    page = see(run, row).page
    assert page.before.number == before.number
    assert page.bridge.after_cents == row.total_cents
    assert page.bridge.before_cents + sum(step.cents for step in page.bridge.steps) == (
        row.total_cents
    )


def test_no_bill_is_shown_of_what_waits_or_is_not_there(brand):
    make_year(brand=brand, read_on=(MOVED_IN,))
    run = Run(brand)
    run.plan()
    (row,) = run.rows()
    assert see(run, row).page is None
    with pytest.raises(NotFound):
        see(run, replace(row, id=0))
    run.number = "R26-7777777"
    with pytest.raises(NotFound):
        see(run, row)


_READ = ((MOVED_IN, PERIOD_FROM), (MOVED_IN, PERIOD_FROM), (MOVED_IN,))


def _past(household, total_cents):
    return SettlementDraft(
        contract_id=household.contract.id,
        period_from=MOVED_IN.replace(year=MOVED_IN.year - 1),
        period_until=MOVED_IN,
        total_cents=total_cents,
        advances_cents=0,
        issued_on=MOVED_IN,
    )
