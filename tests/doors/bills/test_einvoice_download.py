"""The e-invoice beside the PDF: for a business, at every door; a household has none."""

import pytest
from reading_pages import open_page

from kwartier.documents.formats.einvoice import validate
from kwartier.documents.types import DocumentFormat
from kwartier.parties.models import CustomerAccount
from kwartier.supply.models import Contract
from page_kinds import Who

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(house) -> str:
    return str(house.samples["bill"])


@pytest.fixture
def client(house):
    return house.enter(Who.CUSTOMER)


def become_a_business(house, enterprise_number: str = "0999999922") -> None:
    CustomerAccount.objects.filter(number=house.samples["account"]).update(
        kind="business", enterprise_number=enterprise_number
    )
    Contract.objects.filter(number=house.samples["contract"]).update(
        customer_category="professional"
    )


def test_a_household_is_not_offered_one(client, number):
    assert "e-invoice" not in open_page(client, f"/merel/bills/{number}/")
    assert "e-invoice" not in open_page(client, "/merel/payments/?show=invoices")
    assert client.get(f"/merel/documents/{number}.xml").status_code == 404


def test_a_business_takes_it_from_its_bill(house, client, number):
    become_a_business(house)
    page = open_page(client, f"/merel/bills/{number}/")
    assert f'href="/merel/documents/{number}.xml"' in page
    shown = open_page(client, "/merel/payments/?show=invoices")
    assert f'href="/merel/documents/{number}.xml"' in shown
    assert f'aria-label="E-invoice of {number}"' in shown
    answer = client.get(f"/merel/documents/{number}.xml")
    assert answer["Content-Type"] == "application/xml"
    assert answer["Content-Disposition"] == f'attachment; filename="{number}.ubl.xml"'
    assert validate(answer.content, DocumentFormat.UBL) == ()
    paper = client.get(f"/merel/documents/{number}.pdf")
    assert paper.content.startswith(b"%PDF")


def test_where_it_cannot_be_made_the_customer_is_told_whom_to_ask(house, client, number):
    become_a_business(house, enterprise_number="")
    answer = client.get(f"/merel/documents/{number}.xml", follow=True)
    assert "The document cannot be made at the moment." in answer.content.decode()


def test_an_agent_reads_what_is_missing(house, number):
    become_a_business(house, enterprise_number="")
    agent = house.enter(Who.AGENT)
    customer = house.samples["account"]
    address = f"/merel/office/customers/{customer}/documents/{number}.xml"
    said = agent.get(address, follow=True).content.decode()
    assert "the enterprise number of the customer is missing" in said
    become_a_business(house)
    assert agent.get(address)["Content-Type"] == "application/xml"
    page = agent.get(f"/merel/office/customers/{customer}/bills/{number}/").content.decode()
    assert "Download the e-invoice" in page
    shown = agent.get(f"/merel/office/customers/{customer}/invoices/").content.decode()
    assert f'aria-label="E-invoice of {number}"' in shown
