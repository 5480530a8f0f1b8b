"""Bank accounts and mandates over the API: a token reads and stops; what moves money asks for a code."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from api_door import Door, read, refused

from customer_factory import make_customer
from house_factory import add_second_factor, make_membership, make_person
from kwartier.ledger.queries import list_open_items
from kwartier.payments.models import BankAccount, Mandate
from kwartier.payments.types import MandateState
from mandate_factory import OTHER_IBAN, SWISS_IBAN, add_bank_account, make_creditor, sign

NEW = {"iban": "BE71 0961 2345 6769", "holder": "Nadia"}
ADVANCES = {"scope": "advances", "ask_above_cents": None}


@pytest.fixture
def code(door, settings):
    """Writes the next code of the person's app; each is taken once, so a later step asks for another."""
    secret = add_second_factor(door.household.person)
    make_creditor(door.household.brand)
    steps = iter((-1, 0, 1))
    settings.MFA_TOTP_TOLERANCE = 1
    return lambda: format_hotp_value(hotp_value(secret, int(time.time()) // 30 + next(steps)))


def test_an_account_is_entered_and_a_mandate_signed_with_a_code_each(door, code, as_web_role):
    accounts, mandates = f"{door.account}/bank-accounts", f"{door.account}/mandates"
    as_web_role()
    assert read(door.get(accounts)) == read(door.get(mandates)) == []
    for wrong in ({}, {"one_time_code": "000000"}, {"one_time_code": ""}):
        refused(door.post(accounts, NEW, **wrong), 403, "payments.second_factor_needed")
        refused(door.post(mandates, ADVANCES, **wrong), 403, "payments.second_factor_needed")
    assert not BankAccount.objects.exists()


def test_what_a_code_opens_once(door, code):
    accounts, mandates = f"{door.account}/bank-accounts", f"{door.account}/mandates"
    used = code()
    entered = read(door.post(accounts, NEW, one_time_code=used), 201)
    assert (entered["iban"], entered["is_present"]) == ("BE71 **** **** 6769", True)
    other = {**NEW, "iban": OTHER_IBAN, "replacing": entered["id"]}
    again = door.post(accounts, other, one_time_code=used)
    refused(again, 403, "payments.second_factor_needed")
    signed = read(door.post(mandates, ADVANCES, one_time_code=code()), 201)
    assert (signed["scope"], signed["text_language"]) == ("advances", "en")
    read(door.post(accounts, other, one_time_code=code()), 201)
    (present, before) = read(door.get(accounts))
    assert (present["is_present"], before["is_present"]) == (True, False)
    (told,) = read(door.get(mandates))
    assert told["iban"] == present["iban"] == "BE43 **** **** 9501"


@pytest.mark.parametrize(("what", "sent"), [("bank-accounts", NEW), ("mandates", ADVANCES)])
def test_the_same_sent_again_is_answered_alike_to_who_shows_a_code(door, code, what, sent):
    if what == "mandates":
        read(door.post(f"{door.account}/bank-accounts", NEW, one_time_code=code()), 201)
    path, once = f"{door.account}/{what}", {"idempotency_key": "again"}
    made = read(door.post(path, sent, one_time_code=code(), **once), 201)
    refused(door.post(path, sent, **once), 403, "payments.second_factor_needed")
    assert read(door.post(path, sent, one_time_code=code(), **once), 201) == made


def test_what_would_be_signed_can_be_read_before(door, code):
    offer = f"{door.account}/mandate-offer"
    told = read(door.get(offer, language="nl"))
    assert (told["text_language"], told["bank_account"]) == ("nl", None)
    refused(door.get(f"{offer}?scheme=b2b"), 422, "payments.scheme_for_business_only")
    read(door.post(f"{door.account}/bank-accounts", NEW, one_time_code=code()), 201)
    told = read(door.get(offer))
    assert told["bank_account"]["iban"] == "BE71 **** **** 6769"
    signed = read(door.post(f"{door.account}/mandates", ADVANCES, one_time_code=code()), 201)
    assert (signed["text"], signed["text_version"]) == (told["text"], told["text_version"])


def test_from_outside_the_european_economic_area_nothing_is_offered_nor_signed(door, code):
    swiss = {**NEW, "iban": SWISS_IBAN}
    read(door.post(f"{door.account}/bank-accounts", swiss, one_time_code=code()), 201)
    outside = (409, "payments.account_outside_eea")
    refused(door.get(f"{door.account}/mandate-offer"), *outside)
    refused(door.post(f"{door.account}/mandates", ADVANCES, one_time_code=code()), *outside)
    assert not Mandate.objects.exists()


def test_codes_cannot_be_tried_out(door, code):
    for _ in range(5):
        tried = door.post(f"{door.account}/mandates", ADVANCES, one_time_code="000000")
        refused(tried, 403, "payments.second_factor_needed")
    right = door.post(f"{door.account}/bank-accounts", NEW, one_time_code=code())
    refused(right, 403, "payments.second_factor_needed")


def test_a_mandate_is_changed_resumed_and_stopped_with_a_token_alone(door, code):
    read(door.post(f"{door.account}/bank-accounts", NEW, one_time_code=code()), 201)
    sign(door.household.person, door.household.account)
    terms = f"{door.account}/mandate/terms"
    changed = read(door.call("PUT", terms, {"scope": "advances", "ask_above_cents": 5_000}))
    assert changed["ask_above_cents"] == 5_000
    # Somebody who saw other terms does not undo what was changed since.
    stale = door.call("PUT", terms, {**ADVANCES, "seen": ADVANCES})
    refused(stale, 409, "payments.mandate_changed_meanwhile")
    seen = {"scope": "advances", "ask_above_cents": 5_000}
    again = {"scope": "advances", "ask_above_cents": 6_000, "seen": seen}
    assert read(door.call("PUT", terms, again))["ask_above_cents"] == 6_000
    small = door.call("PUT", terms, {"scope": "advances", "ask_above_cents": 1})
    assert refused(small, 422, "payments.limit_too_small")["field"] == "ask_above_cents"
    Mandate.objects.update(state=MandateState.SUSPENDED)
    assert read(door.post(f"{door.account}/mandate/resume"))["state"] == "active"
    stopped = read(door.call("DELETE", f"{door.account}/mandate"))
    assert (stopped["state"], stopped["end_reason"]) == ("ended", "stopped")
    missing = "payments.mandate_missing"
    refused(door.call("DELETE", f"{door.account}/mandate"), 409, missing)
    refused(door.post(f"{door.account}/mandate/resume"), 409, missing)


def test_a_document_above_the_limit_is_agreed_to(brand):
    make_creditor(brand)
    home = make_customer(brand, situation="unpaid")
    add_bank_account(home.person, home.account)
    sign(home.person, home.account)
    door = Door(home)
    consents = f"{door.account}/mandate/consents"
    refused(door.post(consents, {"document": "A-1"}), 404, "platform.not_found")
    (item, *_) = list_open_items(account_id=home.account.pk)
    nothing = door.post(consents, {"document": item.document})
    refused(nothing, 409, "payments.nothing_to_consent_to")
    Mandate.objects.update(ask_above_cents=100)
    assert read(door.post(consents, {"document": item.document}))["ask_above_cents"] == 100


def test_a_reader_reads(door, code):
    reader = make_person(door.household.brand)
    make_membership(door.household.account, reader, "reader")
    door.household.person = reader
    token = Door(door.household)
    assert read(token.get(f"{door.account}/mandates")) == []
    denied = "platform.not_allowed"
    refused(token.post(f"{door.account}/bank-accounts", NEW), 403, denied)
    refused(token.post(f"{door.account}/mandates", ADVANCES), 403, denied)
    refused(token.call("DELETE", f"{door.account}/mandate"), 403, denied)
