"""What a brand is towards the banks: checked, dated, and the later row counts from its day on."""

from dataclasses import replace
from datetime import date

import pytest

from house_factory import NOW, acting, make_brand, make_person
from kwartier.payments import refusals
from kwartier.payments.operations import CreditorDraft, set_creditor
from kwartier.payments.queries import find_creditor
from kwartier.platform.errors import NotAllowed
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


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"creditor_identifier": "DE97ZZZ09999999999"}, refusals.CreditorIdentifierInvalid),
        ({"creditor_identifier": "MEREL"}, refusals.CreditorIdentifierInvalid),
        ({"pain_version": ".03"}, refusals.PainVersionUnknown),
        ({"iban": "BE00539007547034"}, refusals.IbanWrongCheck),
    ],
)
def test_what_banks_would_refuse_is_refused(changes, refusal):
    with pytest.raises(refusal):
        say(replace(DRAFT, **changes))
    with pytest.raises(NotAllowed):
        say(actor=acting(make_person(make_brand())))
