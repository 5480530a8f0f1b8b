"""What is issued goes its ways, once, and what fails is followed by the next attempt."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from delivering import AGENT, choose, ways
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advance_factory import index_on, make_household
from bill_factory import DAY, NOW, make_year, settle
from document_factory import make_issuer
from house_factory import make_brand
from kwartier.billing.announcing import Issued
from kwartier.billing.models import Bill
from kwartier.billing.operations import correct_bill, issue_due_advances
from kwartier.billing.types import BillKind
from kwartier.delivery._mails import Addressed, queue_mails
from kwartier.delivery._planning import plan_documents
from kwartier.delivery.models import Choice, Delivery
from kwartier.delivery.operations import (
    choose_delivery,
    deliver_forgotten,
    deliver_issued,
    note_einvoices,
    note_mails,
    record_bounce,
    record_past_deliveries,
    send_again,
)
from kwartier.delivery.queries import count_failed, get_choice, list_deliveries, list_failed
from kwartier.delivery.refusals import (
    EInvoiceForBusinessOnly,
    EmailAddressInvalid,
    EmailAddressMissing,
    NothingToSendAgain,
    PostalAddressMissing,
)
from kwartier.delivery.types import DeliveryChannel, DeliveryState, mask_address
from kwartier.documents._facts import gather_facts
from kwartier.documents.models import Handover, StoredDocument
from kwartier.documents.operations import keep_document, make_documents
from kwartier.documents.queries import get_document
from kwartier.metering.models import SupplyPoint
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.types import OperatorReading
from kwartier.parties.models import CustomerAccount, Membership
from kwartier.parties.queries import get_account_for
from kwartier.parties.refusals import UnknownLanguage
from kwartier.payments.operations import stop_mandate
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM
from kwartier.supply.models import Contract
from mandate_factory import IBAN, add_bank_account, make_creditor, mine, sign
from supply_factory import registers_of

pytestmark = pytest.mark.django_db

LETTER = "El Amrani\nLindelaan 4\n2000 Antwerpen"


def become_business(home, number="0999999922"):
    CustomerAccount.objects.filter(pk=home.account.pk).update(
        kind="business", enterprise_number=number
    )
    Contract.objects.filter(pk=home.contract.id).update(customer_category="professional")


def give_up(mail):
    OutboxMail.objects.filter(pk=mail.pk).update(attempt_count=8, last_error="550 no such box")


def test_a_bill_goes_by_mail_and_the_mail_says_how_it_is_paid(settings):
    settings.KWARTIER_ADDRESS = "https://energy.example/"
    home = make_year(amount_cents=5_000)
    make_issuer(home.brand)
    bill = settle(home)
    mail = OutboxMail.objects.get(topic="bill_issued")
    assert mail.recipient == home.account.email
    for said in ("BE68 5390 0754 7034", "+++190/0000/", "by 5 May 2026"):
        assert said in mail.body_text
        assert said in mail.body_html
    assert f"https://energy.example/merel/bills/{bill.number}/" in mail.body_text
    assert ways() == [("email", "waiting", home.account.email)]
    assert note_mails(brand_id=home.brand.id, now=NOW) == 0
    OutboxMail.objects.update(sent_at=NOW + timedelta(minutes=1))
    assert note_mails(brand_id=home.brand.id, now=NOW) == 1
    assert note_mails(brand_id=home.brand.id, now=NOW) == 0
    (shown,) = list_deliveries(home.account.pk)
    assert (shown.state, shown.moved_at) == (DeliveryState.HANDED_OVER, NOW + timedelta(minutes=1))
    assert shown.address == mask_address("email", home.account.email) != home.account.email


def test_what_we_collect_is_announced_by_mail_and_on_paper(quick_paper):
    home = make_year(amount_cents=5_000)
    make_issuer(home.brand)
    make_creditor(home.brand, creditor_identifier="BE69ZZZ0123456749")
    early = NOW - timedelta(days=60)
    add_bank_account(home.person, home.account, now=early)
    mandate = sign(home.person, home.account, now=early)
    bill = settle(home)
    mail = OutboxMail.objects.get(topic="bill_issued")
    for said in ("which we collect on 5 May 2026", "BE71 **** **** 6769", mandate.reference):
        assert said in mail.body_text
        assert said in mail.body_html
    assert "BE69ZZZ0123456749" in mail.body_text
    assert "+++" not in mail.body_text
    (paper,) = make_documents(brand_id=home.brand.id, number=bill.number, now=NOW)
    facts = gather_facts(bill.number, brand_id=home.brand.id)
    assert facts.payment.collection.iban == IBAN
    assert paper.told.collect_on == facts.payment.collection.collect_on == date(2026, 5, 5)
    assert (paper.told.amount_cents, paper.told.masked_iban) == (
        bill.balance_cents,
        "BE71 **** **** 6769",
    )
    # Who stops it gets no other paper; what would be made now asks for a transfer.
    stop_mandate(account=mine(home.person, home.account), actor=home.actor, now=NOW)
    assert get_document(bill.number).told == paper.told
    assert gather_facts(bill.number, brand_id=home.brand.id).payment.collection is None


def test_many_mails_ask_as_little_as_one():
    home = make_year(amount_cents=5_000)
    make_issuer(home.brand)
    bill = settle(home)
    (planned,) = plan_documents([bill.number], brand_id=home.brand.id, on=DAY)
    many = [
        Addressed(
            recipient=f"{number}{'x' * 120}@example.org",
            documents=[
                replace(planned, document=replace(planned.document, number=f"S26-{number}"))
            ],
        )
        for number in range(1_000_000, 1_000_200)
    ]
    asked = []
    for addressed in (many[:1], many[1:], many):
        with CaptureQueriesContext(connection) as queries:
            told = queue_mails(addressed, brand_id=home.brand.id, replaces={}, now=NOW)
        asked.append(len(queries))
    # Who lets us collect, who pays to whom, what is there, ids, one insert; for what is there, three.
    assert asked == [5, 5, 3]
    assert set(told.values()) == {0}
    assert OutboxMail.objects.filter(recipient__startswith="1000").count() == 200


def test_several_monthly_bills_are_bills_without_advances(home):
    bill = settle(home)
    (planned,) = plan_documents([bill.number], brand_id=home.brand.id, on=DAY)
    months = [
        replace(
            planned,
            document=replace(
                planned.document, kind=BillKind.MONTHLY, number=number, charged_cents=0
            ),
        )
        for number in ("S26-1000001", "S26-1000002")
    ]
    together = [Addressed(recipient="a@example.org", documents=months)]
    queue_mails(together, brand_id=home.brand.id, replaces={}, now=NOW)
    told = OutboxMail.objects.get(topic="bills_issued")
    assert told.subject == "Your 2 bills"
    assert "What was used comes to" in told.body_text
    for word in ("in advance", "settlement"):
        assert word not in told.body_text + told.body_html


def test_what_is_on_its_way_is_not_sent_twice(home):
    bill = settle(home)
    deliver_issued(Issued(brand_id=home.brand.id, numbers=[bill.number], now=NOW))
    assert len(ways()) == 1
    assert OutboxMail.objects.filter(topic="bill_issued").count() == 1


def test_who_chose_nothing_gets_letters_where_no_brand_says_otherwise(home, decide):
    decide(home, "delivery.email_without_choice", value=False)
    settle(home)
    assert ways() == [("post", "waiting", LETTER)]
    assert not OutboxMail.objects.filter(topic="bill_issued").exists()


def test_what_a_brand_decided_holds_from_midnight_of_its_market(home, decide):
    decide(home, "delivery.email_without_choice", value=False)
    bill = settle(home)
    for hour, way in ((22, "email"), (23, "post")):  # It is 23:30 and 0:30 in Brussels.
        Delivery.objects.all().delete()
        now = datetime(2025, 12, 31, hour, 30, tzinfo=UTC)
        deliver_issued(Issued(brand_id=home.brand.id, numbers=[bill.number], now=now))
        assert [channel for channel, *_ in ways()] == [way]


def test_a_mail_without_an_address_becomes_a_letter_and_without_that_one_a_task(home):
    CustomerAccount.objects.filter(pk=home.account.pk).update(email="")
    Membership.objects.all().delete()
    Choice.objects.create(
        brand_id=home.brand.id, account=home.account, channel="email", changed_at=NOW
    )
    SupplyPoint.objects.filter(pk=home.home.id).update(city="")
    settle(home)
    assert ways() == [("post", "failed", "")]
    (failed,) = list_failed(brand_id=home.brand.id)
    assert failed.failure == "no_address"
    assert failed.why == "no address is known"


@pytest.mark.parametrize(
    ("channel", "beside"),
    [
        (DeliveryChannel.EINVOICE, []),
        (DeliveryChannel.POST, ["post"]),
        (DeliveryChannel.EMAIL, ["email"]),
    ],
)
def test_a_business_gets_its_e_invoice_whatever_it_chose_beside(home, channel, beside):
    become_business(home)
    choose(home, channel)
    bill = settle(home)
    assert [way[0] for way in ways()] == ["einvoice", *beside]
    kept = keep_document(
        brand_id=home.brand.id,
        account_id=home.account.pk,
        subject_kind="bill",
        subject_number=bill.number,
        format="ubl",
        language="en",
        content=b"<Invoice/>",
        issued_on=NOW.date(),
        now=NOW,
    )
    assert note_einvoices(brand_id=home.brand.id) == 0
    Handover.objects.create(
        brand_id=home.brand.id,
        account=home.account,
        document=StoredDocument.objects.get(pk=kept.id),
        receiver="0208:0999999922",
        reference="x",
        handed_over_at=NOW,
    )
    assert note_einvoices(brand_id=home.brand.id) == 1
    assert ways()[0][:2] == ("einvoice", "handed_over")


def test_a_business_that_wants_e_invoices_alone_gets_its_private_bills_by_mail(home):
    become_business(home)
    Contract.objects.filter(pk=home.contract.id).update(customer_category="residential")
    choose(home, DeliveryChannel.EINVOICE, copy_email="books@example.org")
    settle(home)
    assert [(row.channel, row.address, row.is_copy) for row in Delivery.objects.order_by("pk")] == [
        ("email", home.account.email, False),
        ("email", "books@example.org", True),
    ]
    assert OutboxMail.objects.filter(topic="bill_issued").count() == 2


def test_advances_of_an_account_come_in_one_mail_with_what_is_to_pay():
    home = make_household(issue=False, paid=False)
    issue = {"brand_id": home.brand.id, "today": date(2026, 5, 20), "now": NOW}
    assert issue_due_advances(**issue) == 1
    alone = OutboxMail.objects.get(topic="advances_issued")
    assert "€118.00 to pay" in alone.body_text
    assert issue_due_advances(**issue | {"today": date(2026, 7, 20)}) == 2
    together = OutboxMail.objects.filter(topic="advances_issued").latest("pk")
    assert "Your 2 advances: together €236.00" in together.body_text
    assert len(ways()) == 3


def test_a_credit_note_goes_with_the_bill_in_its_place_and_alone_where_there_is_none(home):
    wrong = settle(home)
    january = date(2026, 1, 1)
    late = OperatorReading(
        registers_of(home.home, january)[0].id,
        january,
        index_on(home.home, january, annual=3_500) + 150,
        corrects=True,
    )
    load_operator_readings([late], brand_id=home.brand.id, now=NOW)
    correct_bill(brand_id=home.brand.id, number=wrong.number, today=DAY, now=NOW, actor=AGENT)
    note = Bill.objects.get(kind="credit_note")
    mails = dict(Delivery.objects.values_list("subject_number", "mail_id"))
    assert len(set(mails.values())) == 2
    Delivery.objects.filter(subject_number=note.number).delete()
    deliver_issued(Issued(brand_id=home.brand.id, numbers=[note.number], now=NOW))
    assert "takes back" in OutboxMail.objects.get(topic="credit_notes_issued").body_text
    Delivery.objects.filter(subject_number=note.number).update(state="failed")
    send_again(
        brand_id=home.brand.id,
        delivery_id=Delivery.objects.get(subject_number=note.number).pk,
        channel=DeliveryChannel.EMAIL,
        actor=AGENT,
        now=NOW,
    )
    assert OutboxMail.objects.filter(topic="credit_notes_issued").count() == 2


def test_a_letter_follows_a_mail_that_nobody_takes(home):
    settle(home)
    give_up(OutboxMail.objects.get(topic="bill_issued"))
    assert note_mails(brand_id=home.brand.id, now=NOW) == 1
    assert ways() == [("post", "waiting", LETTER)]
    replaced = Delivery.objects.get(state="replaced")
    assert (replaced.failure, replaced.detail) == ("not_taken", "550 no such box")
    assert AuditEntry.objects.get(action="delivery.failed").account_id == home.account.pk
    assert count_failed(brand_id=home.brand.id) == 0


def test_a_mail_that_came_back_waits_for_the_office_where_the_brand_wants_no_letter(home, decide):
    decide(home, "delivery.post_after_failed_email", value=False)
    bill = settle(home)
    told = {"brand_id": home.brand.id, "number": bill.number, "detail": "full", "now": NOW}
    with pytest.raises(NotFound):
        record_bounce(address="somebody@example.org", **told)
    record_bounce(address=home.account.email.upper(), **told)
    assert ways() == [("email", "bounced", home.account.email)]
    with pytest.raises(NotFound):
        record_bounce(address=home.account.email, **told)


def test_no_letter_follows_a_copy_or_where_no_address_is_known(home):
    become_business(home)
    choose(home, DeliveryChannel.EMAIL, copy_email="books@example.org")
    SupplyPoint.objects.filter(pk=home.home.id).update(city="")
    bill = settle(home)
    for address in ("books@example.org", home.account.email):
        record_bounce(
            brand_id=home.brand.id, number=bill.number, address=address, detail="", now=NOW
        )
    assert [way[1] for way in ways()] == ["waiting", "bounced", "bounced"]
    copy = Delivery.objects.get(is_copy=True)
    again = send_again(
        brand_id=home.brand.id,
        delivery_id=copy.pk,
        channel=DeliveryChannel.EMAIL,
        actor=AGENT,
        now=NOW,
    )
    assert (again.is_copy, again.address) == (True, "b…@example.org")


def test_an_agent_sends_again_by_either_way(home, decide):
    decide(home, "delivery.post_after_failed_email", value=False)
    bill = settle(home)
    record_bounce(
        brand_id=home.brand.id,
        number=bill.number,
        address=home.account.email,
        detail="",
        now=NOW,
    )
    row = Delivery.objects.get()
    again = {"brand_id": home.brand.id, "delivery_id": row.pk, "actor": AGENT, "now": NOW}
    with pytest.raises(NotAllowed):
        send_again(channel=DeliveryChannel.POST, **again | {"actor": home.actor})
    with pytest.raises(NotFound):
        send_again(channel=DeliveryChannel.POST, **again | {"delivery_id": 0})
    SupplyPoint.objects.filter(pk=home.home.id).update(city="")
    with pytest.raises(PostalAddressMissing):
        send_again(channel=DeliveryChannel.POST, **again)
    SupplyPoint.objects.filter(pk=home.home.id).update(city="Gent")
    sent = send_again(channel=DeliveryChannel.EMAIL, **again)
    assert (sent.channel, sent.state) == (DeliveryChannel.EMAIL, DeliveryState.WAITING)
    assert OutboxMail.objects.filter(topic="bill_issued").count() == 2
    with pytest.raises(NothingToSendAgain):
        send_again(channel=DeliveryChannel.EMAIL, **again)
    record_bounce(
        brand_id=home.brand.id, number=bill.number, address=home.account.email, detail="", now=NOW
    )
    letter = send_again(channel=DeliveryChannel.POST, **again | {"delivery_id": sent.id})
    assert (letter.channel, letter.address) == (DeliveryChannel.POST, "2000 Gent")
    assert AuditEntry.objects.filter(action="delivery.sent_again").count() == 2
    Delivery.objects.filter(pk=row.pk).update(state="failed", address="another")
    with pytest.raises(NothingToSendAgain):  # A letter is on its way already.
        send_again(channel=DeliveryChannel.POST, **again)
    CustomerAccount.objects.update(email="")
    Membership.objects.all().delete()
    with pytest.raises(EmailAddressMissing):
        send_again(channel=DeliveryChannel.EMAIL, **again)


def test_a_demonstrations_mails_have_arrived():
    home = make_year(brand=make_brand("merel", demo_today=DAY))
    settle(home)
    assert [way[:2] for way in ways()] == [("email", "handed_over")]


def test_the_net_catches_what_was_forgotten_and_nothing_of_before(home):
    told = {"brand_id": home.brand.id, "issued_from": date(2026, 1, 1), "now": NOW}
    settle(home, tells=False)
    assert deliver_forgotten(**told) == 0
    settle(make_year(brand=home.brand))
    later = make_year(brand=home.brand)
    settle(later, tells=False)
    assert deliver_forgotten(**told) == 2
    assert deliver_forgotten(**told) == 0
    assert len(ways()) == 3


def test_the_past_is_noted_and_not_sent(home):
    SupplyPoint.objects.filter(pk=home.home.id).update(city="")
    choice = {"brand_id": home.brand.id, "account": home.account, "changed_at": NOW}
    Choice.objects.create(channel="post", **choice)
    bill = settle(home, tells=False)
    told = {"brand_id": home.brand.id, "numbers": [bill.number], "now": NOW + timedelta(days=9)}
    assert record_past_deliveries(**told) == 0  # Nobody knows where it went.
    Choice.objects.update(channel="email")
    assert record_past_deliveries(**told) == 1
    assert record_past_deliveries(**told) == 0
    (row,) = list_deliveries(home.account.pk)
    assert (row.state, row.moved_at.date()) == (DeliveryState.HANDED_OVER, bill.issued_on)
    assert not OutboxMail.objects.filter(topic="bill_issued").exists()


def test_a_choice_is_told_to_both_addresses_and_stands_on_the_record(home):
    old = home.account.email
    chosen = choose(home, email="new@example.org", language="nl")
    assert (chosen.channel, chosen.email, chosen.language) == ("email", "new@example.org", "nl")
    mails = OutboxMail.objects.filter(topic="delivery_chosen")
    assert {mail.recipient for mail in mails} == {old, "new@example.org"}
    assert {mail.language for mail in mails} == {"nl"}
    entry = AuditEntry.objects.get(action="delivery.chosen")
    assert (entry.before["email"], entry.after["email"]) == (old, "new@example.org")
    mine = get_account_for(home.person.pk, account_id=home.account.pk)
    assert (mine.language, get_choice(mine, on=DAY).is_own) == ("nl", True)
    choose(home, email="new@example.org", language="nl")  # The same again changes nothing.
    assert AuditEntry.objects.filter(action="delivery.chosen").count() == 1


def test_an_agent_chooses_with_a_reason_that_the_customer_reads(home):
    choose(home, DeliveryChannel.POST, actor=AGENT)
    assert "On the phone" in OutboxMail.objects.get(topic="delivery_chosen").body_text


def test_a_choice_that_is_taken_over_is_told_nobody(home):
    mine = get_account_for(home.person.pk, account_id=home.account.pk)
    choose_delivery(
        account=mine,
        channel=DeliveryChannel.POST,
        email="",
        copy_email="",
        language="en",
        actor=SYSTEM,
        now=NOW,
        tells=False,
    )
    assert get_choice(mine, on=DAY).channel == DeliveryChannel.POST
    assert not OutboxMail.objects.exists()


def test_a_choice_that_leads_nowhere_is_refused(home):
    mine = get_account_for(home.person.pk, account_id=home.account.pk)
    reader = replace(mine, role="reader")
    with pytest.raises(NotAllowed):
        choose(home, account=reader)
    with pytest.raises(EInvoiceForBusinessOnly):
        choose(home, DeliveryChannel.EINVOICE)
    with pytest.raises(EmailAddressMissing):
        choose(home, email=" ")
    with pytest.raises(EmailAddressInvalid) as wrong:
        choose(home, copy_email="not one")
    assert wrong.value.field == "copy_email"
    with pytest.raises(UnknownLanguage):
        choose(home, language="it")
    SupplyPoint.objects.filter(pk=home.home.id).update(city="")
    with pytest.raises(PostalAddressMissing):
        choose(home, DeliveryChannel.POST)
    assert not Choice.objects.exists()


@pytest.mark.parametrize(
    ("channel", "address", "shown"),
    [
        ("email", "jan@voorbeeld.example", "j…@voorbeeld.example"),
        ("email", "", ""),
        ("post", "Jan\nStreet 1\n9000 Gent", "9000 Gent"),
        ("post", "Jan\nStreet", ""),
        ("einvoice", "0999999922", "0999999922"),
    ],
)
def test_a_masked_address_tells_its_owner_alone(channel, address, shown):
    assert mask_address(channel, address) == shown
