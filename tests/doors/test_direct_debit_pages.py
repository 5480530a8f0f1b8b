"""Bank details and direct debit as a customer walks through them, and as an agent does for one."""

import html
import re
import time

import pytest
from django.test import Client
from visiting import sign_in_afresh

from customer_factory import make_customer, make_day_brand
from house_factory import add_second_factor, make_agent, make_membership, make_person, sign_in
from kwartier.payments.models import BankAccount, Mandate
from kwartier.payments.queries import find_bank_account, find_live_mandate
from kwartier.payments.types import MandateForm, MandateScope, Scheme
from kwartier.platform.models import AuditEntry, OutboxMail
from mandate_factory import (
    IBAN,
    OTHER_IBAN,
    SWISS_IBAN,
    add_bank_account,
    make_creditor,
    sign,
)

pytestmark = pytest.mark.django_db
DEBIT, DETAILS = "/merel/payments/direct-debit/", "/merel/account/bank-details/"
TYPED = {"iban": "BE71 0961 2345 6769", "holder": "Nadia"}


def text_of(answer, status=0) -> str:
    """The page as words: markup and repeated white space left out."""
    assert answer.status_code == (status or answer.status_code)
    words = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return re.sub(r" ([.,:;?])", r"\1", re.sub(r"[\s\u00a0\u202f\u2060]+", " ", words))


@pytest.fixture
def home():
    """A household that has not paid yet, of a brand that collects."""
    make_creditor(make_day_brand())
    return make_customer(situation="unpaid")


@pytest.fixture
def client(home):
    return sign_in_afresh(home.person)


def with_password_alone(person) -> Client:
    """Signed in with a password just now, and with nothing else."""
    client = sign_in_afresh(person)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return client


def say_all(customer, **changes):
    """What the page of the signature sends."""
    usual = {"scheme": "core", "scope": "advances", "ask_above": ""}
    return {**usual, "account": find_bank_account(customer.account.pk).id, **changes}


def test_what_the_page_did_not_show_is_not_signed(home, client):
    """A request made by hand is led to the page: what it leaves out is no consent to the usual."""
    add_bank_account(home.person, home.account)
    for left_out in ("scheme", "scope", "ask_above", "account"):
        sent = {name: said for name, said in say_all(home).items() if name != left_out}
        told = client.post(f"{DEBIT}sign/", sent, follow=True)
        assert told.redirect_chain[0][0].startswith(f"{DEBIT}sign/?")
        assert "Nothing was signed yet" in text_of(told)
    for wrong in ({"scope": "all"}, {"scheme": "b2b"}, {"ask_above": "much"}, {"account": "x"}):
        assert client.post(f"{DEBIT}sign/", say_all(home, **wrong)).status_code == 302
    assert not Mandate.objects.exists()
    add_bank_account(home.person, home.account, OTHER_IBAN, replacing=say_all(home)["account"])
    seen_before = say_all(home, account=find_bank_account(home.account.pk).id - 1)
    assert client.post(f"{DEBIT}sign/", seen_before).status_code == 409
    assert not Mandate.objects.exists()
    assert client.post(f"{DEBIT}sign/", say_all(home)).url == f"{DEBIT}signed/"


