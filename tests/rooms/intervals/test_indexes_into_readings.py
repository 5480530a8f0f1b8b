"""Indexes that the operator's files tell become readings: once, of the right register, never against one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from french_files import index_class, readings
from house_factory import NOW, make_brand
from interval_factory import House, load, load_own
from kwartier.intervals.models import QuarantinedRow
from kwartier.intervals.operations import preview_file
from kwartier.intervals.refusals import FileHasFindings, NothingToLoad
from kwartier.intervals.types import IndexRow
from kwartier.metering.operations import exchange_meter
from kwartier.metering.queries import list_readings
from kwartier.metering.types import Energy, MeterKind, MeterSpec, RegisterKind, RegisterSpec
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM
from supply_factory import make_home, read, register_of, registers_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)
_TWO = (RegisterSpec(RegisterKind.PEAK_HOURS), RegisterSpec(RegisterKind.OFF_PEAK_HOURS))


@pytest.fixture
def french():
    """A home whose meter has peak and off-peak hours."""
    return House(registers=_TWO)


def _row(house, register, index_kwh, *, day=DAY, line=5, **changes):
    values = {"origin": "R151", **changes}
    return IndexRow(house.home.code, register, day, index_kwh * 1000 + 999, line=line, **values)


def _indexes(home):
    """What is kept, by day and kind, with how it came about."""
    return {
        (row.read_on, value.kind): (value.index_value, row.origin)
        for row in list_readings(home.id)
        for value in row.values
    }


def test_indexes_become_readings_once_and_loading_again_changes_nothing(french, tell):
    rows = [
        _row(french, f"EAS D {name}", index + each, day=DAY + timedelta(days=each))
        for name, index in (("HP", 100), ("HC", 50))
        for each in range(3)
    ]
    tell(indexes=tuple(rows))
    plan = preview_file(
        brand=french.brand, content=b"file", name="series.csv", actor=SYSTEM, now=NOW
    )
    assert (plan.index_count, plan.reading_count, plan.same_reading_count) == (6, 6, 0)
    assert _indexes(french.home) == {}
    report = load(french)
    assert report.plan == plan
    assert _indexes(french.home)[DAY, "peak_hours"] == (100, "operator")
    assert _indexes(french.home)[DAY, "off_peak_hours"] == (50, "operator")
    assert len(_indexes(french.home)) == 6
    assert AuditEntry.objects.get(action="series.loaded").after["reading_count"] == 6
    again = load(french, b"another")
    assert again.load_id is None
    assert (again.plan.reading_count, again.plan.same_reading_count) == (0, 6)
    assert len(_indexes(french.home)) == 6


def test_a_reading_that_contradicts_one_is_named_and_the_others_are_taken(french, tell):
    read(french.home, DAY, 100, 50)
    next_day = DAY + timedelta(days=1)
    tell(
        indexes=(
            _row(french, "EAS F HP", 101, line=7),
            _row(french, "EAS F HC", 50, line=8),
            _row(french, "EAS F HP", 102, day=next_day, line=9),
        )
    )
    with pytest.raises(FileHasFindings, match="differs from the official reading 100"):
        load(french)
    report = load(french, quarantines=True)
    assert (report.plan.reading_count, report.plan.same_reading_count) == (1, 1)
    assert _indexes(french.home)[DAY, "peak_hours"] == (100, "operator")
    assert _indexes(french.home)[next_day, "peak_hours"] == (102, "operator")
    row = QuarantinedRow.objects.get()
    assert (row.line, row.field, row.code) == (7, "EAS F HP", "intervals.index_refused")


def test_what_lies_in_a_closed_period_is_left_out_and_counted(french, tell):
    read(french.home, DAY, 100, 50, closes_period=True)
    before = DAY - timedelta(days=1)
    tell(
        indexes=(
            _row(french, "EAS F HP", 99, day=before, line=4),
            _row(french, "EAS F HC", 49, day=before, line=5),
            _row(french, "EAS F HC", 51, day=DAY, line=6),
        )
    )
    with pytest.raises(FileHasFindings, match="line 6"):
        load(french)
    plan = preview_file(brand=french.brand, content=b"file", name="f", actor=SYSTEM, now=NOW)
    (closed,) = [each for each in plan.findings if each.code == "intervals.index_closed"]
    assert (closed.line, closed.blocks) == (4, False)
    assert closed.text.endswith("(until 2026-03-10), which are left out: 2.")
    assert plan.reading_count == 0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"day": NOW.date() + timedelta(days=1)}, "the day has not begun"),
        ({"index_kwh": 1_000_000}, "does not fit on 6 dials"),
    ],
)
def test_what_cannot_be_a_reading_is_named(french, tell, changes, says):
    tell(indexes=(_row(french, "EAS F HP", **{"index_kwh": 1, **changes}),))
    with pytest.raises(FileHasFindings, match=says):
        load(french)


def test_the_suppliers_register_comes_before_the_total_and_the_operators_own(tell):
    house = House()
    names = ("EAS D BASE", "EAS F BASE", "EAS T", "EAS F1")
    for order in (names, names[::-1]):
        tell(indexes=tuple(_row(house, name, 10 * names.index(name)) for name in order))
        plan = preview_file(brand=house.brand, content=b"f", name="f", actor=SYSTEM, now=NOW)
        assert plan.reading_count == 1
        (other,) = plan.findings
        assert (other.code, other.blocks) == ("intervals.index_of_other_register", False)
    load(house)
    assert _indexes(house.home) == {(DAY, "total"): (10, "operator")}


def test_two_indexes_of_one_register_and_day_cannot_both_be(french, tell):
    tell(indexes=(_row(french, "EAS F HP", 1), _row(french, "EAS F HP", 2, line=6)))
    with pytest.raises(FileHasFindings, match="two indexes of one register"):
        load(french)
    tell(indexes=(_row(french, "EAS F HP", 1), _row(french, "EAS F HP", 1, line=6)))
    assert load(french).plan.reading_count == 1


def test_only_an_index_of_the_days_beginning_is_a_reading(tell):
    kinds = (RegisterKind.DAY, RegisterKind.NIGHT, RegisterKind.INJECTION_DAY)
    house = House(registers=tuple(RegisterSpec(kind) for kind in kinds))
    instants = [datetime(2026, 3, 9, *at, tzinfo=UTC) for at in ((23, 14), (23, 15), (13, 0))]
    winter = datetime(2026, 6, 9, 23, 0, tzinfo=UTC)  # 01:00 in summer: 00:00 in winter time
    tell(
        indexes=(
            _row(house, "1.8.1", 10, at=instants[0]),
            _row(house, "1.8.2", 20, at=instants[1]),
            _row(house, "2.8.1", 30, at=instants[2], day=DAY - timedelta(days=1)),
            _row(house, "1.8.2", 40, at=winter, day=date(2026, 6, 10)),
        )
    )
    plan = load(house).plan
    assert plan.reading_count == 2
    assert {each.code for each in plan.findings} == {"intervals.index_within_day"}
    assert _indexes(house.home) == {
        (DAY, "day"): (10, "operator"),
        (date(2026, 6, 10), "night"): (40, "operator"),
    }


def test_estimates_and_injection_are_what_they_are_called(tell):
    house = House(
        registers=(RegisterSpec(RegisterKind.TOTAL), RegisterSpec(RegisterKind.INJECTION))
    )
    tell(
        indexes=(
            _row(house, "EAS F BASE", 10, origin="R15 ESTIME"),
            _row(house, "EAI F BASE", 3, origin="R15 ESTIME"),
            _row(house, "EAI F HP", 9),
        )
    )
    assert load(house).plan.reading_count == 2
    assert _indexes(house.home) == {
        (DAY, "total"): (10, "estimated"),
        (DAY, "injection"): (3, "estimated"),
    }


def test_at_an_exchange_each_meter_gets_its_own_index(tell):
    house = House()
    old = register_of(house.home)
    exchange_meter(
        supply_point_id=house.home.id,
        removed_serial=old.meter_serial,
        installed=MeterSpec("NEW", MeterKind.LINKY, DAY, (RegisterSpec(RegisterKind.BASE),)),
        actor=SYSTEM,
        now=NOW,
    )
    before = DAY - timedelta(days=9)
    tell(
        indexes=(
            _row(house, "EAS F BASE", 900, origin="C15 before REEL", line=4),
            _row(house, "EAS F BASE", 0, origin="C15 after REEL", line=5),
            _row(house, "EAS F BASE", 850, day=before, meter=old.meter_serial, line=6),
            _row(house, "EAS F BASE", 7, meter="STRANGE", line=7),
            _row(house, "EAS F BASE", 1, day=DAY + timedelta(days=1), origin="C15 before", line=8),
        )
    )
    with pytest.raises(FileHasFindings, match="No meter STRANGE is known"):
        load(house)
    assert load(house, quarantines=True).plan.reading_count == 4
    assert _indexes(house.home) == {
        (before, "total"): (850, "operator"),
        (DAY, "total"): (900, "operator"),
        (DAY, "base"): (0, "operator"),
        (DAY + timedelta(days=1), "base"): (1, "operator"),
    }


def test_gas_meters_count_cubic_metres_and_take_no_index(tell):
    house = House(energy=Energy.GAS)
    tell(indexes=(_row(house, "1.8.0", 5),))
    with pytest.raises(NothingToLoad):
        load(house)


def test_a_customers_own_file_brings_no_readings_and_a_strangers_point_is_named(french, tell):
    tell(indexes=(_row(french, "EAS F HP", 1),))
    with pytest.raises(NothingToLoad):
        load_own(french)
    stranger = IndexRow("541440000000000019", "EAS F HP", DAY, 1, "R151", 3)
    tell(indexes=(stranger,))
    with pytest.raises(FileHasFindings, match="541440000000000019"):
        load(french)


def test_a_flow_of_the_operator_is_read_and_loaded_as_it_is():
    brand = make_brand("plein-midi")
    home = make_home(brand, meter=MeterKind.LINKY, registers=_TWO)
    flow = readings(
        "R151",
        *(
            f"<Date_Releve>2026-03-{day}</Date_Releve>"
            + index_class("HP", 1000 * day)
            + index_class("HC", 500 * day)
            for day in range(10, 13)
        ),
        unit="Wh",
        prm=home.code,
    )
    values = {"brand": brand, "name": "r151.xml", "actor": SYSTEM, "now": NOW}
    assert preview_file(content=flow, **values).reading_count == 6
    house = type("Brand", (), {"brand": brand})
    assert load(house, flow).plan.reading_count == 6
    assert load(house, flow).load_id is None
    assert _indexes(home)[date(2026, 3, 13), "peak_hours"] == (12, "operator")
    assert len(registers_of(home)) == 2
