"""Instalment schedules: begun, asked, and settled by what came in."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from advance_factory import (
    MOVED_IN,
    PERIOD_FROM,
    PERIOD_UNTIL,
    index_on,
    read_along,
)
from bill_factory import settle
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvanceInvoice, AdvancePlan
from kwartier.billing._schedule_models import FoldedInstalment, ScheduleRevision
from kwartier.billing.schedule_types import InstalmentState
from kwartier.ledger.operations import record_payment, reverse_journals
from kwartier.ledger.queries import get_balance, list_open_items
from kwartier.ledger.types import Reversal
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.types import OperatorReading
from kwartier.payments.queries import plan_refunds
from kwartier.payments.queries import refunds as _refunds
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import end_contract
from kwartier.supply.types import EndReason
from schedule_factory import AGENT, NOW, ask_until, make_payer, schedule_of
from supply_factory import register_of

pytestmark = pytest.mark.django_db


def test_a_year_is_spread_over_instalments_to_the_cent():
    household = make_payer(count=11)
    schedule = schedule_of(household)
    amounts = [each.amount_cents for each in schedule.instalments]
    assert schedule.number == "E26-0000001"
    assert len(amounts) == 11
    assert schedule.total_cents == schedule.expected_cost_cents
    assert schedule.expected_settlement_cents == 0
    assert set(amounts[:-1]) == {schedule.amount_cents}
    assert [each.due_on for each in schedule.instalments[:2]] == [
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]
    assert schedule.left == schedule.instalments
    assert schedule.last_day == PERIOD_UNTIL - timedelta(days=1)
    mail = OutboxMail.objects.get(topic="schedule_begun")
    assert "E26-0000001" in mail.subject
    assert AuditEntry.objects.filter(action="schedule.begun").count() == 1


def test_instalments_are_asked_in_time_to_be_collected_and_nobody_is_told_of_each():
    household = make_payer()
    assert ask_until(household, date(2026, 4, 15)) == 0
    assert ask_until(household, date(2026, 4, 16)) == 1
    assert ask_until(household, date(2026, 4, 16)) == 0
    (item,) = list_open_items(account_id=household.account.pk)
    assert (item.booked_on, item.due_on) == (date(2026, 4, 16), date(2026, 4, 30))
    assert not OutboxMail.objects.filter(topic="bill_issued").exists()
    ask_until(household, PERIOD_UNTIL)
    schedule = schedule_of(household)
    assert [each.amount_cents for each in schedule.instalments][-1] >= schedule.amount_cents
    assert schedule.total_cents == schedule.expected_cost_cents
    assert {each.state for each in schedule.instalments} == {InstalmentState.ASKED}
    late = schedule_of(household, today=date(2026, 6, 1)).instalments
    assert [each.state for each in late[:3]] == [InstalmentState.LATE] * 2 + [InstalmentState.ASKED]
    assert schedule.collected_cents == 0


def pay_all_but(household, *, unpaid=()):
    """Pay every instalment but those at these places, each on its day."""
    for place, each in enumerate(
        AdvanceInvoice.objects.filter(account_id=household.account.pk).order_by("due_on")
    ):
        if place not in unpaid:
            pay(household, each.number, each.amount_cents, each.due_on)


def pay(household, document, cents, on):
    return record_payment(
        brand_id=household.brand.id,
        account_id=household.account.pk,
        amount_cents=cents,
        paid_on=on,
        document=document,
        now=NOW,
    )


YEAR = {"period": (MOVED_IN, PERIOD_FROM), "read_on": (MOVED_IN, PERIOD_FROM)}


def make_billed_year(**more):
    """A payer whose first year is over, every instalment of it asked."""
    household = make_payer(begun_on=MOVED_IN, **YEAR, **more)
    ask_until(household, PERIOD_FROM)
    return household


def read_books(household):
    """What the books hold on this customer, by book."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT book, sum(amount_cents)::bigint FROM ledger_posting WHERE account_id = %s"
            " GROUP BY book",
            [household.account.pk],
        )
        return dict(cursor.fetchall())


