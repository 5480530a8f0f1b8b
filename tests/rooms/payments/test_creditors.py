"""What a brand is towards the banks: checked, dated, and the later row counts from its day on."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from house_factory import NOW, acting, make_agent, make_brand, make_person
from kwartier.payments import refusals
from kwartier.payments.operations import CreditorDraft, set_creditor
from kwartier.payments.queries import find_creditor, list_creditors
from kwartier.platform.errors import NotAllowed
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db
# The example of the European Payments Council's paper on creditor identifiers.
DRAFT = CreditorDraft(
    name="Merel Energie BV", creditor_identifier="DE98 ZZZ 09999999999", iban="BE68539007547034"
)


def say(draft=DRAFT, day=date(2020, 1, 1), actor=SYSTEM):
    brand = make_brand()
    return set_creditor(brand_id=brand.id, from_day=day, draft=draft, actor=actor, now=NOW)


def test_it_holds_from_its_day_on_until_another():
    brand = make_brand()
    first = say()
    assert (first.creditor_identifier, first.bic) == ("DE98ZZZ09999999999", "")
    later = say(replace(DRAFT, bic="GKCCBEBB", cooloff_hours=24), date(2026, 1, 1))
    assert find_creditor(brand.id, on=date(2019, 12, 31)) is None
    assert find_creditor(brand.id, on=date(2025, 12, 31)) == first
    assert find_creditor(brand.id, on=date(2026, 1, 1)) == later
    assert say(replace(DRAFT, name="Merel BV")).id == first.id


def test_what_is_not_said_stays_as_it_was():
    first = say(replace(DRAFT, bic="GKCCBEBB", prenotification_days=7))
    newer = say(CreditorDraft(pain_version=".02"), date(2026, 1, 1))
    assert newer == replace(first, id=newer.id, from_day=newer.from_day, pain_version=".02")
    # Another account has another bank: what was said of the one before does not stay.
    moved = say(CreditorDraft(iban="BE71 0961 2345 6769"), date(2027, 1, 1))
    assert (moved.iban, moved.bic) == ("BE71096123456769", "GKCCBEBB")
    assert list_creditors(first.brand_id)[0] == moved
    assert say(CreditorDraft(iban=DRAFT.iban), date(2028, 1, 1)).bic == ""


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"creditor_identifier": "DE97ZZZ09999999999"}, refusals.CreditorIdentifierInvalid),
        ({"creditor_identifier": "MEREL"}, refusals.CreditorIdentifierInvalid),
        ({"pain_version": ".03"}, refusals.PainVersionUnknown),
        ({"creditor_identifier": None}, refusals.CreditorIdentifierInvalid),
        ({"iban": "BE00539007547034"}, refusals.IbanWrongCheck),
        ({"iban": None}, refusals.IbanUnreadable),
        ({"bic": "GKCC"}, refusals.BicInvalid),
        ({"name": None}, refusals.HolderMissing),
        ({"prenotification_days": 0}, refusals.PromiseOutOfBounds),
        ({"unused_after_months": 37}, refusals.PromiseOutOfBounds),
    ],
)
def test_what_banks_would_refuse_is_refused(changes, refusal):
    with pytest.raises(refusal) as refused:
        say(replace(DRAFT, **changes))
    assert refused.value.field in changes
    assert "%(" not in refused.value.say_all()
    with pytest.raises(NotAllowed):
        say(actor=acting(make_person(make_brand())))


def test_an_operator_says_and_sees_it_at_the_terminal(capsys):
    brand = make_brand()
    run = ["set_creditor", "--brand", brand.key]
    call_command(*run)
    assert "Nothing is said yet" in capsys.readouterr().out
    said = ["--name", DRAFT.name, "--creditor-identifier", DRAFT.creditor_identifier]
    said += ["--iban", DRAFT.iban, "--cut-off", "15:30", "--from", "2026-01-01"]
    with pytest.raises(CommandError, match="--as"):
        call_command(*run, *said)
    agent = ["--as", make_agent(brand).person.email]
    with pytest.raises(CommandError, match="--iban: The check digits"):
        call_command(*run, *said[:4], "--iban", "BE00539007547034", *agent)
    call_command(*run, *said, *agent)
    shown = capsys.readouterr().out
    assert "from 2026-01-01:\n  name: Merel Energie BV\n" in shown
    assert "bic: not known\n  pain version: .08\n" in shown
    assert "cut off: 15:30\n" in shown
    assert AuditEntry.objects.get(action="creditor.set").actor_name == "Tom Peeters"
