"""The database refuses what a customer may see but not write, whatever the web's code tries."""

from copy import deepcopy

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from advance_factory import MOVED_IN, make_household
from bill_factory import make_year, settle
from house_factory import as_web, make_agent, make_brand, make_membership, make_person
from kept_world import check_constraints, keep_world
from kwartier.billing._advance_models import AdvanceChange, AdvanceInvoice, AdvancePlan
from kwartier.billing.models import BilledPeriod
from kwartier.ledger.models import Allocation, Journal, Posting
from kwartier.metering.models import Meter, Reading, Register, SupplyPoint
from kwartier.parties.types import Role
from kwartier.platform import numbering
from kwartier.platform.models import Brand, Counter
from kwartier.platform.types import Door
from kwartier.supply.models import Contract

pytestmark = pytest.mark.django_db


def refused(reason="row-level security"):
    """A block of its own transaction, in which the database must refuse."""
    return pytest.raises(DatabaseError, match=reason)


@pytest.fixture(scope="module")
def kept_household(django_db_setup, django_db_blocker):
    with keep_world(django_db_blocker):
        made = make_household()
        check_constraints()
        yield made


@pytest.fixture
def household(kept_household, db):
    return deepcopy(kept_household)


def copy(row, **changes):
    """Save the same row once more, changed."""
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.save(force_insert=True)


def test_a_customer_writes_no_contract(household):
    """A contract of one's own at somebody else's address would open the readings there."""
    before = DateRange(MOVED_IN.replace(year=1990), MOVED_IN.replace(year=1991))
    with as_web(household.brand, household.person):
        contract = Contract.objects.get(pk=household.contract.id)
        with refused():
            copy(contract, number="elsewhere", valid=before)
        with refused(), transaction.atomic():
            Contract.objects.filter(pk=household.contract.id).update(settlement_month=1)
        assert Contract.objects.select_for_update(no_key=True).count() == 1


@pytest.mark.parametrize("model", [SupplyPoint, Meter, Register])
def test_a_customer_changes_nothing_about_the_meter(household, model):
    with as_web(household.brand, household.person):
        row = model.objects.get()
        with refused(), transaction.atomic():
            row.save()


@pytest.mark.parametrize(
    "changes",
    [{"origin": "operator", "is_official": True}, {"is_official": True}],
    ids=["the operator's", "official"],
)
def test_a_customer_gives_readings_in_their_own_name_only(household, changes):
    day = MOVED_IN.replace(month=6)
    with as_web(household.brand, household.person):
        reading = Reading.objects.order_by("pk")[0]
        reading.origin, reading.is_official = "customer", False
        with refused():
            copy(reading, read_on=day, **changes)
        with refused(), transaction.atomic():
            Reading.objects.update(closes_period=True)


def test_a_reading_belongs_to_a_register_of_its_address(household):
    other = make_household(household.brand)
    register = Register.objects.get(supply_point_id=other.home.id)
    with as_web(household.brand, household.person):
        reading = Reading.objects.order_by("pk")[0]
        with refused():
            copy(reading, origin="customer", is_official=False, register_id=register.pk)


def test_a_reader_changes_no_advance(household):
    reader = make_person(household.brand)
    make_membership(household.account, reader, Role.READER)
    for person, is_refused in ((reader, True), (household.person, False)):
        with as_web(household.brand, person):
            plans = AdvancePlan.objects.filter(contract_id=household.contract.id)
            if is_refused:
                with refused(), transaction.atomic():
                    plans.update(amount_cents=1)
            else:
                assert plans.update(amount_cents=12_000) == 1


def test_a_change_is_of_a_plan_of_the_same_account(household):
    other = make_household(household.brand)
    plan = AdvancePlan.objects.get(contract_id=other.contract.id)
    change = AdvanceChange.objects.filter(account_id=household.account.pk)[0]
    with as_web(household.brand, household.person), refused():
        copy(change, plan_id=plan.pk, once_key="taken from them", form_token=None)


def test_the_web_writes_no_brand(household):
    with (
        as_web(household.brand, household.person),
        refused("permission denied"),
        transaction.atomic(),
    ):
        Brand.objects.update(name="Mine")


def test_an_agent_finds_no_address_of_another_brand(household):
    make_household(make_brand("heron"))
    heron = make_brand("heron")
    agent = make_agent(household.brand).person
    with as_web(household.brand, agent, Door.OFFICE), connection.cursor() as cursor:
        found = []
        for brand in (household.brand, heron):
            cursor.execute(
                "SELECT count(*) FROM kwartier_search_supply_points(%s, ARRAY['%%'], 9)", [brand.id]
            )
            found.append(cursor.fetchone()[0])
    assert found == [1, 0]


# The books and what is issued from them: kept by workers, whoever asks through the web.
KEPT_BY_WORKERS = [Journal, Posting, Allocation, AdvanceInvoice]


@pytest.mark.parametrize("door", list(Door))
@pytest.mark.parametrize("model", KEPT_BY_WORKERS)
def test_nobody_changes_the_books_through_the_web(household, model, door):
    person = make_agent(household.brand).person if door is Door.OFFICE else household.person
    with as_web(household.brand, person, door):
        assert model.objects.exists()
        with refused("row-level security|append-only"), transaction.atomic():
            model.objects.update(account_id=household.account.pk)
        with transaction.atomic():
            assert model.objects.all()._raw_delete("default") == 0
        assert model.objects.exists()


@pytest.mark.parametrize("model", KEPT_BY_WORKERS)
@pytest.mark.parametrize("door", list(Door))
def test_nobody_writes_into_the_books_through_the_web(household, model, door):
    """A payment that never came, an invoice of nobody's making, more of it paid than there is."""
    person = make_agent(household.brand).person if door is Door.OFFICE else household.person
    with as_web(household.brand, person, door):
        row = model.objects.first()
        assert row is not None
        with refused("row-level security|exceeds"):
            copy(row)


def test_a_customer_opens_no_billed_period_again():
    household = make_year()
    settle(household)
    with as_web(household.brand, household.person):
        assert BilledPeriod.objects.all()._raw_delete("default") == 0
        with refused(), transaction.atomic():
            BilledPeriod.objects.update(account_id=household.account.pk)
        assert BilledPeriod.objects.exists()


@pytest.mark.parametrize("series", ["settlement", "advance_invoice"])
def test_a_customer_draws_no_number_of_a_bill(household, series):
    """Whoever moves their counter makes a gap that nobody can explain."""
    numbering.next_number(brand_id=household.brand.id, series=series)
    with as_web(household.brand, household.person):
        with refused(), transaction.atomic():
            numbering.next_number(brand_id=household.brand.id, series=series)
        with refused(), transaction.atomic():
            Counter.objects.filter(series=series).update(last_number=0)
        assert Counter.objects.all()._raw_delete("default") == 0
        assert numbering.next_number(brand_id=household.brand.id, series="request-2026") == 1
