"""Signing and ending contracts, and what the contract page asks."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from house_factory import NOW, acting, make_account, make_brand, make_person
from kwartier.metering.types import Energy
from kwartier.platform.audit import list_entries
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM
from kwartier.supply.models import Contract
from kwartier.supply.operations import end_contract, load_contracts, sign_contract
from kwartier.supply.queries import (
    find_contract_by_number,
    find_contract_on,
    get_contract,
    get_contracts,
    list_contracts,
    list_contracts_of,
    list_contracts_on,
)
from kwartier.supply.refusals import (
    ContractEndsBeforeItStarts,
    ContractNumberIsTaken,
    ContractsOverlap,
    ProductDoesNotFit,
)
from kwartier.supply.types import ContractSpec, ContractTerms, EndReason
from supply_factory import START, TODAY, make_card, make_contract, make_home

pytestmark = pytest.mark.django_db

MID = date(2026, 1, 1)


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def account(brand):
    return make_account(brand)


@pytest.fixture
def home(brand):
    return make_home(brand)


@pytest.fixture
def card(brand):
    return make_card(brand)


def sign(brand, account, home, card, **changes):
    values = {
        "brand_id": brand.id,
        "account_id": account.pk,
        "supply_point_id": home.id,
        "product_id": card.product.id,
        "price_card_id": card.id,
        "starts_on": START,
        "signed_on": START,
        "actor": SYSTEM,
        "now": NOW,
        **changes,
    }
    return sign_contract(**values)


def test_a_contract_row_holds_what_its_page_shows(brand, account, home, card):
    row = sign(
        brand,
        account,
        home,
        card,
        terms=ContractTerms(off_peak_label="22:00-7:00", settlement_month=11),
    )
    assert row == get_contract(row.id)
    assert row.number.startswith("C-")
    assert (row.code, row.energy, row.region) == (home.code, "electricity", "flanders")
    assert (row.grid_operator, row.address) == (home.grid_operator, home.address)
    assert (row.product_name, row.price_kind, row.price_card_id) == ("Calm", "fixed", card.id)
    assert (row.from_, row.until, row.off_peak_label) == (START, None, "22:00-7:00")
    assert (row.customer_category, row.billing_rhythm) == ("residential", "yearly")
    assert (row.supply_point_id, row.price_card_version) == (home.id, "2025-01")
    (entry,) = list_entries(account_id=account.pk)
    assert (entry.action, entry.after["number"]) == ("contract.signed", row.number)


def test_numbers_follow_one_another_or_are_given(brand, account, card):
    first = sign(brand, account, make_home(brand), card)
    second = sign(brand, account, make_home(brand), card)
    assert int(second.number[2:]) == int(first.number[2:]) + 1
    given = sign(brand, account, make_home(brand), card, number="V-17")
    assert find_contract_by_number(brand.id, " V-17 ").id == given.id
    assert find_contract_by_number(brand.id, "V-18") is None
    with pytest.raises(ContractNumberIsTaken) as refusal:
        sign(brand, account, make_home(brand), card, number="V-17")
    assert "V-17" in refusal.value.say()


def test_contracts_of_one_supply_point_never_overlap(brand, account, home, card):
    sign(brand, account, home, card, ends_on=MID)
    for days in ({}, {"starts_on": date(2025, 12, 31)}, {"ends_on": date(2025, 1, 16)}):
        with pytest.raises(ContractsOverlap):
            sign(brand, make_account(brand), home, card, **days)
    # The end is the first day without it: the next contract starts on that very day.
    following = sign(brand, make_account(brand), home, card, starts_on=MID)
    assert find_contract_on(home.id, date(2025, 12, 31)).account_id == account.pk
    assert find_contract_on(home.id, MID).id == following.id
    assert find_contract_on(home.id, date(2024, 1, 1)) is None


def test_the_database_refuses_an_overlap_by_itself(brand, account, home):
    contract = Contract.objects.get(pk=make_contract(account, home, brand=brand).id)
    contract.pk, contract.number = None, "other"
    with pytest.raises(IntegrityError, match="contract_no_overlap"), transaction.atomic():
        contract.save()


@pytest.mark.parametrize("ends_on", [START, date(2024, 1, 1)])
def test_a_contract_does_not_end_before_it_starts(brand, account, home, card, ends_on):
    with pytest.raises(ContractEndsBeforeItStarts) as refusal:
        sign(brand, account, home, card, ends_on=ends_on)
    assert refusal.value.field == "ends_on"
    assert "15 January 2025" in refusal.value.say()
    row = sign(brand, account, home, card)
    with pytest.raises(ContractEndsBeforeItStarts):
        end_contract(
            contract_id=row.id, ends_on=ends_on, reason=EndReason.MOVE, actor=SYSTEM, now=NOW
        )


def test_the_card_must_be_of_the_product_and_the_energy(brand, account, home, card):
    gas = make_card(brand, energy=Energy.GAS)
    with pytest.raises(ProductDoesNotFit):
        sign(brand, account, home, card, product_id=gas.product.id)
    with pytest.raises(ProductDoesNotFit):
        sign(brand, account, home, gas)
    with pytest.raises(NotFound):
        sign(brand, account, home, card, price_card_id=card.id + 999)
    with pytest.raises(NotFound):
        sign(brand, account, home, card, supply_point_id=home.id + 999)


def test_a_customer_neither_signs_nor_ends_nor_loads(brand, account, home, card):
    customer = acting(make_person(brand))
    with pytest.raises(NotAllowed):
        sign(brand, account, home, card, actor=customer)
    row = sign(brand, account, home, card)
    with pytest.raises(NotAllowed):
        end_contract(
            contract_id=row.id, ends_on=MID, reason=EndReason.MOVE, actor=customer, now=NOW
        )
    with pytest.raises(NotAllowed):
        load_contracts([], brand_id=brand.id, actor=customer, now=NOW)


def test_ending_is_on_the_record_and_can_be_moved(brand, account, home, card):
    row = sign(brand, account, home, card)
    ended = end_contract(
        contract_id=row.id, ends_on=MID, reason=EndReason.MOVE, actor=SYSTEM, now=NOW
    )
    assert (ended.until, ended.ends_reason) == (MID, "move")
    assert ended.holds_on(date(2025, 12, 31))
    assert not ended.holds_on(MID)
    assert not ended.holds_on(date(2025, 1, 14))
    moved = end_contract(
        contract_id=row.id, ends_on=TODAY, reason=EndReason.SWITCH, actor=SYSTEM, now=NOW
    )
    assert moved.until == TODAY
    entry = list_entries(account_id=account.pk, actions=["contract.ended"])[0]
    assert entry.before == {"until": "2026-01-01", "reason": "move"}
    with pytest.raises(NotFound):
        end_contract(
            contract_id=row.id + 999, ends_on=MID, reason=EndReason.MOVE, actor=SYSTEM, now=NOW
        )


def test_an_end_cannot_be_moved_into_the_next_contract(brand, account, home, card):
    row = sign(brand, account, home, card, ends_on=MID)
    sign(brand, make_account(brand), home, card, starts_on=MID)
    with pytest.raises(ContractsOverlap):
        end_contract(
            contract_id=row.id, ends_on=TODAY, reason=EndReason.MOVE, actor=SYSTEM, now=NOW
        )
    assert get_contract(row.id).until == MID


def spec(account, home, card, number, **changes):
    return ContractSpec(
        account_id=account.pk,
        supply_point_id=home.id,
        product_id=card.product.id,
        price_card_id=card.id,
        number=number,
        starts_on=START,
        signed_on=START,
        **changes,
    )


def test_many_contracts_are_loaded_with_one_entry_on_the_record(brand, account, card):
    homes = [make_home(brand) for _ in range(3)]
    specs = [spec(account, home, card, f"L-{i}") for i, home in enumerate(homes)]
    ids = load_contracts(specs, brand_id=brand.id, actor=SYSTEM, now=NOW)
    rows = get_contracts(ids)
    assert [rows[i].supply_point_id for i in ids] == [home.id for home in homes]
    entry = AuditEntry.objects.get(action="contract.loaded")
    assert entry.after == {"contract_count": 3}


def test_a_load_is_stored_whole_or_not_at_all(brand, account, home, card):
    with pytest.raises(ContractsOverlap):
        load_contracts(
            [spec(account, home, card, number) for number in ("L-1", "L-2")],
            brand_id=brand.id,
            actor=SYSTEM,
            now=NOW,
        )
    other = make_home(brand)
    with pytest.raises(ContractNumberIsTaken, match="the number L-1"):
        load_contracts(
            [spec(account, home, card, "L-1"), spec(account, other, card, "L-1")],
            brand_id=brand.id,
            actor=SYSTEM,
            now=NOW,
        )
    with pytest.raises(ContractEndsBeforeItStarts):
        load_contracts(
            [spec(account, home, card, "L-1", ends_on=START)],
            brand_id=brand.id,
            actor=SYSTEM,
            now=NOW,
        )
    broken = spec(account, home, card, "L-1", terms=ContractTerms(settlement_month=13))
    with pytest.raises(IntegrityError):
        load_contracts([broken], brand_id=brand.id, actor=SYSTEM, now=NOW)
    assert not Contract.objects.exists()
    sign(brand, account, home, card, number="L-1")
    with pytest.raises(ContractNumberIsTaken, match="the number L-1"):
        load_contracts(
            [spec(account, other, card, "L-1")], brand_id=brand.id, actor=SYSTEM, now=NOW
        )


def test_a_list_takes_as_many_queries_for_forty_as_for_one(
    brand, account, card, django_assert_max_num_queries
):
    make_contract(account, make_home(brand), card=card, brand=brand)
    with django_assert_max_num_queries(4):
        assert len(list_contracts(account.pk)) == 1
    for _ in range(9):
        make_contract(account, make_home(brand), card=make_card(brand), brand=brand)
    with django_assert_max_num_queries(4):
        assert len(list_contracts(account.pk)) == 10


def test_lists_by_day_and_running_ones_first(brand, account, home, card):
    old = sign(brand, account, home, card, ends_on=MID)
    new = sign(brand, account, home, card, starts_on=MID)
    assert [row.id for row in list_contracts(account.pk)] == [new.id, old.id]
    assert [row.id for row in list_contracts(account.pk, on=START)] == [old.id]
    assert list_contracts(account.pk, on=date(2020, 1, 1)) == []
    assert {row.id for row in list_contracts_of([account.pk])} == {old.id, new.id}
    assert [row.id for row in list_contracts_on(brand.id, TODAY)] == [new.id]
    assert list_contracts_on(brand.id, TODAY, after_id=new.id) == []
    with pytest.raises(NotFound):
        get_contract(new.id + 999)