def assert_whole(household, bill):
    """Nothing is lost or invented: what was billed is revenue and VAT, and no advance is held."""
    books = read_books(household)
    assert books.get("advance", 0) == 0
    assert -books["revenue"] == sum(each.base_cents for each in bill.vat)
    assert -books["vat"] == sum(each.vat_cents for each in bill.vat)
    open_cents = sum(each.open_cents for each in list_open_items(account_id=household.account.pk))
    balance = get_balance(account_id=household.account.pk)
    assert balance == books["receivable"]
    assert balance == open_cents or balance < 0


def test_who_paid_every_instalment_has_all_of_them_taken_off():
    household = make_billed_year()
    pay_all_but(household)
    bill = settle(household)
    assert bill.advances_cents == schedule_of(household).collected_cents
    assert bill.balance_cents == bill.total_cents - bill.advances_cents
    assert not FoldedInstalment.objects.exists()
    assert_whole(household, bill)
    schedule = schedule_of(household)
    assert (schedule.ended_on, schedule.end_reason) == (date(2026, 4, 20), "billed")
    assert {each.state for each in schedule.instalments} == {InstalmentState.PAID}


def test_what_was_not_collected_becomes_part_of_the_bill_and_is_not_due_by_itself():
    household = make_billed_year()
    pay_all_but(household, unpaid=(3, 7))
    before = schedule_of(household)
    bill = settle(household)
    schedule = schedule_of(household)
    assert bill.advances_cents == before.collected_cents == schedule.collected_cents
    assert bill.advances_cents < before.total_cents
    (item,) = list_open_items(account_id=household.account.pk)
    assert (item.document, item.open_cents) == (bill.number, bill.balance_cents)
    assert bill.balance_cents == bill.total_cents - before.collected_cents
    assert [place for place, each in enumerate(schedule.instalments) if each.folded_cents] == [3, 7]
    assert schedule.instalments[3].state is InstalmentState.FOLDED
    assert_whole(household, bill)
    # The bill's page and paper name what was collected, not what was asked.
    page = queries.get_bill_page(bill.number)
    assert sum(each.amount_cents for each in page.advances) == bill.advances_cents
    assert len(page.advances) == 8
    ids = [row.pk for row in AdvanceInvoice.objects.order_by("due_on")]
    vat = queries.get_advance_vat(ids)
    assert (vat[ids[3]], sum(each.base_cents for each in vat[ids[0]])) == (
        (),
        page.advances[0].amount_cents - sum(each.vat_cents for each in vat[ids[0]]),
    )


def test_a_part_that_was_paid_is_taken_off_and_the_rest_folded():
    household = make_billed_year()
    pay_all_but(household, unpaid=(0,))
    first = AdvanceInvoice.objects.order_by("due_on").first()
    pay(household, first.number, 1_234, first.due_on)
    bill = settle(household)
    schedule = schedule_of(household)
    assert schedule.instalments[0].collected_cents == 1_234
    assert bill.advances_cents == schedule.collected_cents
    assert_whole(household, bill)


def test_a_payment_that_returns_before_the_bill_is_folded_and_after_it_is_owed_by_itself():
    household = make_billed_year()
    pay_all_but(household, unpaid=(0, 1))
    first, second = AdvanceInvoice.objects.order_by("due_on")[:2]

    def take_back(payment, on):
        reverse_journals(
            [Reversal(brand_id=household.brand.id, journal=payment.journal_id, booked_on=on)],
            now=NOW,
            actor=AGENT,
        )

    before = pay(household, first.number, first.amount_cents, first.due_on)
    after = pay(household, second.number, second.amount_cents, second.due_on)
    take_back(before, date(2026, 4, 1))
    bill = settle(household)
    assert schedule_of(household).instalments[0].state is InstalmentState.FOLDED
    take_back(after, date(2026, 5, 1))
    documents = {each.document for each in list_open_items(account_id=household.account.pk)}
    assert documents == {second.number, bill.number}
    assert_whole(household, bill)


def test_what_was_paid_twice_lies_on_the_account_and_pays_the_bill():
    household = make_billed_year()
    pay_all_but(household)
    first = AdvanceInvoice.objects.order_by("due_on").first()
    pay(household, first.number, first.amount_cents, date(2026, 4, 1))
    bill = settle(household)
    assert bill.advances_cents == schedule_of(household).total_cents
    assert get_balance(account_id=household.account.pk) == bill.balance_cents - first.amount_cents


