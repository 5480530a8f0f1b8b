"""A mandate: signed once, changed and stopped as easily, and never two at a time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from house_factory import NOW, acting, as_web, make_brand, make_customer
from kwartier.parties.refusals import NameUnreadable
from kwartier.payments import operations, queries, refusals
from kwartier.payments.models import Mandate, MandateAmendment
from kwartier.payments.operations import signing
from kwartier.payments.types import (
    EndReason,
    MandateForm,
    MandateScope,
    MandateState,
    Scheme,
    WhyNot,
)
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import ActorKind
from mandate_factory import (
    ADVANCES,
    EVERYTHING,
    OTHER_IBAN,
    SWISS_IBAN,
    add_bank_account,
    make_creditor,
    mine,
    sign,
)

pytestmark = pytest.mark.django_db
ABOVE_200 = replace(EVERYTHING, ask_above_cents=20_000)


@pytest.fixture
def home():
    """A customer whose bank account we know, of a brand that collects."""
    brand = make_brand()
    make_creditor(brand)
    person, account = make_customer(brand, number="M-100234")
    add_bank_account(person, account)
    OutboxMail.objects.all().delete()
    return person, account


def say(home, *, kind=ActorKind.CUSTOMER, now=NOW):
    return {
        "account": mine(*home),
        "actor": acting(home[0], kind=kind, reason="On the phone"),
        "now": now,
    }


def record_paper(home, **changes):
    wanted = {
        "scheme": Scheme.CORE,
        "terms": EVERYTHING,
        "document": "Folder 7, form 12",
        "signed_by": "Nadia El Amrani",
        "signed_at": NOW - timedelta(days=9),
        **say(home, kind=ActorKind.AGENT),
        **changes,
    }
    return operations.record_paper_mandate(**wanted)


def test_a_mandate_is_signed_and_keeps_what_was_signed(home):
    signed = sign(*home, language="fr-BE", terms=ABOVE_200)
    assert signed.reference == "M-100234-M1"
    assert (signed.state, signed.form, signed.terms) == ("active", MandateForm.ONLINE, ABOVE_200)
    assert (signed.language, signed.text_version) == ("fr", "2026-1")
    assert "vous autorisez (A) Merel NV" in signed.text
    assert signed.masked_iban == "BE71 **** **** 6769"
    mail = OutboxMail.objects.get(topic="mandate_signed")
    assert "M-100234-M1" in mail.body_text
    assert "€200.00" in mail.body_text
    assert AuditEntry.objects.get(action="mandate.signed").after["iban"] == signed.masked_iban
    assert queries.find_mandate(signed.brand_id, reference=signed.reference) == signed


def test_in_a_language_without_the_words_they_are_english(home):
    assert sign(*home, language="it").language == "en"


def test_signing_twice_says_so_and_leaves_one(home):
    sign(*home)
    with pytest.raises(refusals.MandateExists) as refused:
        sign(*home)
    said = "Mandate M-100234-M1 is there already; nothing was signed a second time."
    assert refused.value.say() == said
    assert Mandate.objects.count() == 1
    operations.stop_mandate(**say(home))
    assert sign(*home).reference == "M-100234-M2"


def test_what_stands_against_a_signature(home):
    person, account = home
    with pytest.raises(NotAllowed):
        sign(person, account, actor=acting(person, kind=ActorKind.AGENT))
    with pytest.raises(refusals.SchemeForBusinessOnly):
        sign(person, account, scheme=Scheme.B2B)
    with pytest.raises(refusals.LimitTooSmall):
        sign(person, account, terms=replace(EVERYTHING, ask_above_cents=99))
    reader, other = make_customer(make_brand(), role="reader")
    with pytest.raises(NotAllowed):
        sign(reader, other)
    stranger, bare = make_customer(make_brand())
    with pytest.raises(refusals.BankAccountMissing):
        sign(stranger, bare)
    with pytest.raises(refusals.DirectDebitNotOffered):
        sign(person, account, now=NOW.replace(year=2019))
    assert not Mandate.objects.exists()


def test_nobody_signs_for_an_account_that_they_did_not_see(home):
    seen = queries.find_bank_account(home[1].id).id
    operations.change_bank_account(
        iban=OTHER_IBAN, holder="Nadia El Amrani", replacing=seen, **say(home)
    )
    with pytest.raises(refusals.BankAccountChangedMeanwhile):
        sign(*home, seen_account_id=seen)
    assert not Mandate.objects.exists()
    assert sign(*home, seen_account_id=queries.find_bank_account(home[1].id).id)


def test_a_business_signs_between_businesses_and_is_told_to_register_it():
    brand = make_brand()
    make_creditor(brand)
    shop = make_customer(brand, kind="business")
    add_bank_account(*shop)
    signed = sign(*shop, scheme=Scheme.B2B)
    assert "business-to-business" in signed.text
    assert "pays only what is registered" in OutboxMail.objects.last().body_text


def test_a_form_on_paper_is_recorded_with_its_own_reference(home):
    kept = record_paper(home, reference="OLD/2019-7")
    assert (kept.reference, kept.form) == ("OLD/2019-7", MandateForm.PAPER)
    assert kept.signed_at == NOW - timedelta(days=9)
    assert "On the phone" in OutboxMail.objects.get(topic="mandate_signed").body_text


def test_what_a_former_system_recorded_tells_nobody(home):
    record_paper(home, tells=False)
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"document": " "}, refusals.PaperMandateWithoutForm, "document"),
        ({"signed_by": ""}, refusals.PaperMandateWithoutForm, "signed_by"),
        ({"signed_by": "\u200b"}, NameUnreadable, "signed_by"),
        ({"signed_at": NOW + timedelta(hours=1)}, refusals.SignedInTheFuture, "signed_on"),
        ({"reference": "/A"}, refusals.MandateReferenceInvalid, "reference"),
        ({"reference": "A/"}, refusals.MandateReferenceInvalid, "reference"),
        ({"reference": "A//B"}, refusals.MandateReferenceInvalid, "reference"),
        ({"reference": "Mandat é"}, refusals.MandateReferenceInvalid, "reference"),
        ({"reference": "X" * 36}, refusals.MandateReferenceInvalid, "reference"),
        ({"reference": "Taken"}, refusals.MandateReferenceTaken, "reference"),
    ],
)
def test_a_form_that_cannot_be_recorded(home, changes, refusal, field):
    other = make_customer(make_brand())
    add_bank_account(*other)
    record_paper(other, reference="TAKEN")
    with pytest.raises(refusal) as refused:
        record_paper(home, **changes)
    assert refused.value.field == field
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize("form", ["online", "paper"])
def test_our_reference_gives_way_to_one_on_anothers_paper(home, form):
    """The customer's own session does not see the other mandate: only the database knows."""
    other = make_customer(make_brand())
    add_bank_account(*other)
    record_paper(other, reference="M-100234-M1")
    if form == "paper":
        signed = record_paper(home)
    else:
        with as_web(make_brand(), home[0]):
            signed = sign(*home)
    assert signed.reference == "M-100234-M2"


