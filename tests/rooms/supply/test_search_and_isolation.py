"""The office's search, and who sees what: decided by the database from the contracts alone."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction

from house_factory import (
    NOW,
    acting,
    as_web,
    make_account,
    make_agent,
    make_brand,
    make_customer,
    make_person,
)
from kwartier.metering.models import Meter, Reading, ReadingEvent, Register, SupplyPoint
from kwartier.metering.operations import record_reading, withdraw_reading
from kwartier.metering.queries import (
    find_supply_points,
    get_register_history,
    get_supply_point,
    list_readings,
)
from kwartier.metering.refusals import ReadingIsNotYours, ReadingOutsideContract, ReadingRefused
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Door
from kwartier.supply.models import Contract
from kwartier.supply.queries import (
    find_accounts_by_address,
    find_accounts_by_contract,
    find_accounts_by_supply_point,
    get_contract,
    list_contracts,
)
from supply_factory import START, TODAY, make_contract, make_home, read, register_of

pytestmark = pytest.mark.django_db

MOVE = date(2026, 4, 1)
TABLES = (SupplyPoint, Meter, Register, Reading, ReadingEvent, Contract)


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def home(brand):
    """A home where one customer followed another on MOVE; each gave a reading."""
    home = make_home(brand, street="Nachtegaalstraat", house_number="5")
    for day, index_value in (
        (date(2024, 1, 15), 1_000),
        (START, 4_500),
        (MOVE, 8_900),
    ):
        read(home, day, index_value)
    return home


@pytest.fixture
def former(brand, home):
    person, account = make_customer(brand, name="Former")
    make_contract(account, home, brand=brand, ends_on=MOVE)
    give(home, person, account, date(2025, 8, 1), "6200")
    return person, account


@pytest.fixture
def occupant(brand, home, former):
    person, account = make_customer(brand, name="Occupant")
    make_contract(account, home, brand=brand, starts_on=MOVE)
    give(home, person, account, date(2026, 8, 1), "9700")
    return person, account


def give(home, person, account, day, typed, *, register=None):
    return record_reading(
        supply_point_id=home.id,
        read_on=day,
        indexes={register or register_of(home).id: typed},
        actor=acting(person),
        today=TODAY,
        now=NOW,
        account_id=account.pk,
    )


def seen_days(home):
    return sorted(row.read_on for row in list_readings(home.id))


def test_the_next_occupant_never_sees_the_formers_history(brand, home, occupant):
    person, account = occupant
    with as_web(brand, person):
        assert seen_days(home) == [MOVE, date(2026, 8, 1)]
        assert len(get_register_history([home.id], date(2020, 1, 1), TODAY)) == 1
        assert ReadingEvent.objects.count() == 1
        assert [row.from_ for row in list_contracts(account.pk)] == [MOVE]


def test_the_former_sees_up_to_the_last_day_and_no_further(brand, home, former, occupant):
    person, _ = former
    with as_web(brand, person):
        assert seen_days(home) == [START, date(2025, 8, 1), MOVE]
        assert get_supply_point(home.id).id == home.id
        assert Contract.objects.count() == 1


def test_an_agent_in_the_office_sees_all(brand, home, occupant):
    agent = make_agent(brand).person
    with as_web(brand, agent, Door.OFFICE):
        assert len(seen_days(home)) == 5
        assert Contract.objects.count() == 2
    with as_web(brand, agent, Door.PORTAL):
        assert [table.objects.count() for table in TABLES] == [0] * len(TABLES)


@pytest.mark.parametrize("who", ["stranger", "nobody", "unproven agent"])
def test_nobody_else_sees_anything(brand, home, occupant, who):
    person = {
        "stranger": lambda: make_customer(brand)[0],
        "nobody": lambda: None,
        "unproven agent": lambda: make_agent(brand, second_factor=False).person,
    }[who]()
    with as_web(brand, person, Door.OFFICE):
        assert [table.objects.count() for table in TABLES] == [0] * len(TABLES)
        with pytest.raises(NotFound):
            get_supply_point(home.id)


def test_the_other_brand_sees_nothing_not_even_its_agents(brand, home, occupant):
    midi = make_brand("plein-midi")
    for person in (make_agent(midi).person, occupant[0]):
        with as_web(midi, person, Door.OFFICE):
            assert [table.objects.count() for table in TABLES] == [0] * len(TABLES)


def test_another_customers_contract_is_not_found(brand, home, former, occupant):
    theirs = list_contracts(former[1].pk)[0].id
    with as_web(brand, occupant[0]):
        with pytest.raises(NotFound):
            get_contract(theirs)
        assert list_contracts(former[1].pk) == []


def test_a_customer_gives_a_reading_as_the_web(brand, home, occupant):
    person, account = occupant
    with as_web(brand, person):
        answer = give(home, person, account, TODAY, "10600")
        assert answer.indexes[0].previous_index == 9_700
        withdraw_reading(
            supply_point_id=home.id,
            read_on=TODAY,
            actor=acting(person),
            now=NOW,
            account_id=account.pk,
        )


@pytest.mark.parametrize("day", [MOVE - timedelta(days=1), date(2024, 6, 1)])
def test_a_day_before_the_contract_gets_a_sentence(brand, home, occupant, day):
    person, account = occupant
    with as_web(brand, person):
        with pytest.raises(ReadingRefused) as refusal:
            give(home, person, account, day, "8899")
        (outside,) = refusal.value.refusals
        assert type(outside) is ReadingOutsideContract
        assert outside.field == "read_on"
    assert Reading.objects.filter(read_on=day).count() == 0


def test_a_former_customer_gives_nothing_of_later_days(brand, home, former, occupant):
    person, account = former
    with as_web(brand, person), pytest.raises(ReadingRefused):
        give(home, person, account, TODAY, "10600")


def test_a_stranger_gives_nothing(brand, home, occupant):
    person, account = make_customer(brand)
    register = register_of(home).id
    with as_web(brand, person), pytest.raises(NotFound):
        give(home, person, account, TODAY, "10600", register=register)


def test_the_shared_day_belongs_to_who_gave_it(brand):
    """Both see the reading of the day between their contracts; only its giver withdraws it."""
    home = make_home(brand)
    (former, theirs), (person, account) = make_customer(brand), make_customer(brand)
    make_contract(theirs, home, brand=brand, ends_on=MOVE)
    make_contract(account, home, brand=brand, starts_on=MOVE)
    with as_web(brand, former):
        give(home, former, theirs, MOVE, "500")
    with as_web(brand, person):
        assert seen_days(home) == [MOVE]
        with pytest.raises(ReadingIsNotYours):
            withdraw_reading(
                supply_point_id=home.id,
                read_on=MOVE,
                actor=acting(person),
                now=NOW,
                account_id=account.pk,
            )


def test_the_database_refuses_a_contract_for_another_account(brand, occupant, former):
    contract = Contract.objects.filter(account=former[1]).get()
    contract.pk, contract.number = None, "stolen"
    with (
        as_web(brand, occupant[0]),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        contract.save()


def test_another_mistake_of_the_database_is_not_taken_for_it(brand, home, monkeypatch):
    def break_down(*_args, **_kwargs):
        raise ProgrammingError("another mistake")

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", break_down)
    with pytest.raises(ProgrammingError, match="another mistake"):
        give(home, make_person(brand), make_account(brand), TODAY, "9000")


def test_by_supply_point(brand, home, former, occupant):
    found = find_accounts_by_supply_point(brand.id, home.code)
    assert [each.account_id for each in found] == [occupant[1].pk, former[1].pk]
    assert [each.until for each in found] == [None, MOVE]
    assert found[0].supply_point.code == home.code
    tail = find_accounts_by_supply_point(brand.id, f" {home.code[-8:-4]} {home.code[-4:]}")
    assert occupant[1].pk in {each.account_id for each in tail}


@pytest.mark.parametrize("text", ["541", "", "Nachtegaalstraat", "5414x"])
def test_too_few_digits_find_nothing(brand, home, occupant, text):
    assert find_accounts_by_supply_point(brand.id, text) == []


def test_by_address(brand, home, former, occupant):
    make_contract(make_account(brand), make_home(brand), brand=brand)
    for text in ("nachtegaal 5", "5 NACHTEGAALSTRAAT", "antwerpen nachtegaalstraat"):
        found = find_accounts_by_address(brand.id, text)
        assert [each.account_id for each in found] == [occupant[1].pk, former[1].pk]
    assert find_accounts_by_address(brand.id, "nachtegaalstraat gent") == []
    for too_little in ("2000", "na 5", "", "%%%"):
        assert find_accounts_by_address(brand.id, too_little) == []


def test_by_contract_number(brand, home, occupant):
    number = list_contracts(occupant[1].pk)[0].number
    (found,) = find_accounts_by_contract(brand.id, number)
    assert (found.account_id, found.contract_number) == (occupant[1].pk, number)
    assert find_accounts_by_contract(brand.id, "C-999999") == []


def test_only_an_agent_finds_all(brand, home, occupant):
    agent = make_agent(brand).person
    with as_web(brand, agent, Door.OFFICE):
        assert len(find_accounts_by_address(brand.id, "nachtegaalstraat")) == 2
    with as_web(brand, occupant[0]):
        found = find_accounts_by_address(brand.id, "nachtegaalstraat")
        assert [each.account_id for each in found] == [occupant[1].pk]
    with as_web(brand, make_customer(brand)[0]):
        assert find_supply_points(brand.id, "nachtegaalstraat") == []
    with as_web(make_brand("plein-midi"), agent, Door.OFFICE):
        assert find_supply_points(brand.id, "nachtegaalstraat") == []
