"""Collections, returns and refunds in the office: agents move them, two for a refund, nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from office_day import OfficeDay, text_of

from collection_factory import make_collecting_brand, make_payer, owe, settle
from house_factory import make_agent, make_customer
from kwartier.payments import operations, queries
from kwartier.payments.models import Mandate, Refund, Return
from kwartier.payments.types import ReturnDraft
from kwartier.platform import clock
from mandate_factory import add_bank_account
from payment_file_factory import check_valid

OFFICE = "/merel/office/"
COLLECTIONS, REFUNDS = f"{OFFICE}collections/", f"{OFFICE}refunds/"
BATCH, REFUND_BATCH = f"{COLLECTIONS}CB26-0000001", f"{REFUNDS}RB26-0000001"


@pytest.fixture
def day():
    day = OfficeDay()
    make_collecting_brand(day.brand.key)
    return day


def fall_due(day):
    """A customer with a mandate, and what is long due."""
    person, account = make_payer(day.brand)
    owe(account, "A26-0009001", due_on=day.brand.demo_today.replace(day=2))
    return person, account


def test_a_batch_goes_from_plan_to_file(day):
    _, account = fall_due(day)
    shown = text_of(day.client.get(COLLECTIONS))
    assert "1 collection of €118.00 has to be at the bank now." in shown
    assert account.number in shown
    made = text_of(day.client.post(COLLECTIONS, follow=True))
    assert "Collection batch CB26-0000001, made, not sent" in made
    assert day.client.get(f"{BATCH}.xml").status_code == 404
    sent = text_of(day.client.post(f"{BATCH}/", {"step": "send"}, follow=True))
    assert "Fetch the file" in sent
    assert "Undo this batch" not in sent
    file = day.client.get(f"{BATCH}.xml")
    check_valid(file.content, "pain.008.001.08")
    assert file["Content-Disposition"] == 'attachment; filename="CB26-0000001.xml"'
    assert "Nothing has to be at the bank now." in text_of(day.client.get(COLLECTIONS))
    assert (
        "no invoice has to be at the bank"
        in text_of(day.client.post(COLLECTIONS, follow=True)).lower()
    )
    again = day.client.post(f"{BATCH}/", {"step": "undo"}, follow=True)
    assert "this step is not possible any more" in text_of(again)


def test_a_batch_is_undone(day):
    fall_due(day)
    day.client.post(COLLECTIONS)
    day.client.post(f"{BATCH}/", {"step": "nothing"})
    undone = text_of(day.client.post(f"{BATCH}/", {"step": "undo"}, follow=True))
    assert "Nothing of this batch went to the bank" in undone


def load(client, content):
    file = SimpleUploadedFile("answer.xml", content)
    return client.post(f"{COLLECTIONS}returns/", {"answer": file}, follow=True)


def test_an_answer_of_the_bank_is_loaded_and_a_return_decided(day):
    _, account = fall_due(day)
    day.client.post(COLLECTIONS)
    day.client.post(f"{BATCH}/", {"step": "send"})
    assert "not whole XML" in text_of(load(day.client, b"no"), 422)
    assert "Choose the file" in text_of(day.client.post(f"{COLLECTIONS}returns/", {}), 422)
    answer = (
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr>'
        b"<MsgId>B1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>CB26-0000001</OrgnlMsgId>"
        b"<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn>"
        b"<Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"
    )
    read = text_of(load(day.client, answer))
    assert "The answer to CB26-0000001 was read: 1 of it came back." in read
    assert "We or the bank made a mistake." in read
    assert "1 return waits for a person." in text_of(day.client.get(f"{COLLECTIONS}returns/"))
    found = Return.objects.get()
    page = f"{COLLECTIONS}returns/{found.pk}/"
    assert account.number in text_of(day.client.get(page))
    assert day.client.post(page, {"note": ""}).status_code == 422
    day.client.post(page, {"note": "Our file was broken", "step": "retry"})
    assert "No return waits for a person." in text_of(day.client.get(f"{COLLECTIONS}returns/"))
    everything = text_of(day.client.get(f"{COLLECTIONS}returns/?show=all"))
    assert "Our file was broken" in everything
    assert "Somebody dealt with this return already." in text_of(day.client.get(page))
    twice = day.client.post(page, {"note": "Again"}, follow=True)
    assert "Somebody looked at this return already" in text_of(twice)
    assert day.client.get(f"{COLLECTIONS}returns/0/").status_code == 404


def test_a_return_of_nobody_and_a_suspended_mandate_are_on_the_list(day):
    _, account = fall_due(day)
    now = clock.now(day.brand)
    Mandate.objects.update(state="suspended", suspended_at=now, suspended_reason="AC06")
    stray = ReturnDraft(
        end_to_end_id="X1",
        code="AM04",
        amount_cents=100,
        happened_on=day.brand.demo_today,
        unique_key="1",
    )
    operations.record_returns(
        brand_id=day.brand.id,
        returns=[stray],
        today=day.brand.demo_today,
        now=clock.now(day.brand),
    )
    page = day.client.get(f"{COLLECTIONS}returns/")
    listed = text_of(page)
    assert "Nobody that we know" in listed
    assert "AC06: account blocked" in listed
    assert f"/customers/{account.number}/paying/" in page.content.decode()


def test_a_refund_is_made_by_one_agent_and_approved_by_another(day):
    colleague = day.browser_of(make_agent(day.brand, name="Aïcha").person, second_factor=True)
    person, account = make_customer(day.brand)
    add_bank_account(person, account, now=clock.now(day.brand).replace(month=9))
    settle(account, "S26-0000001", cents=-5_000, booked_on=day.brand.demo_today)
    _, late = make_customer(day.brand)
    settle(late, "S26-0000002", cents=-700, booked_on=day.brand.demo_today)
    shown = text_of(day.client.get(REFUNDS))
    assert "1 customer waits for €50.00." in shown
    assert "we know no bank account" in shown
    made = text_of(day.client.post(REFUNDS, follow=True))
    assert "You made this batch, so a colleague has to approve it." in made
    refused = day.client.post(f"{REFUND_BATCH}/", {"step": "approve"}, follow=True)
    assert "another person approves it" in text_of(refused)
    assert day.client.get(f"{REFUND_BATCH}.xml").status_code == 404
    colleague.post(f"{REFUND_BATCH}/", {"step": "nothing"})
    done = text_of(colleague.post(f"{REFUND_BATCH}/", {"step": "approve"}, follow=True))
    assert "the file is on its way to the bank" in done
    check_valid(colleague.get(f"{REFUND_BATCH}.xml").content, "pain.001.001.09")
    empty = text_of(day.client.post(REFUNDS, follow=True))
    assert "No credit is to be paid out now" in empty


def test_who_asked_for_a_refund_is_not_told_to_approve_it(day):
    helper = make_agent(day.brand, name="Aïcha")
    person, account = make_customer(day.brand)
    add_bank_account(person, account, now=clock.now(day.brand).replace(month=9))
    settle(account, "S26-0000001", cents=-5_000, booked_on=day.brand.demo_today)
    day.client.post(REFUNDS)
    Refund.objects.update(asked_by=helper.person.pk)
    colleague = day.browser_of(helper.person, second_factor=True)
    shown = text_of(colleague.get(f"{REFUND_BATCH}/"))
    assert "You asked for a refund in this batch" in shown
    assert "Approve this batch" not in shown


def test_an_agent_asks_for_a_customer(day):
    person, account = make_customer(day.brand)
    settle(account, "S26-0000001", cents=-5_000, booked_on=day.brand.demo_today)
    ask = f"{OFFICE}customers/{account.number}/refund/"
    assert "We know no bank account" in text_of(day.client.post(ask, follow=True))
    add_bank_account(person, account, now=clock.now(day.brand).replace(month=9))
    asked = text_of(day.client.post(ask, follow=True))
    assert "€50.00 goes to BE71 **** **** 6769 with the next batch of refunds." in asked
    assert queries.find_refund_on_its_way(account.pk) is not None
    assert "asked for on" in text_of(day.client.get(REFUNDS))
