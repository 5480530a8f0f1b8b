"""A customer has a credit paid out on a page and through the API, to their own account alone."""

import pytest

from collection_factory import MONDAY, make_colleague, make_collecting_brand, settle
from collection_factory import NOW as BATCHED_AT
from house_factory import NOW, make_customer, make_membership, make_person, sign_in
from kwartier.ledger.operations import record_payment
from kwartier.parties.types import Role
from kwartier.payments.operations import approve_refund_batch, make_refund_batch
from mandate_factory import add_bank_account

pytestmark = pytest.mark.django_db
PAGE = "/merel/payments/refund/"


@pytest.fixture
def customer():
    brand = make_collecting_brand()
    person, account = make_customer(brand)
    settle(account, "S26-0000001", cents=-5_000)
    return brand, person, account


def read(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_credit_is_asked_for(customer):
    _, person, account = customer
    client = sign_in(person)
    assert "We need your bank account first." in read(client.get(PAGE))
    add_bank_account(person, account, now=NOW.replace(month=9))
    assert "Pay it out" in read(client.get(PAGE))
    asked = read(client.post(PAGE, follow=True))
    assert "being prepared" in asked
    assert "Pay it out" not in asked
    again = read(client.post(PAGE, follow=True))
    assert "is already on its way" in again


def test_a_reader_looks_and_does_not_ask(customer):
    brand, person, account = customer
    add_bank_account(person, account, now=NOW.replace(month=9))
    reader = make_person(brand)
    make_membership(account, reader, Role.READER)
    client = sign_in(reader)
    assert "Pay it out" not in read(client.get(PAGE))
    assert client.post(PAGE).status_code == 403


def test_a_payment_that_went_back_says_so_and_not_by_which_number():
    brand = make_collecting_brand()
    person, account = make_customer(brand)
    record_payment(
        brand_id=brand.id,
        account_id=account.pk,
        amount_cents=3_000,
        paid_on=NOW.date(),
        now=NOW,
    )
    add_bank_account(person, account, now=NOW.replace(month=9))
    client = sign_in(person)
    client.post(PAGE)
    asked = {"brand_id": brand.id, "today": MONDAY, "now": BATCHED_AT}
    batch = make_refund_batch(**asked, actor=make_colleague(brand))
    approve_refund_batch(**asked, number=batch.number, actor=make_colleague(brand, "Ilse Maes"))
    shown = read(client.get("/merel/payments/?show=payments"))
    assert "Payment by bank transfer" in shown
    assert 'for <span class="nb">refund</span>' in shown
    assert "RT26-" not in shown
