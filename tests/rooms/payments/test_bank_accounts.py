"""The bank account of a customer: checked, told, never edited, and no number shown whole."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from house_factory import NOW, acting, as_web, make_brand, make_customer
from kwartier.parties.models import CustomerAccount
from kwartier.parties.queries import get_account
from kwartier.payments import refusals
from kwartier.payments._iban import check_iban, find_bank_name
from kwartier.payments._telling import list_addressed
from kwartier.payments.models import BankAccount, MandateAmendment
from kwartier.payments.operations import (
    KnownAccount,
    note_paying_account,
    take_over_bank_accounts,
)
from kwartier.payments.queries import (
    find_bank_account,
    find_payout_account,
    list_bank_accounts,
    list_former_accounts,
)
from kwartier.payments.types import AccountOrigin, Scheme, mask_iban
from kwartier.platform.errors import NotAllowed
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM, ActorKind
from mandate_factory import (
    FRENCH_IBAN,
    IBAN,
    OTHER_IBAN,
    SWISS_IBAN,
    add_bank_account,
    make_creditor,
    mine,
    sign,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_customer(make_brand(), email="household@example.org")


@pytest.mark.parametrize(
    ("written", "refusal", "says"),
    [
        ("", refusals.IbanUnreadable, "begins with two letters and two digits"),
        ("12345678", refusals.IbanUnreadable, "begins with two letters and two digits"),
        ("BE71 0961 2345 6769; DROP", refusals.IbanUnreadable, "begins with two letters"),
        ("AA120011123Z5678", refusals.IbanCountryUnknown, "begins with AA"),
        ("BE7109612345676", refusals.IbanWrongLength, "BE has 16 letters and digits"),
        ("BE71096123A56769", refusals.IbanWrongLength, "BE has 16 letters and digits"),
        ("BE17096123456769", refusals.IbanWrongCheck, "check digits of this account number"),
        ("BE71096123456796", refusals.IbanWrongCheck, "check digits of this account number"),
        ("FR1420041010050500013M02607", refusals.IbanWrongCheck, "check digits of this account"),
        ("TR330006100519786457841326", refusals.IbanOutsideSepa, "account in TR no SEPA payment"),
        ("BE68539007547034", refusals.IbanBankUnknown, "the bank may have closed or merged"),
    ],
)
def test_what_is_wrong_with_an_account_number_is_said(written, refusal, says):
    with pytest.raises(refusal, match=says) as refused:
        check_iban(written)
    assert refused.value.field == "iban"
    assert "%(" not in refused.value.say_all()


def test_an_account_number_is_read_in_any_notation():
    for written in (
        IBAN,
        "be71 0961 2345 6769",
        "\u202abe71\u200b0961\u00ad2345\u20116769\u202c",
        "IBAN: BE71-0961-2345-6769 ",
        "BE71\u00a009612345.6769",
    ):
        assert check_iban(written).iban == IBAN
    assert check_iban(FRENCH_IBAN).bic == "PSSTFRPP"
    assert check_iban("GB82WEST12345698765432").bic == ""  # another country's list is not whole
    assert find_bank_name(IBAN)


def test_a_number_is_shown_masked():
    assert mask_iban("BE68539007547034") == "BE68 **** **** 7034"
    assert mask_iban(FRENCH_IBAN) == "FR14 **** **** 2606"


def test_the_first_account_is_told_and_waits_before_money_goes_out(home):
    person, account = home
    added = add_bank_account(person, account)
    assert (added.masked_iban, added.origin) == ("BE71 **** **** 6769", AccountOrigin.CUSTOMER)
    assert added.usable_from == NOW + timedelta(hours=72)  # no row of the brand: the usual delay
    assert find_payout_account(account.pk, at=NOW) is None
    assert find_payout_account(account.pk, at=added.usable_from).iban == IBAN
    assert added.told == ("h…@example.org", f"{person.email[0]}…@example.org")
    mails = OutboxMail.objects.filter(topic="bank_account_changed")
    assert {each.recipient for each in mails} == {"household@example.org", person.email}
    CustomerAccount.objects.filter(pk=account.pk).update(email=person.email, language="fr")
    assert list_addressed(get_account(account.pk)) == {person.email: "en"}  # as the person reads


def test_a_change_keeps_what_was_and_tells_of_both(home):
    person, account = home
    make_creditor(make_brand(), cooloff_hours=24)
    first = add_bank_account(person, account)
    second = add_bank_account(person, account, OTHER_IBAN, replacing=first.id, now=NOW)
    assert second.usable_from == NOW + timedelta(hours=24)
    assert find_bank_account(account.pk).id == second.id
    assert [each.id for each in list_bank_accounts(account.pk)] == [second.id, first.id]
    # During the delay nothing goes to the old one either: the customer said it is not theirs.
    assert find_payout_account(account.pk, at=NOW + timedelta(hours=23)) is None
    body = OutboxMail.objects.filter(topic="bank_account_changed").last().body_text
    assert "BE71 **** **** 6769" in body
    assert "BE43 **** **** 9501" in body
    assert "22 November 2026" in body


def test_who_pays_by_direct_debit_is_told_that_it_moves_along(home, settings):
    settings.KWARTIER_ADDRESS = "https://energy.example"
    person, account = home
    make_creditor(make_brand())
    first = add_bank_account(person, account)
    assert "moves along" not in OutboxMail.objects.latest("pk").body_text
    CustomerAccount.objects.filter(pk=account.pk).update(kind="business")
    account.refresh_from_db()
    signed = sign(person, account, scheme=Scheme.B2B)
    told = OutboxMail.objects.filter(topic="mandate_signed").latest("pk").body_text
    assert "https://energy.example/merel/payments/direct-debit/" in told
    add_bank_account(person, account, OTHER_IBAN, replacing=first.id)
    mail = OutboxMail.objects.filter(topic="bank_account_changed").latest("pk")
    for body in (mail.body_text, mail.body_html):
        assert f"under mandate {signed.reference} we collect from this account now" in body
        assert f"with our creditor identifier {signed.creditor_identifier}" in body
        assert "https://energy.example/merel/contact/" in body


def test_no_record_and_no_mail_shows_a_whole_number(home):
    person, account = home
    make_creditor(make_brand())
    first = add_bank_account(person, account)
    sign(person, account)
    add_bank_account(person, account, OTHER_IBAN, replacing=first.id)
    kept = [json.dumps([each.before, each.after]) for each in AuditEntry.objects.all()]
    kept += [each.body_text + each.body_html for each in OutboxMail.objects.all()]
    kept += [str(each) + repr(each) for each in BankAccount.objects.all()]
    for text in kept:
        assert IBAN[4:-4] not in text.replace(" ", "")
        assert OTHER_IBAN[4:-4] not in text.replace(" ", "")


def test_the_same_account_again_is_refused_and_another_name_is_a_change(home):
    person, account = home
    first = add_bank_account(person, account)
    with pytest.raises(refusals.BankAccountUnchanged):
        add_bank_account(person, account, replacing=first.id)
    renamed = add_bank_account(person, account, holder=" N.  El Amrani ", replacing=first.id)
    assert renamed.holder == "N. El Amrani"


def test_a_change_on_top_of_somebody_elses_is_refused(home):
    person, account = home
    add_bank_account(person, account)
    with pytest.raises(refusals.BankAccountChangedMeanwhile):
        add_bank_account(person, account, OTHER_IBAN)
    assert BankAccount.objects.count() == 1


# Of the last one files for the bank would keep nothing: one such name would stop them all.
@pytest.mark.parametrize("holder", ["", "  ", "123", "N" * 71, "李明"])
def test_a_holder_is_asked_for(home, holder):
    with pytest.raises(refusals.HolderMissing) as refused:
        add_bank_account(*home, holder=holder)
    assert refused.value.field == "holder"


def test_money_gets_out_of_the_economic_area_only_to_a_bank_that_is_known(home):
    with pytest.raises(refusals.BankCodeUnknown) as refused:
        add_bank_account(*home, "CH9300762011623852957")
    assert (refused.value.field, "of CH93 **** **** 2957 we" in refused.value.say()) == (
        "iban",
        True,
    )
    assert add_bank_account(*home, SWISS_IBAN).bic == "POFICHBEXXX"


def test_of_a_holder_stays_what_one_sees(home):
    """A mark that turns the direction would turn the mail about the new account, too."""
    assert add_bank_account(*home, holder="\u202eNadia\x07 \u200bE").holder == "Nadia E"


def test_a_reader_changes_nothing_and_an_agent_says_why(home):
    reader, account = make_customer(make_brand(), role="reader")
    with pytest.raises(NotAllowed):
        add_bank_account(reader, account)
    agent = acting(reader, kind=ActorKind.AGENT, reason="Asked on the phone")
    added = add_bank_account(*home, actor=agent)
    assert added.origin == AccountOrigin.AGENT
    assert "Asked on the phone" in OutboxMail.objects.last().body_text


def test_a_payment_tells_an_account_where_none_is_known(home):
    person, account = home
    told = {"account": mine(person, account), "iban": IBAN, "holder": "N EL AMRANI", "now": NOW}
    known = note_paying_account(**told)
    assert (known.origin, known.usable_from) == (AccountOrigin.PAYMENT, NOW)
    assert find_payout_account(account.pk, at=NOW).iban == IBAN
    assert note_paying_account(**told) is None


def test_a_mandate_moves_along_and_its_bank_hears_of_another_number_only(home):
    person, account = home
    make_creditor(make_brand())
    first = add_bank_account(person, account)
    mandate = sign(person, account)
    second = add_bank_account(person, account, holder="Nadia", replacing=first.id)
    assert not MandateAmendment.objects.exists()  # the same number in another name
    third = add_bank_account(person, account, OTHER_IBAN, replacing=second.id)
    amendment = MandateAmendment.objects.get()
    assert (amendment.old_bank_account_id, amendment.new_bank_account_id) == (second.id, third.id)
    assert amendment.mandate.bank_account_id == third.id
    assert [each.id for each in list_former_accounts(mandate.id)] == [second.id]


def test_the_database_lets_nobody_edit_an_account_nor_see_anothers(home):
    person, account = home
    add_bank_account(person, account)
    stranger, _ = make_customer(make_brand())
    with as_web(make_brand(), stranger):
        assert not BankAccount.objects.exists()
    with as_web(make_brand(), person):
        assert BankAccount.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            BankAccount.objects.update(holder="Somebody")
        BankAccount.objects.all().delete()
        assert BankAccount.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        BankAccount.objects.update(holder="Somebody")


def test_known_accounts_are_taken_over_once_and_tell_nobody(home):
    person, account = home
    other = make_customer(make_brand())[1]
    add_bank_account(person, account)
    OutboxMail.objects.all().delete()
    since = NOW - timedelta(days=900)
    known = [
        KnownAccount(account_id=each.pk, iban="BE68539007547034", holder="N", known_since=since)
        for each in (account, other)
    ]
    wanted = {"brand_id": account.brand_id, "now": NOW}
    with pytest.raises(NotAllowed):
        take_over_bank_accounts(known, actor=acting(person), **wanted)
    counts = [take_over_bank_accounts(known, actor=SYSTEM, **wanted) for _ in range(2)]
    assert counts == [1, 0]
    assert find_payout_account(other.pk, at=NOW).iban == "BE68539007547034"
    assert find_bank_account(account.pk).masked_iban == mask_iban(IBAN)
    assert not OutboxMail.objects.exists()
