"""A mail that is sent again tells how its document stands today, not what was billed."""

from datetime import date, timedelta

import pytest
from delivering import AGENT

from advance_factory import make_household, pay_everything
from bill_factory import DAY, NOW, make_year, settle
from document_factory import make_issuer
from house_factory import acting
from kwartier.arrears.operations import open_dispute
from kwartier.billing.operations import issue_due_advances
from kwartier.delivery.models import Delivery
from kwartier.delivery.operations import send_again
from kwartier.delivery.types import DeliveryChannel
from kwartier.ledger.operations import record_payment
from kwartier.payments import operations as payments
from kwartier.platform.models import OutboxMail
from kwartier.platform.wording import speak_money
from mandate_factory import add_bank_account, make_creditor, mine, sign

pytestmark = pytest.mark.django_db

WAY_TO_PAY = "BE68 5390 0754 7034"


@pytest.fixture
def home():
    """A household with a settlement of which it has to pay a part."""
    made = make_year(amount_cents=5_000)
    make_issuer(made.brand)
    return made


def mail_again(home, number, now=NOW):
    """What the mail says, in text, once its delivery failed and an agent sends it again."""
    Delivery.objects.filter(subject_number=number).exclude(state="replaced").update(state="failed")
    row = Delivery.objects.exclude(state="replaced").get(subject_number=number)
    send_again(
        brand_id=home.brand.id,
        delivery_id=row.pk,
        channel=DeliveryChannel.EMAIL,
        actor=AGENT,
        now=now,
    )
    mail = OutboxMail.objects.latest("pk")
    assert ("BE68" in mail.body_text) == ("BE68" in mail.body_html)
    return mail.body_text


def be_collected(home):
    make_creditor(home.brand)
    early = NOW - timedelta(days=60)
    add_bank_account(home.person, home.account, now=early)
    sign(home.person, home.account, now=early)


def test_what_was_paid_meanwhile_is_not_asked_for_again(home):
    bill = settle(home)
    assert WAY_TO_PAY in mail_again(home, bill.number)
    record_payment(
        brand_id=home.brand.id,
        account_id=home.account.pk,
        amount_cents=bill.balance_cents - 100,
        paid_on=DAY,
        now=NOW,
    )
    said = mail_again(home, bill.number)
    assert "Your settlement: €1.00 to pay by 5 May 2026." in said
    pay_everything(home, DAY)
    said = mail_again(home, bill.number)
    assert "Your settlement: nothing is left of it to pay or to get back." in said
    assert WAY_TO_PAY not in said
    assert "to pay by" not in said


def test_what_is_disputed_is_not_asked_for_again(home):
    bill = settle(home)
    open_dispute(
        account=mine(home.person, home.account),
        document=bill.number,
        reason="Not mine.",
        actor=acting(home.person),
        today=DAY,
        now=NOW,
    )
    said = mail_again(home, bill.number)
    assert "is open. Sign in to see how it stands." in said
    assert WAY_TO_PAY not in said


def test_of_what_is_disputed_in_part_the_rest_is_named(home):
    bill = settle(home)
    wish = {"account": mine(home.person, home.account), "document": bill.number, "reason": "No."}
    open_dispute(**wish, cents=100, actor=acting(home.person), today=DAY, now=NOW)
    rest = speak_money(bill.balance_cents - 100)
    said = mail_again(home, bill.number)
    assert f"You dispute €1.00 of it: that part waits for our answer. The other {rest} is" in said


def test_what_is_collected_names_the_day_of_its_collection_until_it_is_stopped(home):
    be_collected(home)
    bill = settle(home)
    assert "which we collect on 5 May 2026" in mail_again(home, bill.number)
    late = NOW + timedelta(days=30)
    said = mail_again(home, bill.number, late)
    assert "which we collect on" in said
    assert "5 May 2026" not in said
    told = {"brand_id": home.brand.id, "today": late.date(), "now": late}
    batch = payments.make_collection_batch(**told)
    payments.send_batch(number=batch.number, **told)
    payments.stop_mandate(account=mine(home.person, home.account), actor=home.actor, now=late)
    said = mail_again(home, bill.number, late)
    assert "is open. Sign in to see how it stands." in said
    assert WAY_TO_PAY not in said


def test_a_mandate_that_was_signed_since_collects_it(home):
    bill = settle(home)
    be_collected(home)
    said = mail_again(home, bill.number)
    assert "which we collect on" in said
    assert WAY_TO_PAY not in said


def test_an_advance_that_was_paid_is_settled():
    home = make_household(issue=False, paid=False)
    issue_due_advances(brand_id=home.brand.id, today=date(2026, 5, 20), now=NOW)
    row = Delivery.objects.earliest("pk")
    assert "to pay by" in mail_again(home, row.subject_number)
    pay_everything(home, DAY)
    said = mail_again(home, row.subject_number)
    assert "Your advance: nothing is left of it to pay." in said
