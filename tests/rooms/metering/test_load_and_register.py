"""Loading the operator's readings, and making supply points known."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from house_factory import NOW, acting, make_account, make_brand, make_person
from kwartier.metering.models import Meter, Reading, ReadingEvent, SupplyPoint
from kwartier.metering.operations import (
    exchange_meter,
    load_operator_readings,
    mark_vacant,
    record_reading,
    register_supply_points,
)
from kwartier.metering.queries import (
    find_closed_until,
    find_latest_reading,
    find_supply_point_by_code,
    find_supply_points,
    get_supply_point,
    list_current_registers,
    list_meters,
    list_readings,
    list_supply_points,
)
from kwartier.metering.refusals import EanHasWrongCheckDigit, SupplyPointAlreadyThere
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    OperatorReading,
    ReadingOrigin,
    Region,
    RegisterKind,
    RegisterSpec,
    SupplyPointSpec,
)
from kwartier.platform.errors import NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM
from supply_factory import (
    TODAY,
    make_ean,
    make_home,
    make_solar_home,
    read,
    register_of,
    registers_of,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)


@pytest.fixture
def brand():
    return make_brand()


def load(brand, *readings):
    return load_operator_readings(readings, brand_id=brand.id, now=NOW)


def spec(**changes):
    values = {
        "code": make_ean(),
        "energy": Energy.ELECTRICITY,
        "country": "BE",
        "region": Region.WALLONIA,
        "grid_operator": "ores",
        "profile_key": "rlp0n.wallonia",
        "timezone_name": "Europe/Brussels",
        "street": "Rue de l'Église",
        "house_number": "12",
        "box": "3",
        "postal_code": "4000",
        "city": "Liège",
        **changes,
    }
    return SupplyPointSpec(**values)


def test_loading_twice_changes_nothing(brand):
    register = register_of(make_home(brand)).id
    batch = [OperatorReading(register, DAY, 100), OperatorReading(register, TODAY, 900)]
    first, second = load(brand, *batch), load(brand, *batch)
    assert (first.loaded_count, first.already_count) == (2, 0)
    assert (second.loaded_count, second.already_count) == (0, 2)
    assert Reading.objects.count() == 2
    assert AuditEntry.objects.filter(action="reading.loaded").count() == 2


def test_the_same_reading_twice_in_one_load(brand):
    register = register_of(make_home(brand)).id
    report = load(
        brand,
        OperatorReading(register, DAY, 100),
        OperatorReading(register, DAY, 100),
        OperatorReading(register, DAY, 101),
    )
    assert (report.loaded_count, report.already_count) == (1, 1)
    assert report.refused[0][1] == "differs from the official reading 100"


def test_a_contradiction_is_reported_not_stored(brand):
    register = register_of(make_home(brand)).id
    load(brand, OperatorReading(register, DAY, 100))
    report = load(brand, OperatorReading(register, DAY, 101))
    assert (report.loaded_count, len(report.refused)) == (0, 1)
    assert Reading.objects.get().index_value == 100


@pytest.mark.parametrize(
    ("index_value", "day", "says"),
    [
        (1_000_000, DAY, "6 dials"),
        (-1, DAY, "6 dials"),
        (5, date(1969, 12, 31), "out of range"),
        (5, date(2200, 1, 1), "out of range"),
        (5, NOW.date() + timedelta(days=1), "has not begun"),
    ],
)
def test_what_does_not_fit_is_reported(brand, index_value, day, says):
    register = register_of(make_home(brand)).id
    report = load(brand, OperatorReading(register, day, index_value))
    assert says in report.refused[0][1]
    assert Reading.objects.count() == 0


def test_an_unknown_register_or_another_brands(brand):
    stranger = register_of(make_home(make_brand("plein-midi"))).id
    report = load(brand, OperatorReading(stranger, DAY, 5), OperatorReading(999_999, DAY, 5))
    assert [reason for _, reason in report.refused] == ["unknown register"] * 2


def test_a_customers_reading_gives_way_to_the_operators(brand):
    home, account = make_home(brand), make_account(brand)
    register = register_of(home).id
    record_reading(
        supply_point_id=home.id,
        read_on=DAY,
        indexes={register: "105"},
        actor=acting(make_person(brand)),
        today=TODAY,
        now=NOW,
        account_id=account.pk,
    )
    report = load(brand, OperatorReading(register, DAY, 100, ReadingOrigin.CUSTOMER))
    assert (report.loaded_count, report.replaced_count) == (1, 1)
    (row,) = list_readings(home.id)
    assert (row.is_official, row.origin, row.values[0].index_value) == (True, "customer", 100)
    event = ReadingEvent.objects.latest("pk")
    assert (event.to_state, event.actor_kind) == ("withdrawn", "system")


def test_a_load_may_close_periods_but_not_change_closed_ones(brand):
    home = make_home(brand)
    register = register_of(home).id
    load(brand, OperatorReading(register, DAY, 100))
    assert find_closed_until(home.id) is None
    closing = OperatorReading(register, DAY, 100, closes_period=True)
    assert load(brand, closing).already_count == 1
    assert find_closed_until(home.id) == DAY
    late = load(brand, OperatorReading(register, DAY - timedelta(days=1), 99))
    assert late.refused[0][1] == "the period until 2026-01-01 is closed"


def test_the_operator_corrects_what_it_read_even_in_a_closed_period(brand):
    home = make_home(brand)
    register = register_of(home).id
    load(brand, OperatorReading(register, DAY, 100, closes_period=True))
    report = load(brand, OperatorReading(register, DAY, 90, corrects=True))
    assert (report.loaded_count, report.replaced_count, report.refused) == (1, 1, ())
    (row,) = list_readings(home.id)
    assert (row.values[0].index_value, row.closes_period) == (90, True)
    old = Reading.objects.get(index_value=100)
    assert (old.state, old.closes_period) == ("superseded", True)
    assert ReadingEvent.objects.latest("pk").to_state == "superseded"
    again = load(brand, OperatorReading(register, DAY, 90, corrects=True))
    assert (again.loaded_count, again.already_count) == (0, 1)


def test_the_operator_delivers_late_what_it_held_back(brand):
    home = make_home(brand)
    register = register_of(home).id
    load(brand, OperatorReading(register, DAY, 100, closes_period=True))
    before = DAY - timedelta(days=30)
    assert load(brand, OperatorReading(register, before, 60)).refused
    assert load(brand, OperatorReading(register, before, 60, corrects=True)).loaded_count == 1


def test_a_correction_that_does_not_fit_the_dials_corrects_nothing(brand):
    home = make_home(brand)
    register = register_of(home).id
    load(brand, OperatorReading(register, DAY, 100))
    report = load(brand, OperatorReading(register, DAY, 10_000_000, corrects=True))
    assert "does not fit" in report.refused[0][1]
    assert list_readings(home.id)[0].values[0].index_value == 100


def test_an_official_reading_only_ever_gives_way_to_another(brand):
    home = make_home(brand)
    load(brand, OperatorReading(register_of(home).id, DAY, 100))
    with pytest.raises(IntegrityError, match="does not go from"), transaction.atomic():
        Reading.objects.update(state="rejected")


def test_what_a_load_closes_does_not_stand_in_its_own_way(brand):
    register = register_of(make_home(brand)).id
    report = load(
        brand,
        OperatorReading(register, TODAY, 900, closes_period=True),
        OperatorReading(register, DAY, 100),
    )
    assert report.loaded_count == 2


def test_the_latest_reading(brand):
    home = make_home(brand)
    assert find_latest_reading(home.id) is None
    read(home, DAY, 100)
    record_reading(
        supply_point_id=home.id,
        read_on=TODAY,
        indexes={register_of(home).id: "900"},
        actor=SYSTEM,
        today=TODAY,
        now=NOW,
        account_id=None,
    )
    assert find_latest_reading(home.id).read_on == TODAY
    assert find_latest_reading(home.id, official_only=True).read_on == DAY
    assert find_latest_reading(home.id, on_or_before=TODAY - timedelta(days=1)).read_on == DAY


def test_a_list_of_readings_tells_volumes_register_by_register(brand):
    kinds = (RegisterSpec(RegisterKind.INJECTION), RegisterSpec(RegisterKind.TOTAL))
    home = make_home(brand, registers=kinds)
    read(home, DAY, 100, 50)
    read(home, TODAY, 900, 250, origin=ReadingOrigin.ESTIMATED)
    latest, first = list_readings(home.id)
    assert [value.kind for value in latest.values] == ["total", "injection"]
    assert [value.volume for value in latest.values] == [800, 200]
    assert latest.values[0].volume_wh == 800_000
    assert latest.values[0].previous_on == DAY
    assert latest.volume_wh == 800_000  # what was given to the grid is not taken from it
    assert (latest.origin, latest.closes_period) == ("estimated", False)
    assert first.volume_wh is None
    assert [row.read_on for row in list_readings(home.id, since=TODAY)] == [TODAY]


def test_gas_is_told_in_cubic_metres_and_energy(brand):
    home = make_home(brand, energy=Energy.GAS)
    read(home, DAY, 100)
    read(home, TODAY, 200)
    value = list_readings(home.id)[0].values[0]
    assert (value.unit, value.volume, value.volume_wh) == ("m3", 100, 1_155_000)


def test_supply_points_come_with_their_meters(brand):
    hung = MeterSpec(
        "1SAG1",
        MeterKind.DIGITAL,
        date(2020, 5, 1),
        (RegisterSpec(RegisterKind.NIGHT), RegisterSpec(RegisterKind.DAY, dials=5)),
    )
    (point,) = register_supply_points([spec(meters=(hung,))], brand_id=brand.id)
    assert point.address == "Rue de l'Église 12 / 3, 4000 Liège"
    (meter,) = list_meters(point.id)
    assert [(each.kind, each.dials) for each in meter.registers] == [("day", 5), ("night", 6)]
    assert get_supply_point(point.id) == point
    assert list_supply_points([point.id, 999_999]) == [point]
    with pytest.raises(NotFound):
        get_supply_point(999_999)


def test_a_french_address_is_written_the_french_way():
    midi = make_brand("plein-midi")
    point = make_home(midi, street="rue des Lices", house_number="4", city="Avignon")
    assert point.street_line == "4 rue des Lices"
    assert len(point.code) == 14


def test_a_mistyped_or_known_number_stores_nothing(brand):
    known = make_home(brand)
    count = SupplyPoint.objects.count()
    with pytest.raises(EanHasWrongCheckDigit) as mistyped:
        register_supply_points([spec(), spec(code="541440000000000018")], brand_id=brand.id)
    assert mistyped.value.field == "code"
    with pytest.raises(SupplyPointAlreadyThere) as there:
        register_supply_points([spec(code=known.code)], brand_id=brand.id)
    assert known.code in there.value.say()
    twice = spec()
    with pytest.raises(SupplyPointAlreadyThere):
        register_supply_points([twice, twice], brand_id=brand.id)
    assert SupplyPoint.objects.count() == count


def test_a_meter_is_exchanged_and_history_goes_on(brand):
    home = make_home(brand, installed_from=date(2020, 1, 1))
    old = register_of(home)
    new = MeterSpec("NEW", MeterKind.DIGITAL, DAY, (RegisterSpec(RegisterKind.TOTAL),))
    exchange_meter(
        supply_point_id=home.id,
        removed_serial=old.meter_serial,
        installed=new,
        actor=SYSTEM,
        now=NOW,
    )
    assert [meter.serial for meter in list_meters(home.id)] == ["NEW", old.meter_serial]
    assert list_meters(home.id)[1].removed_on == DAY
    assert [each.meter_serial for each in registers_of(home, DAY)] == [old.meter_serial, "NEW"]
    assert [each.meter_serial for each in registers_of(home, TODAY)] == ["NEW"]
    other = register_of(make_home(brand))
    assert [
        each.meter_serial for each in list_current_registers([other.supply_point_id, home.id], DAY)
    ] == ["NEW", other.meter_serial]
    with pytest.raises(Meter.DoesNotExist):
        exchange_meter(
            supply_point_id=home.id, removed_serial="?", installed=new, actor=SYSTEM, now=NOW
        )


def test_a_vacant_home(brand):
    home = make_home(brand)
    mark_vacant(supply_point_id=home.id, vacant_from=DAY, actor=SYSTEM, now=NOW)
    assert get_supply_point(home.id).vacant_from == DAY
    mark_vacant(supply_point_id=home.id, vacant_from=None, actor=SYSTEM, now=NOW)
    assert get_supply_point(home.id).vacant_from is None
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"vacant_from": "2026-01-01"}, {"vacant_from": None})


@pytest.mark.parametrize(
    "text", ["rue de l'eglise", "EGLISE 12", "liège 12", "4000 église", "église/liege"]
)
def test_an_address_is_found_by_its_parts(brand, text):
    (point,) = register_supply_points([spec()], brand_id=brand.id)
    make_home(brand)
    assert [found.id for found in find_supply_points(brand.id, text)] == [point.id]


def test_a_number_is_found_whole_or_in_part(brand):
    (point,) = register_supply_points([spec(code="541440000000000019")], brand_id=brand.id)
    assert find_supply_point_by_code(brand.id, "5414 4000 0000 0000 19").id == point.id
    assert find_supply_point_by_code(brand.id, make_ean()) is None
    assert [found.id for found in find_supply_points(brand.id, "0000 0019")] == [point.id]
    assert find_supply_points(brand.id, " - ") == []
    assert find_supply_points(make_brand("plein-midi").id, "0000 0019") == []


def test_wildcards_in_a_search_are_only_letters(brand):
    make_home(brand)
    assert find_supply_points(brand.id, "%_%") == []


def test_a_turning_disc_under_panels_is_told_as_such(brand):
    home = make_solar_home(brand)
    read(home, date(2026, 3, 1), 100)
    read(home, date(2026, 6, 1), 99_900)
    assert list_readings(home.id)[0].values[0].volume == -200
