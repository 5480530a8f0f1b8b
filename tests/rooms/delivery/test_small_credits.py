"""What the mail about a bill says of a credit: it comes back, or goes to the next bill."""

from dataclasses import replace

import pytest

from bill_factory import DAY, NOW, settle
from kwartier.billing.types import BillKind
from kwartier.delivery._mails import Addressed, queue_mails
from kwartier.delivery._planning import plan_documents
from kwartier.payments.queries import outlooks
from kwartier.platform.models import OutboxMail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "cents", "said"),
    [
        (BillKind.MONTHLY, [-2_499], "Your monthly bill: €24.99 goes to your next bill."),
        (BillKind.SETTLEMENT, [-2_499], "Your settlement: €24.99 goes to your next bill."),
        (BillKind.SETTLEMENT, [-2_500], "Your settlement: €25.00 comes back to you."),
        (BillKind.SETTLEMENT, [-900, -900], "€18.00 in your favor, which goes to your next bill."),
        (BillKind.SETTLEMENT, [-1_800, -900], "Together your bills come to €27.00 in your favor."),
    ],
)
def test_a_small_credit_of_a_french_customer_goes_to_the_next_bill(
    home, monkeypatch, kind, cents, said
):
    rule = outlooks.get_refund_rule
    monkeypatch.setattr(outlooks, "get_refund_rule", lambda _, **ask: rule("FR", **ask))
    bill = settle(home)
    (planned,) = plan_documents([bill.number], brand_id=home.brand.id, on=DAY)
    documents = [
        replace(
            planned,
            document=replace(
                planned.document, kind=kind, number=f"S26-{place}", balance_cents=each
            ),
        )
        for place, each in enumerate(cents)
    ]
    together = [Addressed(recipient="a@example.org", documents=documents)]
    queue_mails(together, brand_id=home.brand.id, replaces={}, now=NOW)
    told = OutboxMail.objects.get(recipient="a@example.org")
    assert said in told.body_text
    assert said in told.body_html
    assert ("rather have it on your account?" in told.body_text) is ("next bill" in said)
