"""What happens beside a billing run: bills, readings, advances, workers; nothing is half done."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from advance_factory import MOVED_IN, PERIOD_FROM, make_rules
from bill_factory import settle
from house_factory import as_web, make_agent, make_brand, make_person
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvanceInvoice
from kwartier.billing._runs import work as _run_work
from kwartier.billing.models import Bill, BillDraft, BillingRun, BillingRunRow
from kwartier.billing.operations import billing_runs, move_runs
from kwartier.billing.refusals import (
    InReleasingRun,
    RunIsEmpty,
    RunNeedsAnother,
    RunNotReady,
    RunOpen,
)
from kwartier.brand_settings.refusals import BrandParameterMissing
from kwartier.metering.models import Reading
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.types import OperatorReading
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM, Actor, ActorKind, Door
from run_factory import DAY, NOW, Run, agent_of, make_year
from supply_factory import read, register_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand()


@pytest.mark.parametrize(
    ("total", "before", "marked"),
    [(10_000, 30_001, True), (20_000, 30_000, False), (20_001, 10_000, True), (9_000, 100, False)],
)
def test_out_of_line_is_half_and_a_hundred_euro(total, before, marked):
    limits = queries.OutlierLimits(percent=50, cents=10_000)
    assert limits.is_beyond(total, before) is marked


def test_what_is_out_of_line_is_a_dated_decision_of_the_brand(brand):
    make_rules(brand)
    with pytest.raises(BrandParameterMissing, match=r"run\.outlier_percent .* 2019"):
        queries.get_outlier_limits(brand_id=brand.id, on=date(2019, 12, 31))
    later = queries.OutlierLimits(percent=20, cents=500)
    operations.set_outlier_limits(
        brand_id=brand.id, limits=later, from_day=DAY, source="board", actor=SYSTEM, now=NOW
    )
    assert queries.get_outlier_limits(brand_id=brand.id, on=DAY) == later
    assert queries.get_outlier_limits(brand_id=brand.id, on=PERIOD_FROM).percent == 50
    with pytest.raises(ValueError, match="at zero or above"):
        queries.OutlierLimits(percent=-1, cents=0)


def test_the_planner_does_not_approve(brand):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    with pytest.raises(RunNeedsAnother):
        run.approve(run.planner)
    assert run.look().state == "planned"
    with pytest.raises(IntegrityError, match="billing_run_four_eyes"), transaction.atomic():
        BillingRun.objects.update(approved_by=run.planner.person_id)


def test_only_agents_take_steps_and_nothing_happens_otherwise(brand):
    household = make_year(brand=brand)
    run = Run(brand)
    for actor in (household.actor, SYSTEM, Actor(kind=ActorKind.AGENT, name="nobody")):
        with pytest.raises(NotAllowed):
            operations.plan_run(brand_id=brand.id, today=DAY, now=NOW, actor=actor)
    assert not BillingRun.objects.exists()
    run.plan()
    for step in (run.approve, run.start, run.release, run.undo):
        with pytest.raises(NotAllowed):
            step(household.actor)
    assert run.look().state == "planned"


def test_one_run_of_a_brand_is_open(brand):
    run = Run(brand)
    run.plan()
    with pytest.raises(RunOpen) as refused:
        run.plan()
    assert refused.value.params["number"] == "R26-0000001"
    with pytest.raises(IntegrityError, match="billing_run_one_open"), transaction.atomic():
        other = BillingRun.objects.get()
        other.pk, other.number = None, "R26-0000009"
        other.save()
    run.undo()
    assert run.plan().number == "R26-0000002"


def test_of_two_runs_planned_at_the_same_moment_one_is_told(brand, monkeypatch):
    Run(brand).plan()
    found = iter([None, "R26-0000001"])
    monkeypatch.setattr(billing_runs, "_find_open", lambda _brand_id: next(found))
    with pytest.raises(RunOpen):
        operations.plan_run(brand_id=brand.id, today=DAY, now=NOW, actor=agent_of(brand))


def test_every_step_has_its_turn(brand):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    for step in (run.start, run.release):
        with pytest.raises(RunNotReady):
            step()
    run.approve()
    with pytest.raises(RunNotReady):
        run.approve()
    run.start()
    with pytest.raises(RunNotReady) as refused:
        run.start()
    assert "drafts being made" in refused.value.say()
    run.work()
    run.release()
    for step in (run.release, run.undo):
        with pytest.raises(RunNotReady):
            step()
    run.work()
    assert Bill.objects.count() == 1


def test_a_run_without_anything_to_bill_is_not_approved(brand):
    make_year(brand=brand, read_on=())
    run = Run(brand)
    run.plan()
    with pytest.raises(RunIsEmpty):
        run.approve()


def test_a_run_that_is_not_there_is_not_found(brand):
    with pytest.raises(NotFound):
        queries.get_run(brand_id=brand.id, number="R26-0000001")
    run = Run(brand)
    run.number = "R26-0000001"
    with pytest.raises(NotFound):
        run.undo()


def test_an_undone_run_leaves_nothing_but_its_record(brand):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    run.make()
    undone = run.undo()
    assert (undone.state, undone.ended_at) == ("undone", NOW)
    assert not BillDraft.objects.exists()
    assert run.look().report.state_counts == {"undone": 1}
    assert run.work() == 0
    assert not Bill.objects.exists()
    happened = AuditEntry.objects.filter(subject_kind="billing_run").order_by("pk")
    assert [entry.action for entry in happened] == [
        *("billing_run.planned", "billing_run.planned", "billing_run.approved"),
        *("billing_run.started", "billing_run.made", "billing_run.undone"),
    ]
    again = Run(brand)
    again.finish()
    assert Bill.objects.get().number == "S26-0000001"


def test_a_contract_that_got_a_bill_after_the_plan_is_left_out(brand):
    first, second = make_year(brand=brand), make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    settle(first)
    assert run.make().report.state_counts == {"drafted": 1, "refused": 1}
    (row,) = run.rows(states=("refused",))
    assert str(row.obstacle) == "billed meanwhile"
    settle(second)
    with pytest.raises(RunIsEmpty):
        run.release()
    assert run.look().report.state_counts == {"drafted": 1, "refused": 1}
    run.undo()
    assert Bill.objects.count() == 2


def test_a_contract_that_got_a_bill_before_the_worker_came_is_left_out(brand):
    household = make_year(brand=brand)
    run = Run(brand)
    real = operations.plan_run(brand_id=brand.id, today=DAY, now=NOW, actor=run.planner)
    move_runs._fill(real.id)
    settle(household)
    run.number = real.number
    run.work()
    assert run.look().report.refused_counts == {"already_billed": 1}


def test_a_bill_between_drafts_and_release_leaves_its_draft_out_and_no_gap(brand):
    households = [make_year(brand=brand) for _ in range(3)]
    run = Run(brand)
    run.plan()
    run.approve()
    run.make()
    alone = settle(households[1])
    run.release()
    run.work()
    assert alone.number == "S26-0000001"
    numbers = sorted(Bill.objects.values_list("number", flat=True))
    assert numbers == [f"S26-{place:07d}" for place in (1, 2, 3)]
    assert run.look().report.refused_counts == {"already_billed": 1}
    assert not BillDraft.objects.exists()


def test_an_advance_invoiced_after_the_draft_leaves_it_out(brand):
    make_year(brand=brand)
    changed = make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    run.make()
    invoice = AdvanceInvoice.objects.filter(plan__contract_id=changed.contract.id).first()
    invoice.pk, invoice.number, invoice.issued_on = None, "A26-9999999", date(2026, 4, 14)
    invoice.save()
    run.release()
    run.work()
    assert run.look().report.refused_counts == {"changed": 1}
    assert Bill.objects.count() == 1


def test_a_reading_that_vanished_after_the_plan_is_missing_again(brand):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    Reading.objects.filter(read_on=PERIOD_FROM).update(state="withdrawn")
    assert run.make().report.refused_counts == {"reading": 1}


def test_what_comes_out_otherwise_than_approved_waits(brand):
    household = make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    late = OperatorReading(
        register_of(household.home, PERIOD_FROM).id, PERIOD_FROM, 9_000, corrects=True
    )
    load_operator_readings([late], brand_id=brand.id, now=NOW)
    made = run.make()
    assert made.report.refused_counts == {"changed": 1}
    assert made.report.total_cents == 0


def test_a_bill_that_cannot_be_calculated_keeps_no_other_back(brand, monkeypatch):
    good, bad = make_year(brand=brand), make_year(brand=brand)
    real = _run_work.decide

    def stumble(due, **more):
        if any(each.contract.id == bad.contract.id for each in due):
            raise ValueError("no such volume")
        return real(due, **more)

    monkeypatch.setattr(_run_work, "decide", stumble)
    run = Run(brand)
    planned = run.plan()
    assert planned.report.refused_counts == {"cannot_be_made": 1}
    (row,) = run.rows(states=("drafted",))
    assert row.contract.id == good.contract.id


def test_while_a_run_is_released_its_periods_are_its_own(brand):
    household = make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    run.make()
    run.release()
    with pytest.raises(InReleasingRun):
        settle(household)
    assert operations.issue_due_settlements(brand_id=brand.id, today=DAY, now=NOW) == 0
    run.work()
    assert Bill.objects.count() == 1


def test_the_daily_settlement_makes_what_a_run_makes(brand):
    make_year(brand=brand)
    make_year(brand=brand)
    assert operations.issue_due_settlements(brand_id=brand.id, today=DAY, now=NOW) == 2
    run = Run(brand)
    assert run.plan().report.row_count == 0


def test_a_worker_resumes_part_by_part(brand, monkeypatch):
    for _ in range(3):
        make_year(brand=brand)
    run = Run(brand, part=1)
    run.plan()
    run.approve()
    run.start()
    assert move_runs._work_on_part(run.look().id, parts=_parts(), now=NOW, part=1) == 1
    assert run.look().report.state_counts == {"drafted": 1, "planned": 2}
    assert run.work() == 2
    assert run.look().state == "made"
    assert move_runs._work_on_part(run.look().id, parts=_parts(), now=NOW, part=1) == 0


def _parts():
    from kwartier.billing._bills.parts import SharedParts

    return SharedParts()


def test_a_run_is_filled_once(brand):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    make_year(brand=brand)
    move_runs._fill(run.look().id)
    assert BillingRunRow.objects.count() == 1


def test_nobody_but_agents_of_the_brand_sees_a_run(brand):
    household = make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    run.make()
    elsewhere = make_brand("moon")
    stranger = make_agent(elsewhere).person
    models = (BillingRun, BillingRunRow, BillDraft)
    agent = make_agent(brand).person
    for who, where, seen in (
        (household.person, brand, 0),
        (make_person(brand), brand, 0),
        (stranger, elsewhere, 0),
        (agent, brand, 1),
    ):
        with as_web(where, who, Door.OFFICE):
            assert [model.objects.count() for model in models] == [seen] * 3
    with as_web(brand, agent, Door.OFFICE):
        draft = BillDraft.objects.get()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            draft.save()


def test_an_agent_takes_every_step_through_the_web(brand):
    make_year(brand=brand)
    run = Run(brand)
    people = {actor.person_id: actor for actor in (run.planner, run.approver)}

    def as_agent(actor):
        from kwartier.parties.models import Person

        return as_web(brand, Person.objects.get(pk=actor.person_id), Door.OFFICE)

    assert len(people) == 2
    with as_agent(run.planner):
        run.number = operations.plan_run(
            brand_id=brand.id, today=DAY, now=NOW, actor=run.planner
        ).number
    run.work()
    with as_agent(run.approver):
        run.approve()
        run.start(run.approver)
    run.work()
    with as_agent(run.approver):
        run.release()
        assert queries.list_runs(brand_id=brand.id)[0].state == "releasing"
    run.work()
    with as_agent(run.planner):
        assert run.look().state == "released"
        assert run.rows()[0].bill_number == "S26-0000001"


def test_an_agent_undoes_through_the_web(brand):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    run.make()
    from kwartier.parties.models import Person

    with as_web(brand, Person.objects.get(pk=run.planner.person_id), Door.OFFICE):
        run.undo()
    assert not BillDraft.objects.exists()


def test_a_run_costs_as_many_questions_for_one_as_for_many(brand, django_assert_max_num_queries):
    def count(households):
        for _ in range(households):
            make_year(brand=brand)
        run = Run(brand)
        run.plan()
        run.approve()
        run.start()
        with django_assert_max_num_queries(60) as first:
            run.work()
        run.undo()
        return len(first)

    one = count(1)
    assert count(3) == one
    assert connection.connection


def test_a_run_says_what_workers_have_to_do(brand):
    run = Run(brand)
    assert queries.list_worked_on(brand_id=brand.id) == []
    planning = operations.plan_run(brand_id=brand.id, today=DAY, now=NOW, actor=run.planner)
    (found,) = queries.list_worked_on(brand_id=brand.id)
    assert found.number == planning.number
    assert found.is_worked_on
    assert found.may_be_undone
    assert found.is_open


def test_a_reading_of_the_end_is_enough(brand):
    household = make_year(brand=brand, read_on=(MOVED_IN,))
    read(household.home, PERIOD_FROM, 5_000)
    Run(brand).finish()
    assert Bill.objects.count() == 1


def test_one_worker_tells_and_another_leaves_it_to_that_one(brand, monkeypatch):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    run.make()
    run.release()
    monkeypatch.setattr(move_runs, "_may_tell", lambda _run: False)
    run.work()
    assert run.look().state == "telling"
    assert not OutboxMail.objects.filter(topic="bill_issued").exists()
    monkeypatch.undo()
    run.work()
    assert run.look().state == "released"


def test_a_draft_whose_bill_cannot_be_calculated_any_more_says_so(brand, monkeypatch):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()

    def stumble(_due, **_more):
        raise ValueError("no such volume")

    monkeypatch.setattr(_run_work, "decide", stumble)
    assert run.make().report.refused_counts == {"cannot_be_made": 1}
