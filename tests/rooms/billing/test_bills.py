"""Bills: made from what was measured and published, numbered, booked, kept, and made again."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from advance_factory import MOVED_IN, PERIOD_FROM, index_on, pay_everything
from bill_factory import DAY, NOW, make_year, settle
from energycore.bundle import recompute
from house_factory import make_account
from kwartier.billing import operations, queries
from kwartier.billing.gap_types import GapKind
from kwartier.billing.models import Bill, BilledPeriod
from kwartier.billing.refusals import (
    AdvanceMissing,
    AlreadyBilled,
    BillIncomplete,
    PeriodNotOver,
)
from kwartier.billing.types import BillKind
from kwartier.ledger.models import Posting
from kwartier.ledger.queries import get_balance, list_open_items
from kwartier.metering.operations import (
    record_reading,
)
from kwartier.platform.errors import NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import end_contract
from kwartier.supply.types import EndReason
from supply_factory import read, register_of

pytestmark = pytest.mark.django_db


def test_a_settlement_takes_the_invoiced_advances_off_what_the_year_cost():
    household = make_year(amount_cents=11_800)
    bill = settle(household)
    invoiced = queries.list_advance_invoices(contract_id=household.contract.id)
    assert bill.advances_cents == sum(each.amount_cents for each in invoiced) == 12 * 11_800
    assert bill.balance_cents == bill.total_cents - bill.advances_cents
    assert bill.kind == BillKind.SETTLEMENT
    assert bill.number == "S26-0000001"
    assert (bill.period_from, bill.last_day) == (MOVED_IN, date(2026, 4, 14))
    assert bill.due_on == date(2026, 5, 5)
    home = household.home
    used = index_on(home, PERIOD_FROM, annual=3_500) - index_on(home, MOVED_IN, annual=3_500)
    assert bill.volumes_wh == {"total": used * 1_000}


def test_what_it_is_made_of_adds_up_to_it():
    bill = settle(make_year())
    assert sum(each.base_cents + each.vat_cents for each in bill.vat) == bill.total_cents
    assert sum(bill.component_cents.values()) == bill.total_cents
    taken_off = sum(each.base_cents + each.vat_cents for each in bill.advance_vat)
    assert taken_off == bill.advances_cents


def test_the_slider_said_what_the_bill_says():
    household = make_year()
    simulation = household.simulate(today=PERIOD_FROM)
    # Read to its end, nothing is left to expect: the forecast and the bill are one calculation.
    assert settle(household).total_cents == simulation.expected_cost_cents


def test_the_ledger_turns_advances_into_revenue_and_leaves_the_difference_open():
    household = make_year()
    bill = settle(household)
    postings = Posting.objects.filter(document=bill.number)
    assert sum(posting.amount_cents for posting in postings) == 0
    by_book = {}
    for posting in postings:
        by_book.setdefault(posting.book, 0)
        by_book[posting.book] += posting.amount_cents
    cost = sum(each.base_cents for each in bill.vat)
    held = sum(each.base_cents for each in bill.advance_vat)
    assert by_book["receivable"] == bill.balance_cents
    assert by_book["revenue"] == -cost
    assert by_book["advance"] == held
    every_advance = Posting.objects.filter(account_id=household.account.pk, book="advance")
    assert sum(posting.amount_cents for posting in every_advance) == 0
    assert get_balance(account_id=household.account.pk) == bill.balance_cents


def test_money_that_comes_back_pays_what_is_open():
    household = make_year(amount_cents=40_000, paid=False)
    bill = settle(household)
    assert bill.balance_cents < 0
    open_cents = sum(each.open_cents for each in list_open_items(account_id=household.account.pk))
    assert open_cents == 12 * 40_000 + bill.balance_cents


def test_an_unpaid_advance_is_taken_off_all_the_same_and_stays_open_on_its_own():
    household = make_year(amount_cents=5_000, paid=False)
    bill = settle(household)
    assert bill.advances_cents == 12 * 5_000
    documents = {each.document for each in list_open_items(account_id=household.account.pk)}
    assert len(documents) == 13
    assert bill.number in documents


def test_it_is_told_and_put_on_record():
    household = make_year(language="nl")
    bill = settle(household)
    told = OutboxMail.objects.get(topic="bill_issued")
    assert bill.number in told.subject
    entry = AuditEntry.objects.get(action="bill.issued")
    assert entry.subject_id == bill.number
    assert entry.after["total_cents"] == bill.total_cents


def test_nothing_is_told_when_nobody_is_to_be_told():
    settle(make_year(), tells=False)
    assert not OutboxMail.objects.filter(topic="bill_issued").exists()


def test_the_bundle_makes_the_bill_again():
    bill = settle(make_year())
    bundle = json.loads(json.dumps(queries.get_bundle(bill.number)))
    again = recompute(bundle)
    assert again.differences == ()
    assert again.statement.total_cents == bill.total_cents
    assert queries.recompute_bill(bill.number).differences == ()
    assert bundle["facts"]["number"] == bill.number
    (measured,) = bundle["measured"]
    assert measured["until_index"] - measured["from_index"] == bill.volumes_wh["total"] // 1_000
    assert not measured["estimated"]
    assert measured["meter"]


def test_only_what_the_operator_read_counts():
    household = make_year()
    register = register_of(household.home, date(2026, 1, 1))
    record_reading(
        supply_point_id=household.home.id,
        indexes={register.id: str(index_on(household.home, date(2026, 1, 1), annual=3_500) + 9)},
        read_on=date(2026, 1, 1),
        today=date(2026, 1, 1),
        now=NOW,
        actor=household.actor,
        account_id=household.account.pk,
    )
    bill = settle(household)
    assert len(queries.get_bundle(bill.number)["measured"]) == 1


def test_a_reading_of_the_operator_in_between_divides_the_year_as_it_was():
    household = make_year(read_on=(MOVED_IN, date(2026, 1, 1), PERIOD_FROM))
    bill = settle(household)
    days = [(each["from"], each["until"]) for each in queries.get_bundle(bill.number)["measured"]]
    assert days == [("2025-04-15", "2026-01-01"), ("2026-01-01", "2026-04-15")]


def test_a_missing_reading_is_named_with_its_day_and_nothing_is_issued():
    household = make_year(read_on=(MOVED_IN, date(2026, 4, 1)))
    with pytest.raises(BillIncomplete) as refused:
        settle(household)
    (gap,) = refused.value.gaps
    assert (gap.kind, gap.what, gap.day) == (GapKind.READING, "total", PERIOD_FROM)
    assert "2026-04-15" in refused.value.say()
    assert not Bill.objects.exists()
    assert not Posting.objects.filter(book="revenue").exists()


def test_without_any_reading_every_end_is_missing():
    with pytest.raises(BillIncomplete) as refused:
        settle(make_year(read_on=()))
    assert {gap.day for gap in refused.value.gaps} == {MOVED_IN, PERIOD_FROM}


def test_a_period_that_is_not_over_cannot_be_settled():
    with pytest.raises(PeriodNotOver):
        settle(make_year(), day=date(2026, 4, 14))


def test_a_period_nobody_opened_cannot_be_settled():
    with pytest.raises(AdvanceMissing):
        settle(make_year(), period_from=date(2024, 4, 15))


def test_a_period_is_billed_once():
    household = make_year()
    first = settle(household)
    with pytest.raises(AlreadyBilled) as refused:
        settle(household)
    assert refused.value.params["number"] == first.number
    assert Bill.objects.count() == 1


def test_the_database_refuses_two_bills_for_one_day():
    household = make_year()
    bill = settle(household)
    standing = BilledPeriod.objects.get(bill_id=bill.id)
    other = Bill.objects.get(pk=bill.id)
    other.pk, other.number = None, "S26-9999999"
    other.save()
    standing.pk, standing.bill = None, other
    with pytest.raises(IntegrityError, match="billed_periods_apart"), transaction.atomic():
        standing.save()


def test_a_bill_and_its_days_are_of_the_account_of_its_contract():
    household = make_year()
    bill = Bill.objects.get(pk=settle(household).id)
    standing = BilledPeriod.objects.get(bill=bill)
    stranger = make_account(household.brand)
    standing.account = stranger
    with pytest.raises(IntegrityError, match="does not stand"), transaction.atomic():
        standing.save()
    BilledPeriod.objects.filter(pk=standing.pk).delete()
    standing.pk = None
    with pytest.raises(IntegrityError, match="does not stand"), transaction.atomic():
        standing.save()
    for name, value in (("account", stranger), ("journal_id", bill.journal_id + 1_000)):
        other = Bill.objects.get(pk=bill.pk)
        other.pk, other.number = None, "S26-9999999"
        setattr(other, name, value)
        with pytest.raises(IntegrityError, match="is not of the account"), transaction.atomic():
            other.save()


def test_a_bill_is_never_edited():
    bill = settle(make_year())
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        Bill.objects.filter(pk=bill.id).update(total_cents=1, balance_cents=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Bill.objects.filter(pk=bill.id).delete()


def test_a_contract_that_ended_is_closed_by_its_final_settlement():
    household = make_year(read_on=(MOVED_IN, date(2026, 2, 1)))
    end_contract(
        contract_id=household.contract.id,
        ends_on=date(2026, 2, 1),
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=NOW,
    )
    bill = settle(household)
    assert bill.kind == BillKind.CLOSING
    assert bill.period_until == date(2026, 2, 1)


def test_due_settlements_are_issued_once_and_the_incomplete_wait():
    complete = make_year()
    make_year(brand=complete.brand, read_on=(MOVED_IN,))
    issue = {"brand_id": complete.brand.id, "today": DAY, "now": NOW}
    assert operations.issue_due_settlements(**issue) == 1
    assert operations.issue_due_settlements(**issue) == 0
    assert Bill.objects.get().contract_id == complete.contract.id


def test_who_gets_one_bill_is_told_of_it_and_who_gets_several_is_told_once():
    alone = make_year()
    many = make_year(brand=alone.brand)
    make_year(brand=alone.brand, customer=(many.person, many.account))
    operations.issue_due_settlements(brand_id=alone.brand.id, today=DAY, now=NOW)
    told = OutboxMail.objects.order_by("topic")
    assert [(mail.topic, mail.account_id) for mail in told] == [
        ("bill_issued", alone.account.pk),
        ("bills_issued", many.account.pk),
    ]
    assert told[1].subject == "Your 2 bills"
    owed = sum(bill.balance_cents for bill in queries.list_bills(account_id=many.account.pk))
    assert f"{abs(owed) / 100:,.2f}" in told[1].body_text


@pytest.mark.parametrize("amount_cents", [5_000, 40_000])
def test_several_bills_say_together_what_is_to_pay_or_comes_back(amount_cents):
    many = make_year(amount_cents=amount_cents)
    make_year(brand=many.brand, customer=(many.person, many.account), amount_cents=amount_cents)
    operations.issue_due_settlements(brand_id=many.brand.id, today=DAY, now=NOW)
    said = OutboxMail.objects.get(topic="bills_issued").body_text
    assert ("to pay by" in said) == (amount_cents == 5_000)
    assert ("in your favor" in said) == (amount_cents == 40_000)


def test_numbers_have_no_gap_where_a_bill_was_refused():
    household = make_year()
    incomplete = make_year(brand=household.brand, read_on=(MOVED_IN,))
    with pytest.raises(BillIncomplete):
        settle(incomplete)
    other = make_year(brand=household.brand)
    assert [settle(each).number for each in (household, other)] == ["S26-0000001", "S26-0000002"]


def test_bills_of_an_account_are_listed_newest_first_and_found_by_number():
    household = make_year()
    bill = settle(household)
    assert queries.list_bills(account_id=household.account.pk) == [bill]
    assert queries.get_bill(bill.number) == bill
    with pytest.raises(NotFound):
        queries.get_bill("S26-7777777")


def two_years():
    household = make_year()
    first = settle(household)
    operations.open_due_plans(brand_id=household.brand.id, today=DAY, now=NOW)
    second_end = date(2026, 10, 1)
    end_contract(
        contract_id=household.contract.id,
        ends_on=second_end,
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=NOW,
    )
    read(household.home, second_end, index_on(household.home, second_end, annual=3_500))
    operations.issue_due_advances(brand_id=household.brand.id, today=second_end, now=NOW)
    pay_everything(household, second_end)
    return first, settle(household, period_from=PERIOD_FROM, day=date(2026, 10, 5))


def test_a_bill_is_bridged_to_the_one_before():
    first, second = two_years()
    assert queries.get_bill_page(first.number).bridge is None
    page = queries.get_bill_page(second.number)
    bridge = page.bridge
    assert page.before.number == first.number
    assert bridge.before_cents + sum(step.cents for step in bridge.steps) == bridge.after_cents
    assert bridge.after_cents == second.total_cents
    assert {"days", "volume"} <= {step.kind for step in bridge.steps}


def test_the_page_of_a_bill_has_its_lines_readings_and_the_bill_before():
    first, second = two_years()
    page = queries.get_bill_page(second.number)
    assert page.bill == second
    assert page.before.number == first.number
    assert page.statement.total_cents == second.total_cents
    assert {each.register for each in page.measured} == {"total"}
    assert page.facts["number"] == second.number
    assert len(page.bundle_sha256) == 64


def test_settlements_are_listed_with_the_number_of_their_bill():
    household = make_year()
    bill = settle(household)
    (settlement,) = queries.list_settlements(contract_id=household.contract.id)
    assert (settlement.number, settlement.balance_cents) == (bill.number, bill.balance_cents)


def test_what_waits_for_a_bill_says_what_is_missing():
    household = make_year(read_on=(MOVED_IN,))
    (waiting,) = queries.list_unbilled(brand_id=household.brand.id, today=DAY)
    assert waiting.contract.id == household.contract.id
    # A single reading counts nothing, and is there all the same: the other one is missing.
    assert [gap.day for gap in waiting.gaps] == [PERIOD_FROM]
    read(household.home, PERIOD_FROM, index_on(household.home, PERIOD_FROM, annual=3_500))
    (waiting,) = queries.list_unbilled(brand_id=household.brand.id, today=DAY)
    assert waiting.gaps == ()
    settle(household)
    assert queries.list_unbilled(brand_id=household.brand.id, today=DAY) == []