def test_a_mandate_is_signed_one_question_a_page(home, client):
    assert "You pay by bank transfer" in text_of(client.get(DEBIT))
    first = client.get(f"{DEBIT}ask/scope/")
    assert "question 1 of 3" in text_of(first)
    to_account = client.get(f"{DEBIT}ask/scope/", {"scope": "advances", "go": "1"})
    assert "/ask/from/?" in to_account.url
    assert "We know none of yours yet" in text_of(client.get(to_account.url))
    entered = client.post(
        f"{DETAILS}change/", {**TYPED, "next": f"{DEBIT}ask/limit/?scope=advances"}
    )
    assert entered.url == f"{DEBIT}ask/limit/?scope=advances"
    to_sign = client.get(
        f"{DEBIT}ask/limit/", {"scope": "advances", "ask_above": "99,50", "go": "1"}
    )
    page = client.get(to_sign.url)
    assert "Merel NV may collect from BE71 **** **** 6769" in text_of(page)
    assert "you authorise (A) Merel NV" in text_of(page)
    signed = client.post(to_sign.url, say_all(home, ask_above="99.5"))
    assert signed.url == f"{DEBIT}signed/"
    mandate = find_live_mandate(home.account.pk)
    assert mandate.terms.scope == MandateScope.ADVANCES
    assert mandate.terms.ask_above_cents == 9_950
    assert Mandate.objects.get().signed_from == "127.0.0.0/24"
    assert mandate.reference in text_of(client.get(signed.url))
    again = client.post(f"{DEBIT}sign/", say_all(home))
    assert again.status_code == 409
    assert "You pay by direct debit already" in text_of(again)


def test_a_limit_under_which_nothing_is_left_is_said_at_its_question_and_at_the_signature(
    home, client
):
    add_bank_account(home.person, home.account)
    asked = client.get(f"{DEBIT}ask/limit/", {"ask_above": "0,50", "go": "1"})
    assert "has to be at least €1.00" in text_of(asked, 422)
    signed = client.post(f"{DEBIT}sign/", say_all(home, ask_above="0.5"))
    assert "Nothing was signed" in text_of(signed)
    assert "has to be at least €1.00" in text_of(signed)
    assert not Mandate.objects.exists()


def test_who_did_not_say_who_they_are_is_asked_before_signing(home):
    add_bank_account(home.person, home.account)
    client = sign_in(home.person)
    assert "/account/reauthenticate/" in client.get(f"{DEBIT}sign/").url
    assert "/account/reauthenticate/" in client.post(f"{DEBIT}sign/").url
    assert not Mandate.objects.exists()


def test_another_account_needs_a_second_factor(home):
    client = with_password_alone(home.person)
    assert client.post(f"{DETAILS}change/", TYPED).status_code == 302  # the first one
    known = find_bank_account(home.account.pk)
    other = {**TYPED, "iban": OTHER_IBAN, "replacing": known.id}
    assert client.post(f"{DETAILS}change/", other).url.endswith("/account/2fa/")
    add_second_factor(home.person)
    asked = client.get(f"{DETAILS}change/").url
    assert "/account/2fa/reauthenticate/" in asked
    assert "next=" in asked
    assert client.post(f"{DETAILS}change/", other).status_code == 302
    assert BankAccount.objects.count() == 1
    shown = sign_in_afresh(home.person)
    assert "It takes the place of BE71 **** **** 6769" in text_of(shown.get(f"{DETAILS}change/"))
    assert shown.post(f"{DETAILS}change/", other).url == DETAILS
    page = text_of(shown.get(DETAILS))
    assert "Your account is BE43 **** **** 9501" in page
    assert "from 24 November 2026" in page
    assert "BE71 **** **** 6769" in page


@pytest.mark.parametrize("iban", ["BE17096123456769", "XX00", "", "9" * 99])
def test_a_wrong_number_is_said_beside_its_field_and_not_kept(client, iban):
    answer = client.post(f"{DETAILS}change/", {**TYPED, "iban": iban})
    assert answer.status_code == 422
    assert not BankAccount.objects.exists()


def test_who_signed_is_led_to_what_they_signed(home, client):
    """By typing, or from a page of before: only sending it again is refused."""
    asked = [f"{DEBIT}ask/scope/", f"{DEBIT}ask/limit/?scope=advances", f"{DEBIT}sign/"]
    add_bank_account(home.person, home.account)
    assert [client.get(each).status_code for each in asked] == [200] * 3
    sign(home.person, home.account)
    assert [client.get(each).url for each in asked] == [DEBIT] * 3
    assert client.post(f"{DEBIT}sign/", say_all(home)).status_code == 409


