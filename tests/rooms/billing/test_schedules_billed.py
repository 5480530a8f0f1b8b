"""A schedule is billed while somebody disputes, pays by a plan, is reminded, or a bank sends back."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import F, Sum

from advance_factory import MOVED_IN, PERIOD_FROM
from arrears_factory import account_of, at, decide, remind
from bill_factory import DAY, settle
from document_factory import make_issuer
from kwartier.arrears.models import ReminderCase
from kwartier.arrears.operations import accept_plan, ask_waiver, open_dispute
from kwartier.arrears.queries import list_cases, list_disputes, list_reminders, offer_plan
from kwartier.arrears.refusals import WaiverWhileUnpaid
from kwartier.arrears.types import CaseEnd, CaseState, DisputeState, WaiverState
from kwartier.billing._advance_models import AdvanceInvoice, AdvancePlan
from kwartier.billing.schedule_types import InstalmentState
from kwartier.ledger.operations import record_payment
from kwartier.ledger.queries import check_books, get_balance, list_open_items
from kwartier.ledger.types import FindingKind
from kwartier.payments.operations import make_collection_batch, record_returns, send_batch
from kwartier.payments.queries import plan_refunds
from kwartier.payments.types import ReturnDraft
from ledger_factory import TODAY as NOVEMBER
from ledger_factory import bounce, entry, pay
from mandate_factory import add_bank_account, make_creditor, sign
from schedule_factory import ask_until, make_payer, schedule_of

pytestmark = pytest.mark.django_db

NOTICED_ON, BILLED_ON = date(2026, 5, 1), date(2026, 5, 4)


def make_unpaid_year(*, unpaid, until=PERIOD_FROM, more_cents=0):
    """A payer whose first year is over, all paid but the instalments at these places."""
    year = (MOVED_IN, PERIOD_FROM)
    household = make_payer(begun_on=MOVED_IN, period=year, read_on=year)
    AdvancePlan.objects.update(amount_cents=F("amount_cents") + more_cents)
    make_issuer(household.brand)
    ask_until(household, until)
    invoices = list(AdvanceInvoice.objects.order_by("due_on"))
    for each in (row for place, row in enumerate(invoices) if place not in unpaid):
        record_payment(
            brand_id=household.brand.id,
            account_id=household.account.pk,
            amount_cents=each.amount_cents,
            paid_on=each.due_on,
            document=each.number,
            now=at(each.due_on),
        )
    return household, [invoices[place] for place in unpaid]


def open_documents(household):
    return {
        each.document: each.open_cents for each in list_open_items(account_id=household.account.pk)
    }


def assert_books_agree(household, on=DAY):
    """Everything agrees, but that money told by hand stands on no statement of a bank."""
    found = check_books(brand_id=household.brand.id, on=on)
    assert [each for each in found if each.kind is not FindingKind.UNPROVEN] == []


def dispute(household, document, cents=None):
    open_dispute(
        cents=cents,
        reason="I was away.",
        account=account_of(household),
        document=document,
        actor=household.actor,
        today=PERIOD_FROM,
        now=at(PERIOD_FROM),
    )


def plan(household, _document):
    wish = {
        "account": account_of(household),
        "months": 2,
        "first_on": date(2026, 5, 1),
        "today": PERIOD_FROM,
    }
    accept_plan(seen=offer_plan(**wish).seen, actor=household.actor, now=at(PERIOD_FROM), **wish)


def test_what_is_paid_by_a_plan_is_taken_off_and_stays_due_by_itself():
    household, (apart,) = make_unpaid_year(unpaid=(3,))
    plan(household, apart.number)
    bill = settle(household)
    schedule = schedule_of(household, today=DAY)
    assert schedule.instalments[3].state is InstalmentState.IN_PLAN
    assert bill.advances_cents == schedule.total_cents
    # The bill counts what was agreed on; what it gives back pays the plan first of all.
    assert bill.balance_cents < 0
    assert open_documents(household) == {apart.number: apart.amount_cents + bill.balance_cents}
    assert_books_agree(household)


@pytest.mark.parametrize("cents", [None, 1_000])
def test_what_is_disputed_becomes_part_of_the_bill_and_stays_disputed_there(cents):
    household, (disputed,) = make_unpaid_year(unpaid=(3,))
    decide(household, "reminders.are_sent", value=True)
    dispute(household, disputed.number, cents=cents)
    bill = settle(household)
    assert bill.advances_cents == schedule_of(household, today=DAY).collected_cents
    assert open_documents(household) == {bill.number: bill.balance_cents}
    there, before = list_disputes(account_id=household.account.pk)
    assert (before.document, before.state, before.moved_to) == (
        disputed.number,
        DisputeState.MOVED,
        bill.number,
    )
    # At most what was disputed, at most what the bill asks.
    assert 0 < bill.balance_cents < disputed.amount_cents
    assert (there.document, there.state) == (bill.number, DisputeState.OPEN)
    assert there.cents == (cents or bill.balance_cents)
    assert (there.reason, there.opened_on) == (before.reason, before.opened_on)
    # What is not disputed of it is reminded of, and nothing else.
    assert remind(household, bill.due_on + timedelta(days=1)) == [1 if cents else 0]
    assert [each.principal_cents for each in list_reminders(account_id=household.account.pk)] == (
        [bill.balance_cents - cents] if cents else []
    )
    assert_books_agree(household)


def test_a_dispute_ends_with_a_bill_that_asks_for_nothing():
    household, (first, second) = make_unpaid_year(unpaid=(3, 4))
    dispute(household, first.number)
    dispute(household, second.number)
    record_payment(
        brand_id=household.brand.id,
        account_id=household.account.pk,
        amount_cents=first.amount_cents + second.amount_cents - 1_000,
        paid_on=PERIOD_FROM,
        document=first.number,
        now=at(PERIOD_FROM),
    )
    bill = settle(household)
    assert bill.balance_cents < 0
    assert open_documents(household) == {}
    assert get_balance(account_id=household.account.pk) == bill.balance_cents
    assert {each.moved_to for each in list_disputes(account_id=household.account.pk)} == {
        "",
        bill.number,
    }


def test_what_reminders_cost_is_taken_off_once_the_bill_that_folds_their_debt_is_paid():
    household, (late,) = make_unpaid_year(unpaid=(3,))
    decide(household, "reminders.are_sent", value=True)
    assert remind(household, PERIOD_FROM, NOTICED_ON) == [1, 1]
    bill = settle(household, day=BILLED_ON)
    letter = list_reminders(account_id=household.account.pk)[0]
    wish = {
        "account": account_of(household),
        "number": letter.number,
        "actor": household.actor,
        "today": BILLED_ON,
        "now": at(BILLED_ON),
    }
    with pytest.raises(WaiverWhileUnpaid) as refused:
        ask_waiver(**wish)
    assert refused.value.params["owed_cents"] == bill.balance_cents
    assert letter.principal_cents == late.amount_cents
    record_payment(
        brand_id=household.brand.id,
        account_id=household.account.pk,
        amount_cents=bill.balance_cents,
        paid_on=BILLED_ON,
        document=bill.number,
        now=at(BILLED_ON),
    )
    assert ask_waiver(**wish).state is WaiverState.GRANTED


def test_a_reminder_ends_with_the_bill_that_folds_its_debt():
    household, (late,) = make_unpaid_year(unpaid=(3,))
    decide(household, "reminders.are_sent", value=True)
    assert remind(household, PERIOD_FROM) == [1]
    bill = settle(household)
    assert late.number not in open_documents(household)
    assert remind(household, DAY, bill.due_on) == [0, 0]
    (case,) = list_cases(account_id=household.account.pk)
    assert case.state is CaseState.CLOSED
    # Nothing was paid: what was owed is asked for by the bill.
    assert ReminderCase.objects.get().end == CaseEnd.BILLED
    assert_books_agree(household)


@pytest.mark.parametrize("returned_on", [date(2026, 5, 6), date(2026, 5, 14)])
def test_what_a_bank_sends_back_before_the_bill_or_on_its_way_is_folded(returned_on):
    household, (last,) = make_unpaid_year(unpaid=(9,))
    make_creditor(household.brand)
    signed_at = at(MOVED_IN)
    add_bank_account(household.person, household.account, now=signed_at)
    sign(household.person, household.account, now=signed_at)
    sent_on, billed_on = PERIOD_FROM + timedelta(days=2), date(2026, 5, 10)
    day = {"brand_id": household.brand.id, "today": sent_on, "now": at(sent_on)}
    batch = make_collection_batch(until=billed_on, **day)
    send_batch(number=batch.number, **day)

    def take_back():
        return record_returns(
            returns=[
                ReturnDraft(
                    end_to_end_id="DD26-0000001",
                    code="AM04",
                    amount_cents=last.amount_cents,
                    happened_on=returned_on,
                    unique_key="camt:1:1",
                    is_settled=True,
                )
            ],
            brand_id=household.brand.id,
            today=returned_on,
            now=at(returned_on),
        )

    is_before = returned_on < billed_on
    if is_before:
        take_back()
    bill = settle(household, day=billed_on)
    if not is_before:
        take_back()
    # On its way it was no money yet: folded too, so that its return finds nothing to open again.
    assert schedule_of(household, today=billed_on).instalments[9].state is InstalmentState.FOLDED
    assert open_documents(household) == {bill.number: bill.balance_cents}
    assert bill.balance_cents > 0
    assert_books_agree(household, on=returned_on)


SENT_ON = date(2026, 5, 5)
ORDERS = ["bill", "bill pay", "pay bill", "bill pay return", "pay bill return", "pay return bill"]


@pytest.mark.parametrize("more_cents", [0, 5_000])
def test_a_collection_on_its_way_is_owed_once_in_whatever_order_it_comes(more_cents):
    """The bill, the money of its last instalment, and the money sent back: nothing lost, nothing twice."""
    household, (last,) = make_unpaid_year(unpaid=(9,), more_cents=more_cents)
    asked = AdvanceInvoice.objects.aggregate(cents=Sum("amount_cents"))["cents"]
    for order in ORDERS:
        with transaction.atomic():
            bill = settle_in_order(household, last, order.split())
            has_come = "pay" in order and "return" not in order
            owed_cents = bill.total_cents - asked + (0 if has_come else last.amount_cents)
            assert get_balance(account_id=household.account.pk) == owed_cents, order
            assert sum(open_documents(household).values()) == max(owed_cents, 0), order
            # What is left over is given back, whether the money came before the bill or after it.
            refunds = plan_refunds(household.brand.id, SENT_ON, now=at(SENT_ON))
            left_over = [-owed_cents] if owed_cents < 0 else []
            assert [each.amount_cents for each in refunds] == left_over, order
            assert_books_agree(household, on=NOVEMBER)
            transaction.set_rollback(True)


def settle_in_order(household, last, steps):
    bill = None
    for step in steps:
        if step == "bill":
            bill = settle(household, day=SENT_ON)
        elif step == "pay":
            pay(household.account, "came", last.amount_cents, documents=(last.number,))
        else:
            entry(household.account, "went", -last.amount_cents)
            bounce(household.account, "pay came", "went")
    return bill
