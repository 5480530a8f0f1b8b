"""However many ask, make and approve at the same moment, money goes back once."""

import pytest

from at_once import together
from collection_factory import MONDAY, NOW, make_colleague, make_collecting_brand, owe, settle
from house_factory import acting, make_customer
from kwartier.ledger.models import Posting
from kwartier.ledger.queries import get_balance
from kwartier.payments import operations, queries, refusals
from kwartier.platform.errors import Refusal
from mandate_factory import add_bank_account, mine

pytestmark = pytest.mark.django_db(transaction=True)


def test_money_goes_back_once():
    brand = make_collecting_brand()
    person, account = make_customer(brand)
    add_bank_account(person, account, now=NOW.replace(month=10))
    settle(account, "S26-0000001", cents=-5_000)
    agents = [make_colleague(brand, name) for name in ("Tom", "Ilse", "Jan")]
    say = {"brand_id": brand.id, "today": MONDAY, "now": NOW}

    def ask():
        asked = mine(person, account)
        return operations.ask_for_refund(account=asked, today=MONDAY, now=NOW, actor=acting(person))

    def make():
        return operations.make_refund_batch(actor=agents[0], **say)

    made = [each for each in together(ask, ask, make, make) if not isinstance(each, Refusal)]
    assert len(queries.list_refunds_of(account.pk)) == 1
    assert made
    batches = queries.list_refund_batches(brand.id) or [make()]
    (batch,) = batches

    def approve(agent):
        return lambda: operations.approve_refund_batch(number=batch.number, actor=agent, **say)

    outcomes = together(approve(agents[1]), approve(agents[2]), approve(agents[1]))
    refused = [each for each in outcomes if isinstance(each, Refusal)]
    assert [type(each) for each in refused] == [refusals.BatchNotReady] * 2
    reserved = Posting.objects.filter(account_id=account.pk, book="refund")
    assert [row.amount_cents for row in reserved] == [-5_000]
    assert get_balance(account_id=account.pk) == 0


def test_an_invoice_at_the_same_moment_and_a_refund_share_no_cent():
    brand = make_collecting_brand()
    person, account = make_customer(brand)
    add_bank_account(person, account, now=NOW.replace(month=10))
    settle(account, "S26-0000001", cents=-5_000)
    maker, approver = make_colleague(brand), make_colleague(brand, "Ilse")
    say = {"brand_id": brand.id, "today": MONDAY, "now": NOW}
    batch = operations.make_refund_batch(actor=maker, **say)
    outcomes = together(
        lambda: owe(account, "A26-0000001", cents=2_000),
        lambda: operations.approve_refund_batch(number=batch.number, actor=approver, **say),
    )
    paid_out = outcomes[1].state == "approved"
    # Either the invoice was paid by the credit, or the credit went out and the invoice is open.
    assert get_balance(account_id=account.pk) == (2_000 if paid_out else -3_000)
