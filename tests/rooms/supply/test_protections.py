"""Households that are protected customers: on which days, by what document, noted by whom."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from house_factory import NOW, acting, make_account, make_brand, make_person
from kwartier.platform.audit import list_entries
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import SYSTEM
from kwartier.supply.models import Protection as ProtectionRow
from kwartier.supply.operations import (
    correct_protection,
    end_contract,
    end_protection,
    note_protection,
)
from kwartier.supply.queries import get_contract, list_contracts
from kwartier.supply.refusals import (
    ProtectionDoesNotFit,
    ProtectionsOverlap,
    ProtectionWithoutDocument,
)
from kwartier.supply.types import CustomerCategory, EndReason, Protection
from supply_factory import START, make_contract, make_home

pytestmark = pytest.mark.django_db

JULY, OCTOBER = date(2025, 7, 1), date(2025, 10, 1)
PAPER = "Attestation of the public center for social welfare, 24 June 2025"


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def contract(brand):
    return make_contract(make_account(brand), make_home(brand), brand=brand)


def note(contract, from_=JULY, until=OCTOBER, document=PAPER, actor=SYSTEM):
    return note_protection(
        contract_id=contract.id, from_=from_, until=until, document=document, actor=actor, now=NOW
    )


def test_the_days_and_their_document_stand_on_the_contract_and_on_the_record(contract):
    row = note(contract, document=f"  {PAPER} ")
    assert row.protections == (Protection(JULY, OCTOBER, PAPER),)
    assert list_contracts(contract.account_id)[0].protections == row.protections
    (entry, *_) = list_entries(account_id=contract.account_id)
    assert entry.action == "contract.protected"
    assert entry.after == {"from": "2025-07-01", "until": "2025-10-01", "document": PAPER}


def test_stretches_follow_each_other_in_order_of_time(contract):
    note(contract, date(2026, 1, 1), None)
    row = note(contract)
    assert [each.from_ for each in row.protections] == [JULY, date(2026, 1, 1)]
    assert row.find_protection(START) == row.protections[0]
    assert row.find_protection(OCTOBER) == row.protections[1]
    assert row.find_protection(date(2030, 1, 1)) == row.protections[1]
    ended = end_protection(
        contract_id=contract.id,
        from_=date(2026, 1, 1),
        until=date(2026, 4, 1),
        actor=SYSTEM,
        now=NOW,
    )
    assert ended.protections[1].until == date(2026, 4, 1)
    assert ended.find_protection(date(2026, 4, 1)) is None
    (entry, *_) = list_entries(account_id=contract.account_id)
    assert (entry.before["until"], entry.after["until"]) == (None, "2026-04-01")


def correct(contract, *, began_on=JULY, from_=JULY, until=OCTOBER, document=PAPER, actor=SYSTEM):
    return correct_protection(
        contract_id=contract.id,
        began_on=began_on,
        from_=from_,
        until=until,
        document=document,
        actor=actor,
        now=NOW,
    )


def test_a_stretch_is_corrected_on_the_record(contract):
    note(contract, until=None)
    row = correct(contract, from_=OCTOBER, until=date(2026, 1, 1), document=" List of 1 July ")
    assert row.protections == (Protection(OCTOBER, date(2026, 1, 1), "List of 1 July"),)
    (entry, *_) = list_entries(account_id=contract.account_id)
    assert entry.action == "contract.protection_corrected"
    assert (entry.before["from"], entry.after["from"]) == ("2025-07-01", "2025-10-01")


def test_a_correction_is_refused_like_a_note(brand, contract):
    note(contract)
    note(contract, OCTOBER, None)
    with pytest.raises(ProtectionsOverlap):
        correct(contract, until=None)
    with pytest.raises(ProtectionDoesNotFit):
        correct(contract, until=JULY)
    with pytest.raises(ProtectionWithoutDocument):
        correct(contract, document=" ")
    with pytest.raises(NotFound):
        correct(contract, began_on=date(2025, 7, 2))
    with pytest.raises(NotAllowed):
        correct(contract, actor=acting(make_person(brand)))
    assert [each.from_ for each in get_contract(contract.id).protections] == [JULY, OCTOBER]


def test_two_stretches_over_one_day_are_refused(contract):
    note(contract)
    with pytest.raises(ProtectionsOverlap):
        note(contract, date(2025, 9, 30), None)
    note(contract, OCTOBER, None)
    with pytest.raises(ProtectionsOverlap):
        end_protection(
            contract_id=contract.id, from_=JULY, until=date(2025, 10, 2), actor=SYSTEM, now=NOW
        )
    assert len(get_contract(contract.id).protections) == 2


@pytest.mark.parametrize(
    ("from_", "until"),
    [(date(2025, 1, 14), None), (JULY, JULY), (OCTOBER, JULY), (date(2026, 1, 1), None)],
)
def test_only_days_of_the_contract_can_be_protected(contract, from_, until):
    end_contract(
        contract_id=contract.id,
        ends_on=date(2026, 1, 1),
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=NOW,
    )
    with pytest.raises(ProtectionDoesNotFit):
        note(contract, from_, until)


def test_a_business_and_a_home_elsewhere_are_none(brand):
    french = make_brand("plein-midi")
    business = {"customer_category": CustomerCategory.PROFESSIONAL}
    for place, terms in ((brand, business), (french, {})):
        contract = make_contract(make_account(place), make_home(place), brand=place, **terms)
        with pytest.raises(ProtectionDoesNotFit):
            note(contract)


def test_without_a_document_nobody_is_protected(contract):
    with pytest.raises(ProtectionWithoutDocument):
        note(contract, document="  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtectionRow.objects.create(
            brand_id=contract.brand_id,
            account_id=contract.account_id,
            contract_id=contract.id,
            valid=(JULY, None),
            document="",
            noted_at=NOW,
        )


def test_a_customer_notes_nothing_and_what_is_not_there_is_said(brand, contract):
    customer = acting(make_person(brand))
    with pytest.raises(NotAllowed):
        note(contract, actor=customer)
    ending = {"contract_id": contract.id, "until": OCTOBER, "now": NOW}
    with pytest.raises(NotAllowed):
        end_protection(from_=JULY, actor=customer, **ending)
    with pytest.raises(NotFound):
        end_protection(from_=JULY, actor=SYSTEM, **ending)
    with pytest.raises(NotFound):
        end_protection(from_=JULY, actor=SYSTEM, **(ending | {"contract_id": 0}))