def test_an_account_from_which_we_cannot_collect_is_said_at_its_question(home, client):
    add_bank_account(home.person, home.account, SWISS_IBAN)
    asked = f"{DEBIT}ask/from/?scope=advances"
    assert "From CH78 **** **** 5678 we cannot collect" in text_of(client.get(asked), 200)
    assert "/ask/from/?" in client.get(f"{DEBIT}sign/").url
    assert "we cannot collect" in text_of(client.post(f"{DEBIT}sign/", say_all(home)), 409)
    known = find_bank_account(home.account.pk)
    add_bank_account(home.person, home.account, IBAN, replacing=known.id)
    assert "we cannot collect" not in text_of(client.get(asked), 200)
    assert client.get(f"{DEBIT}sign/").status_code == 200


def test_it_is_changed_resumed_and_stopped_as_easily(home, client):
    add_bank_account(home.person, home.account)
    mandate = sign(home.person, home.account)
    change = {"scope": "advances", "ask_above": "x"}
    assert client.post(f"{DEBIT}change/", change).status_code == 422
    seen = "advances_and_settlements:"
    for answer in (302, 422):  # the second looked at what was before the first
        sent = {"scope": "advances", "ask_above": f"{answer}", "seen": seen}
        assert client.post(f"{DEBIT}change/", sent).status_code == answer
    Mandate.objects.update(
        state="suspended", suspended_reason="AM04", suspended_at=mandate.signed_at
    )
    assert "Your direct debit is paused" in text_of(client.get(DEBIT))
    assert client.post(f"{DEBIT}resume/").status_code == 302
    to_stop = text_of(client.get(f"{DEBIT}stop/"))
    assert "What follows from it" in to_stop
    for _ in range(2):
        assert client.post(f"{DEBIT}stop/").url == DEBIT
    stopped = text_of(client.get(DEBIT))
    assert "Stopped by the customer" in stopped
    assert "business-to-business mandate" not in to_stop + stopped
    assert client.post(f"{DEBIT}resume/").status_code == 302
    assert client.get(f"{DEBIT}signed/").status_code == 404


def test_the_payments_page_says_what_is_collected_and_asks_above_the_limit(home, client):
    shown = text_of(client.get("/merel/payments/"))
    assert "No bank account" in shown
    add_bank_account(home.person, home.account)
    sign(home.person, home.account)
    shown = text_of(client.get("/merel/payments/"))
    assert "It comes from BE71 **** **** 6769, with mandate" in shown
    assert "Will be collected on" in shown
    Mandate.objects.update(ask_above_cents=100)
    page = client.get("/merel/payments/")
    assert "it is above the amount from which we ask you first" in text_of(page)
    (debt, _way), *_ = page.context["debts"]
    item = debt.item
    for _ in range(2):
        assert client.post(f"{DEBIT}agree/{item.document}/").status_code == 302
    assert "Will be collected on" in text_of(client.get("/merel/payments/"))
    assert client.post(f"{DEBIT}agree/X-1/").status_code == 404


def test_a_reader_looks_and_changes_nothing(home):
    reader = make_person(make_day_brand())
    make_membership(home.account, reader, "reader")
    add_bank_account(home.person, home.account)
    sign(home.person, home.account)
    client = sign_in_afresh(reader)
    assert "We collect what is due" in text_of(client.get(DEBIT))
    assert "Change the account" not in text_of(client.get(DETAILS))
    for page in ("change/", "stop/", "sign/"):
        assert client.post(f"{DEBIT}{page}", {"scope": "advances"}).status_code == 403
    assert client.post(f"{DEBIT}resume/").status_code == 403
    assert client.post(f"{DETAILS}change/", TYPED).status_code == 403


