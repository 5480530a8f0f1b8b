"""What the database itself refuses, whoever asks."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from house_factory import NOW, make_brand
from kwartier.metering.models import Reading, ReadingEvent, SupplyPoint
from kwartier.metering.types import Energy
from supply_factory import make_home, read, register_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)


@pytest.fixture
def home():
    home = make_home(make_brand())
    read(home, DAY, 100)
    return home


def store(home, **changes):
    values = {
        "brand_id": home.brand_id,
        "supply_point_id": home.id,
        "register_id": register_of(home).id,
        "read_on": date(2026, 2, 1),
        "index_value": 120,
        "origin": "customer",
        "state": "accepted",
        "recorded_at": NOW,
        **changes,
    }
    return Reading.objects.create(**values)


@pytest.mark.parametrize(
    "changes",
    [
        {"read_on": DAY},
        {"read_on": DAY, "state": "questioned"},
        {"index_value": -1},
        {"read_on": date(1969, 12, 31)},
        {"read_on": date(2200, 1, 1)},
        {"closes_period": True},
        {"closes_period": True, "is_official": True, "state": "questioned"},
        {"origin": "operator"},
    ],
)
def test_a_reading_that_cannot_be(home, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        store(home, **changes)


@pytest.mark.parametrize("state", ["withdrawn", "rejected"])
def test_what_is_no_longer_live_does_not_take_the_day(home, state):
    store(home, read_on=DAY, state=state)
    store(home, read_on=DAY, state=state)


@pytest.mark.parametrize(
    "changes",
    [
        {"index_value": 101},
        {"read_on": date(2026, 1, 2)},
        {"origin": "estimated"},
        {"recorded_by": 5},
        {"account_id": 5},
        {"reason": "better"},
        {"is_official": False, "origin": "customer"},
    ],
)
def test_the_content_of_a_reading_never_changes(home, changes):
    with pytest.raises(IntegrityError, match="only its state"), transaction.atomic():
        Reading.objects.filter(register_id=register_of(home).id).update(**changes)


def test_a_reading_is_never_deleted(home):
    with (
        pytest.raises(IntegrityError, match="withdraw it"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM metering_reading")


@pytest.mark.parametrize(
    ("from_state", "to_state", "goes"),
    [
        ("accepted", "withdrawn", True),
        ("accepted", "questioned", False),
        ("accepted", "rejected", False),
        ("questioned", "with_agent", True),
        ("questioned", "accepted", True),
        ("questioned", "rejected", True),
        ("questioned", "withdrawn", True),
        ("with_agent", "accepted", True),
        ("with_agent", "rejected", True),
        ("with_agent", "withdrawn", True),
        ("with_agent", "questioned", False),
        ("withdrawn", "accepted", False),
        ("rejected", "accepted", False),
        ("rejected", "with_agent", False),
    ],
)
def test_the_states_a_reading_goes_through(home, from_state, to_state, goes):
    reading = store(home, state=from_state)
    change = Reading.objects.filter(pk=reading.pk)
    if goes:
        assert change.update(state=to_state) == 1
    else:
        with pytest.raises(IntegrityError, match="does not go from"), transaction.atomic():
            change.update(state=to_state)


def test_a_closed_period_stays_closed(home):
    Reading.objects.update(closes_period=True)
    for change in ({"closes_period": False}, {"state": "withdrawn", "closes_period": False}):
        with pytest.raises(IntegrityError, match="stays closed"), transaction.atomic():
            Reading.objects.update(**change)


def test_events_are_only_added(home):
    reading = store(home)
    event = ReadingEvent.objects.create(
        brand_id=home.brand_id,
        supply_point_id=home.id,
        reading=reading,
        read_on=reading.read_on,
        at=NOW,
        actor_kind="system",
        to_state="accepted",
    )
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ReadingEvent.objects.filter(pk=event.pk).update(reason="x")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        event.delete()


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "54144"},
        {"code": "12345678901234"},
        {"country": "FR"},
        {"energy": Energy.GAS},
        {"energy": Energy.GAS, "calorific_micro_kwh_per_m3": 0},
    ],
)
def test_a_supply_point_that_cannot_be(home, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplyPoint.objects.filter(pk=home.id).update(**changes)


def test_two_registers_of_one_kind_or_dials_that_no_meter_has(home):
    from kwartier.metering.models import Register

    register = Register.objects.get(supply_point_id=home.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Register.objects.filter(pk=register.pk).update(dials=3)
    register.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        register.save()
