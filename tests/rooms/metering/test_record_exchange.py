"""A meter is exchanged: both are read on that day, nothing is lost between them, and what cannot be is refused."""

import sys
from datetime import date, timedelta

import pytest

from exchange_factory import make_exchange
from house_factory import NOW, acting, make_agent, make_brand, make_person
from kwartier.metering.exchange_types import NewRegister
from kwartier.metering.models import Meter, Reading
from kwartier.metering.operations import (
    exchange_meter,
    preview_exchange,
    record_exchange,
    record_reading,
)
from kwartier.metering.queries import (
    get_exchange_choices,
    get_register_history,
    list_readings,
    list_registers,
)
from kwartier.metering.refusals import (
    ExchangeInClosedPeriod,
    ExchangeInTheFuture,
    ExchangeIsOutOfLine,
    ExchangeRefused,
    MeterDoesNotHangThere,
    MeterIsOfAnotherKind,
    MeterIsReadLater,
    NewMeterHangsAlready,
    NewMeterHasNoNumber,
    ReadingAlreadyThere,
    ReadingGoesBackwards,
    ReadingHasTooManyDigits,
    ReadingIsMissing,
    ReadingIsNotANumber,
    RegisterHasTooManyDials,
    RegistersDoNotGoTogether,
)
from kwartier.metering.types import (
    Energy,
    LoadReport,
    MeterKind,
    MeterSpec,
    OperatorReading,
    ReadingState,
    RegisterKind,
    RegisterSpec,
)
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM, ActorKind
from supply_factory import TODAY, make_home, read, register_of, registers_of

pytestmark = pytest.mark.django_db

record_exchange_module = sys.modules["kwartier.metering.operations.record_exchange"]
DAY = TODAY - timedelta(days=5)
ACCOUNT = 4711
TOTAL, DAYS, NIGHTS = RegisterKind.TOTAL, RegisterKind.DAY, RegisterKind.NIGHT


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def home(brand):
    home = make_home(brand, registers=(RegisterSpec(TOTAL, annual_estimate=3_500),))
    for day, index in ((date(2025, 11, 1), 10_000), (date(2026, 11, 1), 13_500)):
        read(home, day, index)
    return home


@pytest.fixture
def agent(brand):
    return acting(make_agent(brand).person, kind=ActorKind.AGENT)


def exchange(home, agent, last="13650", *, day=DAY, accept=False, **changes):
    return record_exchange(
        supply_point_id=home.id,
        exchange=make_exchange(home, day, last, **changes),
        accept_out_of_line=accept,
        account_id=ACCOUNT,
        actor=agent,
        today=TODAY,
        now=NOW,
    )


def refused(home, agent, last="13650", **changes):
    """The kinds of refusal, by field."""
    count = Reading.objects.count(), Meter.objects.count()
    with pytest.raises(ExchangeRefused) as caught:
        exchange(home, agent, last, **changes)
    assert (Reading.objects.count(), Meter.objects.count()) == count
    assert caught.value.code in str(caught.value)
    return {each.field: type(each) for each in caught.value.refusals}


def test_both_meters_are_read_and_what_was_used_goes_on(home, agent):
    seen = preview_exchange(
        supply_point_id=home.id,
        exchange=make_exchange(home, DAY, "013650", installed_serial=" NEW-1 "),
        actor=agent,
        today=TODAY,
    )
    assert Meter.objects.filter(supply_point_id=home.id).count() == 1
    found = exchange(home, agent, "013650", installed_serial=" NEW-1 ")
    assert found == seen
    assert found.in_line
    assert (found.removed_serial, found.installed_serial) == (
        register_of(home, DAY).meter_serial,
        "NEW-1",
    )
    assert [(each.index_value, each.volume) for each in found.last] == [(13_650, 150)]
    assert found.first == (("total", 0, "kWh"),)
    old, new = registers_of(home, DAY)
    assert (old.removed_on, new.installed_from, new.annual_estimate) == (DAY, DAY, 3_500)
    (row, *_) = list_readings(home.id, account_id=None)
    assert (row.read_on, row.is_official, row.origin) == (DAY, True, "operator")
    assert sorted(value.index_value for value in row.values) == [0, 13_650]
    read(home, TODAY, 60)
    history = get_register_history([home.id], date(2026, 11, 1), TODAY)
    assert int(history.volumes.sum()) == 210
    entry = AuditEntry.objects.filter(action="meter.exchanged").latest("pk")
    assert (entry.account_id, entry.after["serial"]) == (ACCOUNT, "NEW-1")


def test_a_customers_reading_of_that_day_gives_way(home, agent):
    record_reading(
        supply_point_id=home.id,
        read_on=DAY,
        indexes={register_of(home).id: "13640"},
        actor=SYSTEM,
        today=TODAY,
        now=NOW,
        account_id=ACCOUNT,
    )
    exchange(home, agent)
    states = Reading.objects.filter(read_on=DAY, is_official=False).values_list("state", flat=True)
    assert list(states) == [ReadingState.WITHDRAWN]


def test_the_operators_reading_of_that_day_must_be_the_same(home, agent):
    read(home, DAY, 13_650)
    assert refused(home, agent, "13651") == {"last_total": ReadingAlreadyThere}
    exchange(home, agent)
    assert Reading.objects.filter(read_on=DAY, register=register_of(home, DAY).id).count() == 1


def test_out_of_line_is_recorded_where_somebody_says_that_it_is_right(home, agent):
    with pytest.raises(ExchangeIsOutOfLine):
        exchange(home, agent, "31000")
    assert len(registers_of(home, DAY)) == 1
    assert not exchange(home, agent, "31000", accept=True).in_line
    assert len(registers_of(home, DAY)) == 2


