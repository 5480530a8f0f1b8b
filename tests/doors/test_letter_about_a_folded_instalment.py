"""The page of a letter about an instalment that became part of a bill: it leads there, and says not paid."""

import pytest

from advance_factory import MOVED_IN, PERIOD_FROM
from arrears_factory import at, decide, make_demonstration, remind
from bill_factory import settle
from document_factory import make_issuer
from house_factory import sign_in
from kwartier.arrears.queries import list_reminders
from kwartier.billing._advance_models import AdvanceInvoice
from kwartier.ledger.operations import record_payment
from schedule_factory import ask_until, make_payer

pytestmark = pytest.mark.django_db


def test_a_letter_leads_to_the_bill_that_its_instalment_is_part_of():
    year = (MOVED_IN, PERIOD_FROM)
    household = make_payer(begun_on=MOVED_IN, period=year, read_on=year)
    make_issuer(household.brand)
    ask_until(household, PERIOD_FROM)
    first, *others = AdvanceInvoice.objects.order_by("due_on")
    for each in others:
        record_payment(
            brand_id=household.brand.id,
            account_id=household.account.pk,
            amount_cents=each.amount_cents,
            paid_on=each.due_on,
            document=each.number,
            now=at(each.due_on),
        )
    decide(household, "reminders.are_sent", value=True)
    assert remind(household, PERIOD_FROM) == [1]
    make_demonstration(household, PERIOD_FROM)
    (letter,) = list_reminders(account_id=household.account.pk)
    assert [each.document for each in letter.debts] == [first.number]
    client = sign_in(household.person)
    page = f"/{household.brand.key}/reminders/{letter.number}/"
    assert "to pay by" in client.get(page).content.decode()
    bill = settle(household)
    shown = client.get(page).content.decode()
    assert "What this is about is part of a bill now." in shown
    assert f"bills/{bill.number}/" in shown
    assert ">paid<" not in shown