def test_where_every_number_is_taken_it_is_said(home, monkeypatch):
    monkeypatch.setattr(signing, "_MOST_TRIES", 1)
    other = make_customer(make_brand())
    add_bank_account(*other)
    record_paper(other, reference="M-100234-M1")
    with pytest.raises(refusals.MandateReferenceTaken, match="M-100234-M1"):
        sign(*home)
    assert not Mandate.objects.filter(account_id=home[1].pk).exists()


def test_a_form_is_recorded_by_an_agent_alone(home):
    with pytest.raises(NotAllowed):
        record_paper(home, **say(home))


def test_scope_and_limit_change_and_the_customer_is_told(home):
    sign(*home)
    changed = operations.change_mandate(terms=ABOVE_200, seen=EVERYTHING, **say(home))
    assert changed.terms == ABOVE_200
    assert OutboxMail.objects.filter(topic="mandate_changed").count() == 1
    again = operations.change_mandate(terms=ABOVE_200, seen=None, **say(home))
    assert again == changed
    assert AuditEntry.objects.filter(action="mandate.changed").count() == 1
    with pytest.raises(refusals.MandateChangedMeanwhile):
        operations.change_mandate(terms=ADVANCES, seen=EVERYTHING, **say(home))
    with pytest.raises(refusals.LimitTooSmall):
        operations.change_mandate(
            terms=replace(ADVANCES, ask_above_cents=0), seen=None, **say(home)
        )


def test_stopping_ends_it_for_ever_and_tells(home):
    sign(*home)
    ended = operations.stop_mandate(**say(home))
    assert (ended.state, ended.end_reason, ended.ended_at) == ("ended", EndReason.STOPPED, NOW)
    assert not ended.is_live
    assert (
        "already at your bank still goes through"
        in OutboxMail.objects.get(topic="mandate_ended").body_text
    )
    with pytest.raises(refusals.MandateMissing):
        operations.stop_mandate(**say(home))
    with pytest.raises(refusals.MandateMissing):
        operations.change_mandate(terms=ADVANCES, seen=None, **say(home))
    assert [each.state for each in queries.list_mandates(home[1].pk)] == [MandateState.ENDED]