def test_the_day_and_the_old_meter_are_looked_at(home, agent):
    tomorrow = TODAY + timedelta(days=1)
    assert refused(home, agent, day=tomorrow) == {"exchanged_on": ExchangeInTheFuture}
    missing = refused(home, agent, removed_serial="?", registers=())
    assert missing == {
        "removed_serial": MeterDoesNotHangThere,
        "registers": RegistersDoNotGoTogether,
    }
    read(home, TODAY, 13_700)
    assert refused(home, agent)["exchanged_on"] is MeterIsReadLater


def test_a_settled_period_stays_as_it_is(home, agent):
    read(home, TODAY, 13_700, closes_period=True)
    assert refused(home, agent, day=DAY) == {"exchanged_on": ExchangeInClosedPeriod}


def test_every_index_is_looked_at(home, agent):
    first = (NewRegister(TOTAL, first_index="x"),)
    assert refused(home, agent, "13400", registers=first) == {
        "last_total": ReadingGoesBackwards,
        "first_total": ReadingIsNotANumber,
    }
    assert refused(home, agent, "1234567") == {"last_total": ReadingHasTooManyDigits}
    assert refused(home, agent, last_indexes={}) == {"last_total": ReadingIsMissing}
    for dials in (3, 10):
        first = (NewRegister(TOTAL, first_index="0", dials=dials),)
        assert refused(home, agent, registers=first) == {"dials_total": RegisterHasTooManyDials}


def test_the_new_meter_is_looked_at(brand, home, agent):
    for serial in ("", " ", "x" * 41):
        found = refused(home, agent, installed_serial=serial)
        assert found == {"installed_serial": NewMeterHasNoNumber}
    same = register_of(home).meter_serial
    assert refused(home, agent, installed_serial=same) == {"installed_serial": NewMeterHangsAlready}
    assert refused(home, agent, meter_kind=MeterKind.LINKY) == {"meter_kind": MeterIsOfAnotherKind}
    odd = (NewRegister(TOTAL, "0"), NewRegister(DAYS, "0"))
    assert refused(home, agent, registers=odd) == {"registers": RegistersDoNotGoTogether}
    night = MeterSpec(
        "EN-1", MeterKind.DIGITAL, date(2015, 3, 1), (RegisterSpec(RegisterKind.EXCLUSIVE_NIGHT),)
    )
    with_night = make_home(brand)
    exchange_meter(
        supply_point_id=with_night.id,
        removed_serial=register_of(with_night).meter_serial,
        installed=night,
        actor=SYSTEM,
        now=NOW,
    )
    Meter.objects.filter(supply_point_id=with_night.id).update(removed_on=None)
    exclusive = (NewRegister(RegisterKind.EXCLUSIVE_NIGHT, "0"),)
    assert refused(with_night, agent, "5", registers=exclusive) == {
        "registers": RegistersDoNotGoTogether
    }


def test_one_register_becomes_two(home, agent):
    first = (NewRegister(NIGHTS, "7", dials=5), NewRegister(DAYS, "12", dials=5))
    found = exchange(home, agent, registers=first)
    assert found.first == (("night", 7, "kWh"), ("day", 12, "kWh"))
    assert [(each.kind, each.dials) for each in list_registers(home.id, TODAY)] == [
        ("day", 5),
        ("night", 5),
    ]


def test_gas_and_french_meters(brand, agent):
    gas = make_home(brand, energy=Energy.GAS)
    read(gas, date(2026, 11, 1), 900)
    found = exchange(
        gas, agent, "950", meter_kind=MeterKind.GAS, registers=(NewRegister(TOTAL, "1", dials=5),)
    )
    assert found.first == (("total", 1, "m3"),)
    midi = make_brand("plein-midi")
    linky = make_home(midi, registers=(RegisterSpec(RegisterKind.BASE),))
    (choice,) = get_exchange_choices(linky.id, TODAY)
    assert choice.meter_kinds[0] is MeterKind.LINKY
    assert choice.layouts[:2] == (
        (RegisterKind.BASE,),
        (RegisterKind.PEAK_HOURS, RegisterKind.OFF_PEAK_HOURS),
    )


def test_what_may_be_chosen(home, agent):
    (choice,) = get_exchange_choices(home.id, TODAY)
    assert choice.serial == register_of(home).meter_serial
    assert [register.kind for register in choice.registers] == ["total"]
    assert (choice.layouts[0], len(set(choice.layouts))) == ((TOTAL,), len(choice.layouts))
    exchange(home, agent)
    (choice,) = get_exchange_choices(home.id, DAY)
    assert choice.serial == "NEW-1"
    with pytest.raises(NotFound):
        get_exchange_choices(999_999, TODAY)


def test_customers_do_not_record_exchanges(brand, home):
    person = acting(make_person(brand))
    with pytest.raises(NotAllowed):
        exchange(home, person)
    with pytest.raises(NotAllowed):
        preview_exchange(
            supply_point_id=home.id,
            exchange=make_exchange(home, DAY, "13650"),
            actor=person,
            today=TODAY,
        )


def test_nothing_is_exchanged_where_an_index_is_not_kept(home, agent, monkeypatch):
    """What was checked is never refused afterwards; should it be, no meter hangs without its reading."""
    report = LoadReport(0, 0, 0, refused=((OperatorReading(1, DAY, 5), "why"),))
    monkeypatch.setattr(record_exchange_module, "load_operator_readings", lambda *_, **__: report)
    with pytest.raises(RuntimeError, match="why"):
        exchange(home, agent)
    assert len(registers_of(home, DAY)) == 1
