"""A schedule is billed while somebody disputes, pays by a plan, is reminded, or a bank sends back."""

from datetime import date, timedelta

import pytest

from advance_factory import MOVED_IN, PERIOD_FROM
from arrears_factory import account_of, at, decide, remind
from bill_factory import DAY, settle
from document_factory import make_issuer
from kwartier.arrears.operations import accept_plan, open_dispute
from kwartier.arrears.queries import list_cases, offer_plan
from kwartier.arrears.types import CaseState
from kwartier.billing.models import AdvanceInvoice
from kwartier.billing.schedule_types import InstalmentState
from kwartier.ledger.operations import record_payment
from kwartier.ledger.queries import check_books, list_open_items
from kwartier.ledger.types import FindingKind
from kwartier.payments.operations import make_collection_batch, record_returns, send_batch
from kwartier.payments.types import ReturnDraft
from mandate_factory import add_bank_account, make_creditor, sign
from schedule_factory import ask_until, make_payer, schedule_of

pytestmark = pytest.mark.django_db


def make_unpaid_year(*, unpaid, until=PERIOD_FROM):
    """A payer whose first year is over, all paid but the instalments at these places."""
    year = (MOVED_IN, PERIOD_FROM)
    household = make_payer(begun_on=MOVED_IN, period=year, read_on=year)
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


def dispute(household, document):
    open_dispute(
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


@pytest.mark.parametrize("agree", [dispute, plan])
def test_what_was_agreed_upon_apart_is_taken_off_and_stays_due_by_itself(agree):
    household, (apart,) = make_unpaid_year(unpaid=(3,))
    agree(household, apart.number)
    bill = settle(household)
    schedule = schedule_of(household, today=DAY)
    assert schedule.instalments[3].state is InstalmentState.LATE
    assert bill.advances_cents == schedule.total_cents
    # The bill counts it as paid; what it gives back is used for what is due longest.
    assert bill.balance_cents < 0
    assert open_documents(household) == {apart.number: apart.amount_cents + bill.balance_cents}
    assert_books_agree(household)


def test_a_reminder_ends_with_the_bill_that_folds_its_debt():
    household, (late,) = make_unpaid_year(unpaid=(3,))
    decide(household, "reminders.are_sent", value=True)
    assert remind(household, PERIOD_FROM) == [1]
    bill = settle(household)
    assert late.number not in open_documents(household)
    assert remind(household, DAY, bill.due_on) == [0, 0]
    (case,) = list_cases(account_id=household.account.pk)
    assert case.state is CaseState.CLOSED
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
