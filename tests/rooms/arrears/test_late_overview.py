"""What is late of one customer: asked together it is what each question says; one rule of late."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arrears_factory import account_of, at, make_debtor, owe
from kwartier.arrears import queries
from kwartier.arrears.invoice_states import bill_item
from kwartier.arrears.types import DisputeState, PlanState, StepKind, WaiverState
from kwartier.ledger.queries import list_open_items
from kwartier.payments.operations import make_collection_batch
from kwartier.payments.queries import (
    find_bank_account,
    find_live_mandate,
    find_payer,
    list_being_collected,
)
from mandate_factory import add_bank_account, make_creditor, sign
from troubled_factory import TODAY, make_troubled

pytestmark = pytest.mark.django_db


def overview_of(home, today=TODAY):
    about = {"account_id": home.account.pk, "brand_id": home.brand.id}
    return queries.get_overview(**about, today=today)


def test_who_owes_nothing_has_an_empty_overview():
    home = make_debtor()
    found = overview_of(home)
    assert (found.late, found.plannable_cents, found.plans, found.cases) == ((), 0, (), ())
    assert find_payer(home.account.pk) == (None, None)


def test_the_overview_is_what_each_question_says():
    troubled = make_troubled()
    home, mine = troubled.home, {"account_id": troubled.home.account.pk}
    with CaptureQueriesContext(connection) as asked:
        found = overview_of(home)
    assert len(asked) == 2
    assert [each.document for each in found.late] == [
        item.document
        for item in list_open_items(**mine)
        if item.due_on < TODAY
        and item.document not in {*found.plans[0].documents, found.disputes[0].document}
    ]
    for each in found.reminders:
        assert each.list_ahead(each.issued_on) == list(each.ahead)
        left = [step.step for step in each.list_ahead(date(2099, 1, 1))]
        assert left == [step.step for step in each.ahead if step.step == StepKind.AGENT]
    assert troubled.late in {each.document for each in found.late}
    assert list(found.reminders) == queries.list_reminders(**mine)
    assert list(found.cases) == queries.list_cases(**mine)
    assert list(found.waivers) == queries.list_waivers(**mine)
    assert list(found.disputes) == queries.list_disputes(**mine)
    assert list(found.plans) == queries.list_plans(**mine)
    assert [each.state for each in found.plans] == [PlanState.RUNNING, PlanState.BROKEN]
    assert [each.state for each in found.disputes] == [DisputeState.OPEN, DisputeState.ENDED]
    assert [each.state for each in found.waivers] == [WaiverState.GRANTED]
    assert len(found.reminders) == 3
    assert any(each.documents for each in found.cases)
    disputed = found.disputes[0].cents
    overdue = sum(each.open_cents for each in list_open_items(**mine) if each.due_on < TODAY)
    assert found.plannable_cents == overdue - disputed
    assert queries.count_plannable(account=account_of(home), today=TODAY) == overdue - disputed


def test_the_parts_of_a_plan_are_those_of_the_books():
    home = make_troubled().home
    plan = queries.find_running_plan(account_id=home.account.pk)
    items = list_open_items(account_id=home.account.pk)
    held = [each.open_cents for each in items if each.document in plan.documents]
    assert plan.left_cents == sum(held) > 0
    assert sum(each.cents for each in plan.instalments) == plan.total_cents


def test_what_we_are_about_to_collect_is_not_late_and_can_still_be_planned():
    """Neither while it is to come nor in the bank's file: nobody has to pay it, and nobody is asked."""
    home = make_debtor()
    document = owe(home, 9_000, date(2026, 2, 10))
    today = date(2026, 2, 11)
    assert [each.document for each in overview_of(home, today).late] == [document]
    make_creditor(home.brand)
    add_bank_account(home.person, home.account, now=at(date(2026, 2, 1)))
    sign(home.person, home.account, now=at(date(2026, 2, 1)))
    assert find_payer(home.account.pk) == (
        find_live_mandate(home.account.pk),
        find_bank_account(home.account.pk),
    )
    found = overview_of(home, today)
    assert (found.late, found.plannable_cents) == ((), 9_000)
    items = list_open_items(account_id=home.account.pk)
    about = {"brand_id": home.brand.id, "today": today}
    states = queries.list_invoice_states(
        home.brand.id, [bill_item(each) for each in items], today=today, now=at(today)
    )
    assert states[document].is_collected_by_us
    assert queries.list_late(items, **about) == []
    make_collection_batch(
        brand_id=home.brand.id, today=today, now=at(today), until=today + timedelta(days=30)
    )
    assert list_being_collected(home.brand.id, [document])
    assert queries.list_late(items, **about) == []
