"""How bills come: chosen by the customer, by an agent for them, and through the API; old papers asked for."""

import pytest
from api.api_door import Door

from customer_factory import make_customer
from kwartier.delivery.models import Choice, Delivery
from kwartier.documents.models import Opening, Removal, StoredDocument
from kwartier.documents.operations import open_asked_documents
from kwartier.platform.models import AuditEntry, OutboxMail
from page_kinds import Who

pytestmark = pytest.mark.django_db


def address(house, tail):
    return f"/{house.brand.key}{tail}"


def test_a_customer_chooses_and_is_told(house):
    client = house.enter(Who.CUSTOMER)
    page = address(house, "/account/delivery/")
    wrong = client.post(page, {"channel": "email", "email": "no", "language": "en"})
    assert wrong.status_code == 422
    assert "is not an e-mail address" in wrong.content.decode()
    form = {"channel": "email", "email": "new@example.org", "language": "nl"}
    assert client.post(page, form).status_code == 302
    assert "new@example.org" in client.get(page).content.decode()
    assert Choice.objects.get().email == "new@example.org"
    assert OutboxMail.objects.filter(topic="delivery_chosen").count() == 2


def test_an_agent_chooses_with_a_reason_and_not_without(house):
    client = house.enter(Who.AGENT)
    page = address(house, f"/office/customers/{house.customer.account.number}/delivery/")
    form = {"channel": "post", "email": "", "language": "en"}
    assert client.post(page, form).status_code == 422
    assert not Choice.objects.exists()
    assert client.post(page, {**form, "reason": "On the phone"}).status_code == 302
    assert AuditEntry.objects.get(action="delivery.chosen").reason == "On the phone"


def test_an_agent_works_off_what_failed(house):
    client = house.enter(Who.AGENT)
    page = address(house, "/office/deliveries/")
    bill = house.samples["bill"]
    Delivery.objects.filter(subject_number=bill).update(state="failed")
    failed = Delivery.objects.filter(subject_number=bill).first()
    assert bill in client.get(page).content.decode()
    for form in ({}, {"delivery": "x", "channel": "post"}, {"delivery": "1", "channel": "pigeon"}):
        assert client.post(page, form).status_code == 302
    assert not AuditEntry.objects.filter(action="delivery.sent_again").exists()
    client.post(page, {"delivery": failed.pk, "channel": "email"})
    mailed = Delivery.objects.get(replaces=failed)
    assert mailed.channel == "email"
    Delivery.objects.filter(pk=mailed.pk).update(state="failed")
    failed = mailed
    client.post(page, {"delivery": failed.pk, "channel": "post"})
    assert Delivery.objects.get(replaces=failed).channel == "post"
    said = client.post(page, {"delivery": failed.pk, "channel": "post"}, follow=True)
    assert "nothing to send" in said.content.decode() or "sent again" in said.content.decode()


def test_an_old_paper_is_asked_for_opened_and_read(house):
    client, number = house.enter(Who.CUSTOMER), house.samples["old_document"]
    pdf, page = address(house, f"/documents/{number}.pdf"), address(house, "/documents/")
    assert client.get(pdf).headers["Location"] == page
    client.post(address(house, f"/documents/{number}/ask/"))
    assert "asked for" in client.get(page).content.decode()
    client.post(address(house, f"/documents/{number}/ask/"))
    assert Opening.objects.count() == 1
    open_asked_documents(
        brand_id=house.brand.id, today=house.customer.today, now=house.customer.now
    )
    assert client.get(pdf).content.startswith(b"%PDF-1.7 OLD-")
    agent = house.enter(Who.AGENT)
    office = address(house, f"/office/customers/{house.customer.account.number}/documents")
    assert agent.get(f"{office}/{number}.pdf").status_code == 200
    assert agent.post(f"{office}/{number}/ask/").status_code == 302
    assert Opening.objects.count() == 1


def test_a_deleted_paper_is_said_to_be_gone_at_every_door(house):
    number, account = house.samples["old_document"], house.customer.account
    door = Door(house.customer)
    pdf = f"/documents/{number}/pdf"
    assert door.call("GET", pdf).json()["code"] == "document.on_request"
    paper = StoredDocument.objects.get(subject_number=number)
    about = {"brand_id": house.brand.id, "account_id": account.id, "report": "0" * 64}
    Removal.objects.create(**about, document=paper, removed_at=house.customer.now)
    gone = door.call("GET", pdf)
    assert (gone.status_code, gone.json()["code"]) == (410, "document.removed")
    office = f"/office/customers/{account.number}"
    for who, at, back in (
        (Who.CUSTOMER, "/documents/", "/documents/"),
        (Who.AGENT, f"{office}/documents/", f"{office}/delivery/"),
    ):
        answer = house.enter(who).get(address(house, f"{at}{number}.pdf"), follow=True)
        assert answer.redirect_chain == [(address(house, back), 302)]
        assert "was kept as long as the law asks, and deleted" in answer.content.decode()


def test_the_api_asks_for_a_paper_of_a_former_system_and_hands_it_out(house):
    door, number = Door(house.customer), house.samples["old_document"]
    wish = {"document": number}
    assert door.call("POST", f"{door.account}/archive/requests", wish).status_code == 204
    open_asked_documents(
        brand_id=house.brand.id, today=house.customer.today, now=house.customer.now
    )
    answer = door.call("GET", f"/documents/{number}/pdf")
    assert (answer.status_code, answer.content[:9]) == (200, b"%PDF-1.7 ")


def test_the_api_chooses_lists_and_asks():
    door = Door(make_customer())
    wish = {"channel": "email", "email": "new@example.org", "copy_email": "", "language": "en"}
    assert door.call("PUT", f"{door.account}/delivery", wish).status_code == 200
    assert door.call("GET", f"{door.account}/delivery").json() == {**wish, "is_own": True}
    assert door.call("GET", f"{door.account}/deliveries").json() == []
    assert door.call("GET", f"{door.account}/archive").json() == []
    asked = door.call("POST", f"{door.account}/archive/requests", {"document": "NONE-1"})
    assert asked.status_code == 404
    reading = door.with_scopes("read")
    assert reading.call("PUT", f"{door.account}/delivery", wish).status_code == 403
