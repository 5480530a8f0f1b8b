"""Two people at the same moment: one wins, the other is told; nothing happens twice."""

from datetime import date

import pytest

from advance_factory import NOW, TODAY, make_household
from at_once import together
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvanceChange, AdvanceInvoice
from kwartier.billing.refusals import AdvanceAlreadyChanged, PageIsStale
from kwartier.billing.types import Channel
from kwartier.ledger.operations import record_payment
from kwartier.ledger.queries import get_balance, list_open_items
from kwartier.platform.errors import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_changes_at_once_one_wins_and_the_other_is_told():
    household = make_household()
    seen = household.simulate().seen_version

    def change_to(amount_cents):
        return lambda: operations.change_advance(
            contract_id=household.contract.id,
            amount_cents=amount_cents,
            seen=seen,
            actor=household.actor,
            today=TODAY,
            now=NOW,
            channel=Channel.WEB,
            form_token=f"form {amount_cents}",
        )

    outcomes = together(change_to(12_500), change_to(13_000))
    refused = [each for each in outcomes if isinstance(each, Refusal)]
    (won,) = [each for each in outcomes if not isinstance(each, Refusal)]
    assert len(refused) == 1
    assert isinstance(refused[0], AdvanceAlreadyChanged | PageIsStale)
    plan = queries.get_plan(contract_id=household.contract.id, today=TODAY)
    assert plan.amount_cents == won.change.to_cents
    assert AdvanceChange.objects.filter(channel="web").count() == 1


def test_the_same_form_at_once_changes_once_and_both_are_content():
    household = make_household()
    seen = household.simulate().seen_version

    def change():
        return operations.change_advance(
            contract_id=household.contract.id,
            amount_cents=12_500,
            seen=seen,
            actor=household.actor,
            today=TODAY,
            now=NOW,
            channel=Channel.WEB,
            form_token="one form",
        )

    outcomes = together(change, change)
    assert sorted(each.is_repeat for each in outcomes) == [False, True]
    assert AdvanceChange.objects.filter(channel="web").count() == 1


def test_two_runs_at_once_issue_every_invoice_once():
    household = make_household(issue=False, paid=False)

    def issue():
        return operations.issue_due_advances(
            brand_id=household.brand.id, today=date(2026, 7, 1), now=NOW
        )

    assert sorted(together(issue, issue)) == [0, 3]
    assert AdvanceInvoice.objects.count() == 3


def test_two_payments_at_once_never_pay_the_same_cent_twice():
    household = make_household(issue=False, paid=False)
    operations.issue_due_advances(brand_id=household.brand.id, today=date(2026, 6, 1), now=NOW)

    def pay():
        return record_payment(
            brand_id=household.brand.id,
            account_id=household.account.pk,
            amount_cents=11_800,
            paid_on=TODAY,
            now=NOW,
        )

    outcomes = together(pay, pay)
    assert [each.left_cents for each in outcomes] == [0, 0]
    assert get_balance(account_id=household.account.pk) == 0
    assert list_open_items(account_id=household.account.pk) == []


def test_the_same_payment_at_once_is_recorded_once():
    household = make_household(issue=False, paid=False)
    operations.issue_due_advances(brand_id=household.brand.id, today=date(2026, 6, 1), now=NOW)

    def pay():
        return record_payment(
            brand_id=household.brand.id,
            account_id=household.account.pk,
            amount_cents=11_800,
            paid_on=TODAY,
            now=NOW,
            unique_key="bank 1",
        )

    outcomes = together(pay, pay)
    assert sorted(each.is_repeat for each in outcomes) == [False, True]
    assert get_balance(account_id=household.account.pk) == 11_800