def test_a_corrected_bill_takes_off_what_the_first_one_did():
    household = make_billed_year()
    pay_all_but(household, unpaid=(3,))
    bill = settle(household)
    day = date(2026, 1, 1)
    reading = OperatorReading(
        register_of(household.home, day).id,
        day,
        index_on(household.home, day, annual=3_500) + 150,
        corrects=True,
    )
    load_operator_readings([reading], brand_id=household.brand.id, now=NOW)
    right = operations.correct_bill(
        brand_id=household.brand.id,
        number=bill.number,
        today=date(2026, 5, 2),
        now=NOW,
        actor=AGENT,
    )
    assert right.advances_cents == bill.advances_cents
    assert right.total_cents != bill.total_cents
    assert_whole(household, right)


@pytest.mark.parametrize(("credit_cents", "is_carried"), [(1_500, True), (4_000, False)])
def test_a_credit_waits_for_the_next_bill_or_is_paid_out_by_the_rule_of_the_country(
    credit_cents, is_carried, monkeypatch
):
    household = make_payer(begun_on=MOVED_IN, **YEAR)
    french = replace(household.brand, country="FR")
    monkeypatch.setattr(_refunds, "get_brand_by_id", lambda _brand_id: french)
    cost_cents = household.simulate(today=PERIOD_FROM).expected_cost_cents
    part, odd = divmod(cost_cents + credit_cents, 10)
    AdvancePlan.objects.update(amount_cents=part)
    ScheduleRevision.objects.update(amount_cents=part, last_cents=part + odd)
    ask_until(household, PERIOD_FROM)
    pay_all_but(household)
    assert settle(household).balance_cents == -credit_cents
    (refund,) = plan_refunds(household.brand.id, date(2026, 4, 20), now=NOW)
    assert refund.amount_cents == credit_cents
    assert refund.pay_by == (None if is_carried else date(2026, 5, 5))


def test_a_contract_that_ends_asks_no_more_and_its_final_bill_settles_the_schedule():
    household = make_billed_year()
    begun = begin_next(household)
    end_contract(
        contract_id=household.contract.id,
        ends_on=date(2026, 7, 20),
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=NOW,
    )
    read_along(household.home, [date(2026, 7, 20)], 3_500)
    ask_until(household, date(2026, 9, 1))
    schedule = schedule_of(household, today=date(2026, 7, 1))
    assert [each.due_on for each in schedule.instalments] == [
        date(2026, 4, 30),
        date(2026, 5, 31),
        date(2026, 6, 30),
    ]
    assert len(begun.instalments) == 10
    first = AdvanceInvoice.objects.get(due_on=date(2026, 4, 30))
    pay(household, first.number, first.amount_cents, first.due_on)
    bill = settle(household, period_from=PERIOD_FROM, day=date(2026, 9, 1))
    assert bill.kind == "closing"
    # The credit of the year before had paid a part of the second one, too.
    ended = schedule_of(household)
    assert bill.advances_cents == ended.collected_cents > first.amount_cents
    assert ended.end_reason == "billed"


def begin_next(household):
    """The next year of who pays by a schedule, opened and announced by the duties of its first day."""
    pay_all_but(household)
    settle(household)
    day = PERIOD_FROM
    assert operations.open_due_plans(brand_id=household.brand.id, today=day, now=NOW) == 1
    announce = {"brand_id": household.brand.id, "today": day, "now": NOW}
    assert operations.announce_schedules(**announce) == 1
    assert operations.announce_schedules(**announce) == 0
    return schedule_of(household)


def test_the_next_year_has_a_schedule_of_its_own():
    household = make_billed_year(count=12, due_day=5)
    schedule = begin_next(household)
    assert schedule.number == "E26-0000002"
    # Twelve of the fifth would begin within the notice or end after the year: eleven are left.
    assert len(schedule.instalments) == 12
    assert schedule.instalments[0].due_on == date(2026, 5, 5)
    assert schedule.total_cents == schedule.expected_cost_cents
    assert schedule.revisions[0].channel == "system"
    assert OutboxMail.objects.filter(topic="schedule_begun").count() == 2
