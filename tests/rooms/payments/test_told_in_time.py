"""What is collected was told in time, and what changed of a mandate is told to its bank."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from collection_factory import (
    MONDAY,
    NOW,
    SIGNED,
    WEDNESDAY,
    make_colleague,
    make_collecting_brand,
    make_payer,
    owe,
    send_collections,
    settle,
)
from house_factory import acting, make_customer
from kwartier.payments import operations, queries
from kwartier.payments.models import Creditor, Mandate, MandateAmendment
from kwartier.payments.queries import find_bank_account, payers
from kwartier.payments.types import MandateScope, MandateTerms, ReturnDraft, Scheme
from kwartier.platform.models import OutboxMail
from mandate_factory import (
    ADVANCES,
    EVERYTHING,
    FRENCH_IBAN,
    OTHER_IBAN,
    add_bank_account,
    mine,
    sign,
)
from payment_file_factory import check_valid

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_collecting_brand()


@pytest.fixture
def payer(brand):
    return make_payer(brand)


def test_what_a_younger_mandate_covers_waits_for_its_notice(brand, payer):
    owe(payer[1], "A26-0000001")
    person, account = make_customer(brand)
    add_bank_account(person, account)
    owe(account, "A26-0000002")
    owe(account, "A26-0000003", due_on=date(2026, 12, 24))
    # It asked for a transfer when it was made: the mail about the mandate says what follows.
    sign(person, account, now=NOW)
    to_come = queries.list_collections_to_come(brand.id, MONDAY, now=NOW)
    assert [(each.document, each.collect_on, each.is_due) for each in to_come] == [
        ("A26-0000001", WEDNESDAY, True),
        ("A26-0000002", date(2026, 12, 7), False),
        ("A26-0000003", date(2026, 12, 24), False),
    ]
    mail = OutboxMail.objects.get(topic="mandate_signed", account_id=account.pk)
    assert "A26-0000002: €118.00 on 7 December 2026" in mail.body_text
    assert "<li>A26-0000003: €118.00 on 24 December 2026</li>" in mail.body_html
    told = OutboxMail.objects.get(topic="mandate_signed", account_id=payer[1].pk)
    assert "asked you for a transfer" not in told.body_text


def at_limit(cents):
    return MandateTerms(scope=MandateScope.ADVANCES_AND_SETTLEMENTS, ask_above_cents=cents)


def widen(account, say):
    operations.change_mandate(account=account, terms=EVERYTHING, seen=None, **say)


def widen_twice(account, say):
    operations.change_mandate(account=account, terms=at_limit(200_00), seen=None, **say)
    operations.change_mandate(account=account, terms=at_limit(300_00), seen=None, **say)


def come_back(account, say):
    mandate = queries.find_live_mandate(account.id)
    operations.suspend_mandate(mandate_id=mandate.id, reason="AM04", now=say["now"])
    operations.resume_mandate(account=account, **say)


def agree(account, say):
    due = {"document": "S26-0000001", "kind": "settlement", "amount_cents": 15_000}
    operations.agree_to_collection(account=account, **due, **say)


@pytest.mark.parametrize(
    ("terms", "act", "days"),
    [
        # What the mandate covers anew has its notice from now; what it covered is collected as told.
        (ADVANCES, widen, (date(2026, 12, 7), WEDNESDAY)),
        (at_limit(120_00), widen, (date(2026, 12, 7), WEDNESDAY)),
        (ADVANCES, widen_twice, (date(2026, 12, 7), WEDNESDAY)),
        (at_limit(120_00), agree, (date(2026, 12, 7), WEDNESDAY)),
        # What is wider than it needs to be changes nothing.
        (at_limit(160_00), widen, (WEDNESDAY, WEDNESDAY)),
        # A suspension said that nothing more would be collected.
        (EVERYTHING, come_back, (date(2026, 12, 7), date(2026, 12, 7))),
    ],
)
def test_what_a_mandate_covers_anew_waits_for_its_notice(brand, terms, act, days):
    person, account = make_payer(brand, terms=terms)
    settle(account, "S26-0000001", cents=15_000, booked_on=date(2026, 11, 2))
    owe(account, "A26-0000001")
    OutboxMail.objects.all().delete()
    act(mine(person, account), {"actor": acting(person), "now": NOW})
    to_come = queries.list_collections_to_come(brand.id, MONDAY, now=NOW)
    told = {each.document: each.collect_on for each in to_come}
    assert (told["S26-0000001"], told["A26-0000001"]) == days
    says = "".join(OutboxMail.objects.values_list("body_text", flat=True))
    is_mailed = days[0] != WEDNESDAY and act is not agree
    assert ("S26-0000001: €150.00 on 7 December 2026" in says) == is_mailed
    assert ("A26-0000001: €118.00" in says) == (act is come_back)


def test_a_shorter_notice_holds_for_what_is_told_from_then_on(brand, payer):
    """What was told under the longer one is collected on the day that it named."""
    later = Creditor.objects.get(brand_id=brand.id)
    later.pk, later.from_day, later.prenotification_days = None, date(2026, 11, 20), 3
    later.save(force_insert=True)
    owe(payer[1], "A26-0000001", booked_on=date(2026, 11, 19))
    owe(payer[1], "A26-0000002", booked_on=date(2026, 11, 20))
    to_come = queries.list_collections_to_come(brand.id, MONDAY, now=NOW)
    assert [(each.document, each.collect_on) for each in to_come] == [
        ("A26-0000002", WEDNESDAY),
        ("A26-0000001", date(2026, 12, 3)),
    ]


def test_a_form_on_paper_is_told_of_when_it_is_recorded(brand):
    person, account = make_customer(brand)
    add_bank_account(person, account)
    owe(account, "A26-0000001")
    operations.record_paper_mandate(
        account=mine(person, account),
        scheme=Scheme.CORE,
        terms=EVERYTHING,
        document="Binder 7",
        signed_by=person.name,
        signed_at=SIGNED,
        actor=make_colleague(brand),
        now=NOW,
    )
    (planned,) = queries.list_collections_to_come(brand.id, MONDAY, now=NOW)
    assert planned.collect_on == date(2026, 12, 7)
    assert "€118.00 on 7 December 2026" in OutboxMail.objects.get(topic="mandate_signed").body_text


@pytest.mark.parametrize(
    ("iban", "told"),
    [(OTHER_IBAN, b"<IBAN>BE71096123456769</IBAN></Id></OrgnlDbtrAcct>"), (FRENCH_IBAN, b"SMNDA")],
)
def test_a_change_of_account_is_told_once(brand, payer, iban, told):
    """At the same bank by the account before, at another one as SMNDA."""
    before = find_bank_account(payer[1].pk)
    add_bank_account(*payer, iban, replacing=before.id)
    owe(payer[1], "A26-0000001")
    owe(payer[1], "A26-0000002")
    sent = send_collections(brand)
    content = queries.read_batch_file(brand.id, sent.number)
    check_valid(content, "pain.008.001.08")
    assert (content.count(told), content.count(b"AmdmntInd>true")) == (1, 1)
    assert MandateAmendment.objects.get().carried_on == MONDAY
    owe(payer[1], "A26-0000003")
    later = queries.read_batch_file(brand.id, send_collections(brand).number)
    assert b"AmdmntInd" not in later


@pytest.mark.parametrize(
    ("ibans", "told"),
    [
        # To another bank and on: what the bank of today hears is that the account was another's.
        ((OTHER_IBAN, FRENCH_IBAN), b"SMNDA"),
        # There and back again: nothing has changed for any bank.
        ((FRENCH_IBAN, "BE71096123456769"), b""),
    ],
)
def test_an_account_that_moved_twice_is_told_as_it_is_now(brand, payer, ibans, told):
    for iban in ibans:
        before = find_bank_account(payer[1].pk)
        add_bank_account(*payer, iban, replacing=before.id)
    owe(payer[1], "A26-0000001")
    content = queries.read_batch_file(brand.id, send_collections(brand).number)
    check_valid(content, "pain.008.001.08")
    assert (b"AmdmntInd" in content, told in content) == (bool(told), True)
    assert not MandateAmendment.objects.filter(carried_on__isnull=True).exists()


@pytest.mark.parametrize("is_settled", [False, True])
def test_what_the_bank_took_nothing_of_is_told_again(brand, payer, is_settled):
    """A reject before settlement: the next collection tells the change of account once more."""
    before = find_bank_account(payer[1].pk)
    add_bank_account(*payer, FRENCH_IBAN, replacing=before.id)
    owe(payer[1], "A26-0000001")
    send_collections(brand)
    rejected = ReturnDraft(
        end_to_end_id="DD26-0000001",
        code="AM05",
        amount_cents=11_800,
        happened_on=MONDAY,
        unique_key="reject",
        is_settled=is_settled,
    )
    operations.record_returns(brand_id=brand.id, returns=[rejected], today=MONDAY, now=NOW)
    owe(payer[1], "A26-0000002")
    content = queries.read_batch_file(brand.id, send_collections(brand).number)
    check_valid(content, "pain.008.001.08")
    assert (b"SMNDA" in content) is not is_settled
    assert MandateAmendment.objects.get().carried_on == MONDAY


def test_a_reference_is_the_same_in_capitals_or_not(brand, payer):
    mandate = queries.find_live_mandate(payer[1].pk)
    said = mandate.reference.lower()
    assert queries.find_mandate(brand.id, reference=said) == mandate
    found = payers.list_accounts_by_mandate(brand.id, {said, "NONE"})
    assert found == {said.upper(): payer[1].pk}
    other = Mandate.objects.get()
    other.pk, other.account, other.reference = None, make_payer(brand)[1], said
    Mandate.objects.filter(account=other.account).update(state="ended", ended_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)
    # Under another identifier of ours it may be two customers': then nobody is guessed.
    other.creditor_identifier = "BE68ZZZ0999999999"
    other.save(force_insert=True)
    assert payers.list_accounts_by_mandate(brand.id, {said}) == {}