def test_a_bank_suspends_and_the_customer_resumes(home):
    signed = sign(*home)
    suspend = {"mandate_id": signed.id, "reason": "AM04", "now": NOW}
    assert operations.suspend_mandate(**suspend).suspended_reason == "AM04"
    assert operations.suspend_mandate(**suspend) is None
    assert "returned a collection" in OutboxMail.objects.get(topic="mandate_suspended").body_text
    assert operations.resume_mandate(**say(home)).state == MandateState.ACTIVE
    assert operations.resume_mandate(**say(home)).suspended_reason == ""
    assert AuditEntry.objects.filter(action="mandate.resumed").count() == 1
    assert OutboxMail.objects.filter(topic="mandate_resumed").count() == 1


def test_a_bank_ends_it_once(home):
    signed = sign(*home)
    end = {"mandate_id": signed.id, "reason": EndReason.BANK, "detail": "MD01", "now": NOW}
    assert operations.end_mandate(**end).end_reason == EndReason.BANK
    assert operations.end_mandate(**end) is None
    assert operations.suspend_mandate(mandate_id=signed.id, reason="AM04", now=NOW) is None
    sign(*home)
    assert operations.end_mandate(**end) is None  # Another mandate is live now.
    with pytest.raises(NotFound):
        operations.end_mandate(**end | {"mandate_id": 0})


def test_what_is_not_used_for_three_years_ends(home):
    brand_id = home[1].brand_id
    signed = sign(*home, now=NOW)
    last = date(2029, 11, 21)

    def end_on(day):
        return operations.end_unused_mandates(brand_id=brand_id, today=day, now=NOW)

    assert end_on(last - timedelta(days=1)) == 0
    operations.note_collected([signed.id], on=date(2027, 3, 31))
    operations.note_collected([signed.id], on=date(2027, 1, 1))  # An earlier one told later.
    assert queries.find_live_mandate(home[1].pk).last_collected_on == date(2027, 3, 31)
    assert (end_on(last), end_on(date(2030, 3, 30))) == (0, 0)
    assert (end_on(date(2030, 3, 31)), end_on(date(2030, 4, 1))) == (1, 0)
    assert "three years" in OutboxMail.objects.get(topic="mandate_ended").body_text
    stranger = make_brand("plein-midi")
    assert operations.end_unused_mandates(brand_id=stranger.id, today=last, now=NOW) == 0


def test_one_never_used_counts_from_its_signature(home):
    sign(*home, now=NOW)
    wanted = {"brand_id": home[1].brand_id, "now": NOW}
    assert operations.end_unused_mandates(today=date(2029, 11, 21), **wanted) == 1


def test_an_amendment_is_carried_once(home):
    person, account = home
    sign(person, account)
    known = queries.find_bank_account(account.pk)
    add_bank_account(person, account, OTHER_IBAN, replacing=known.id)
    moved = MandateAmendment.objects.get()
    for day in (date(2026, 12, 1), date(2026, 12, 9)):
        operations.note_amendments_carried([moved.pk], on=day)
    moved.refresh_from_db()
    assert moved.carried_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("terms", "kind", "cents", "why_not"),
    [
        (EVERYTHING, "settlement", 1, None),
        (EVERYTHING, "settlement", 0, WhyNot.NOTHING_OWED),
        (EVERYTHING, "settlement", -500, WhyNot.NOTHING_OWED),
        (ADVANCES, "advance_invoice", 9_900, None),
        (ADVANCES, "settlement", 9_900, WhyNot.OUT_OF_SCOPE),
        (ABOVE_200, "settlement", 20_000, None),
        (ABOVE_200, "settlement", 20_001, WhyNot.ABOVE_LIMIT),
    ],
)
def test_whether_a_document_is_collected(home, terms, kind, cents, why_not):
    sign(*home, terms=terms)
    found = queries.find_mandate_for(home[1].pk, kind=kind, amount_cents=cents)
    assert (found.why_not, found.collects) == (why_not, why_not is None)
    assert found.mandate is not None


def test_without_or_with_a_waiting_mandate_nothing_is_collected(home):
    due = {"kind": "settlement", "amount_cents": 100}
    assert queries.find_mandate_for(home[1].pk, **due).why_not == WhyNot.NO_MANDATE
    signed = sign(*home)
    operations.suspend_mandate(mandate_id=signed.id, reason="AM04", now=NOW)
    assert queries.find_mandate_for(home[1].pk, **due).why_not == WhyNot.SUSPENDED
    assert queries.explain_collecting(None, **due).mandate is None