def test_a_business_chooses_the_kind_and_a_household_cannot():
    brand = make_day_brand()
    make_creditor(brand)
    shop = make_customer()
    client = sign_in_afresh(shop.person)
    assert client.get(f"{DEBIT}ask/kind/").status_code == 404
    shop.account.kind = "business"
    shop.account.save()
    to_scope = client.get(f"{DEBIT}ask/kind/", {"scheme": "b2b", "go": "1"})
    assert "scheme=b2b" in to_scope.url
    add_bank_account(shop.person, shop.account)
    to_sign = text_of(client.get(f"{DEBIT}sign/", {"scheme": "b2b"}))
    assert "once you have signed, send it this text" in to_sign
    client.post(f"{DEBIT}sign/", say_all(shop, scheme="b2b"))
    mandate = find_live_mandate(shop.account.pk)
    assert mandate.scheme == Scheme.B2B
    assert "Tell your bank" in text_of(client.get(f"{DEBIT}signed/"))
    to_tell = f"ask it to take {mandate.reference} out"
    assert to_tell in text_of(client.get(f"{DEBIT}stop/"))
    assert to_tell in text_of(client.post(f"{DEBIT}stop/", follow=True))


def test_without_a_creditor_nothing_is_offered():
    client = sign_in_afresh(make_customer().person)
    assert "not offered at the moment" in text_of(client.get(DEBIT))
    assert client.get(f"{DEBIT}ask/scope/").status_code == 404
    assert client.get(f"{DEBIT}sign/").status_code == 404


@pytest.fixture
def desk(home):
    """An agent's browser, and the page of the customer."""
    agent = make_agent(make_day_brand())
    client = sign_in(agent.person, second_factor=True)
    return client, f"/merel/office/customers/{home.account.number}/paying/"


def test_an_agent_does_it_for_the_customer_and_they_are_told(home, desk):
    client, page = desk
    assert "No bank account is known" in text_of(client.get(page))
    reason = {"reason": "Asked on the phone"}
    unsaid = client.post(page, {"act": "account", **TYPED})
    assert unsaid.status_code == 422
    assert client.post(page, {"act": "account", **TYPED, **reason}).status_code == 302
    assert client.post(page, {"act": "invite", **reason}).status_code == 302
    paper = {
        "act": "paper",
        "scheme": "core",
        "scope": "advances",
        "ask_above": "",
        "signed_by": "Nadia",
        "signed_on": "2026-11-20",
        "document": "Folder 7",
        "reference": "",
        **reason,
    }
    future = client.post(page, paper | {"signed_on": "2026-12-20"})
    assert "signed after today" in text_of(future, 422)
    assert client.post(page, paper).status_code == 302
    mandate = find_live_mandate(home.account.pk)
    assert mandate.form == MandateForm.PAPER
    change = {"act": "change", "scope": "advances_and_settlements", "ask_above": "80", **reason}
    assert client.post(page, change).status_code == 302
    assert "above €80.00 the customer is asked" in text_of(client.get(page))
    Mandate.objects.update(
        state="suspended", suspended_reason="AM04", suspended_at=mandate.signed_at
    )
    assert client.post(page, {"act": "resume", **reason}).status_code == 302
    assert client.post(page, {"act": "stop", **reason}).status_code == 302
    assert client.post(page, {"act": "stop", **reason}).status_code == 422
    assert client.post(page, {"act": "fly", **reason}).status_code == 200
    topics = set(OutboxMail.objects.values_list("topic", flat=True))
    assert {
        "bank_account_changed",
        "mandate_invitation",
        "mandate_signed",
        "mandate_changed",
        "mandate_ended",
    } <= topics
    assert (
        "Asked on the phone" in OutboxMail.objects.filter(topic="mandate_ended").first().body_text
    )
    assert AuditEntry.objects.filter(action="mandate.ended", actor_kind="agent").exists()


def test_what_customers_type_is_no_signature_of_an_agent(home, desk):
    client, page = desk
    add_bank_account(home.person, home.account, IBAN)
    assert client.post(f"{DEBIT}sign/", say_all(home)).status_code in {302, 404}
    assert not Mandate.objects.exists()
    customer = sign_in_afresh(home.person)
    assert customer.get(page).status_code == 404
    assert customer.post(page, {"act": "invite", "reason": "x"}).status_code == 404