def test_above_the_limit_the_customer_agrees_to_one_document(home):
    sign(*home, terms=ABOVE_200)
    due = {"document": "I-26-7", "kind": "settlement", "amount_cents": 30_000}
    for _ in range(2):
        operations.agree_to_collection(**due, **say(home))
    assert AuditEntry.objects.filter(action="mandate.agreed").count() == 1
    assert queries.find_mandate_for(home[1].pk, **due).collects
    other = due | {"document": "I-26-8"}
    assert queries.find_mandate_for(home[1].pk, **other).why_not == WhyNot.ABOVE_LIMIT
    with pytest.raises(refusals.NothingToConsentTo):
        operations.agree_to_collection(**other | {"amount_cents": 100}, **say(home))


def test_the_days_of_a_mandate(home):
    signed = sign(*home)
    operations.stop_mandate(**say(home, now=NOW + timedelta(days=3)))
    (days,) = queries.list_mandate_days([home[1].pk])[home[1].pk]
    assert (days.mandate_id, days.reference) == (signed.id, signed.reference)
    assert (days.from_, days.until) == (NOW.date(), NOW.date() + timedelta(days=3))
    sign(*home)
    assert queries.list_mandate_days([home[1].pk])[home[1].pk][1].until is None


def test_an_agent_leads_the_customer_to_the_page(home):
    agent = say(home, kind=ActorKind.AGENT)
    with pytest.raises(NotAllowed):
        operations.invite_to_sign(**say(home))
    assert operations.invite_to_sign(**agent) == [f"{home[0].email[0]}…@example.org"]
    assert OutboxMail.objects.get(topic="mandate_invitation").recipient == home[0].email
    sign(*home)
    with pytest.raises(refusals.MandateExists):
        operations.invite_to_sign(**agent)
    operations.stop_mandate(**agent)
    with pytest.raises(refusals.DirectDebitNotOffered):
        operations.invite_to_sign(**agent | {"now": NOW.replace(year=2019)})


def test_nobody_is_led_anywhere_without_an_address(home):
    agent = say(home, kind=ActorKind.AGENT)
    home[1].memberships.all().delete()
    with pytest.raises(refusals.NobodyToInvite):
        operations.invite_to_sign(**agent)


def test_the_database_keeps_what_was_signed_and_one_at_a_time(home):
    person, account = home
    signed = sign(person, account)
    stranger, _ = make_customer(make_brand())
    with as_web(make_brand(), stranger):
        assert not Mandate.objects.exists()
    with as_web(make_brand(), person):
        Mandate.objects.update(scope=MandateScope.ADVANCES)
        with pytest.raises(DatabaseError), transaction.atomic():
            Mandate.objects.update(text="Something else")
        Mandate.objects.all().delete()
        assert Mandate.objects.count() == 1
    second = Mandate.objects.get(pk=signed.id)
    second.pk, second.reference = None, "ANOTHER"
    with pytest.raises(DatabaseError), transaction.atomic():
        second.save()


def test_nothing_is_collected_from_outside_the_european_economic_area(home):
    """There both schemes want the bank's code and an address; money may still go out to it."""
    mandate = sign(*home, scheme=Scheme.CORE)
    known = queries.find_bank_account(home[1].pk)
    swiss = {"iban": SWISS_IBAN, "replacing": known.id}
    with pytest.raises(
        refusals.AccountOutsideEea, match=r"From CH78 \*\*\*\* \*\*\*\* 5678 we cannot"
    ):
        add_bank_account(*home, **swiss)
    assert queries.find_bank_account(home[1].pk) == known
    operations.stop_mandate(**say(home))
    added = add_bank_account(*home, **swiss)
    assert added.masked_iban == "CH78 **** **** 5678"
    with pytest.raises(refusals.AccountOutsideEea):
        sign(*home)
    with pytest.raises(refusals.AccountOutsideEea):
        record_paper(home)
    assert [each.reference for each in queries.list_mandates(home[1].pk)] == [mandate.reference]


@pytest.mark.parametrize("scheme", Scheme.values)
def test_who_stops_one_that_the_bank_keeps_is_told_to_tell_the_bank(home, scheme):
    home[1].kind = "business"
    home[1].save()
    mandate = sign(*home, scheme=Scheme(scheme))
    operations.stop_mandate(**say(home))
    told = OutboxMail.objects.get(topic="mandate_ended").body_text
    assert (f"ask it to take {mandate.reference} out" in told) is (scheme == Scheme.B2B)
